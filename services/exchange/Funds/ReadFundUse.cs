using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Exchange;

/// <summary>
/// <c>GET /agreements/{no}/fund-use</c>: what each party received, used per purpose and has left, period by period; and
/// <c>GET /fund-use/{agreement}/{period}/{region}</c>: every report, question and order. For the agreement's own regions, the superior and auditors.
/// </summary>
public static class ReadFundUse
{
    /// <summary>Cases read for one page; each comes with its explanation.</summary>
    private const int PagePeriodsMax = 60;

    /// <param name="Purposes">What the money may be used for, as the latest signed terms say.</param>
    /// <param name="Funds">Of each period, every party that received money or about whose use something was said.</param>
    /// <param name="Next">Period to pass as <c>after</c> for the next page; null on the last one.</param>
    public sealed record Page(string Agreement, IReadOnlyList<string> Purposes, IReadOnlyList<FundSums> Funds, string? Next);

    public static void MapReadFundUse(this IEndpointRouteBuilder app)
    {
        app.MapGet("/agreements/{agreement}/fund-use", Summary).RequireRole(Sees.Roles).WithTags("fund use")
            .WithSummary("资金使用汇总 What was received, used per purpose, left, questioned and recovered, by period and party").Produces<Page>().ProducesProblem(404).ProducesProblem(422);
        app.MapGet("/fund-use/{agreement}/{period}/{region}", One).RequireRole(Sees.Roles).WithTags("fund use")
            .WithSummary("资金使用情况 One party's use of the money of one period, with its history").Produces<FundUseView>().ProducesProblem(400).ProducesProblem(404);
    }

    private static async Task<IResult> Summary(string agreement, Caller caller, IDocumentStore store, CancellationToken cancel, string after = "", int limit = PagePeriodsMax)
    {
        if (limit is < 1 or > PagePeriodsMax) return new Rejection(Refusal.NotAllowed, "invalid-limit", $"A limit is from 1 to {PagePeriodsMax}.", "limit", limit.ToString()).ToResult();
        await using var session = store.QuerySession();
        var query = session.Query<CaseListing>().Where(c => c.Agreement == agreement && c.Period.CompareTo(after) > 0);
        if (!Sees.Everything(caller)) query = query.Where(c => c.Regions.Contains(caller.Region));
        var periods = await query.OrderBy(c => c.Period).Take(limit).Select(c => c.Period).ToListAsync(cancel);
        if (periods.Count == 0 && after.Length == 0) return new Rejection(Refusal.NotFound, "no-such-agreement", $"There is no case of {agreement} for the region {caller.Region}.").ToResult();
        var cases = await session.LoadMany<Case>(periods.Select(period => Case.Stream(agreement, period)), Case.Apply, cancel);
        var funds = cases.Values.Select(found => found.State!).OrderBy(found => found.Period, StringComparer.Ordinal)
            .SelectMany(found => found.Parties.Select(party => (Fund: new Fund(agreement, found.Period, party.Key, party.Value), Receipts: FundReceipts.Of(found, party.Key)))).ToList();
        var uses = await session.LoadMany<FundUse>(funds.Select(fund => FundUse.Stream(agreement, fund.Fund.Period, fund.Fund.Region)), FundUse.Apply, cancel);
        var sums = from fund in funds
                   let use = uses.GetValueOrDefault(FundUse.Stream(agreement, fund.Fund.Period, fund.Fund.Region)).State
                   where use is not null || fund.Receipts.ReceivedFen > 0
                   select FundSums.Of(fund.Fund, fund.Receipts, use);
        var signed = await session.Query<KnownTerms>().Where(terms => terms.Agreement == agreement).OrderByDescending(terms => terms.Revision).FirstAsync(cancel);
        return TypedResults.Ok(new Page(
            agreement, SignedTerms.Read(agreement, signed.Document, signed.DocumentSha256).Purposes, [.. sums], periods.Count == limit ? periods[^1] : null));
    }

    private static async Task<IResult> One(string agreement, string period, string region, Caller caller, IDocumentStore store, CancellationToken cancel, string? knownAt = null)
    {
        if (Moment.Read("knownAt", knownAt, out var moment) is { } refused) return refused.ToResult();
        await using var session = store.QuerySession();
        if (await session.FundOf(agreement, period, region, caller, cancel, moment) is not { } found) return FundStore.NoSuchFund(agreement, period, region);
        var (use, _) = await session.Load<FundUse>(FundUse.Stream(agreement, period, region), FundUse.Apply, cancel, moment);
        return TypedResults.Ok(FundUseView.Of(found.Fund, found.Receipts, use));
    }
}
