using System.Collections.Immutable;
using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Exchange;

/// <summary>
/// Objections (异议) to an assessment: raised, argued about and withdrawn by the parties' bureaus, coordinated and ruled on by the common superior
/// (生态保护补偿条例 art. 18).
/// </summary>
public static class Objections
{
    /// <param name="Subject">What is contested; left out for the whole assessment, of which nothing is undisputed then.</param>
    /// <param name="Evidence">Files that support it, by their SHA-256.</param>
    public sealed record ObjectionBody(int Assessment, string Reason, ObjectionSubject? Subject = null, IReadOnlyList<Evidence>? Evidence = null);

    public sealed record PositionBody(string Text, IReadOnlyList<Evidence>? Evidence = null);

    public sealed record RulingBody(string Reason);

    /// <param name="Order">What is to be done, so that another assessment follows, such as that a month is stated anew without a reading.</param>
    public sealed record UpholdingBody(string Reason, string Order);

    /// <param name="Reason">How it was carried out, such as that the parties have applied the clause as ruled and it comes to the same.</param>
    public sealed record CarryingOutBody(string Reason);

    public static void MapObjections(this IEndpointRouteBuilder app)
    {
        var objections = app.MapGroup("/cases/{agreement}/{period}/objections").WithTags("objections");
        objections.MapPost("/", Raise).RequireRole(Role.Bureau).WithSummary("提出异议 Object to the latest assessment: to a reading, a month, the application of a clause, an incident or the whole; what does not rest on it is obliged at once")
            .Produces<CaseView>().ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
        objections.MapPost("/{number:int}/positions", TakePosition).RequireRole(Role.Bureau, Role.Superior).WithSummary("协商意见 State a position in the negotiation, with evidence")
            .Produces<CaseView>().ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
        objections.MapPost("/{number:int}/escalation", Escalate).RequireRole(Role.Bureau, Role.Superior).WithSummary($"提请协调 End the negotiation: the common superior coordinates; comes about by itself after {Objection.NegotiationDays} days")
            .Produces<CaseView>().ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
        objections.MapPost("/{number:int}/withdrawal", Withdraw).RequireRole(Role.Bureau).WithSummary("撤回异议 Withdraw an objection")
            .Produces<CaseView>().ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
        objections.MapPost("/{number:int}/dismissal", Dismiss).RequireRole(Role.Superior).WithSummary("驳回异议 Rule against an objection")
            .Produces<CaseView>().ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
        objections.MapPost("/{number:int}/upholding", Uphold).RequireRole(Role.Superior).WithSummary("支持异议 Rule in favour of an objection: nothing is confirmed until what is ordered is carried out")
            .Produces<CaseView>().ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
        objections.MapPost("/{number:int}/execution", CarryOut).RequireRole(Role.Superior)
            .WithSummary("裁定执行完毕 State that what a ruling in favour ordered is carried out; comes about by itself when the contested month or fact is stated anew, or the terms are")
            .Produces<CaseView>().ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);
    }

    private static async Task<IResult> Raise(
        string agreement, string period, ObjectionBody body, Caller caller, IDocumentStore store, ReleaseUndisputed release, TimeProvider clock, CancellationToken cancel)
    {
        var command = new Case.Command.Object(body.Assessment, caller.Region, body.Reason, caller.Organisation, clock.GetUtcNow(), body.Subject, Read(body.Evidence));
        var outcome = await store.Work(
            async (session, token) =>
            {
                var raised = await release.Raise(session, agreement, period, command, token);
                await session.SaveChangesAsync(token);
                return raised;
            },
            cancel);
        return outcome.ToResult();
    }

    private static Task<IResult> TakePosition(
        string agreement, string period, int number, PositionBody body, Caller caller, IDocumentStore store, TimeProvider clock, CancellationToken cancel) =>
        Decide(store, agreement, period, new Case.Command.TakePosition(number, RegionOf(caller), body.Text, Read(body.Evidence), caller.Organisation, clock.GetUtcNow()), cancel);

    private static Task<IResult> Escalate(
        string agreement, string period, int number, Caller caller, IDocumentStore store, TimeProvider clock, CancellationToken cancel) =>
        Decide(store, agreement, period, new Case.Command.Escalate(number, RegionOf(caller), caller.Organisation, clock.GetUtcNow()), cancel);

    private static Task<IResult> Withdraw(
        string agreement, string period, int number, Caller caller, IDocumentStore store, TimeProvider clock, CancellationToken cancel) =>
        Decide(store, agreement, period, new Case.Command.WithdrawObjection(number, caller.Region, caller.Organisation, clock.GetUtcNow()), cancel);

    private static Task<IResult> Dismiss(
        string agreement, string period, int number, RulingBody body, Caller caller, IDocumentStore store, TimeProvider clock, CancellationToken cancel) =>
        Decide(store, agreement, period, new Case.Command.DismissObjection(number, body.Reason, caller.Organisation, clock.GetUtcNow()), cancel);

    private static Task<IResult> Uphold(
        string agreement, string period, int number, UpholdingBody body, Caller caller, IDocumentStore store, TimeProvider clock, CancellationToken cancel) =>
        Decide(store, agreement, period, new Case.Command.UpholdObjection(number, body.Reason, body.Order, caller.Organisation, clock.GetUtcNow()), cancel);

    private static Task<IResult> CarryOut(
        string agreement, string period, int number, CarryingOutBody body, Caller caller, IDocumentStore store, TimeProvider clock, CancellationToken cancel) =>
        Decide(store, agreement, period, new Case.Command.CarryOutRuling(number, body.Reason, caller.Organisation, clock.GetUtcNow()), cancel);

    private static async Task<IResult> Decide(IDocumentStore store, string agreement, string period, Case.Command command, CancellationToken cancel) =>
        (await store.DecideCase(agreement, period, command, cancel)).ToResult();

    // The superior belongs to no party.
    private static string? RegionOf(Caller caller) => caller.Role == Role.Superior ? null : caller.Region;

    private static ImmutableArray<Evidence> Read(IReadOnlyList<Evidence>? files) => [.. files ?? []];
}
