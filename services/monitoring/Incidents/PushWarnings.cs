using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Monitoring;

/// <summary>
/// Pushes warnings to the addresses that bureaus registered, at least once each, the opening of a warning before its end. To verify one: canonicalise
/// <c>content</c> after RFC 8785, compare its SHA-256, and check the ES256 signature over those bytes with monitoring's key from <c>/.well-known/jwks.json</c>.
/// </summary>
public sealed class PushWarnings(IDocumentStore store, Pushing pushing, SigningKey key, TimeProvider clock, ILogger<PushWarnings> log) : BackgroundService
{
    public const string Header = "Basin-Warning";

    private const int DeliveriesAtOnceMax = 16;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Longer than all tries of one push together.</summary>
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(3);

    /// <param name="Content">What is told, a <see cref="WarningTold"/>.</param>
    private sealed record Body(string Id, JsonNode Content, string ContentSha256, string KeyId, string Signature);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Rounds.Keep(Interval, clock, log, PushWaiting, stoppingToken);

    private async Task PushWaiting(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        await using var session = store.QuerySession();
        var waiting = await session.Query<WarningDelivery>()
            .Where(delivery => delivery.Status == WarningDeliveryStatus.Waiting && delivery.NextAt <= now)
            .OrderBy(delivery => delivery.NextAt)
            .Take(DeliveriesAtOnceMax)
            .ToListAsync(cancel);
        if (waiting.Count == 0) return;
        var before = (await session.LoadManyAsync<WarningDelivery>(cancel, [.. waiting.Where(delivery => delivery.IsEnd).Select(OpeningOf)]))
            .Where(opening => opening.Status == WarningDeliveryStatus.Waiting).Select(opening => opening.Id).ToHashSet(StringComparer.Ordinal);
        await Task.WhenAll(waiting.Select(delivery => delivery.IsEnd && before.Contains(OpeningOf(delivery)) ? PutOff(delivery, now, cancel) : Push(delivery, now, cancel)));
    }

    private static string OpeningOf(WarningDelivery end) => WarningDelivery.IdOf(end.Warning, false, end.Organisation);

    /// <summary>An end waits for its opening and leaves its place among the first to others.</summary>
    private async Task PutOff(WarningDelivery delivery, DateTimeOffset now, CancellationToken cancel)
    {
        delivery.NextAt = now + TimeSpan.FromSeconds(5);
        await store.TryStore(delivery, cancel);
    }

    private async Task Push(WarningDelivery delivery, DateTimeOffset now, CancellationToken cancel)
    {
        delivery.NextAt = now + Claim;
        if (!await store.TryStore(delivery, cancel)) return;
        await using var session = store.QuerySession();
        var answer = await session.LoadAsync<WarningWebhook>(delivery.Organisation, cancel) is { Url: { } url }
            ? await pushing.Post(url, BodyOf(delivery), Header, delivery.Id, cancel)
            : PushAnswer.Nowhere("no address is registered any more");
        delivery.Conclude(answer.Taken, answer.Answer, answer.Tries.Count, clock.GetUtcNow());
        Log.WarningPushed(log, delivery.Warning, delivery.Organisation, delivery.Status, delivery.Attempts, answer.Answer);
        await store.TryStore(delivery, cancel);
    }

    private byte[] BodyOf(WarningDelivery delivery)
    {
        var content = Encoding.UTF8.GetBytes(delivery.Content);
        return JsonSerializer.SerializeToUtf8Bytes(new Body(delivery.Id, JsonNode.Parse(delivery.Content)!, Signatures.Sha256(content), key.Id, key.Sign(content)), JsonSerializerOptions.Web);
    }
}
