using System.Collections.Immutable;
using Basin.Rules.Terms;

namespace Basin.Rules.Settlement;

/// <summary>What one party is to pay another after an assessment (补偿义务), before anyone has confirmed it.</summary>
/// <param name="Number">1 for the first obligation of the assessment, in the order of its payments.</param>
/// <param name="Clause">Clause number of the agreement, such as <c>四</c>; of several that were netted, <c>三、四</c>.</param>
/// <param name="From">Short name of the account that pays.</param>
/// <param name="To">Short name of the account that is paid.</param>
/// <param name="Amount">Above zero.</param>
public sealed record ProposedObligation(int Number, string Clause, string From, string To, Money Amount);

/// <summary>Turns an assessment into obligations.</summary>
public static class Obligations
{
    /// <summary>
    /// One obligation for each transfer that is left after netting; where the terms net nothing, or some payment cannot be determined, one for
    /// each payment above zero. A payment that cannot be determined gives none.
    /// </summary>
    public static ImmutableArray<ProposedObligation> From(Assessment assessment) =>
    [
        .. (assessment.Netted ?? Gross(assessment))
            .Select((transfer, index) => new ProposedObligation(index + 1, transfer.Clauses, transfer.From, transfer.To, transfer.Amount)),
    ];

    private static IEnumerable<Transfer> Gross(Assessment assessment) =>
        assessment.Payments.Where(payment => payment.Amount > Money.Zero).Select(payment => new Transfer(payment.Clause, payment.From, payment.To, payment.Amount!.Value));
}
