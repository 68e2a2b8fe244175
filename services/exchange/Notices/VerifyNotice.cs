using System.Text;
using System.Text.Json.Nodes;
using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Exchange;

/// <summary>
/// <c>GET /verify/notices/{id}?sha256=…</c>: anybody who holds a paper learns whether a notice with that number and hash was issued, and nothing of its
/// content that the paper's head does not show. A wrong hash tells no more than a number that was never given out.
/// </summary>
public static class VerifyNotice
{
    private const int Sha256Digits = 64;

    /// <param name="Issued">Whether a notice with this id and this hash was issued; everything below is null otherwise.</param>
    /// <param name="SignatureHolds">Whether the exchange's signatures over the content hold; null where none was made with a key that is still in use.</param>
    /// <param name="Signatures">Each of them.</param>
    public sealed record Answer(
        string Id, string Sha256, bool Issued, string? Number = null, string? Kind = null, string? KindName = null, string? Issuer = null, string? IssuedOn = null,
        string? KeyId = null, bool? SignatureHolds = null, IReadOnlyList<InSuite>? Signatures = null);

    /// <param name="Holds">Null where the key is no longer in use.</param>
    public sealed record InSuite(string Suite, string KeyId, bool? Holds);

    public static void MapVerifyNotice(this IEndpointRouteBuilder app) =>
        app.MapGet("/verify/notices/{id}", Get).AllowAnonymous().WithTags("notices")
            .WithSummary("核验通知书 Verify a notice by id and hash, without token: JSON; a page with Accept: text/html").Produces<Answer>().ProducesProblem(422);

    private static async Task<IResult> Get(string id, HttpRequest request, IDocumentStore store, NoticeKeys keys, CancellationToken cancel, string sha256 = "")
    {
        var page = request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
        if (!page && !IsHash(sha256)) return new Rejection(Refusal.NotAllowed, "invalid-sha256", $"A SHA-256 has {Sha256Digits} hexadecimal digits.", "sha256", sha256).ToResult();
        await using var session = store.QuerySession();
        // What is no hash or no id cannot have been issued, and is not looked for.
        var notice = IsHash(sha256) && IsId(id) ? (await session.Load<Notice>(Notice.Stream(id), Notice.Apply, cancel)).State : null;
        var answer = Of(id, sha256.ToLowerInvariant(), notice, keys);
        return page ? TypedResults.Text(VerifyPage.Of(answer), "text/html", Encoding.UTF8) : TypedResults.Ok(answer);
    }

    private static Answer Of(string id, string sha256, Notice? notice, NoticeKeys keys)
    {
        if (notice is null || notice.ContentSha256 != sha256) return new(id, sha256, false);
        var content = JsonNode.Parse(notice.Content)!;
        var kind = content["kind"]!.GetValue<string>();
        var bytes = Encoding.UTF8.GetBytes(notice.Content);
        var signatures = notice.Signatures.Select(s => new InSuite(s.Suite, s.KeyId, keys.Verify(s, bytes))).ToList();
        return new(
            notice.Id, sha256, true, content["number"]!.GetValue<string>(), kind, NoticeKind.Chinese(kind), content["issuer"]?["name"]?.GetValue<string>(), content["issuedOn"]!.GetValue<string>(),
            notice.KeyId, signatures.Any(s => s.Holds == false) ? false : signatures.Any(s => s.Holds == true) ? true : null, signatures);
    }

    private static bool IsHash(string text) => text.Length == Sha256Digits && text.All(char.IsAsciiHexDigit);

    private static bool IsId(string text) => text.Length is > 0 and <= 30 && text.All(c => char.IsAsciiDigit(c) || c == '-');
}
