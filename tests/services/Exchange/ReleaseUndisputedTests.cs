using System.Collections.Immutable;
using Basin.Exchange;
using Basin.Rules;
using Basin.Rules.Terms;
using Basin.Rules.WaterQuality;

namespace Basin.Services.Tests.Exchange;

public sealed class ReleaseUndisputedTests
{
    private const string Document =
        """
        { "language": "basin-terms/1", "standards": ["GB/T 8170-2008"], "title": "t", "scope": "s", "targets": "t", "indicators": ["总磷", "氨氮"], "duties": ["d"],
          "compensation": "c", "term": { "from": "2024-01-01", "to": "2024-12-31" }, "period": "年", "parties": { "皖": "340000", "浙": "330000" }, "sections": { "街口": "JK" },
          "stated": { "事故": { "kind": "是否", "by": ["共同上级"], "otherwise": "否" }, "得分": { "kind": "数值", "from": "0", "to": "100", "by": ["皖"] } },
          "clauses": [
            { "no": "一", "when": "非 事故 且 年均(街口, 总磷) <= 0.1 mg/L", "pay": "60万元", "from": "浙", "to": "皖" },
            { "no": "二", "when": "年均(街口, 氨氮) <= 0.5 mg/L", "pay": "40万元", "from": "浙", "to": "皖" } ],
          "calendar": { "dataDueDays": 30, "silenceDays": 15, "payDays": 30 }, "breach": "b", "other": "o" }
        """;

    private static readonly CheckedTerms Terms = CheckedTerms.Read(Document).Terms!;

    private static readonly ImmutableArray<MonthFacts> Facts =
    [
        .. Enumerable.Range(1, 12).Select(month => new MonthFacts(
            "JK", new(2024, month), 1, WaterBody.River,
            ImmutableSortedDictionary<string, MonthMean>.Empty.Add("总磷", new(0.05m, 100, 100, null)).Add("氨氮", new(0.2m, 100, 100, null)))),
    ];

    private static long[]? Owed(ObjectionSubject subject) =>
        ReleaseUndisputed.Least(Terms, Terms.Periods[0], Facts, [new("得分", "2024", "80")], subject)?.Parts.Select(part => part.Amount.Fen).ToArray();

    [Fact]
    public void A_contested_indicator_of_a_month_holds_back_what_rests_on_it() => Owed(new(Contested.Month, "JK", "2024-03", "总磷")).ShouldBe([40_000_000]);

    [Fact]
    public void A_contested_month_holds_back_everything_that_rests_on_it() => Owed(new(Contested.Month, "JK", "2024-03")).ShouldBe([]);

    [Fact]
    public void A_contested_reading_is_as_its_indicator_of_the_month() =>
        Owed(new(Contested.Reading, "JK", "2024-03", "氨氮", "JK-01", new DateTimeOffset(2024, 3, 5, 0, 0, 0, TimeSpan.Zero))).ShouldBe([60_000_000]);

    [Fact]
    public void A_contested_clause_holds_back_its_own_payment() => Owed(new(Contested.Formula, Clause: "一")).ShouldBe([40_000_000]);

    [Fact]
    public void A_contested_incident_may_have_been_or_not() => Owed(new(Contested.Incident, Fact: "事故")).ShouldBe([40_000_000]);

    [Fact]
    public void Of_a_contested_number_or_the_whole_nothing_is_certain()
    {
        Owed(new(Contested.Incident, Fact: "得分")).ShouldBeNull();
        Owed(ObjectionSubject.Whole).ShouldBeNull();
    }
}
