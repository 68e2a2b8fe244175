using Basin.Rules.Settlement;
using Basin.Rules.Terms;
using Basin.Rules.Tests.Terms;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Tests.Settlement;

public sealed class UndisputedTests
{
    // A sum for the target and a further one for a better year.
    private const string Document =
        """
        { "language": "basin-terms/1", "standards": ["GB/T 8170-2008"], "title": "试行", "scope": "s", "targets": "t", "indicators": ["总磷"], "duties": ["d"],
          "compensation": "c", "term": { "from": "2024-01-01", "to": "2024-12-31" }, "period": "年", "parties": { "皖": "340000", "浙": "330000" }, "sections": { "街口": "JK", "上游": "SY" },
          "clauses": [
            { "no": "一", "when": "年均(上游, 总磷) <= 0.2 mg/L", "pay": "60万元", "from": "浙", "to": "皖" },
            { "no": "二", "when": "年均(街口, 总磷) <= 0.1 mg/L", "pay": "40万元", "from": "浙", "to": "皖" } ],
          "calendar": { "dataDueDays": 30, "silenceDays": 15, "payDays": 30 }, "breach": "b", "other": "o" }
        """;

    private static readonly CheckedTerms s_terms = Agreements.Checked(Document);
    private static readonly Period s_year = s_terms.Periods[0];
    private static readonly IReadOnlyCollection<MonthFacts> s_facts = [.. Agreements.Year("JK", 2024, ("总磷", 0.05m)), .. Agreements.Year("SY", 2024, ("总磷", 0.05m))];

    [Fact]
    public void What_does_not_rest_on_the_contested_month_is_owed_whatever_becomes_of_it()
    {
        var range = s_terms.AssessRange(s_year, s_facts, [new("JK", new(2024, 3), "总磷")]);
        Undisputed.Of(s_terms, [range], []).ShouldBe([new(1, "一", "浙", "皖", Money.FromYuanText("600000"))]);
    }

    [Fact]
    public void Without_anything_contested_everything_is_undisputed() =>
        Undisputed.Of(s_terms, [s_terms.AssessRange(s_year, s_facts)], []).Select(part => part.Amount).ShouldBe([Money.FromYuanText("600000"), Money.FromYuanText("400000")]);

    [Fact]
    public void A_contested_clause_is_held_back_and_the_others_are_not() =>
        Undisputed.Of(s_terms, [s_terms.AssessRange(s_year, s_facts)], ["一"]).ShouldHaveSingleItem().Clause.ShouldBe("二");

    [Fact]
    public void Of_several_outcomes_the_least_counts()
    {
        var worse = s_facts.Select(facts => facts.Section == "SY" ? facts with { Means = facts.Means.SetItem("总磷", facts.Means["总磷"] with { Value = 0.5m }) } : facts).ToList();
        Undisputed.Of(s_terms, [s_terms.AssessRange(s_year, s_facts), s_terms.AssessRange(s_year, worse)], []).ShouldHaveSingleItem().Clause.ShouldBe("二");
    }
}
