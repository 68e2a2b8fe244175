using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Exchange;

/// <summary>Pulling notices: in the order of issue, from a cursor, each caller those of its own region.</summary>
public static class ReadNotices
{
    /// <param name="Next">Cursor for the next pull; the same as asked when nothing is new.</param>
    public sealed record Page(IReadOnlyList<NoticeView> Notices, long Next);

    public static void MapReadNotices(this IEndpointRouteBuilder app)
    {
        app.MapGet("/notices", List).RequireRole(Sees.Roles).WithTags("notices").WithSummary("拉取通知书 Pull notices after a cursor").Produces<Page>().ProducesProblem(422);
        app.MapGet("/notices/{id}", One).RequireRole(Sees.Roles).WithTags("notices").WithSummary("读取通知书 Read one notice").Produces<NoticeView>().ProducesProblem(404);
        app.MapGet("/.well-known/jwks.json", (SigningKey key) => TypedResults.Ok(key.PublicSet())).AllowAnonymous().WithTags("notices").WithSummary("通知书签名公钥 Public key that verifies notices");
    }

    private static async Task<IResult> List(Caller caller, IDocumentStore store, CancellationToken cancel, long after = 0, int limit = 100)
    {
        if (limit is < 1 or > Limits.PageRowsMax)
            return new Rejection(Refusal.NotAllowed, "invalid-limit", $"A limit is from 1 to {Limits.PageRowsMax}.", "limit", limit.ToString()).ToResult();
        await using var session = store.QuerySession();
        var query = session.Query<NoticeListing>().Where(n => n.Cursor > after);
        var rows = await (Sees.Everything(caller) ? query : query.Where(n => n.Regions.Contains(caller.Region))).OrderBy(n => n.Cursor).Take(limit).ToListAsync(cancel);
        var notices = new List<NoticeView>(rows.Count);
        foreach (var row in rows) notices.Add(NoticeView.Of((await session.Load<Notice>(Notice.Stream(row.Id), Notice.Apply, cancel)).State!));
        return TypedResults.Ok(new Page(notices, rows.Count == 0 ? after : rows[^1].Cursor));
    }

    private static async Task<IResult> One(string id, Caller caller, IDocumentStore store, CancellationToken cancel)
    {
        await using var session = store.QuerySession();
        var notice = (await session.Load<Notice>(Notice.Stream(id), Notice.Apply, cancel)).State;
        return notice is not null && (Sees.Everything(caller) || notice.Regions.Contains(caller.Region))
            ? TypedResults.Ok(NoticeView.Of(notice))
            : new Rejection(Refusal.NotFound, "no-such-notice", $"There is no notice {id} for the region {caller.Region}.").ToResult();
    }
}
