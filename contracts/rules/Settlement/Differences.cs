using System.Collections.Immutable;

namespace Basin.Rules.Settlement;

/// <summary>
/// What is still to be obliged when obligations of the same period stand already (差额): a part that was not in dispute, or what an earlier assessment came
/// to. Nothing that stands is changed; together with the differences it always comes to the latest assessment, however many corrections came between.
/// </summary>
public static class Differences
{
    /// <summary>
    /// The assessed obligations themselves where none stands; otherwise, in ordinal order of the accounts, one for each payer and payee between whom something
    /// is left: what is assessed beyond what stands in the same direction, and, where that does not make the pair even, what is paid back. Opposite
    /// directions are not set off against each other otherwise, because whether they are is for the terms to say and was done before.
    /// </summary>
    /// <param name="standing">Obligations that fell due, each above zero; their numbers are below those that are given out.</param>
    /// <param name="assessed">What the latest assessment comes to in all.</param>
    public static ImmutableArray<ProposedObligation> Between(IReadOnlyCollection<ProposedObligation> standing, IReadOnlyCollection<ProposedObligation> assessed) =>
        standing.Count == 0 ? [.. assessed] : Numbered(standing, Pairs(standing, assessed).SelectMany(WithPayingBack));

    /// <summary>The same without anything that is paid back.</summary>
    public static ImmutableArray<ProposedObligation> Beyond(IReadOnlyCollection<ProposedObligation> standing, IReadOnlyCollection<ProposedObligation> assessed) =>
        standing.Count == 0 ? [.. assessed] : Numbered(standing, Pairs(standing, assessed).SelectMany(pair => new[] { pair.There.Growth, pair.Back.Growth }));

    /// <summary>What stands and what is assessed of one payer and payee.</summary>
    private sealed record Direction(string From, string To, ImmutableArray<ProposedObligation> Standing, ImmutableArray<ProposedObligation> Assessed)
    {
        public Money Left => Sum(Assessed) - Sum(Standing);

        public Transfer Growth => new(Clauses(Standing.Concat(Assessed)), From, To, Left > Money.Zero ? Left : Money.Zero);
    }

    private static IEnumerable<Transfer> WithPayingBack((Direction There, Direction Back) pair)
    {
        var (there, back) = (pair.There.Growth, pair.Back.Growth);
        var uneven = pair.There.Left - pair.Back.Left - (there.Amount - back.Amount);
        if (uneven == Money.Zero) return [there, back];
        var clauses = Clauses([.. pair.There.Standing, .. pair.Back.Standing, .. pair.There.Assessed, .. pair.Back.Assessed]);
        return uneven > Money.Zero
            ? [there with { Clauses = clauses, Amount = there.Amount + uneven }, back]
            : [there, back with { Clauses = clauses, Amount = back.Amount - uneven }];
    }

    private static IEnumerable<(Direction There, Direction Back)> Pairs(IReadOnlyCollection<ProposedObligation> standing, IReadOnlyCollection<ProposedObligation> assessed)
    {
        Direction Of(string from, string to) => new(from, to, [.. standing.Where(o => (o.From, o.To) == (from, to))], [.. assessed.Where(o => (o.From, o.To) == (from, to))]);
        return standing.Concat(assessed)
            .Select(o => string.CompareOrdinal(o.From, o.To) < 0 ? (One: o.From, Other: o.To) : (One: o.To, Other: o.From)).Distinct()
            .Select(pair => (Of(pair.One, pair.Other), Of(pair.Other, pair.One)));
    }

    private static ImmutableArray<ProposedObligation> Numbered(IReadOnlyCollection<ProposedObligation> standing, IEnumerable<Transfer> transfers)
    {
        var number = standing.Max(obligation => obligation.Number);
        return
        [
            .. transfers.Where(transfer => transfer.Amount > Money.Zero)
                .OrderBy(transfer => transfer.From, StringComparer.Ordinal).ThenBy(transfer => transfer.To, StringComparer.Ordinal)
                .Select(transfer => new ProposedObligation(++number, transfer.Clauses, transfer.From, transfer.To, transfer.Amount)),
        ];
    }

    private static Money Sum(IEnumerable<ProposedObligation> obligations) => obligations.Aggregate(Money.Zero, (sum, obligation) => sum + obligation.Amount);

    /// <summary>Each clause once, in the order in which they come.</summary>
    private static string Clauses(IEnumerable<ProposedObligation> obligations) => string.Join('、', obligations.SelectMany(obligation => obligation.Clause.Split('、')).Distinct(StringComparer.Ordinal));
}
