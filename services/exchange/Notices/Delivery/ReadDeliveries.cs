using System.Text.Json;
using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Exchange;

/// <summary>
/// <c>GET /notices/{id}/deliveries</c> and <c>GET /deliveries</c>: what was tried, when, and what was answered; never a body. A finance department reads what was
/// addressed to itself, the superior and auditors everything.
/// </summary>
public static class ReadDeliveries
{
    private static readonly string[] Readers = [Role.Finance, Role.Superior, Role.Auditor];

    /// <summary>The words of answers are those of questions.</summary>
    private static readonly Dictionary<string, DeliveryStatus> States = Enum.GetValues<DeliveryStatus>().ToDictionary(state => JsonNamingPolicy.CamelCase.ConvertName($"{state}"));

    /// <param name="Way"><c>address</c> or <c>queue</c>.</param>
    /// <param name="State"><c>waiting</c>, <c>delivered</c> or <c>keptForPull</c>.</param>
    /// <param name="Attempts">Tries, all in all; <paramref name="Tries"/> are the newest of them.</param>
    /// <param name="NextTryAt">Null when nothing is tried any more. Later while an earlier notice of the case waits, or the receiver takes nothing; earlier as soon as it does again.</param>
    public sealed record Row(
        string Id, string Notice, string Organisation, string Way, DeliveryStatus State, DateTimeOffset? Since, DateTimeOffset? NextTryAt, DateTimeOffset? EndedAt,
        int Attempts, string? LastAnswer, IReadOnlyList<PushTry> Tries);

    /// <param name="Next">Id to pass as <c>after</c> for the next page; null on the last one.</param>
    public sealed record Page(IReadOnlyList<Row> Deliveries, string? Next);

    public static void MapReadDeliveries(this IEndpointRouteBuilder app)
    {
        app.MapGet("/notices/{id}/deliveries", OfNotice).RequireRole(Readers).WithTags("notices").WithSummary("送达记录 What was tried to deliver a notice")
            .Produces<IReadOnlyList<Row>>().ProducesProblem(404);
        app.MapGet("/deliveries", List).RequireRole(Readers).WithTags("notices").WithSummary("送达情况 Deliveries, by state (waiting, delivered, keptForPull)").Produces<Page>().ProducesProblem(422);
    }

    private static async Task<IResult> OfNotice(string id, Caller caller, IDocumentStore store, CancellationToken cancel)
    {
        await using var session = store.QuerySession();
        var notice = await session.LoadAsync<NoticeListing>(id, cancel);
        if (notice is null || !(Sees.Everything(caller) || notice.Regions.Contains(caller.Region))) return ReadNotices.NoSuchNotice(id, caller);
        var found = await Visible(session, caller).Where(delivery => delivery.Notice == id).OrderBy(delivery => delivery.Id).ToListAsync(cancel);
        return TypedResults.Ok<IReadOnlyList<Row>>([.. found.Select(Of)]);
    }

    private static async Task<IResult> List(Caller caller, IDocumentStore store, CancellationToken cancel, string? state = null, string after = "", int limit = 100)
    {
        if (limit is < 1 or > Limits.PageRowsMax)
            return new Rejection(Refusal.NotAllowed, "invalid-limit", $"A limit is from 1 to {Limits.PageRowsMax}.", "limit", limit.ToString()).ToResult();
        DeliveryStatus? status = States.TryGetValue(state ?? "", out var known) ? known : null;
        if (state is not null && status is null)
            return new Rejection(Refusal.NotAllowed, "invalid-state", $"A delivery is {string.Join(", ", States.Keys)}.", "state", state).ToResult();
        await using var session = store.QuerySession();
        var query = Visible(session, caller).Where(delivery => delivery.Id.CompareTo(after) > 0);
        if (status is not null) query = query.Where(delivery => delivery.Status == status);
        var found = await query.OrderBy(delivery => delivery.Id).Take(limit).ToListAsync(cancel);
        return TypedResults.Ok(new Page([.. found.Select(Of)], found.Count == limit ? found[^1].Id : null));
    }

    private static IQueryable<NoticeDelivery> Visible(IQuerySession session, Caller caller)
    {
        var all = session.Query<NoticeDelivery>();
        return Sees.Everything(caller) ? all : all.Where(delivery => delivery.Organisation == caller.Organisation);
    }

    private static Row Of(NoticeDelivery delivery) => new(
        delivery.Id, delivery.Notice, delivery.Organisation, delivery.Queue is null ? "address" : "queue", delivery.Status, delivery.Since,
        delivery.Status == DeliveryStatus.Waiting ? delivery.NextTryAt : null, delivery.EndedAt, delivery.Attempts, delivery.LastAnswer, delivery.Tries);
}
