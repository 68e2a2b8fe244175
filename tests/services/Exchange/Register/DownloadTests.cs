using System.Text;
using Basin.Exchange;

namespace Basin.Services.Tests.Exchange;

public sealed class DownloadTests
{
    [Fact]
    public void A_table_begins_with_its_mark_ends_its_lines_and_lets_no_field_be_a_formula() =>
        Encoding.UTF8.GetString(new Download([], ["名称", "值"], [["=1+1", "a,b"], ["@x", "第一行\n第二行"]]).Bytes(Download.CsvForm))
            .ShouldBe("\uFEFF名称,值\r\n'=1+1,\"a,b\"\r\n'@x,\"第一行\n第二行\"\r\n");

    [Theory]
    [InlineData("-8.3", "-8.3")]
    [InlineData("-100", "-100")]
    [InlineData("-", "'-")]
    [InlineData("-1-1", "'-1-1")]
    [InlineData("-1.2.3", "'-1.2.3")]
    [InlineData("-.5", "'-.5")]
    [InlineData("-5.", "'-5.")]
    [InlineData("+1", "'+1")]
    [InlineData("=-8", "'=-8")]
    [InlineData("-2+3", "'-2+3")]
    public void A_number_below_zero_stays_a_number_and_what_could_be_a_formula_is_text(string field, string written) =>
        Encoding.UTF8.GetString(new Download([], ["值"], [[field]]).Bytes(Download.CsvForm)).ShouldBe($"\uFEFF值\r\n{written}\r\n");

    [Fact]
    public void Json_is_canonical_so_that_its_hash_can_be_compared() =>
        Encoding.UTF8.GetString(new Download(new() { ["b"] = 1, ["a"] = "浙" }, [], []).Bytes(Download.JsonForm)).ShouldBe("""{"a":"浙","b":1}""");

    [Theory]
    [InlineData(0, 1, "invalid-page")]
    [InlineData(-5, 1, "invalid-page")]
    [InlineData(1, 1, null)]
    [InlineData(2, 2, null)]
    [InlineData(3, 2, "no-such-page")]
    [InlineData(int.MaxValue, 2, "no-such-page")]
    public void A_page_is_one_that_there_is(int page, int pages, string? code) => Download.RefusePage(page, pages)?.Code.ShouldBe(code);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(50, 1)]
    [InlineData(51, 2)]
    public void The_first_page_is_there_though_it_is_empty(int rows, int pages) => Download.Pages(rows).ShouldBe(pages);
}
