using System.Security.Cryptography;
using System.Text;
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
        app.MapGet("/notices/{id}", One).RequireRole(Sees.Roles).WithTags("notices")
            .WithSummary("读取通知书 Read one notice: JSON; the same content as a table with Accept: text/csv or form=csv, as XML with Accept: application/xml or form=xml; any other form is refused")
            .Produces<NoticeView>().ProducesProblem(404).ProducesProblem(422);
        app.MapGet("/notices/{id}/pdf", Print).RequireRole(Sees.Roles).WithTags("notices").WithSummary("打印通知书 The notice as an official paper, PDF after GB/T 9704-2012; the same bytes every time")
            .Produces(200, contentType: "application/pdf").ProducesProblem(404).ProducesProblem(503);
        app.MapGet("/.well-known/jwks.json", (NoticeKeys keys) => TypedResults.Ok(keys.PublicSet())).AllowAnonymous().WithTags("notices").WithSummary("通知书签名公钥 Public keys that verify notices, one for each suite");
    }

    private static async Task<IResult> List(Caller caller, IDocumentStore store, CancellationToken cancel, long after = 0, int limit = 100)
    {
        if (limit is < 1 or > Limits.PageRowsMax)
            return new Rejection(Refusal.NotAllowed, "invalid-limit", $"A limit is from 1 to {Limits.PageRowsMax}.", "limit", limit.ToString()).ToResult();
        await using var session = store.QuerySession();
        var query = session.Query<NoticeListing>().Where(n => n.Cursor > after);
        var rows = await (Sees.Everything(caller) ? query : query.Where(n => n.Regions.Contains(caller.Region))).OrderBy(n => n.Cursor).Take(limit).ToListAsync(cancel);
        var suite = await session.SuiteOf(caller.Organisation, cancel);
        var notices = new List<NoticeView>(rows.Count);
        foreach (var row in rows) notices.Add(NoticeView.Of((await session.Load<Notice>(Notice.Stream(row.Id), Notice.Apply, cancel)).State!, suite));
        return TypedResults.Ok(new Page(notices, rows.Count == 0 ? after : rows[^1].Cursor));
    }

    private static async Task<IResult> One(string id, Caller caller, HttpRequest request, IDocumentStore store, CancellationToken cancel, string? form = null)
    {
        if (form is not (null or "json" or "csv" or "xml")) return new Rejection(Refusal.NotAllowed, "invalid-form", "A notice comes as json, csv or xml.", "form", form).ToResult();
        if (await Find(id, caller, store, cancel) is not { } notice) return NoSuchNotice(id, caller);
        return (form ?? Form(request.Headers.Accept.ToString())) switch
        {
            "csv" => TypedResults.Text(NoticeCsv.Of(notice.Content, notice.ContentSha256), "text/csv", Encoding.UTF8),
            "xml" => TypedResults.Text(NoticeXml.Of(notice.Content, notice.ContentSha256), "application/xml", Encoding.UTF8),
            _ => TypedResults.Ok(await Shown(notice, caller, store, cancel)),
        };
    }

    private static async Task<NoticeView> Shown(Notice notice, Caller caller, IDocumentStore store, CancellationToken cancel)
    {
        await using var session = store.QuerySession();
        return NoticeView.Of(notice, await session.SuiteOf(caller.Organisation, cancel));
    }

    private static async Task<IResult> Print(string id, Caller caller, HttpContext http, PrintedNotices printed, IDocumentStore store, CancellationToken cancel)
    {
        if (await Find(id, caller, store, cancel) is not { } notice) return NoSuchNotice(id, caller);
        try
        {
            var pdf = printed.Pdf(notice.Content, notice.ContentSha256);
            http.Response.Headers["Repr-Digest"] = $"sha-256=:{Convert.ToBase64String(SHA256.HashData(pdf))}:";
            return TypedResults.File(pdf, "application/pdf", $"notice-{notice.Id}.pdf");
        }
        catch (UnusableSettingException problem)
        {
            await Rejections.Write(http, StatusCodes.Status503ServiceUnavailable, "no-font", problem.Message);
            return TypedResults.Empty;
        }
    }

    private static string Form(string accept) =>
        accept.StartsWith("text/csv", StringComparison.OrdinalIgnoreCase) ? "csv"
        : accept.StartsWith("application/xml", StringComparison.OrdinalIgnoreCase) || accept.StartsWith("text/xml", StringComparison.OrdinalIgnoreCase) ? "xml" : "json";

    /// <summary>Null where there is none, or none that the caller may read.</summary>
    private static async Task<Notice?> Find(string id, Caller caller, IDocumentStore store, CancellationToken cancel)
    {
        await using var session = store.QuerySession();
        var notice = (await session.Load<Notice>(Notice.Stream(id), Notice.Apply, cancel)).State;
        return notice is not null && (Sees.Everything(caller) || notice.Regions.Contains(caller.Region)) ? notice : null;
    }

    internal static IResult NoSuchNotice(string id, Caller caller) =>
        new Rejection(Refusal.NotFound, "no-such-notice", $"There is no notice {id} for the region {caller.Region}.").ToResult();
}
