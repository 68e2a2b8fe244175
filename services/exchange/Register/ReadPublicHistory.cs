using System.Text.Json.Nodes;
using Basin.Hosting;
using Marten;

namespace Basin.Exchange;

/// <summary>
/// <c>GET /public/agreements/{agreement}/history</c>, without token: every entry of the register about an agreement, each chained to the one before. An
/// entry about something that is no longer public keeps its place and its hashes, without content.
/// </summary>
public static class ReadPublicHistory
{
    private static readonly string[] Columns = ["序号", "时间", "事项", "部分", "结算期", "内容是否公开", "状态SHA-256", "内容SHA-256", "前一条SHA-256", "本条SHA-256"];
    private static readonly string[] Content = ["at", "kind", "part", "period"], Hashes = ["stateSha256", "contentSha256", "previousSha256", "sha256"];

    public static void MapReadPublicHistory(this IEndpointRouteBuilder app) =>
        app.MapGet("/public/agreements/{agreement}/history", Get).AllowAnonymous().WithTags("public")
            .WithSummary("变更记录 Every entry of the register about an agreement as a chain of hashes, without token: JSON or CSV").Produces<object>().ProducesProblem(404).ProducesProblem(422);

    private static async Task<IResult> Get(string agreement, HttpContext http, IQuerySession session, CancellationToken cancel, int page = 1, string? form = null)
    {
        // Also once everything is withdrawn: that it was is not hidden.
        if (await session.LoadAsync<PublicRecord>(agreement, cancel) is not { } record) return (await PublicRegister.Record(session, agreement, null, cancel)).Refused!.ToResult();
        if (Download.RefusePage(page, Download.Pages(record.LastNumber)) is { } refused) return refused.ToResult();
        return await (await Of(session, record, page, cancel)).Answer(http, form);
    }

    public static async Task<Download> Of(IQuerySession session, PublicRecord record, int page, CancellationToken cancel)
    {
        var first = (page - 1) * Download.PageRows + 1;
        var last = int.Min(record.LastNumber, first + Download.PageRows - 1);
        var ids = Enumerable.Range(first, last - first + 1).Select(number => RegisterEntry.IdOf(record.Id, number)).ToArray();
        var entries = (await session.LoadManyAsync<RegisterEntry>(cancel, ids)).OrderBy(entry => entry.Number).Select(entry => Of(entry, record.Shows(entry.Part))).ToList();
        return new(
            new() { ["agreement"] = record.Id, ["entries"] = new JsonArray([.. entries]), ["page"] = page, ["pages"] = Download.Pages(record.LastNumber) },
            Columns, [.. entries.Select(Row)]);
    }

    private static JsonObject Of(RegisterEntry entry, bool isShown)
    {
        var json = new JsonObject { ["number"] = entry.Number, ["withheld"] = !isShown };
        if (isShown)
        {
            json["content"] = JsonNode.Parse(entry.Content);
            json["stateSha256"] = entry.StateSha256;
        }

        (json["contentSha256"], json["previousSha256"], json["sha256"]) = (entry.ContentSha256, entry.PreviousSha256, entry.Sha256);
        return json;
    }

    private static string[] Row(JsonObject entry) =>
        [Download.Field(entry["number"]), .. Download.Fields(entry["content"], Content), entry["withheld"]!.GetValue<bool>() ? "不公开" : "公开", .. Download.Fields(entry, Hashes)];
}
