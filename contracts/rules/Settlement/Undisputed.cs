using System.Collections.Immutable;
using Basin.Rules.Terms;

namespace Basin.Rules.Settlement;

/// <summary>
/// What is owed whatever becomes of what is contested (无争议部分): the least of every payment over all admissible outcomes, so that it is paid while the
/// rest is argued about. It is never more than any outcome comes to, so nobody pays back what was undisputed.
/// </summary>
public static class Undisputed
{
    /// <param name="terms">The terms.</param>
    /// <param name="outcomes">Bounds of the payments, one for each thing that the contested may turn out to be; at least one.</param>
    /// <param name="contestedClauses">Clauses whose very application is contested: any of their payments may come to anything.</param>
    /// <returns>Obligations above zero, numbered from 1; none where nothing is certain, and none where the terms set off everything among several, because then no single payment is.</returns>
    public static ImmutableArray<ProposedObligation> Of(CheckedTerms terms, IReadOnlyCollection<RangeAssessment> outcomes, IReadOnlyCollection<string> contestedClauses)
    {
        if (terms.Netting == NettingRule.Multilateral) return [];
        var certain = outcomes.Select(outcome => Certain(outcome, contestedClauses, isNetted: terms.Netting == NettingRule.Pairwise)).ToList();
        var number = 0;
        return
        [
            .. certain[0].Keys
                .Select(payment => (Payment: payment, Least: certain.Min(outcome => outcome.GetValueOrDefault(payment))))
                .Where(least => least.Least > Money.Zero)
                .OrderBy(least => least.Payment.Clause, StringComparer.Ordinal).ThenBy(least => least.Payment.From, StringComparer.Ordinal).ThenBy(least => least.Payment.To, StringComparer.Ordinal)
                .Select(least => new ProposedObligation(++number, least.Payment.Clause, least.Payment.From, least.Payment.To, least.Least)),
        ];
    }

    private static Dictionary<(string Clause, string From, string To), Money> Certain(RangeAssessment outcome, IReadOnlyCollection<string> contestedClauses, bool isNetted)
    {
        var certain = new Dictionary<(string Clause, string From, string To), Money>();
        foreach (var pair in outcome.Payments.GroupBy(payment => Pair(payment.From, payment.To)))
        {
            foreach (var direction in pair.GroupBy(payment => (payment.From, payment.To)))
            {
                if (isNetted)
                {
                    // What may flow back is set off, so only what is left after the most of it is certain.
                    var back = pair.Where(payment => payment.From == direction.Key.To).ToList();
                    if (back.Exists(payment => payment.Most is null || IsContested(payment, contestedClauses))) continue;
                    var net = Sum(direction.Where(payment => !IsContested(payment, contestedClauses)).Select(payment => payment.Least)) - Sum(back.Select(payment => payment.Most!.Value));
                    if (net > Money.Zero) certain[(string.Join('、', direction.Select(payment => payment.Clause).Distinct()), direction.Key.From, direction.Key.To)] = net;
                    continue;
                }

                foreach (var payment in direction.Where(payment => payment.Least > Money.Zero && !IsContested(payment, contestedClauses)))
                    certain[(payment.Clause, payment.From, payment.To)] = certain.GetValueOrDefault((payment.Clause, payment.From, payment.To)) + payment.Least;
            }
        }

        return certain;
    }

    // A clause that stands for several elements writes them behind its number.
    private static bool IsContested(RangePayment payment, IReadOnlyCollection<string> contestedClauses) =>
        contestedClauses.Any(clause => payment.Clause == clause || payment.Clause.StartsWith($"{clause}·", StringComparison.Ordinal));

    private static (string, string) Pair(string one, string other) => string.CompareOrdinal(one, other) < 0 ? (one, other) : (other, one);

    private static Money Sum(IEnumerable<Money> amounts) => amounts.Aggregate(Money.Zero, (sum, amount) => sum + amount);
}
