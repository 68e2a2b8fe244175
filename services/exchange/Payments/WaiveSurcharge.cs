using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Exchange;

/// <summary><c>POST /cases/{agreement}/{period}/obligations/{number}/waiver</c>: the payee's finance department, or the common superior, gives up a surcharge for late payment.</summary>
public static class WaiveSurcharge
{
    /// <param name="Reason">1 to 2000 characters, such as that the payment was made in time and reported late.</param>
    public sealed record Body(string Reason);

    public static void MapWaiveSurcharge(this IEndpointRouteBuilder app) =>
        app.MapPost("/cases/{agreement}/{period}/obligations/{number:int}/waiver", Post)
            .RequireRole(Role.Finance, Role.Superior)
            .WithTags("payments")
            .WithSummary("免收逾期加收 Waive a surcharge for late payment; the ledger undoes it by the opposite posting")
            .Produces<CaseView>().ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);

    private static async Task<IResult> Post(string agreement, string period, int number, Body body, Caller caller, IDocumentStore store, TimeProvider clock, CancellationToken cancel) =>
        (await store.DecideCase(
            agreement, period,
            new Case.Command.WaiveSurcharge(number, body.Reason, caller.Role == Role.Superior ? null : caller.Region, caller.Organisation, caller.Person, clock.GetUtcNow()), cancel)).ToResult();
}
