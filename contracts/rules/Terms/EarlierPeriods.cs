using System.Collections.Immutable;
using Basin.Rules.Settlement;

namespace Basin.Rules.Terms;

/// <summary>
/// Facts that follow from the periods before (前期累计): what a clause came to in all of them together, whoever paid whom. With them a clause is bounded over
/// the whole term: <c>最小(1亿元, 2亿元 - 已补偿)</c>.
/// </summary>
public static class EarlierPeriods
{
    /// <summary>The facts of one period, each a sum.</summary>
    /// <param name="payments">Every payment of every period of the term before it, as it was assessed at last.</param>
    /// <returns>None for a clause of which some payment cannot be determined: its fact is then unknown, and what rests on it waits.</returns>
    public static ImmutableArray<StatedFact> Of(CheckedTerms terms, Period period, IReadOnlyCollection<(string Clause, Money? Amount)> payments) =>
    [
        .. terms.Document.Stated.Where(fact => fact.Earlier is not null)
            .Select(fact => (Fact: fact, Sum: Sum(payments.Where(payment => IsOf(payment.Clause, fact.Earlier!)))))
            .Where(known => known.Sum is not null)
            .Select(known => new StatedFact(known.Fact.Name, period.Id, DecimalText.Of(known.Sum!.Value.Yuan / known.Fact.Unit!.Scale))),
    ];

    private static Money? Sum(IEnumerable<(string Clause, Money? Amount)> payments) =>
        payments.Aggregate((Money?)Money.Zero, (sum, payment) => sum is { } before && payment.Amount is { } amount ? before + amount : null);

    // A clause that stands for several elements writes them behind its number.
    private static bool IsOf(string payment, string clause) => payment == clause || payment.StartsWith($"{clause}·", StringComparison.Ordinal);
}
