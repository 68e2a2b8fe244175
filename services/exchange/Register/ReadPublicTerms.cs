using System.Globalization;
using System.Text.Json.Nodes;
using Basin.Hosting;
using Basin.Rules.Terms;
using Marten;

namespace Basin.Exchange;

/// <summary><c>GET /public/agreements/{agreement}/terms</c>, without token: the signed document and its numbered Chinese text.</summary>
public static class ReadPublicTerms
{
    private static readonly string[] Columns = ["行", "条款文本"];

    public static void MapReadPublicTerms(this IEndpointRouteBuilder app) =>
        app.MapGet("/public/agreements/{agreement}/terms", Get).AllowAnonymous().WithTags("public")
            .WithSummary("公开的条款 The signed document with its hash and its Chinese text, without token: JSON, or the text line by line as CSV").Produces<object>().ProducesProblem(404).ProducesProblem(422);

    private static async Task<IResult> Get(string agreement, HttpContext http, IQuerySession session, CancellationToken cancel, string? form = null)
    {
        var (record, refused) = await PublicRegister.Record(session, agreement, Disclosure.Terms, cancel);
        return record is null ? refused!.ToResult() : await (await Of(session, record, cancel)).Answer(http, form);
    }

    public static async Task<Download> Of(IQuerySession session, PublicRecord record, CancellationToken cancel)
    {
        var json = (await PublicRegister.Newest(session, record, Disclosure.Terms, 1, cancel))[0].State();
        var text = TermsText.Of(json["document"]!.ToJsonString());
        json["agreement"] = record.Id;
        json["text"] = text;
        return new(json, Columns, [.. text.Split('\n').Select((line, index) => new[] { (index + 1).ToString(CultureInfo.InvariantCulture), line })]);
    }
}
