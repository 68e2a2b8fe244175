using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Basin.Hosting;
using Basin.Rules;
using Basin.Rules.Terms;
using Microsoft.AspNetCore.Authorization;

namespace Basin.Exchange;

/// <summary>
/// An answer that is kept as a file: canonical JSON (RFC 8785) or the same as a table, with its hash, so that whoever has it can tell that it is whole.
/// </summary>
/// <param name="Columns">Headings of the table.</param>
/// <param name="Rows">As many fields each as there are columns.</param>
public sealed record Download(JsonObject Json, string[] Columns, IReadOnlyList<string[]> Rows)
{
    public const string JsonForm = "json", CsvForm = "csv", HtmlForm = "html";

    /// <summary>Rows, entries or agreements on one page. Pages are counted and not chosen in size, so that each has one hash.</summary>
    public const int PageRows = 50;

    /// <summary>What anybody may read may be kept by anybody, for a minute; what a caller's token opens is asked for again each time.</summary>
    private const string OpenCache = "public, max-age=60", OwnCache = "private, no-cache";

    public static readonly string[] Forms = [JsonForm, CsvForm];

    /// <summary>The bytes in a form; the same bytes for the same content.</summary>
    public byte[] Bytes(string form) => form == CsvForm ? Csv() : Encoding.UTF8.GetBytes(CanonicalJson.Of(Json.ToJsonString()));

    /// <summary>In the form that was asked for by <c>form</c>, or else by Accept.</summary>
    /// <param name="page">A page for people; null where there is none.</param>
    public async Task<IResult> Answer(HttpContext http, string? form, Func<Task<string>>? page = null)
    {
        if (form is not null && !Forms.Contains(form) && !(form == HtmlForm && page is not null))
            return new Rejection(Refusal.NotAllowed, "invalid-form", $"This comes as {string.Join(", ", page is null ? Forms : [.. Forms, HtmlForm])}.", "form", form).ToResult();
        var asked = form ?? Asked(http.Request.Headers.Accept.ToString(), page is not null);
        return asked switch
        {
            HtmlForm => Answer(http, Encoding.UTF8.GetBytes(await page!()), "text/html; charset=utf-8"),
            CsvForm => Answer(http, Bytes(CsvForm), "text/csv; charset=utf-8"),
            _ => Answer(http, Bytes(JsonForm), "application/json; charset=utf-8"),
        };
    }

    /// <summary>Bytes with their hash; 304 where the caller has them.</summary>
    public static IResult Answer(HttpContext http, byte[] bytes, string mediaType)
    {
        var hash = SHA256.HashData(bytes);
        var tag = $"\"{Convert.ToHexStringLower(hash)}\"";
        var headers = http.Response.Headers;
        var isOpen = http.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null;
        (headers.ETag, headers.CacheControl, headers.Vary, headers.XContentTypeOptions) = (tag, isOpen ? OpenCache : OwnCache, "Accept", "nosniff");
        if (http.Request.Headers.IfNoneMatch.ToString().Split(',').Any(known => known.Trim() == tag)) return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        headers["Repr-Digest"] = $"sha-256=:{Convert.ToBase64String(hash)}:";
        return TypedResults.Bytes(bytes, mediaType);
    }

    /// <summary>What is wrong with the number of a page; null where there may be one.</summary>
    /// <param name="pages">How many there are; the first is there, be it empty.</param>
    public static Rejection? RefusePage(int page, int pages) => page switch
    {
        < 1 => new(Refusal.NotAllowed, "invalid-page", "Pages are counted from 1.", "page", $"{page}"),
        > 1 when page > pages => new(Refusal.NotFound, "no-such-page", $"There are {pages} pages.", "page", $"{page}"),
        _ => null,
    };

    public static int Pages(int rows) => int.Max(1, (rows + PageRows - 1) / PageRows);

    /// <summary>A value as a field of a table; empty where there is none.</summary>
    public static string Field(JsonNode? value) => value switch
    {
        null => "",
        JsonArray items => string.Join("；", items.Select(Field)),
        JsonObject members => string.Join(" ", members.Select(member => Field(member.Value))),
        _ => value.GetValueKind() switch { JsonValueKind.True => "是", JsonValueKind.False => "否", _ => value.ToString() },
    };

    /// <summary>Members of an object as fields of a table.</summary>
    public static IEnumerable<string> Fields(JsonNode? members, string[] names) => names.Select(name => Field(members?[name]));

    private static string Asked(string accept, bool hasPage)
    {
        if (accept.StartsWith("text/csv", StringComparison.OrdinalIgnoreCase)) return CsvForm;
        return hasPage && accept.Contains("text/html", StringComparison.OrdinalIgnoreCase) ? HtmlForm : JsonForm;
    }

    private byte[] Csv()
    {
        var table = new StringBuilder("\uFEFF");
        foreach (var row in Rows.Prepend(Columns)) table.AppendJoin(',', row.Select(CsvText.FieldForPeople)).Append("\r\n");
        return Encoding.UTF8.GetBytes(table.ToString());
    }
}
