using System.Text.Json.Nodes;
using Basin.Hosting;
using Basin.Rules.Terms;
using Marten;

namespace Basin.Exchange;

/// <summary><c>GET /public/agreements/{agreement}</c>, without token: one agreement, where its parts are read, and a page with all of them for people.</summary>
public static class ReadPublicAgreement
{
    private static readonly string[] Columns = ["项目", "内容"];

    public static void MapReadPublicAgreement(this IEndpointRouteBuilder app) =>
        app.MapGet("/public/agreements/{agreement}", Get).AllowAnonymous().WithTags("public")
            .WithSummary("公开的一份协议 One agreement, without token: JSON, CSV, or a page with everything that is public of it").Produces<object>().ProducesProblem(404).ProducesProblem(422);

    private static async Task<IResult> Get(string agreement, HttpContext http, IQuerySession session, TimeProvider clock, CancellationToken cancel, string? form = null)
    {
        var (record, refused) = await PublicRegister.Record(session, agreement, null, cancel);
        if (record is null) return refused!.ToResult();
        var resource = await Of(session, record, Case.ChinaDate(clock.GetUtcNow()), cancel);
        return await resource.Answer(http, form, async () => AgreementPage.Of(
            resource.Json,
            record.Shows(Disclosure.Terms) ? await ReadPublicTerms.Of(session, record, cancel) : null,
            record.Shows(Disclosure.Results) ? await ReadPublicResults.Of(session, record, 1, cancel) : null,
            record.Shows(Disclosure.Payments) ? await ReadPublicPayments.Of(session, record, 1, cancel) : null,
            await ReadPublicHistory.Of(session, record, Download.Pages(record.LastNumber), cancel)));
    }

    public static async Task<Download> Of(IQuerySession session, PublicRecord record, DateOnly today, CancellationToken cancel)
    {
        var json = ReadPublicAgreements.Head(record, await PublicRegister.Scope(session, record, cancel), today);
        var path = PublicRegister.Path(record.Id);
        json["parts"] = new JsonObject
        {
            ["terms"] = record.Shows(Disclosure.Terms) ? $"{path}/terms" : null,
            ["results"] = record.Shows(Disclosure.Results) ? $"{path}/results" : null,
            ["payments"] = record.Shows(Disclosure.Payments) ? $"{path}/payments" : null,
            ["history"] = $"{path}/history",
        };
        json["announcements"] = record.Shows(Disclosure.Results) ? new JsonArray([.. (await ReadAnnouncements.OfAgreement(session, record.Id, cancel)).Select(one => (JsonNode)one)]) : [];
        return new(json, Columns, [.. json.Select(member => new[] { member.Key, Download.Field(member.Value) })]);
    }
}
