using System.Text.Json.Nodes;
using Basin.Hosting;
using Basin.Rules.Terms;
using Marten;

namespace Basin.Exchange;

/// <summary><c>GET /public/agreements/{agreement}/payments</c>, without token: what is obliged, by when, and what was paid when. A payment counts once its payee has confirmed it.</summary>
public static class ReadPublicPayments
{
    private static readonly string[] Columns =
        ["结算期", "义务序号", "条款", "付款方", "付款省份", "收款方", "收款省份", "金额(分)", "义务产生日", "付款期限", "通知书", "未付(分)", "实付(分)", "付款日", "到账确认日", "免收"];

    private static readonly string[] Names = ["number", "clause", "from", "fromProvince", "to", "toProvince", "amountFen", "obligedOn", "dueOn", "notice", "unpaidFen"];

    public static void MapReadPublicPayments(this IEndpointRouteBuilder app) =>
        app.MapGet("/public/agreements/{agreement}/payments", Get).AllowAnonymous().WithTags("public")
            .WithSummary("公开的支付情况 Obligations and payments of each period, without token: JSON or CSV").Produces<object>().ProducesProblem(404).ProducesProblem(422);

    private static async Task<IResult> Get(string agreement, HttpContext http, IQuerySession session, CancellationToken cancel, int page = 1, string? form = null)
    {
        var (record, refused) = await PublicRegister.Record(session, agreement, Disclosure.Payments, cancel);
        if ((refused ?? Download.RefusePage(page, PublicRegister.Pages(record!, Disclosure.Payments))) is { } rejection) return rejection.ToResult();
        return await (await Of(session, record!, page, cancel)).Answer(http, form);
    }

    public static async Task<Download> Of(IQuerySession session, PublicRecord record, int page, CancellationToken cancel)
    {
        var periods = new JsonArray([.. (await PublicRegister.Newest(session, record, Disclosure.Payments, page, cancel)).Select(entry => ReadPublicResults.Numbered(entry.State(), entry))]);
        return new(
            new() { ["agreement"] = record.Id, ["periods"] = periods, ["page"] = page, ["pages"] = PublicRegister.Pages(record, Disclosure.Payments) },
            Columns, [.. periods.SelectMany(period => period!["obligations"]!.AsArray().SelectMany(owed => Rows(period, owed!)))]);
    }

    /// <summary>One row for each payment, or one where none was made.</summary>
    private static IEnumerable<string[]> Rows(JsonNode period, JsonNode owed)
    {
        string[] head = [Download.Field(period["period"]), .. Download.Fields(owed, Names)];
        var payments = owed["payments"]!.AsArray();
        var waived = Download.Field(owed["waived"]);
        if (payments.Count == 0) yield return [.. head, "", "", "", waived];
        foreach (var payment in payments) yield return [.. head, Download.Field(payment!["amountFen"]), Download.Field(payment["paidOn"]), Download.Field(payment["confirmedOn"]), waived];
    }
}
