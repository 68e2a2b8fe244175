using System.Text.Json.Nodes;
using Basin.Hosting;
using Basin.Rules.Terms;
using Marten;

namespace Basin.Exchange;

/// <summary><c>GET /public/agreements/{agreement}/results</c>, without token: what each period came to, with its explanation.</summary>
public static class ReadPublicResults
{
    private static readonly string[] Columns = ["结算期", "状态", "评估次数", "评估日", "类型", "名称", "数值", "单位", "付款方", "收款方", "金额(分)"];

    public static void MapReadPublicResults(this IEndpointRouteBuilder app) =>
        app.MapGet("/public/agreements/{agreement}/results", Get).AllowAnonymous().WithTags("public")
            .WithSummary("公开的评估结果 Results of each period with assessed values, payments, obligations and explanation, without token: JSON or CSV").Produces<object>().ProducesProblem(404).ProducesProblem(422);

    private static async Task<IResult> Get(string agreement, HttpContext http, IQuerySession session, CancellationToken cancel, int page = 1, string? form = null)
    {
        var (record, refused) = await PublicRegister.Record(session, agreement, Disclosure.Results, cancel);
        if ((refused ?? Download.RefusePage(page, PublicRegister.Pages(record!, Disclosure.Results))) is { } rejection) return rejection.ToResult();
        return await (await Of(session, record!, page, cancel)).Answer(http, form);
    }

    public static async Task<Download> Of(IQuerySession session, PublicRecord record, int page, CancellationToken cancel)
    {
        var periods = new JsonArray([.. (await PublicRegister.Newest(session, record, Disclosure.Results, page, cancel)).Select(entry => Numbered(entry.State(), entry))]);
        return new(
            new() { ["agreement"] = record.Id, ["periods"] = periods, ["page"] = page, ["pages"] = PublicRegister.Pages(record, Disclosure.Results) },
            Columns, [.. periods.SelectMany(period => Rows(period!))]);
    }

    /// <summary>With the entry it stands in, where it is chained.</summary>
    internal static JsonObject Numbered(JsonObject state, RegisterEntry entry)
    {
        (state["entry"], state["stateSha256"]) = (entry.Number, entry.StateSha256);
        return state;
    }

    private static IEnumerable<string[]> Rows(JsonNode period)
    {
        foreach (var (which, prefix) in new[] { ("assessment", ""), ("restatement", "重新评估 ") })
        {
            if (period[which] is not { } assessment) continue;
            string[] head = [Download.Field(period["period"]), Download.Field(period["status"]), Download.Field(assessment["revision"]), Download.Field(assessment["assessedOn"])];
            foreach (var value in assessment["values"]!.AsArray()) yield return [.. head, $"{prefix}评估值", Download.Field(value!["name"]), Download.Field(value["value"]), Download.Field(value["unit"]), "", "", ""];
            foreach (var payment in assessment["payments"]!.AsArray()) yield return [.. head, $"{prefix}条款付款", $"第{Download.Field(payment!["clause"])}条", payment["amountFen"] is null ? "不能确定" : "", "", .. Sides(payment)];
            foreach (var gap in assessment["gaps"]!.AsArray()) yield return [.. head, $"{prefix}不能确定的原因", Download.Field(gap), "", "", "", "", ""];
            yield return [.. head, $"{prefix}计算依据", Download.Field(assessment["explanationSha256"]), Download.Field(assessment["explanation"]), "", "", "", ""];
        }

        foreach (var owed in period["obligations"]!.AsArray())
            yield return [Download.Field(period["period"]), Download.Field(period["status"]), "", "", "补偿义务", $"第{Download.Field(owed!["clause"])}条", PublicState.Standing(owed), "", .. Sides(owed)];
    }

    private static string[] Sides(JsonNode payment) => [Download.Field(payment["from"]), Download.Field(payment["to"]), Download.Field(payment["amountFen"])];
}
