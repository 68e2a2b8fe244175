using System.Text.Json.Nodes;
using Basin.Hosting;
using Marten;

namespace Basin.Exchange;

/// <summary><c>GET /public</c>, without token: where the register begins, a page for people and the addresses for programs.</summary>
public static class ReadRegister
{
    private static readonly string[] Addresses = ["/public/agreements", "/public/announcements", "/public/manifest"];

    public static void MapReadRegister(this IEndpointRouteBuilder app) =>
        app.MapGet("/public", Get).AllowAnonymous().WithTags("public").WithSummary("公开登记簿 The public register, without token: its addresses, or a page for people (Accept: text/html)").Produces<object>().ProducesProblem(404).ProducesProblem(422);

    private static async Task<IResult> Get(HttpContext http, IQuerySession session, TimeProvider clock, CancellationToken cancel, int page = 1, string? form = null)
    {
        var pages = await ReadPublicAgreements.Pages(session, cancel);
        if (Download.RefusePage(page, pages) is { } refused) return refused.ToResult();
        var index = new Download(new() { ["addresses"] = new JsonArray([.. Addresses.Select(address => JsonValue.Create(address))]) }, ["地址"], [.. Addresses.Select(address => new[] { address })]);
        return await index.Answer(http, form, async () => Page(
            (await ReadPublicAgreements.Of(session, page, Case.ChinaDate(clock.GetUtcNow()), cancel)).Json, (await ReadAnnouncements.Of(session, 1, cancel)).Json));
    }

    private static string Page(JsonObject agreements, JsonObject announcements)
    {
        var page = new PublicPage("跨省流域横向生态保护补偿公开登记簿", "Public register of cross-provincial river compensation", back: false);
        page.Section("协议", "Agreements");
        if (agreements["agreements"]!.AsArray() is { Count: > 0 } rows)
            page.Table(["编号 Number", "名称 Title", "签约方 Parties", "期限 Term", "状态 State", "公开内容 Disclosed"], rows.Select(Row));
        else page.Note("尚无公开的协议。 No agreement is public yet.");
        var (at, pages) = (agreements["page"]!.GetValue<int>(), agreements["pages"]!.GetValue<int>());
        if (at > 1) page.Raw(PublicPage.Link($"/public?page={at - 1}", "← 上一页 Previous "));
        if (at < pages) page.Raw(PublicPage.Link($"/public?page={at + 1}", "下一页 Next →"));
        page.Note("是否公开、公开哪些内容，由各协议自己约定；协议没有约定公开的，不在此列出。 What is public is agreed by the parties of each agreement.").Forms("/public/agreements").End();
        page.Section("公告", "Announcements");
        if (announcements["announcements"]!.AsArray() is { Count: > 0 } announced)
            page.Table(["文号 Number", "标题 Title", "成文日期 Date"], announced.Select(one => new[]
            {
                PublicPage.Link(Download.Field(one!["paper"]), Download.Field(one["number"])), PublicPage.Text(one["title"]), PublicPage.Text(ChineseDates.Day(Download.Field(one["issuedOn"]))),
            }));
        else page.Note("尚无公告。 Nothing has been announced yet.");
        page.Forms("/public/announcements").End();
        return page.Section("核对", "Verification").Note("校验清单列出每个地址的内容摘要（SHA-256），可与下载的文件比对。 The manifest lists the SHA-256 of every address.").Forms("/public/manifest").End().ToString();
    }

    private static string Day(JsonNode? day) => PublicPage.Whole(ChineseDates.Day(Download.Field(day)));

    private static string[] Row(JsonNode? agreement) =>
    [
        PublicPage.Link(Download.Field(agreement!["address"]), Download.Field(agreement["agreement"])), PublicPage.Text(agreement["title"]),
        string.Join("、", agreement["parties"]!.AsArray().Select(party => PublicPage.Text(party!["province"]))),
        $"{Day(agreement["term"]!["from"])} 至 {Day(agreement["term"]!["to"])}", PublicPage.Whole(Download.Field(agreement["status"])),
        string.Join("、", agreement["disclosure"]!.AsArray().Select(PublicPage.Text)),
    ];
}
