using System.Collections.Immutable;
using Basin.Rules.Terms;

namespace Basin.Rules.Settlement;

/// <summary>What one party is to pay another after an assessment (补偿义务), before anyone has confirmed it.</summary>
/// <param name="Number">1 for the first obligation of the assessment, in the order of its payments.</param>
/// <param name="Clause">Clause number of the agreement, such as <c>四</c>.</param>
/// <param name="From">Short name of the account that pays.</param>
/// <param name="To">Short name of the account that is paid.</param>
/// <param name="Amount">Above zero.</param>
public sealed record ProposedObligation(int Number, string Clause, string From, string To, Money Amount);

/// <summary>Turns an assessment into obligations.</summary>
public static class Obligations
{
    /// <summary>One obligation for each payment above zero; a payment that cannot be determined gives none.</summary>
    public static ImmutableArray<ProposedObligation> From(Assessment assessment) =>
    [
        .. assessment.Payments
            .Where(payment => payment.Amount > Money.Zero)
            .Select((payment, index) => new ProposedObligation(index + 1, payment.Clause, payment.From, payment.To, payment.Amount!.Value)),
    ];
}
