using System.Text.Json.Nodes;
using Basin.Hosting;
using Marten;

namespace Basin.Exchange;

/// <summary><c>GET /public/agreements</c>, without token: every agreement of which something is public, with its standing today.</summary>
public static class ReadPublicAgreements
{
    private static readonly string[] Columns = ["编号", "名称", "状态", "修订", "起始日", "终止日", "签约方", "流域", "公开内容", "文本SHA-256", "登记条数", "登记链SHA-256"];
    private static readonly string[] BeforeTerm = ["agreement", "title", "status", "revision"], Term = ["from", "to"], AfterTerm = ["parties", "basins", "disclosure", "documentSha256", "entries", "chainSha256"];

    public static void MapReadPublicAgreements(this IEndpointRouteBuilder app) =>
        app.MapGet("/public/agreements", Get).AllowAnonymous().WithTags("public")
            .WithSummary("公开的协议 Agreements of which something is public, without token: JSON, or CSV with form=csv or Accept: text/csv; page by page").Produces<object>().ProducesProblem(404).ProducesProblem(422);

    private static async Task<IResult> Get(HttpContext http, IQuerySession session, TimeProvider clock, CancellationToken cancel, int page = 1, string? form = null)
    {
        if (Download.RefusePage(page, await Pages(session, cancel)) is { } refused) return refused.ToResult();
        return await (await Of(session, page, Case.ChinaDate(clock.GetUtcNow()), cancel)).Answer(http, form);
    }

    public static async Task<int> Pages(IQuerySession session, CancellationToken cancel) =>
        Download.Pages(await session.Query<PublicRecord>().CountAsync(record => record.IsPublic, cancel));

    public static async Task<Download> Of(IQuerySession session, int page, DateOnly today, CancellationToken cancel)
    {
        var agreements = new JsonArray();
        foreach (var record in await Records(session, page, cancel)) agreements.Add((JsonNode)Head(record, await PublicRegister.Scope(session, record, cancel), today));
        var pages = await Pages(session, cancel);
        return new(
            new() { ["agreements"] = agreements, ["page"] = page, ["pages"] = pages }, Columns,
            [.. agreements.Select(one => new[] { Download.Fields(one, BeforeTerm), Download.Fields(one!["term"], Term), Download.Fields(one, AfterTerm) }.SelectMany(fields => fields).ToArray())]);
    }

    public static async Task<IReadOnlyList<PublicRecord>> Records(IQuerySession session, int page, CancellationToken cancel) =>
        await session.Query<PublicRecord>().Where(record => record.IsPublic).OrderBy(record => record.Id).Skip((page - 1) * Download.PageRows).Take(Download.PageRows).ToListAsync(cancel);

    /// <summary>What everybody may know of an agreement, with its standing on a day and the end of its chain.</summary>
    public static JsonObject Head(PublicRecord record, JsonObject scope, DateOnly today)
    {
        var head = new JsonObject { ["agreement"] = record.Id, ["status"] = Status(scope["term"]!, today), ["address"] = PublicRegister.Path(record.Id) };
        foreach (var (name, value) in scope) head[name] = value?.DeepClone();
        (head["entries"], head["chainSha256"]) = (record.LastNumber, record.LastSha256);
        return head;
    }

    private static string Status(JsonNode term, DateOnly today) =>
        today < DateOnly.Parse(term["from"]!.GetValue<string>()) ? "未开始" : today > DateOnly.Parse(term["to"]!.GetValue<string>()) ? "已期满" : "有效";
}
