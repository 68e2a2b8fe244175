using System.Collections.Immutable;
using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Exchange;

/// <summary>
/// <c>POST /fund-use/{agreement}/{period}/{region}/reports</c>: the receiving side's bureau or finance department reports a use of the money; a wrong
/// report is reversed (<c>…/reports/{reference}/reversal</c>), never edited.
/// </summary>
public static class ReportUse
{
    /// <param name="Reference">The reporting side's own number; the same reference with the same content changes nothing.</param>
    /// <param name="AmountFen">Fen as decimal text.</param>
    /// <param name="Purpose">One of the agreement's purposes.</param>
    /// <param name="What">What the money was used for.</param>
    /// <param name="UsedOn">Day of the use, not after today.</param>
    public sealed record Body(string Reference, string AmountFen, string Purpose, string What, DateOnly UsedOn, IReadOnlyList<Evidence>? Evidence = null);

    public sealed record ReversalBody(string Reason);

    public static void MapReportUse(this IEndpointRouteBuilder app)
    {
        var reports = app.MapGroup("/fund-use/{agreement}/{period}/{region}/reports").RequireRole(Role.Bureau, Role.Finance).WithTags("fund use");
        reports.MapPost("/", Report).WithSummary("报告资金使用 Report a use of received money; together never more than was confirmed as received")
            .Produces<FundUseView>().ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
        reports.MapPost("/{reference}/reversal", Reverse).WithSummary("冲销 Reverse a wrong report; it stays to be seen and no longer counts")
            .Produces<FundUseView>().ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
    }

    private static async Task<IResult> Report(
        string agreement, string period, string region, Body body, Caller caller, IDocumentStore store, TimeProvider clock, CancellationToken cancel)
    {
        if (AmountText.Read(body.AmountFen, out var fen) is { } unreadable) return unreadable.ToResult();
        var (at, purposes) = (clock.GetUtcNow(), await Purposes(store, agreement, period, cancel));
        return await store.DecideFund(
            agreement, period, region, caller,
            found => new FundUse.Command.Report(
                body.Reference, fen, body.Purpose, body.What, body.UsedOn, [.. body.Evidence ?? []], found.Receipts.NetFen, purposes, caller.Region, caller.Organisation, at),
            cancel);
    }

    private static Task<IResult> Reverse(
        string agreement, string period, string region, string reference, ReversalBody body, Caller caller, IDocumentStore store, TimeProvider clock, CancellationToken cancel)
    {
        var at = clock.GetUtcNow();
        return store.DecideFund(agreement, period, region, caller, _ => new FundUse.Command.Reverse(reference, body.Reason, caller.Region, caller.Organisation, at), cancel);
    }

    /// <summary>By the terms that the case is settled on; none where there is no such case.</summary>
    private static async Task<ImmutableArray<string>> Purposes(IDocumentStore store, string agreement, string period, CancellationToken cancel)
    {
        await using var session = store.QuerySession();
        var (found, _) = await session.Load<Case>(Case.Stream(agreement, period), Case.Apply, cancel);
        if (found is null) return [];
        return (await session.TermsOf(found, cancel)).Purposes;
    }
}
