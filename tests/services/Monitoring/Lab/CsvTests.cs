using System.Text;
using Basin.Monitoring;

namespace Basin.Services.Tests.Monitoring.Lab;

/// <summary>CSV as spreadsheet programs, instruments and people with bad intentions write it.</summary>
public sealed class CsvTests
{
    private const string Text = "采样点代码,采样日期,氨氮,备注\nA-1,2024-05-06,0.1,晴\nA-2,2024-05-07,<0.02,雨\n";

    private static byte[] Gbk(string text) => CodePagesEncodingProvider.Instance.GetEncoding(936)!.GetBytes(text);

    public static TheoryData<string, byte[]> SameFile => new()
    {
        { "UTF-8", Encoding.UTF8.GetBytes(Text) },
        { "UTF-8 with its mark", [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Text)] },
        { "GBK", Gbk(Text) },
        { "GB 18030", CodePagesEncodingProvider.Instance.GetEncoding(54936)!.GetBytes(Text) },
        { "UTF-16 little", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Text)] },
        { "UTF-16 big", [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes(Text)] },
        { "CRLF", Encoding.UTF8.GetBytes(Text.ReplaceLineEndings("\r\n")) },
        { "CR", Encoding.UTF8.GetBytes(Text.ReplaceLineEndings("\r")) },
        { "semicolons", Encoding.UTF8.GetBytes(Text.Replace(',', ';')) },
        { "tabs", Encoding.UTF8.GetBytes(Text.Replace(',', '\t')) },
        { "UTF-16 with tabs, as spreadsheet programs save Unicode text", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Text.Replace(',', '\t').ReplaceLineEndings("\r\n"))] },
        { "all cells quoted", Encoding.UTF8.GetBytes(string.Join('\n', Text.TrimEnd().Split('\n').Select(line => string.Join(',', line.Split(',').Select(cell => $"\"{cell}\""))))) },
        { "no line break at the end", Encoding.UTF8.GetBytes(Text.TrimEnd()) },
        { "empty cells at the ends", Encoding.UTF8.GetBytes(Text.Replace("\n", ",,\n")) },
        { "blank lines at the end", Encoding.UTF8.GetBytes(Text + "\n\n,,,\n") },
    };

    [Theory]
    [MemberData(nameof(SameFile))]
    public void The_same_samples_come_out_however_the_file_is_written(string way, byte[] bytes)
    {
        var file = LabFileTests.Read(bytes);
        file.Problems.First.ShouldBeEmpty(way);
        file.Samples.Select(sample => sample.Frame.ContentSha256()).ShouldBe(LabFileTests.Read(Text).Samples.Select(sample => sample.Frame.ContentSha256()));
        file.Samples.Select(sample => sample.Row).ShouldBe([2, 3]);
    }

    [Fact]
    public void A_line_break_within_a_quoted_cell_does_not_count_as_a_row()
    {
        var file = LabFileTests.Read("采样点代码,采样日期,\"氨氮\n(mg/L)\",备注\nA-1,2024-05-06,0.1,\"阴\r\n转\"\"晴\"\"\"\nA-1,2024-05-07,x,\n");
        (file.Problems.Count, file.Problems.First[0].Cell).ShouldBe((1, "C3"));
    }

    [Fact]
    public void A_decimal_comma_is_no_number()
    {
        var problem = LabFileTests.Read("采样点代码;采样日期;氨氮\nA-1;2024-05-06;0,25\n").Problems.First.ShouldHaveSingleItem();
        (problem.Cell, problem.Code, problem.Value).ShouldBe(("C2", "invalid-value", "0,25"));
    }

    public static TheoryData<string, byte[], string> Unreadable => new()
    {
        { "nothing", [], "empty-file" },
        { "no heading", Encoding.UTF8.GetBytes("1,2,3\n4,5,6\n"), "no-heading" },
        { "a heading below the tenth row", Encoding.UTF8.GetBytes(new string('\n', 10) + Text), "no-heading" },
        { "NUL in the text", Encoding.UTF8.GetBytes(Text.Replace("A-1", "A\01")), "malformed-text" },
        { "UTF-16 without its mark", Encoding.Unicode.GetBytes(Text), "malformed-text" },
        { "neither UTF-8 nor GB 18030", [.. Encoding.UTF8.GetBytes(Text), 0xFF, 0xFF], "malformed-text" },
        { "half a character after the mark", [0xEF, 0xBB, 0xBF, 0xE6], "malformed-text" },
        { "a quote that is not closed", Encoding.UTF8.GetBytes(Text + "\"A-3,2024-05-08,1,\n"), "malformed-csv" },
        { "text behind a closing quote", Encoding.UTF8.GetBytes(Text + "\"A-3\"x,2024-05-08,1,\n"), "malformed-csv" },
        { "a quote that swallows the file", Encoding.UTF8.GetBytes(Text + "\"" + new string('x', 200_000)), "row-too-long" },
        { "an old workbook", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "old-workbook" },
    };

    [Theory]
    [MemberData(nameof(Unreadable))]
    public void A_file_that_is_no_table_is_refused_whole(string what, byte[] bytes, string code)
    {
        LabFile.TryRead(bytes, LabFileTests.Now, out var file, out var rejection).ShouldBeFalse(what);
        (rejection!.Code, file).ShouldBe((code, null), what);
    }
}
