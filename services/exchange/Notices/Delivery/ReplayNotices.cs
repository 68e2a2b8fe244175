using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Exchange;

/// <summary>
/// <c>POST /notices/replay</c>: a finance department has the notices of a range of cursors delivered to it once more, under the same ids, so that
/// what it has already is known again. <c>GET /webhook-keys</c>: the public keys that verify pushes.
/// </summary>
public static class ReplayNotices
{
    /// <param name="From">First cursor, inclusive.</param>
    /// <param name="To">Last cursor, inclusive.</param>
    public sealed record Body(long From, long To);

    /// <param name="Queued">How many notices will be delivered.</param>
    /// <param name="Next">Cursor to go on from; null when the range is done.</param>
    public sealed record Replay(int Queued, long? Next);

    public static void MapReplayNotices(this IEndpointRouteBuilder app)
    {
        app.MapPost("/notices/replay", Post).RequireRole(Role.Finance).WithTags("notices").WithSummary("重新推送 Push the notices of a range of cursors once more")
            .Produces<Replay>().ProducesProblem(409).ProducesProblem(422);
        app.MapGet("/webhook-keys", (WebhookKeys keys) => TypedResults.Ok(keys.Public)).AllowAnonymous().WithTags("notices")
            .WithSummary("推送签名公钥 Public keys that verify pushes (Standard Webhooks, v1a)");
    }

    private static async Task<IResult> Post(Body body, Caller caller, IDocumentStore store, TimeProvider clock, CancellationToken cancel)
    {
        if (body.From > body.To || body.From < 0) return new Rejection(Refusal.NotAllowed, "invalid-range", "A range goes from a cursor to the same or a later one.", "from", $"{body.From}").ToResult();
        return await store.Work(
            async (session, token) =>
            {
                var receiver = await session.LoadAsync<KnownOrganisation>(caller.Organisation, token);
                var queue = await session.LoadAsync<QueueReceiver>(caller.Organisation, token);
                if (receiver is null || (receiver.NoticeUrl is null && queue is null))
                    return new Rejection(Refusal.Conflict, "no-notice-url", $"{caller.Organisation} has neither an address to push to nor a queue; its notices can be pulled from /notices.").ToResult();
                var rows = await session.Query<NoticeListing>()
                    .Where(n => n.Cursor >= body.From && n.Cursor <= body.To && n.Regions.Contains(caller.Region))
                    .OrderBy(n => n.Cursor).Take(Limits.PageRowsMax + 1).ToListAsync(token);
                var replayed = rows.Take(Limits.PageRowsMax).ToList();
                var now = clock.GetUtcNow();
                foreach (var delivery in replayed.SelectMany(row => NoticeDelivery.For(row, receiver, queue, now))) await Begin(session, delivery, now, token);
                await session.SaveChangesAsync(token);
                return TypedResults.Ok(new Replay(replayed.Count, rows.Count > replayed.Count ? rows[^1].Cursor : null));
            },
            cancel);
    }

    /// <summary>A delivery that has ended begins anew; one that waits already waits on.</summary>
    private static async Task Begin(IDocumentSession session, NoticeDelivery delivery, DateTimeOffset now, CancellationToken cancel)
    {
        if (await session.LoadAsync<NoticeDelivery>(delivery.Id, cancel) is not { } earlier)
        {
            session.Store(delivery);
            return;
        }

        if (earlier.Status == DeliveryStatus.Waiting) return;
        earlier.Replay(now);
        session.UpdateRevision(earlier, earlier.Version + 1);
    }
}
