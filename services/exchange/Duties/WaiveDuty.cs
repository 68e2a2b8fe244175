using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Exchange;

/// <summary><c>POST /duties/{agreement}/{name}/{period}/waiver</c>: the bureau of the side it is owed to does without it.</summary>
public static class WaiveDuty
{
    public sealed record Body(string Reason);

    public static void MapWaiveDuty(this IEndpointRouteBuilder app) =>
        app.MapPost("/duties/{agreement}/{name}/{period}/waiver", Post)
            .RequireRole(Role.Bureau)
            .WithTags("duties")
            .WithSummary("免除 Do without a duty that is owed to one's own side")
            .Produces<DutyView>().ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);

    private static async Task<IResult> Post(
        string agreement, string name, string period, Body body, Caller caller, IDocumentStore store, TimeProvider clock, CancellationToken cancel) =>
        (await store.DecideDuty(agreement, name, period, new Duty.Command.Waive(body.Reason, caller.Region, caller.Organisation, clock.GetUtcNow()), cancel)).ToResult(clock);
}
