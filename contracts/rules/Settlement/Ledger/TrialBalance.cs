using System.Collections.Immutable;

namespace Basin.Rules.Settlement.Ledger;

/// <summary>Turnover and balance of an account in one book at the end of a day, in whole fen.</summary>
/// <param name="Debit">Sum of its debits, zero or more.</param>
/// <param name="Credit">Sum of its credits, zero or more.</param>
public sealed record AccountBalance(Account Account, Book Book, Money Debit, Money Credit)
{
    /// <summary>Debits less credits.</summary>
    public Money Balance => Debit - Credit;
}

/// <summary>Every account at the end of a day (试算平衡表).</summary>
/// <param name="On">Inclusive, Asia/Shanghai.</param>
/// <param name="Accounts">By account id, then book; accounts without a posting until then are not among them.</param>
public sealed record TrialBalance(DateOnly On, ImmutableArray<AccountBalance> Accounts)
{
    public Money Debit(Book book) => Of(book).Aggregate(Money.Zero, (sum, account) => sum + account.Debit);

    public Money Credit(Book book) => Of(book).Aggregate(Money.Zero, (sum, account) => sum + account.Credit);

    /// <summary>Whether debits equal credits in each book and every clearing account is at zero.</summary>
    public bool IsBalanced =>
        Debit(Book.Owed) == Credit(Book.Owed) && Debit(Book.Paid) == Credit(Book.Paid)
        && Accounts.All(account => account.Account.Kind != AccountKind.Clearing || account.Balance == Money.Zero);

    /// <param name="legs">Of every posting until the end of that day.</param>
    public static TrialBalance Of(DateOnly on, IEnumerable<Leg> legs) => new(
        on,
        [
            .. legs.GroupBy(leg => (leg.Account, leg.Book))
                .Select(group => new AccountBalance(
                    group.Key.Account, group.Key.Book,
                    group.Where(leg => leg.Amount > Money.Zero).Aggregate(Money.Zero, (sum, leg) => sum + leg.Amount),
                    group.Where(leg => leg.Amount < Money.Zero).Aggregate(Money.Zero, (sum, leg) => sum - leg.Amount)))
                .OrderBy(account => account.Account.Id, StringComparer.Ordinal).ThenBy(account => account.Book),
        ]);

    private IEnumerable<AccountBalance> Of(Book book) => Accounts.Where(account => account.Book == book);
}
