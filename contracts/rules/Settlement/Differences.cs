using System.Collections.Immutable;

namespace Basin.Rules.Settlement;

/// <summary>
/// What is still to be obliged when obligations of the same period stand already (差额): a part that was not in dispute, or what an earlier assessment came
/// to. Nothing that stands is changed; together with the differences it always comes to the latest assessment, however many corrections came between.
/// </summary>
public static class Differences
{
    /// <summary>
    /// The assessed obligations themselves where none stands; otherwise one for each pair of accounts that would not be even, for the difference, in
    /// ordinal order of the accounts. Its clauses are those of what stands and of what is assessed between the two.
    /// </summary>
    /// <param name="standing">Obligations that fell due, each above zero; their numbers are below those that are given out.</param>
    /// <param name="assessed">What the latest assessment comes to in all.</param>
    public static ImmutableArray<ProposedObligation> Between(IReadOnlyCollection<ProposedObligation> standing, IReadOnlyCollection<ProposedObligation> assessed)
    {
        if (standing.Count == 0) return [.. assessed];
        var number = standing.Max(obligation => obligation.Number);
        return
        [
            .. Netting.Apply(NettingRule.Pairwise, [.. standing.Select(TurnedRound), .. assessed.Select(Transfer)], Accounts(standing.Concat(assessed)))
                .Select(transfer => new ProposedObligation(++number, transfer.Clauses, transfer.From, transfer.To, transfer.Amount)),
        ];
    }

    private static Transfer Transfer(ProposedObligation obligation) => new(obligation.Clause, obligation.From, obligation.To, obligation.Amount);

    private static Transfer TurnedRound(ProposedObligation obligation) => new(obligation.Clause, obligation.To, obligation.From, obligation.Amount);

    private static string[] Accounts(IEnumerable<ProposedObligation> obligations) =>
        [.. obligations.SelectMany(obligation => new[] { obligation.From, obligation.To }).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
