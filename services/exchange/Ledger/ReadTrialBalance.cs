using Basin.Hosting;
using Basin.Rules;
using Basin.Rules.Settlement.Ledger;

namespace Basin.Exchange;

/// <summary><c>GET /ledger/trial-balance</c>: every account at the end of a day, and that they sum to zero. For those who see everything.</summary>
public static class ReadTrialBalance
{
    /// <param name="On">Inclusive, Asia/Shanghai, by the day of posting.</param>
    /// <param name="Balanced">Whether debits equal credits in each book and every clearing account is at zero.</param>
    public sealed record View(DateOnly On, bool Balanced, Total Owed, Total Paid, IReadOnlyList<Row> Accounts);

    /// <param name="SumFen">Debits less credits of all accounts, whole fen as text; zero.</param>
    public sealed record Total(string DebitFen, string CreditFen, string SumFen);

    public sealed record Row(string Account, Book Book, string DebitFen, string CreditFen, string BalanceFen);

    public static void MapReadTrialBalance(this IEndpointRouteBuilder app) =>
        app.MapGet("/ledger/trial-balance", Get).RequireRole(Role.Superior, Role.Auditor).WithTags("ledger")
            .WithSummary("试算平衡 Trial balance at the end of a day (on=yyyy-MM-dd, today without it)").Produces<View>().ProducesProblem(400).ProducesProblem(403);

    private static async Task<IResult> Get(LedgerLog ledger, TimeProvider clock, CancellationToken cancel, string? on = null)
    {
        if (LedgerDay.Read("on", on, Case.ChinaDate(clock.GetUtcNow()), out var day) is { } refused) return refused.ToResult();
        return TypedResults.Ok(Of(new TrialBalance(day, await ledger.Balances(day, null, cancel))));
    }

    public static View Of(TrialBalance balance) => new(
        balance.On, balance.IsBalanced, Of(balance, Book.Owed), Of(balance, Book.Paid),
        [.. balance.Accounts.Select(a => new Row(a.Account.Id, a.Book, $"{a.Debit.Fen}", $"{a.Credit.Fen}", $"{a.Balance.Fen}"))]);

    private static Total Of(TrialBalance balance, Book book)
    {
        var (debit, credit) = (balance.Debit(book), balance.Credit(book));
        return new($"{debit.Fen}", $"{credit.Fen}", $"{(debit - credit).Fen}");
    }
}
