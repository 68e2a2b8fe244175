using System.Collections.Immutable;
using Basin.Rules.Settlement;
using Basin.Rules.Terms;
using Basin.Rules.Tests.Terms;
using Basin.Rules.WaterQuality;
using CsCheck;

namespace Basin.Rules.Tests.Settlement;

public sealed class DifferenceExplanationTests
{
    // 每吨超出目标的总磷 … a payment that grows with each month's mean, so that every change moves it.
    private const string Document =
        """
        { "language": "basin-terms/1", "standards": ["GB/T 8170-2008"], "title": "试行", "scope": "s", "targets": "t", "indicators": ["总磷", "氨氮"], "duties": ["d"],
          "compensation": "c", "term": { "from": "2024-01-01", "to": "2024-12-31" }, "period": "年", "parties": { "皖": "340000", "浙": "330000" }, "sections": { "街口": "JK" },
          "stated": { "事故": { "kind": "是否", "by": ["共同上级"], "otherwise": "否" } },
          "clauses": [
            { "no": "一", "when": "非 事故", "pay": "(0.2 mg/L - 年均(街口, 总磷)) / 0.2 mg/L * 100万元", "from": "浙", "to": "皖", "negative": "反向" },
            { "no": "二", "when": "年均(街口, 氨氮) > 1 mg/L", "pay": "50万元", "from": "皖", "to": "浙" } ],
          "calendar": { "dataDueDays": 30, "silenceDays": 15, "payDays": 30, "correctionDays": 365 }, "breach": "b", "other": "o" }
        """;

    private static readonly CheckedTerms s_terms = Agreements.Checked(Document);

    private static readonly Gen<MonthFacts[]> s_year = Gen.Select(Gen.Int[1, 300], Gen.Int[1, 2000]).Array[12].Select(values => values
        .Select((value, month) => Agreements.Month("JK", new(2024, month + 1), ("总磷", value.Item1 / 1000m), ("氨氮", value.Item2 / 1000m))).ToArray());

    [Fact]
    public void The_calendar_says_how_long_corrections_are_settled() => s_terms.Calendar.CorrectionDays.ShouldBe(365);

    [Fact]
    public void One_changed_month_is_named_with_its_indicator_clause_and_amount()
    {
        var before = Agreements.Year("JK", 2024, ("总磷", 0.10m), ("氨氮", 0.5m)).ToArray();
        var after = before.Select(facts => facts.Month.Month == 3 ? facts with { Revision = 2, Means = facts.Means.SetItem("总磷", facts.Means["总磷"] with { Value = 0.22m }) } : facts).ToArray();
        var share = DifferenceExplanation.Of(s_terms, s_terms.Periods[0], new(before, []), new(after, [])).Value.ShouldHaveSingleItem();
        (share.What, share.Clause, share.From, share.To).ShouldBe(("JK 2024-03 总磷：0.10 → 0.22", "一", "浙", "皖"));
        share.Change.ShouldBe(Money.FromYuanText("-50000"), "the mean of the year rose by 0.01 mg/L, a twentieth of the target");
    }

    [Fact]
    public void The_shares_of_every_payment_sum_to_its_difference() => Gen.Select(s_year, s_year, Gen.Bool).Sample((one, other, incident) =>
    {
        var period = s_terms.Periods[0];
        ImmutableArray<StatedFact> stated = incident ? [new("事故", period.Id, "是")] : [];
        var (value, step) = DifferenceExplanation.Of(s_terms, period, new(one, []), new(other, stated));
        var (before, after) = (Paid(s_terms.Assess(period, one)), Paid(s_terms.Assess(period, other, stated)));
        foreach (var payment in before.Keys.Union(after.Keys))
            value.Where(share => (share.Clause, share.From, share.To) == payment).Sum(share => share.Change.Fen).ShouldBe(after.GetValueOrDefault(payment) - before.GetValueOrDefault(payment));
        step.Because.Sum(payment => payment.Because.Length).ShouldBe(value.Length);
    }, iter: 200);

    private static Dictionary<(string, string, string), long> Paid(Assessment assessment) =>
        assessment.Payments.Where(payment => payment.Amount > Money.Zero).ToDictionary(payment => (payment.Clause, payment.From, payment.To), payment => payment.Amount!.Value.Fen);
}
