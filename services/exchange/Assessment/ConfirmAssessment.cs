using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Exchange;

/// <summary><c>POST /cases/{agreement}/{period}/confirmation</c>: a party's bureau confirms the latest assessment.</summary>
public static class ConfirmAssessment
{
    /// <param name="Assessment">Revision of the assessment that is meant, so that nobody confirms what they have not seen.</param>
    public sealed record Body(int Assessment);

    public static void MapConfirmAssessment(this IEndpointRouteBuilder app) =>
        app.MapPost("/cases/{agreement}/{period}/confirmation", Post)
            .RequireRole(Role.Bureau)
            .WithTags("cases")
            .WithSummary("确认评估结果 Confirm the latest assessment")
            .Produces<CaseView>().ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);

    private static async Task<IResult> Post(
        string agreement, string period, Body body, Caller caller, IDocumentStore store, IssueNotices notices, TimeProvider clock, CancellationToken cancel)
    {
        var outcome = await store.Work(
            async (session, token) =>
            {
                var decided = await notices.DecideAndIssue(
                    session, agreement, period, new Case.Command.Confirm(body.Assessment, caller.Region, caller.Organisation, clock.GetUtcNow()), token);
                await session.SaveChangesAsync(token);
                return decided;
            },
            cancel);
        return outcome.ToResult();
    }
}
