using System.Text.Json.Nodes;
using Basin.Rules.Terms;

namespace Basin.Rules.Tests.Terms;

/// <summary>Tables whose values are water classes: targets that differ from section to section, or from year to year.</summary>
public sealed class ClassTableTests
{
    private static TermsCheck Read(string table)
    {
        var document = JsonNode.Parse(Agreements.Text("yulu-1"))!;
        document["values"] = new JsonObject { ["目标类别"] = JsonNode.Parse(table) };
        document["clauses"]![0]!["pay"] = "类别差(目标类别[刘庄], 类别(刘庄, 年均)) * 6000万元";
        return CheckedTerms.Read(document.ToJsonString());
    }

    [Fact]
    public void A_class_in_a_table_is_a_class()
    {
        var terms = Agreements.Checked(Read("""{ "by": ["刘庄", "高村"], "is": ["Ⅲ", "Ⅱ类"], "source": "unconfirmed" }""").Terms!.Canonical);
        terms.Assess(terms.Period("2020"), Agreements.LiuzhuangYears(2020, 10, 0.3m, 0.01m, 1)).Paid().ShouldBe(["三 鲁->豫 60000000.00元"]);
    }

    [Theory]
    [InlineData("""{ "by": ["刘庄", "高村"], "is": ["Ⅲ", "3"], "source": "unconfirmed" }""", "values.目标类别.is", "kind-mismatch")]
    [InlineData("""{ "by": ["刘庄", "高村"], "is": ["Ⅲ", "Ⅱ"], "total": "5", "source": "unconfirmed" }""", "values.目标类别.total", "total")]
    public void Classes_are_not_mixed_with_numbers_and_have_no_total(string table, string place, string code) =>
        Read(table).Problems.ShouldContain(problem => problem.Place == place && problem.Code == code);
}
