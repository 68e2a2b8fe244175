using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Exchange;

/// <summary>
/// Objections (异议) to an assessment: raised and withdrawn by a party's bureau, dismissed by the common superior after coordination
/// (生态保护补偿条例 art. 18).
/// </summary>
public static class Objections
{
    public sealed record ObjectionBody(int Assessment, string Reason);

    public sealed record RulingBody(string Reason);

    public static void MapObjections(this IEndpointRouteBuilder app)
    {
        var objections = app.MapGroup("/cases/{agreement}/{period}/objections").WithTags("cases");
        objections.MapPost("/", Raise).RequireRole(Role.Bureau).WithSummary("提出异议 Object to the latest assessment")
            .Produces<CaseView>().ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
        objections.MapPost("/{number:int}/withdrawal", Withdraw).RequireRole(Role.Bureau).WithSummary("撤回异议 Withdraw an objection")
            .Produces<CaseView>().ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
        objections.MapPost("/{number:int}/dismissal", Dismiss).RequireRole(Role.Superior).WithSummary("驳回异议 Dismiss an objection")
            .Produces<CaseView>().ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
    }

    private static async Task<IResult> Raise(
        string agreement, string period, ObjectionBody body, Caller caller, IDocumentStore store, TimeProvider clock, CancellationToken cancel) =>
        (await store.DecideCase(agreement, period, new Case.Command.Object(body.Assessment, caller.Region, body.Reason, caller.Organisation, clock.GetUtcNow()), cancel)).ToResult();

    private static async Task<IResult> Withdraw(
        string agreement, string period, int number, Caller caller, IDocumentStore store, TimeProvider clock, CancellationToken cancel) =>
        (await store.DecideCase(agreement, period, new Case.Command.WithdrawObjection(number, caller.Region, caller.Organisation, clock.GetUtcNow()), cancel)).ToResult();

    private static async Task<IResult> Dismiss(
        string agreement, string period, int number, RulingBody body, Caller caller, IDocumentStore store, TimeProvider clock, CancellationToken cancel) =>
        (await store.DecideCase(agreement, period, new Case.Command.DismissObjection(number, body.Reason, caller.Organisation, clock.GetUtcNow()), cancel)).ToResult();
}
