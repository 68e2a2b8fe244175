using Basin.Hosting;
using Basin.Rules;
using Basin.Rules.Settlement.Ledger;

namespace Basin.Exchange;

/// <summary>
/// <c>GET /ledger/accounts</c>: accounts with their balances as of a day, and <c>GET /ledger/accounts/{id}/postings</c>: what led to them. Each caller
/// those of its own region.
/// </summary>
public static class ReadAccounts
{
    /// <param name="On">The day whose end the balances are of, inclusive, Asia/Shanghai, by the day of posting.</param>
    /// <param name="Next">Id to pass as <c>after</c> for the next page; null on the last one.</param>
    public sealed record Page(DateOnly On, IReadOnlyList<Row> Accounts, string? Next);

    /// <param name="Owed">往来: above zero is owed to the account, below zero by it.</param>
    /// <param name="Paid">收付: above zero was received, below zero was paid.</param>
    public sealed record Row(string Id, AccountKind Kind, string Holder, string? Name, Side Owed, Side Paid);

    /// <param name="BalanceFen">Debits less credits, whole fen as text.</param>
    /// <param name="Figures">The balance in yuan.</param>
    public sealed record Side(string DebitFen, string CreditFen, string BalanceFen, string Figures)
    {
        internal static Side Of(AccountBalance? balance) => balance is null
            ? new("0", "0", "0", "0.00")
            : new($"{balance.Debit.Fen}", $"{balance.Credit.Fen}", $"{balance.Balance.Fen}", balance.Balance.Figures());
    }

    /// <param name="Next">Number to pass as <c>after</c> for the next page; null on the last one.</param>
    public sealed record PostingPage(string Account, IReadOnlyList<PostingView> Postings, long? Next);

    /// <param name="Number">Place among the postings of its case.</param>
    /// <param name="Date">Day it was booked.</param>
    /// <param name="SettlesOn">Last day to pay of the obligation it belongs to.</param>
    /// <param name="ValueOn">Day of obligation, or of payment.</param>
    /// <param name="Reference">Notice of an obligation; the payer's number of a payment.</param>
    /// <param name="Sha256">Over the posting and <paramref name="PreviousSha256"/>, so that the postings of a case form a chain.</param>
    public sealed record PostingView(
        string Agreement, string Period, int Number, PostingKind Kind, DateOnly Date, DateOnly SettlesOn, DateOnly ValueOn, string Clearing, long Event, int Obligation, string Reference,
        int? Reverses, IReadOnlyList<LegView> Legs, string PreviousSha256, string Sha256)
    {
        internal static PostingView Of(LedgerLog.Stored stored)
        {
            var (posting, cause) = (stored.Posting, stored.Posting.Cause);
            return new(
                cause.Agreement, cause.Period, posting.Number, posting.Kind, posting.Date, posting.SettlesOn, posting.ValueOn, posting.Clearing.Id, cause.Event, cause.Obligation, cause.Reference,
                posting.Reverses, [.. posting.Legs.Select(leg => new LegView(leg.Account.Id, leg.Book, $"{leg.Amount.Fen}"))], stored.PreviousSha256, stored.Sha256);
        }
    }

    /// <param name="AmountFen">Above zero a debit, below zero a credit; whole fen as text.</param>
    public sealed record LegView(string Account, Book Book, string AmountFen);

    public static void MapReadAccounts(this IEndpointRouteBuilder app)
    {
        app.MapGet("/ledger/accounts", List).RequireRole(Sees.Roles).WithTags("ledger")
            .WithSummary("账户余额 Accounts with their balances at the end of a day (on=yyyy-MM-dd, today without it)").Produces<Page>().ProducesProblem(400).ProducesProblem(422);
        app.MapGet("/ledger/accounts/{id}/postings", Postings).RequireRole(Sees.Roles).WithTags("ledger")
            .WithSummary("账户明细 Postings of an account in the order they were made").Produces<PostingPage>().ProducesProblem(403).ProducesProblem(404).ProducesProblem(422);
    }

    private static async Task<IResult> List(
        Caller caller, LedgerLog ledger, LedgerView view, TimeProvider clock, CancellationToken cancel, string? on = null, string after = "", int limit = 100)
    {
        if (LedgerDay.Read("on", on, Case.ChinaDate(clock.GetUtcNow()), out var day) is { } refused) return refused.ToResult();
        if (RefuseLimit(limit) is { } tooMany) return tooMany.ToResult();
        var balances = await ledger.Balances(day, await view.Accounts(caller, cancel), cancel);
        var page = balances.GroupBy(balance => balance.Account).Where(account => string.CompareOrdinal(account.Key.Id, after) > 0).Take(limit + 1).ToList();
        var names = await view.Names(page.Select(account => account.Key), cancel);
        return TypedResults.Ok(new Page(
            day,
            [
                .. page.Take(limit).Select(account => new Row(
                    account.Key.Id, account.Key.Kind, account.Key.Holder, account.Key.PotName ?? names.GetValueOrDefault(account.Key.Id),
                    Side.Of(account.FirstOrDefault(side => side.Book == Book.Owed)), Side.Of(account.FirstOrDefault(side => side.Book == Book.Paid)))),
            ],
            page.Count > limit ? page[limit - 1].Key.Id : null));
    }

    private static async Task<IResult> Postings(string id, Caller caller, LedgerLog ledger, LedgerView view, CancellationToken cancel, long after = 0, int limit = 100)
    {
        if (RefuseLimit(limit) is { } tooMany) return tooMany.ToResult();
        if (Account.Of(id) is null) return new Rejection(Refusal.NotFound, "no-such-account", $"没有这个账户 There is no account {id}; ids look like party:340000.", "id", id).ToResult();
        if (await view.Accounts(caller, cancel) is { } own && !own.Contains(id))
            return new Rejection(Refusal.Forbidden, "not-your-account", $"无权查看 The account {id} is not of the region {caller.Region}.", "id", id).ToResult();
        var postings = await ledger.OfAccount(id, after, limit + 1, cancel);
        return TypedResults.Ok(new PostingPage(id, [.. postings.Take(limit).Select(PostingView.Of)], postings.Count > limit ? postings[limit - 1].Position : null));
    }

    private static Rejection? RefuseLimit(int limit) =>
        limit is < 1 or > Limits.PageRowsMax ? new(Refusal.NotAllowed, "invalid-limit", $"A limit is from 1 to {Limits.PageRowsMax}.", "limit", limit.ToString()) : null;
}
