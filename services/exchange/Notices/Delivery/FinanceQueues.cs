using Basin.Hosting;

namespace Basin.Exchange;

/// <summary>How the queues of finance departments are described to those who read them.</summary>
public static class FinanceQueues
{
    public static readonly QueueOffer Described = new(
        "financeQueue",
        QueueReceiver.NamePrefix + "{organisation}",
        ("organisation", "Code of the finance department."),
        "通知书队列。One durable quorum queue for each finance department that asked for it (PUT /notice-queue). At least once; notices of one case in the order of their cursors. "
            + "Verify a notice by its signature with the key in /.well-known/jwks.json, as one that was pulled.",
        NoticeWays.MessageType,
        new Dictionary<string, string>
        {
            [NoticeWays.CaseHeader] = "Agreement and period, parted by a slash.",
            [NoticeWays.CursorHeader] = "The notice's place in the order of issue, as in GET /notices?after=.",
            [NoticeWays.HashHeader] = "SHA-256 of the canonical content (RFC 8785), hexadecimal.",
        },
        typeof(NoticeView),
        NoticeView.Json);
}
