using System.Collections.Immutable;

namespace Basin.Rules.Settlement;

/// <summary>Sums obligations to one net position for each account.</summary>
public static class Netting
{
    /// <summary>
    /// What each account named in the obligations gets (above zero) or owes (below zero) in all. The positions sum to zero.
    /// </summary>
    public static ImmutableSortedDictionary<string, Money> Positions(IEnumerable<ProposedObligation> obligations)
    {
        var positions = ImmutableSortedDictionary.Create<string, Money>(StringComparer.Ordinal).ToBuilder();
        foreach (var obligation in obligations)
        {
            positions[obligation.From] = positions.GetValueOrDefault(obligation.From) - obligation.Amount;
            positions[obligation.To] = positions.GetValueOrDefault(obligation.To) + obligation.Amount;
        }

        var sum = positions.Values.Aggregate(Money.Zero, (before, position) => before + position);
        return sum == Money.Zero ? positions.ToImmutable() : throw new InvalidOperationException($"Net positions sum to {sum}.");
    }
}
