using System.Text.Json.Nodes;
using Basin.Hosting;
using Basin.Rules;
using Basin.Rules.Terms;
using Marten;

namespace Basin.Exchange;

/// <summary>
/// <c>GET /public/announcements</c>, without token: what was announced, the newest first, each with its signed content and its paper. An agreement that no
/// longer lets results be public takes its announcements out of here.
/// </summary>
public static class ReadAnnouncements
{
    private static readonly string[] Columns = ["文号", "标题", "协议编号", "结算期", "成文日期", "编号", "内容SHA-256"];
    private static readonly string[] Names = ["number", "title", "agreement", "period", "issuedOn", "id", "contentSha256"];

    public static void MapReadAnnouncements(this IEndpointRouteBuilder app)
    {
        app.MapGet("/public/announcements", List).AllowAnonymous().WithTags("public").WithSummary("公告 Announcements, without token: JSON or CSV; page by page").Produces<object>().ProducesProblem(404).ProducesProblem(422);
        app.MapGet("/public/announcements/{id}", One).AllowAnonymous().WithTags("public").WithSummary("一份公告 One announcement with its signature, without token").Produces<object>().ProducesProblem(404);
        app.MapGet("/public/announcements/{id}/pdf", Print).AllowAnonymous().WithTags("public").WithSummary("公告的正式文本 The announcement as an official paper, without token")
            .Produces(200, contentType: "application/pdf").ProducesProblem(404).ProducesProblem(503);
    }

    public static async Task<int> Pages(IQuerySession session, CancellationToken cancel) => Download.Pages(await (await Listings(session, cancel)).CountAsync(cancel));

    public static async Task<Download> Of(IQuerySession session, int page, CancellationToken cancel)
    {
        var listings = await (await Listings(session, cancel)).OrderByDescending(notice => notice.Cursor).Skip((page - 1) * Download.PageRows).Take(Download.PageRows).ToListAsync(cancel);
        var announcements = await Heads(session, listings, cancel);
        return new(
            new() { ["announcements"] = new JsonArray([.. announcements]), ["page"] = page, ["pages"] = await Pages(session, cancel) }, Columns,
            [.. announcements.Select(one => Download.Fields(one, Names).ToArray())]);
    }

    /// <summary>Of one agreement, in the order of issue.</summary>
    public static async Task<IReadOnlyList<JsonObject>> OfAgreement(IQuerySession session, string agreement, CancellationToken cancel) =>
        await Heads(session, await session.Query<NoticeListing>().Where(notice => notice.Kind == NoticeKind.Announcement && notice.Agreement == agreement).OrderBy(notice => notice.Cursor).ToListAsync(cancel), cancel);

    private static async Task<IResult> List(HttpContext http, IQuerySession session, CancellationToken cancel, int page = 1, string? form = null)
    {
        if (Download.RefusePage(page, await Pages(session, cancel)) is { } refused) return refused.ToResult();
        return await (await Of(session, page, cancel)).Answer(http, form);
    }

    private static async Task<IResult> One(string id, HttpContext http, IQuerySession session, CancellationToken cancel)
    {
        if (await Find(session, id, cancel) is not { } notice) return NoSuchAnnouncement(id);
        var json = new JsonObject { ["content"] = JsonNode.Parse(notice.Content), ["contentSha256"] = notice.ContentSha256, ["keyId"] = notice.KeyId, ["signature"] = notice.Signature };
        return await new Download(json, [], []).Answer(http, Download.JsonForm);
    }

    private static async Task<IResult> Print(string id, HttpContext http, IQuerySession session, PrintedNotices printed, CancellationToken cancel)
    {
        if (await Find(session, id, cancel) is not { } notice) return NoSuchAnnouncement(id);
        try
        {
            return Download.Answer(http, printed.Pdf(notice.Content, notice.ContentSha256), "application/pdf");
        }
        catch (UnusableSettingException problem)
        {
            await Rejections.Write(http, StatusCodes.Status503ServiceUnavailable, "no-font", problem.Message);
            return TypedResults.Empty;
        }
    }

    private static async Task<IQueryable<NoticeListing>> Listings(IQuerySession session, CancellationToken cancel)
    {
        var agreements = (await session.Query<PublicRecord>().Where(record => record.IsPublic && record.Disclosed.Contains(Disclosure.Results)).Select(record => record.Id).ToListAsync(cancel)).ToArray();
        return session.Query<NoticeListing>().Where(notice => notice.Kind == NoticeKind.Announcement && notice.Agreement.IsOneOf(agreements));
    }

    private static async Task<IReadOnlyList<JsonObject>> Heads(IQuerySession session, IReadOnlyList<NoticeListing> listings, CancellationToken cancel)
    {
        var notices = await session.LoadMany<Notice>(listings.Select(listing => Notice.Stream(listing.Id)), Notice.Apply, cancel);
        return [.. listings.Select(listing => Head(notices[Notice.Stream(listing.Id)].State!))];
    }

    private static JsonObject Head(Notice notice)
    {
        var content = JsonNode.Parse(notice.Content)!;
        var head = new JsonObject { ["id"] = notice.Id };
        foreach (var name in new[] { "number", "title", "agreement", "period", "issuedOn" }) head[name] = content[name]?.DeepClone();
        (head["contentSha256"], head["address"], head["paper"]) = (notice.ContentSha256, $"/public/announcements/{notice.Id}", $"/public/announcements/{notice.Id}/pdf");
        return head;
    }

    private static async Task<Notice?> Find(IQuerySession session, string id, CancellationToken cancel)
    {
        var listing = await session.LoadAsync<NoticeListing>(id, cancel);
        if (listing?.Kind != NoticeKind.Announcement || (await PublicRegister.Record(session, listing.Agreement, Disclosure.Results, cancel)).Record is null) return null;
        return (await session.Load<Notice>(Notice.Stream(id), Notice.Apply, cancel)).State;
    }

    private static IResult NoSuchAnnouncement(string id) => new Rejection(Refusal.NotFound, "no-such-announcement", $"There is no announcement {id} that is public.", "id", id).ToResult();
}
