using System.Text.Json;
using Basin.Hosting;
using Marten;

namespace Basin.Exchange;

/// <summary>Pushes new notices to the addresses finance departments registered; what cannot be pushed is kept to be pulled.</summary>
public sealed class PushNotices(IDocumentStore store, NoticeReceivers receivers, TimeProvider clock, ILogger<PushNotices> log) : BackgroundService
{
    private const int DeliveriesAtOnceMax = 16;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Longer than all tries of one push together.</summary>
    private static readonly TimeSpan Claim = TimeSpan.FromMinutes(3);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Rounds.Keep(Interval, clock, log, PushWaiting, stoppingToken);

    private async Task PushWaiting(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        await using var session = store.QuerySession();
        var waiting = await session.Query<NoticeDelivery>()
            .Where(d => d.Status == DeliveryStatus.Waiting && d.ClaimedUntil < now)
            .OrderBy(d => d.Id)
            .Take(DeliveriesAtOnceMax)
            .ToListAsync(cancel);
        await Task.WhenAll(waiting.Select(delivery => Push(delivery, cancel)));
    }

    private async Task Push(NoticeDelivery delivery, CancellationToken cancel)
    {
        if (!await TryClaim(delivery, cancel)) return;
        await using var session = store.QuerySession();
        var notice = (await session.Load<Notice>(Notice.Stream(delivery.Notice), Notice.Apply, cancel)).State;
        var receiver = await session.LoadAsync<KnownOrganisation>(delivery.Organisation, cancel);
        if (notice is null || receiver?.NoticeUrl is null)
            await End(delivery, DeliveryStatus.KeptForPull, "no address is registered any more", 0, cancel);
        else
        {
            var (status, answer, attempts) = await receivers.Push(receiver.NoticeUrl, notice, await session.SuiteOf(receiver.Id, cancel), cancel);
            await End(delivery, status, answer, attempts, cancel);
        }
    }

    private async Task<bool> TryClaim(NoticeDelivery delivery, CancellationToken cancel)
    {
        delivery.ClaimedUntil = clock.GetUtcNow() + Claim;
        return await store.TryStore(delivery, cancel);
    }

    private async Task End(NoticeDelivery delivery, DeliveryStatus status, string answer, int attempts, CancellationToken cancel)
    {
        (delivery.Status, delivery.LastAnswer, delivery.EndedAt) = (status, answer, clock.GetUtcNow());
        delivery.Attempts += attempts;
        Log.Pushed(log, delivery.Notice, delivery.Organisation, status, delivery.Attempts, answer);
        await store.TryStore(delivery, cancel);
    }
}

/// <summary>How notices are pushed.</summary>
/// <param name="allowPrivate">Whether addresses in loopback, private and link-local networks may be pushed to; only for a closed network.</param>
/// <param name="keys">Sign each push after Standard Webhooks; null for none.</param>
/// <param name="clock">Time of each try, which is signed.</param>
public sealed class NoticeReceivers(bool allowPrivate, WebhookKeys? keys = null, TimeProvider? clock = null) : IDisposable
{
    private readonly Pushing _pushing = new(allowPrivate);

    /// <param name="suite">Chosen by the receiver.</param>
    public async Task<(DeliveryStatus Status, string Answer, int Attempts)> Push(string url, Notice notice, string suite, CancellationToken cancel)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(NoticeView.Of(notice, suite), NoticeView.Json);
        var (taken, answer, tries) = await _pushing.Post(url, body, "Basin-Notice", notice.Id, cancel, keys is null ? null : () => Headers(notice.Id, body));
        return (taken ? DeliveryStatus.Delivered : DeliveryStatus.KeptForPull, answer, tries);
    }

    public void Dispose() => _pushing.Dispose();

    /// <summary>The id is the same whenever the notice is pushed, so that a receiver knows it again; the time is that of the try.</summary>
    private IEnumerable<KeyValuePair<string, string>> Headers(string notice, byte[] body)
    {
        var (id, timestamp) = ($"notice_{notice}", (clock ?? TimeProvider.System).GetUtcNow().ToUnixTimeSeconds());
        return [new("webhook-id", id), new("webhook-timestamp", $"{timestamp}"), new("webhook-signature", keys!.Sign(id, timestamp, body))];
    }
}
