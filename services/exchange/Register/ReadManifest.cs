using System.Text.Json.Nodes;
using Basin.Hosting;
using Basin.Rules;
using Basin.Rules.Terms;
using Marten;

namespace Basin.Exchange;

/// <summary><c>GET /public/manifest</c>, without token: every address of the register with the SHA-256 of what it answers, some agreements at a time.</summary>
public static class ReadManifest
{
    /// <summary>Agreements on one page: every address of each of them is read for it.</summary>
    private const int AgreementsOnPage = 10;

    private static readonly string[] Columns = ["地址", "字节数", "SHA-256"];
    private static readonly string[] Names = ["address", "bytes", "sha256"];

    public static void MapReadManifest(this IEndpointRouteBuilder app) =>
        app.MapGet("/public/manifest", Get).AllowAnonymous().WithTags("public")
            .WithSummary("校验清单 Every address of the register with the SHA-256 of its answer, without token: JSON or CSV; page by page").Produces<object>().ProducesProblem(404).ProducesProblem(422);

    private static async Task<IResult> Get(HttpContext http, IQuerySession session, TimeProvider clock, CancellationToken cancel, int page = 1, string? form = null)
    {
        var agreements = await session.Query<PublicRecord>().CountAsync(record => record.IsPublic, cancel);
        var pages = int.Max(1, (agreements + AgreementsOnPage - 1) / AgreementsOnPage);
        if (Download.RefusePage(page, pages) is { } refused) return refused.ToResult();
        var today = Case.ChinaDate(clock.GetUtcNow());
        var rows = new List<(string Address, byte[] Bytes)>();
        if (page == 1)
        {
            for (var i = 1; i <= await ReadPublicAgreements.Pages(session, cancel); i++) Add(rows, $"/public/agreements?page={i}", await ReadPublicAgreements.Of(session, i, today, cancel));
            for (var i = 1; i <= await ReadAnnouncements.Pages(session, cancel); i++) Add(rows, $"/public/announcements?page={i}", await ReadAnnouncements.Of(session, i, cancel));
        }

        var records = await session.Query<PublicRecord>().Where(record => record.IsPublic).OrderBy(record => record.Id).Skip((page - 1) * AgreementsOnPage).Take(AgreementsOnPage).ToListAsync(cancel);
        foreach (var record in records) await Add(rows, session, record, today, cancel);
        var resources = new JsonArray([.. rows.Select(row => new JsonObject { ["address"] = row.Address, ["bytes"] = row.Bytes.Length, ["sha256"] = Signatures.Sha256(row.Bytes) })]);
        return await new Download(
            new() { ["resources"] = resources, ["page"] = page, ["pages"] = pages }, Columns,
            [.. resources.Select(row => Download.Fields(row, Names).ToArray())]).Answer(http, form);
    }

    private static async Task Add(List<(string, byte[])> rows, IQuerySession session, PublicRecord record, DateOnly today, CancellationToken cancel)
    {
        var path = PublicRegister.Path(record.Id);
        Add(rows, $"{path}?", await ReadPublicAgreement.Of(session, record, today, cancel));
        if (record.Shows(Disclosure.Terms)) Add(rows, $"{path}/terms?", await ReadPublicTerms.Of(session, record, cancel));
        for (var i = 1; record.Shows(Disclosure.Results) && i <= PublicRegister.Pages(record, Disclosure.Results); i++) Add(rows, $"{path}/results?page={i}", await ReadPublicResults.Of(session, record, i, cancel));
        for (var i = 1; record.Shows(Disclosure.Payments) && i <= PublicRegister.Pages(record, Disclosure.Payments); i++) Add(rows, $"{path}/payments?page={i}", await ReadPublicPayments.Of(session, record, i, cancel));
        for (var i = 1; i <= Download.Pages(record.LastNumber); i++) Add(rows, $"{path}/history?page={i}", await ReadPublicHistory.Of(session, record, i, cancel));
    }

    private static void Add(List<(string, byte[])> rows, string address, Download resource)
    {
        foreach (var form in Download.Forms) rows.Add(($"{address}{(address.EndsWith('?') ? "" : "&")}form={form}", resource.Bytes(form)));
    }
}
