using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Basin.Signing;

namespace Basin.Exchange;

/// <summary>
/// A notice as it is pushed and pulled. To verify it: canonicalise <paramref name="Content"/> after RFC 8785, compare its hash, and check a
/// signature over those bytes with the exchange's key of that id from <c>/.well-known/jwks.json</c>.
/// </summary>
/// <param name="KeyId">Key of the suite that the reader's organisation has chosen.</param>
/// <param name="Signature">By that key.</param>
/// <param name="Signatures">In every suite, over the same bytes; the same for every reader.</param>
public sealed record NoticeView(
    string Id, long Cursor, JsonNode Content, string ContentSha256, string KeyId, string Signature, IReadOnlyList<NoticeView.InSuite> Signatures,
    IReadOnlyList<NoticeView.Receipt> Receipts)
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    };

    /// <param name="Hash"><c>SHA-256</c> or <c>SM3</c>.</param>
    /// <param name="ContentHash">Of the canonical content, lower-case hexadecimal.</param>
    public sealed record InSuite(string Suite, string KeyId, string Hash, string ContentHash, string Signature);

    public sealed record Receipt(string Region, string By, string KeyId, string Signature, DateTimeOffset At);

    /// <param name="suite">Chosen by whoever it is shown to.</param>
    public static NoticeView Of(Notice notice, string suite)
    {
        var (shown, content) = (notice.SignatureBy(suite), Encoding.UTF8.GetBytes(notice.Content));
        return new(
            notice.Id, notice.Cursor, JsonNode.Parse(notice.Content)!, notice.ContentSha256, shown.KeyId, shown.Signature,
            [.. notice.Signatures.Select(s => Of(s, ContentHash.Of(s.Suite, content)))],
            [.. notice.Receipts.Values.Select(r => new Receipt(r.Region, r.By, r.KeyId, r.Signature, r.At))]);
    }

    private static InSuite Of(NoticeSignature signature, ContentHash hash) => new(signature.Suite, signature.KeyId, hash.Name, hash.Hex, signature.Signature);
}
