using System.Collections.Immutable;
using Basin.Rules.Settlement;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Terms;

/// <summary>Range outcomes of clauses to the bounds of each payment, in each direction in which anything can be paid.</summary>
internal static class RangeOutcomes
{
    private static readonly (Money Least, Money? Most) Nothing = (Money.Zero, Money.Zero);

    /// <summary>What every clause can come to before anything is known: all data open, anything stated that may be.</summary>
    public static ImmutableArray<ClauseOutcome<Interval, RangeTruth>> OfAnything(Document document, Period period) => Of(document, period, Anything(document, period));

    /// <summary>Knows nothing, so that every input is as wide as the document lets it be.</summary>
    public static RangeDomain Anything(Document document, Period period) => new(period, new Facts([], [], document.Data), [], anythingMayBeStated: true);

    private static ImmutableArray<ClauseOutcome<Interval, RangeTruth>> Of(Document document, Period period, RangeDomain domain)
    {
        var plan = document.RangePlan(period);
        var run = plan.Run(domain);
        return [.. plan.Clauses.Select(clause => ClauseOutcome<Interval, RangeTruth>.Of(clause, run))];
    }

    public static RangeAssessment Assessment(
        Document document, Period period, IReadOnlyCollection<MonthFacts> facts, IReadOnlyCollection<StatedFact> stated, IReadOnlyCollection<ContestedMean> contested)
    {
        ImmutableArray<RangePayment> payments = [.. Of(document, period, new RangeDomain(period, new Facts(facts, stated, document.Data), contested)).SelectMany(outcome => Payments(outcome))];
        var step = new Step("terms.range", $"{document.Title} {period.Id}", null, $"{payments.Length}个支付方向", null, null, [.. payments.Select(payment => payment.Step)]);
        return new(payments, step);
    }

    public static IEnumerable<RangePayment> Payments(ClauseOutcome<Interval, RangeTruth> outcome)
    {
        var flows = outcome.Arms.Select(Flows).ToList();
        foreach (var (from, to) in flows.SelectMany(flow => flow.Keys).Distinct())
        {
            var bounds = flows.Select(flow => flow.GetValueOrDefault((from, to), Nothing)).ToList();
            var least = outcome.CanBeNothing ? Money.Zero : bounds.Min(bound => bound.Least);
            Money? most = bounds.Any(bound => bound.Most is null) ? null : bounds.Max(bound => bound.Most!.Value);
            if (most == Money.Zero) continue;
            yield return new(outcome.Clause.Id, from, to, least, most, PaymentStep(outcome, from, to, least, most));
        }
    }

    // What one case can pay in each direction it has.
    private static Dictionary<(string From, string To), (Money Least, Money? Most)> Flows(ArmOutcome<Interval> outcome)
    {
        var (arm, range) = (outcome.Arm, outcome.Amount.Value);
        var flows = new Dictionary<(string From, string To), (Money Least, Money? Most)>();
        var total = arm.Sharers.Sum(sharer => sharer.Share);
        for (var sharer = 0; sharer < arm.Sharers.Length; sharer++)
        {
            flows[arm.Ends(sharer, turned: false)] = Part(Positive(range), arm.Sharers[sharer].Share, total);
            if (arm.BelowZero == BelowZero.Turned) flows[arm.Ends(sharer, turned: true)] = Part(Positive(range.Negated()), arm.Sharers[sharer].Share, total);
        }

        return flows;
    }

    public static (Money Least, Money? Most) Positive(Interval yuan) => (
        Money.HalfEven(decimal.Max(yuan.Least ?? 0, 0)),
        yuan.Most is { } most ? Money.HalfEven(decimal.Max(most, 0)) : null);

    private static (Money Least, Money? Most) Part((Money Least, Money? Most) whole, long share, long total)
    {
        if (share == total) return whole;
        var (least, most) = Allot.Bounds(whole.Least, whole.Most ?? Money.Zero, share, total);
        return (least, whole.Most is null && share > 0 ? null : most);
    }

    private static Step PaymentStep(ClauseOutcome<Interval, RangeTruth> outcome, string from, string to, Money least, Money? most)
    {
        var words = least == most ? $"{least.Figures()}元" : $"{least.Figures()}元 至 {(most is { } known ? $"{known.Figures()}元" : "不限")}";
        return new("terms.payment", $"{from} 付 {to}", null, words, null, outcome.Planned.Citation, outcome.Because);
    }
}
