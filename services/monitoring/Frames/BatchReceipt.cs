using System.Text;
using System.Text.Json.Nodes;
using Basin.Hosting;
using Basin.Rules;
using Basin.Rules.Terms;

namespace Basin.Monitoring;

/// <summary>
/// The service's signed statement that it took a batch, so that an operator can prove what it sent and when. To verify it: canonicalise
/// <paramref name="Content"/> after RFC 8785 and check the ES256 signature over those bytes with the key <paramref name="KeyId"/> from
/// <c>/.well-known/jwks.json</c>; then compare <c>contentSha256</c> with the SHA-256 of the body that was sent.
/// </summary>
/// <param name="Content"><c>position</c> in the log, <c>receivedAt</c> (UTC), <c>operator</c>, <c>frames</c> it held, <c>stored</c> those of them
/// that made a new row of the log, <c>contentSha256</c> of the body, uncompressed.</param>
public sealed record BatchReceipt(JsonNode Content, string KeyId, string Signature)
{
    internal static BatchReceipt Of(Receipt receipt, string organisation, BatchBytes bytes, BatchAnswer.Tally counts, SigningKey key) =>
        Of(new(receipt.Position!.Value, receipt.ReceivedAt, organisation, bytes.Frames, counts.Stored, bytes.ContentSha256), key);

    public static BatchReceipt Of(TakenBatch batch, SigningKey key)
    {
        var content = CanonicalJson.Of(new JsonObject
        {
            ["kind"] = "batch-receipt",
            ["position"] = batch.Position,
            ["receivedAt"] = $"{batch.ReceivedAt.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'}",
            ["operator"] = batch.Operator,
            ["frames"] = batch.Frames,
            ["stored"] = batch.Stored,
            ["contentSha256"] = batch.ContentSha256,
        }.ToJsonString());
        return new(JsonNode.Parse(content)!, key.Id, key.Sign(Encoding.UTF8.GetBytes(content)));
    }
}

/// <summary>A batch that was taken.</summary>
/// <param name="Position">Its place in the log, from 1. Batches under way at the same time may be seen in another order for some seconds, and there may be gaps.</param>
/// <param name="Frames">Frames it held, readable or not.</param>
/// <param name="Stored">Those of them that made a new row: neither seen before nor refused.</param>
/// <param name="ContentSha256">Of the body, uncompressed.</param>
public sealed record TakenBatch(long Position, DateTimeOffset ReceivedAt, string Operator, int Frames, int Stored, string ContentSha256);
