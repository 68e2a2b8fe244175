using Basin.Hosting;
using JasperFx;

namespace Basin.Exchange;

/// <summary>
/// The delivery of one notice to one finance department in one way. It is work to do, not a fact about money: the notice itself can always be pulled.
/// Id: <c>{notice}/{organisation}</c>, or <c>{notice}/{organisation}/queue</c>.
/// </summary>
public sealed class NoticeDelivery : IRevisioned
{
    /// <summary>A notice is tried for at least this long after it was issued or replayed.</summary>
    public static readonly TimeSpan Horizon = TimeSpan.FromHours(72);

    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(30), LongestPause = TimeSpan.FromHours(1);

    /// <summary>The newest tries are kept, the others counted.</summary>
    public const int TriesKeptMax = 100;

    public required string Id { get; init; }

    public required string Notice { get; init; }

    public required string Organisation { get; init; }

    /// <summary>The queue it goes into; null where it is pushed to the registered address.</summary>
    public string? Queue { get; init; }

    /// <summary><c>{agreement}/{period}</c>: notices of one case arrive in order. Null for the first deliveries, which had no order.</summary>
    public string? Case { get; init; }

    /// <summary>The notice's place in the order of issue.</summary>
    public long Cursor { get; init; }

    public DeliveryStatus Status { get; set; }

    /// <summary>When the notice was issued or last replayed; null until the first try for the first deliveries.</summary>
    public DateTimeOffset? Since { get; set; }

    /// <summary>Not tried before, unless its receiver takes notices again after it took none.</summary>
    public DateTimeOffset NextTryAt { get; set; }

    public DateTimeOffset? TriedAt { get; set; }

    /// <summary>Pushes in a row that failed.</summary>
    public int Failures { get; set; }

    /// <summary>Tries, all in all.</summary>
    public int Attempts { get; set; }

    public IReadOnlyList<PushTry> Tries { get; set; } = [];

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Status code or failure of the last try; never a body.</summary>
    public string? LastAnswer { get; set; }

    /// <summary>Held by the store: who stores it on an older state is too late.</summary>
    public int Version { get; set; }

    public bool IsPastHorizon(DateTimeOffset now) => now - (Since ?? now) >= Horizon;

    /// <summary>One for each way in which the receiver wants its notices.</summary>
    public static IEnumerable<NoticeDelivery> For(NoticeListing notice, KnownOrganisation receiver, QueueReceiver? queue, DateTimeOffset at)
    {
        NoticeDelivery By(string suffix, string? name) => new()
        {
            Id = $"{notice.Id}/{receiver.Id}{suffix}", Notice = notice.Id, Organisation = receiver.Id, Queue = name,
            Case = $"{notice.Agreement}/{notice.Period}", Cursor = notice.Cursor, Since = at, NextTryAt = at,
        };
        if (receiver.NoticeUrl is not null) yield return By("", null);
        if (queue is not null) yield return By("/queue", queue.Name);
    }

    /// <param name="chance">From 0, inclusive, to 1, exclusive; shortens the pause.</param>
    public void Conclude(PushAnswer answer, DateTimeOffset now, decimal chance)
    {
        Since ??= now;
        (TriedAt, LastAnswer) = (now, answer.Answer);
        Attempts += answer.Tries.Count;
        Tries = [.. Tries.Concat(answer.Tries).TakeLast(TriesKeptMax)];
        if (answer.Taken) End(DeliveryStatus.Delivered, now);
        else if (answer.Outcome is PushOutcome.Gone or PushOutcome.Barred || IsPastHorizon(now)) End(DeliveryStatus.KeptForPull, now);
        else NextTryAt = now + BackOff.Pause(FirstPause, LongestPause, ++Failures, chance);
    }

    /// <summary>Ends it untried, because the horizon has passed and its receiver takes nothing.</summary>
    public void GiveUp(DateTimeOffset now)
    {
        LastAnswer ??= "not tried: the receiver took no notice in all this time";
        End(DeliveryStatus.KeptForPull, now);
    }

    /// <summary>Begins anew, and keeps the tries made before.</summary>
    public void Replay(DateTimeOffset now) => (Status, EndedAt, Since, NextTryAt, Failures) = (DeliveryStatus.Waiting, null, now, now, 0);

    private void End(DeliveryStatus status, DateTimeOffset now) => (Status, EndedAt) = (status, now);
}

public enum DeliveryStatus
{
    /// <summary>To be delivered.</summary>
    Waiting,

    /// <summary>The receiver answered with success, or the broker has it in the receiver's queue.</summary>
    Delivered,

    /// <summary>It could not be delivered in time, or there is nowhere to deliver it to; the notice waits to be pulled, or replayed.</summary>
    KeptForPull,
}
