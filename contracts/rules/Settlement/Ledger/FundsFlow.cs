using System.Collections.Immutable;

namespace Basin.Rules.Settlement.Ledger;

/// <summary>Legs of postings that are alike, summed: of one account, basin, settled year, settlement date and side.</summary>
/// <param name="Basin">Code of the clearing account they passed through.</param>
/// <param name="Year">Of the settled period, whenever it was posted.</param>
/// <param name="SettlesOn">Last day to pay, inclusive.</param>
/// <param name="Kind">What was posted; of a reversal, what it undid.</param>
/// <param name="IsCredit">Whether the legs, or those that a reversal undid, were credits: the side of the payer.</param>
/// <param name="Amount">Debits less credits.</param>
public sealed record LegSum(Account Account, string Basin, int Year, DateOnly SettlesOn, Book Book, PostingKind Kind, bool IsCredit, Money Amount);

/// <summary>
/// What an account owed, was owed, paid and received for the periods of one year in one basin (资金进出), all from postings.
/// </summary>
/// <param name="Obliged">Fell due against it (应付).</param>
/// <param name="Paid">Was paid and confirmed (已付).</param>
/// <param name="Claimed">Fell due in its favour (应收).</param>
/// <param name="Received">Came in, confirmed (已收).</param>
/// <param name="Overdue">Of what it has not paid, that whose last day has passed (逾期未付).</param>
public sealed record FundsFlow(Account Account, string Basin, int Year, Money Obliged, Money Paid, Money Claimed, Money Received, Money Overdue)
{
    /// <summary>Not yet paid (未付).</summary>
    public Money Outstanding => Obliged - Paid;

    /// <summary>Not yet received (未收).</summary>
    public Money Unreceived => Claimed - Received;

    /// <summary>By basin, year and account; clearing accounts, on which nothing stays, are left out.</summary>
    /// <param name="today">A payment is overdue from the day after its last day on.</param>
    public static ImmutableArray<FundsFlow> Of(IEnumerable<LegSum> sums, DateOnly today) =>
    [
        .. sums.Where(sum => sum.Account.Kind != AccountKind.Clearing && sum.Book == Book.Owed)
            .GroupBy(sum => (sum.Basin, sum.Year, sum.Account))
            .OrderBy(flow => flow.Key.Basin, StringComparer.Ordinal).ThenBy(flow => flow.Key.Year).ThenBy(flow => flow.Key.Account.Id, StringComparer.Ordinal)
            .Select(flow => new FundsFlow(
                flow.Key.Account, flow.Key.Basin, flow.Key.Year,
                -Sum(flow, PostingKind.ObligationDue, isCredit: true),
                Sum(flow, PostingKind.PaymentConfirmed, isCredit: false),
                Sum(flow, PostingKind.ObligationDue, isCredit: false),
                -Sum(flow, PostingKind.PaymentConfirmed, isCredit: true),
                -Sum(flow.Where(sum => sum.SettlesOn < today && IsPayers(sum))))),
    ];

    /// <summary>Whether what was owed and what was paid each sum to zero over all accounts: nothing came from nowhere.</summary>
    public static bool IsBalanced(IReadOnlyCollection<LegSum> sums) => Enum.GetValues<Book>().All(book => Sum(sums.Where(sum => sum.Book == book)) == Money.Zero);

    // A payer is credited when it comes to owe, and debited when it pays.
    private static bool IsPayers(LegSum sum) => sum.IsCredit == (sum.Kind == PostingKind.ObligationDue);

    private static Money Sum(IEnumerable<LegSum> sums, PostingKind kind, bool isCredit) => Sum(sums.Where(sum => sum.Kind == kind && sum.IsCredit == isCredit));

    private static Money Sum(IEnumerable<LegSum> sums) => sums.Aggregate(Money.Zero, (total, sum) => total + sum.Amount);
}
