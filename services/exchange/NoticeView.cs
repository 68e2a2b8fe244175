using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Basin.Exchange;

/// <summary>
/// A notice as it is pushed and pulled. To verify it: canonicalise <paramref name="Content"/> after RFC 8785, compare its SHA-256, and check the
/// ES256 signature over those bytes with the exchange's key <paramref name="KeyId"/> from <c>/.well-known/jwks.json</c>.
/// </summary>
public sealed record NoticeView(
    string Id, long Cursor, JsonNode Content, string ContentSha256, string KeyId, string Signature, IReadOnlyList<NoticeView.Receipt> Receipts)
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    };

    public sealed record Receipt(string Region, string By, string KeyId, string Signature, DateTimeOffset At);

    public static NoticeView Of(Notice notice) => new(
        notice.Id, notice.Cursor, JsonNode.Parse(notice.Content)!, notice.ContentSha256, notice.KeyId, notice.Signature,
        [.. notice.Receipts.Values.Select(r => new Receipt(r.Region, r.By, r.KeyId, r.Signature, r.At))]);
}
