using System.Collections.Immutable;
using Basin.Rules.Settlement;

namespace Basin.Rules.Terms;

/// <summary>The most that each party can owe and receive for a period, before anything is known.</summary>
internal static class Liability
{
    /// <summary>By party; pots are left out. Of a clause's cases only one applies, so each party's worst case counts, clause by clause.</summary>
    public static ImmutableSortedDictionary<string, (Money Owed, Money Received)> Of(Document document, Period period)
    {
        var outcomes = RangeOutcomes.OfAnything(document, period);
        return document.Parties.Keys.ToImmutableSortedDictionary(
            party => party,
            party => (Most(outcomes, flow => flow.From == party), Most(outcomes, flow => flow.To == party)),
            StringComparer.Ordinal);
    }

    /// <summary>Whether what a pot gets and pays comes to the same whatever the data.</summary>
    public static bool IsEvenedOut(Document document, Period period, string pot) =>
        RangeOutcomes.OfAnything(document, period).Aggregate(Interval.Of(0), (sum, outcome) => sum + FlowInto(outcome, pot)) is { Least: 0, Most: 0 };

    private static Interval FlowInto(ClauseOutcome<Interval, RangeTruth> outcome, string pot)
    {
        var flows = outcome.Arms.Select(arm => FlowInto(arm, pot)).ToList();
        if (outcome.CanBeNothing) flows.Add(Interval.Of(0));
        return flows.Aggregate((one, other) => one.Hull(other));
    }

    private static Interval FlowInto(ArmOutcome<Interval> outcome, string pot)
    {
        var (arm, range) = (outcome.Arm, outcome.Amount.Value);
        var paid = arm.BelowZero == BelowZero.Turned ? range : Interval.Greater(range, Interval.Of(0));
        if (arm.Sole == pot) return arm.SharersPay ? paid : paid.Negated();
        if (arm.Sharers.All(sharer => sharer.Account == pot)) return arm.SharersPay ? paid.Negated() : paid;
        // A part of what is split is not followed to the fen.
        return arm.Sharers.Any(sharer => sharer.Account == pot) ? Interval.Everything : Interval.Of(0);
    }

    private static Money Most(ImmutableArray<ClauseOutcome<Interval, RangeTruth>> outcomes, Func<(string From, string To), bool> isOf) =>
        outcomes.Aggregate(Money.Zero, (sum, outcome) => sum + outcome.Arms.Select(arm => MostOf(arm, isOf)).DefaultIfEmpty(Money.Zero).Max());

    // A case that can turn round pays in one direction or the other, never in both.
    private static Money MostOf(ArmOutcome<Interval> outcome, Func<(string From, string To), bool> isOf)
    {
        var (arm, range) = (outcome.Arm, outcome.Amount.Value);
        var forward = Flows(arm, RangeOutcomes.Positive(range).Most!.Value, turned: false, isOf);
        if (arm.BelowZero != BelowZero.Turned) return forward;
        var back = Flows(arm, RangeOutcomes.Positive(range.Negated()).Most!.Value, turned: true, isOf);
        return forward > back ? forward : back;
    }

    private static Money Flows(Arm arm, Money whole, bool turned, Func<(string From, string To), bool> isOf)
    {
        var own = Enumerable.Range(0, arm.Sharers.Length).Where(sharer => isOf(arm.Ends(sharer, turned))).ToList();
        if (own.Count == arm.Sharers.Length) return whole;
        var total = arm.Sharers.Sum(sharer => sharer.Share);
        return own.Aggregate(Money.Zero, (sum, sharer) => sum + Allot.Bounds(Money.Zero, whole, arm.Sharers[sharer].Share, total).Most);
    }
}
