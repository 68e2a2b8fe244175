using System.Globalization;
using System.Text.Json;
using Basin.Hosting;
using Marten;

namespace Basin.Exchange;

/// <summary>The ways a notice is delivered: signed after Standard Webhooks to the registered address, or into the receiver's own queue. Both carry the same JSON.</summary>
public sealed class NoticeWays(Pushing pushing, OutsideQueues queues, WebhookKeys keys, TimeProvider clock)
{
    public const string MessageType = "notice";

    /// <summary>Headers of a message in a queue.</summary>
    public const string CaseHeader = "basin-case", CursorHeader = "basin-cursor", HashHeader = "basin-content-sha256";

    /// <summary>The same whenever and however a notice is delivered, so that a receiver knows it again.</summary>
    public static string MessageId(string notice) => $"notice_{notice}";

    /// <summary>Pushes or publishes once.</summary>
    public async Task<PushAnswer> Deliver(IQuerySession session, NoticeDelivery delivery, CancellationToken cancel)
    {
        if ((await session.Load<Notice>(Notice.Stream(delivery.Notice), Notice.Apply, cancel)).State is not { } notice) return PushAnswer.Nowhere("there is no such notice");
        var body = JsonSerializer.SerializeToUtf8Bytes(NoticeView.Of(notice, await session.SuiteOf(delivery.Organisation, cancel)), NoticeView.Json);
        if (delivery.Queue is null)
            return (await session.LoadAsync<KnownOrganisation>(delivery.Organisation, cancel))?.NoticeUrl is { } url
                ? await pushing.Post(url, body, "Basin-Notice", notice.Id, cancel, () => Headers(delivery.Organisation, notice.Id, body))
                : PushAnswer.Nowhere("no address is registered any more");
        return await session.LoadAsync<QueueReceiver>(delivery.Organisation, cancel) is null
            ? PushAnswer.Nowhere("no queue is wanted any more")
            : await queues.Publish(delivery.Queue, Message(delivery, notice, body), cancel);
    }

    /// <summary>The time is that of the try.</summary>
    private IEnumerable<KeyValuePair<string, string>> Headers(string receiver, string notice, byte[] body)
    {
        var (id, timestamp) = (MessageId(notice), clock.GetUtcNow().ToUnixTimeSeconds());
        return [new("webhook-id", id), new("webhook-timestamp", $"{timestamp}"), new("webhook-signature", keys.Sign(receiver, id, timestamp, body))];
    }

    private static OutsideMessage Message(NoticeDelivery delivery, Notice notice, byte[] body) => new(
        MessageId(notice.Id), MessageType,
        new Dictionary<string, string>
        {
            [CaseHeader] = delivery.Case!, [CursorHeader] = notice.Cursor.ToString(CultureInfo.InvariantCulture), [HashHeader] = notice.ContentSha256,
        },
        body);
}
