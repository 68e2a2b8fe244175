using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Exchange;

/// <summary>
/// <c>POST /cases/{agreement}/{period}/correction</c>: the common superior has a restatement settled that came after the days the agreement gives for
/// corrections. Within them a correction opens by itself.
/// </summary>
public static class ReopenCase
{
    /// <param name="Assessment">Revision of the restatement that is meant.</param>
    /// <param name="Reason">Why it is settled in spite of the time that has passed.</param>
    public sealed record Body(int Assessment, string Reason);

    public static void MapReopenCase(this IEndpointRouteBuilder app) =>
        app.MapPost("/cases/{agreement}/{period}/correction", Post)
            .RequireRole(Role.Superior)
            .WithTags("cases")
            .WithSummary("重新结算 Have a late restatement settled by its difference")
            .Produces<CaseView>().ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);

    private static async Task<IResult> Post(
        string agreement, string period, Body body, Caller caller, IDocumentStore store, TimeProvider clock, CancellationToken cancel) =>
        (await store.DecideCase(agreement, period, new Case.Command.Reopen(body.Assessment, body.Reason, caller.Organisation, clock.GetUtcNow()), cancel)).ToResult();
}
