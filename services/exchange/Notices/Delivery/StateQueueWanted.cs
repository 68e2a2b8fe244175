using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Exchange;

/// <summary><c>PUT</c> and <c>GET /notice-queue</c>: a finance department says whether it wants its notices in a queue of its own, beside its address or instead.</summary>
public static class StateQueueWanted
{
    /// <param name="Wanted">False when nothing is put into the queue from now on; what is in it stays.</param>
    public sealed record Body(bool Wanted);

    public static void MapStateQueueWanted(this IEndpointRouteBuilder app)
    {
        app.MapPut("/notice-queue", Put).RequireRole(Role.Finance).WithTags("notices").WithSummary("设置通知书队列 Have the caller's notices put into a queue of its own (see /asyncapi/v1.json), or no longer")
            .Produces<QueueReceiver>().Produces(204).ProducesProblem(400).ProducesProblem(403);
        app.MapGet("/notice-queue", Get).RequireRole(Role.Finance).WithTags("notices").WithSummary("读取通知书队列 The queue of the caller's notices").Produces<QueueReceiver>().ProducesProblem(404);
    }

    /// <summary>The queue is made before it is said to be there, so that a consumer finds it.</summary>
    private static async Task<IResult> Put(Body body, Caller caller, IDocumentStore store, OutsideQueues queues, TimeProvider clock, CancellationToken cancel)
    {
        var queue = QueueReceiver.Of(caller.Organisation, clock.GetUtcNow());
        if (body.Wanted && await queues.Declare(queue.Name, cancel) is { } failure) throw new BusyException($"The queue {queue.Name} cannot be made: {failure}.");
        return await store.Work<IResult>(
            async (session, token) =>
            {
                var known = await session.LoadAsync<QueueReceiver>(caller.Organisation, token);
                if (body.Wanted && known is not null) return TypedResults.Ok(known);
                if (body.Wanted) session.Store(queue);
                else session.Delete<QueueReceiver>(caller.Organisation);
                await session.SaveChangesAsync(token);
                return body.Wanted ? TypedResults.Ok(queue) : TypedResults.NoContent();
            },
            cancel);
    }

    private static async Task<IResult> Get(Caller caller, IQuerySession session, CancellationToken cancel) =>
        await session.LoadAsync<QueueReceiver>(caller.Organisation, cancel) is { } queue
            ? TypedResults.Ok(queue)
            : new Rejection(Refusal.NotFound, "no-notice-queue", $"{caller.Organisation} has its notices put into no queue.").ToResult();
}
