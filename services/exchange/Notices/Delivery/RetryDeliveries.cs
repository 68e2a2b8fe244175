using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Exchange;

/// <summary><c>POST /deliveries/retry</c>: a finance department that has mended its receiver has what waits delivered now, instead of at the next probe.</summary>
public static class RetryDeliveries
{
    /// <param name="Waiting">Deliveries that are tried again now; those that ended are replayed instead.</param>
    public sealed record Retried(int Waiting);

    public static void MapRetryDeliveries(this IEndpointRouteBuilder app) =>
        app.MapPost("/deliveries/retry", Post).RequireRole(Role.Finance).WithTags("notices").WithSummary("立即重试 Deliver now what waits for the caller").Produces<Retried>().ProducesProblem(403);

    private static async Task<IResult> Post(Caller caller, IDocumentStore store, TimeProvider clock, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        foreach (var byQueue in new[] { false, true }) await store.ChangeCircuit(DeliveryCircuit.IdOf(caller.Organisation, byQueue), circuit => circuit.Recover(now), cancel);
        await using var session = store.QuerySession();
        return TypedResults.Ok(new Retried(await session.Query<NoticeDelivery>().CountAsync(delivery => delivery.Organisation == caller.Organisation && delivery.Status == DeliveryStatus.Waiting, cancel)));
    }
}
