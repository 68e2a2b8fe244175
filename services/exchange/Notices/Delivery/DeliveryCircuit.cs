using Basin.Hosting;
using JasperFx;

namespace Basin.Exchange;

/// <summary>
/// Whether one receiver takes notices at present. After some failures in a row its deliveries pause until one of them, as a probe, goes through. Kept in the
/// store, so that it holds for all copies of the service; one of them at a time serves a receiver. Id: <c>{organisation}</c> for its address,
/// <c>{organisation}/queue</c> for its queue.
/// </summary>
public sealed class DeliveryCircuit : IRevisioned
{
    public const int FailuresMax = 3;

    /// <summary>Notices under way to one receiver at once, each of another case.</summary>
    public const int AtOnceMax = 4;

    /// <summary>A receiver that is back is noticed within the longest of these.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(30), LongestPause = TimeSpan.FromMinutes(5);

    /// <summary>Longer than the tries of one push: who has not renewed it by then is gone.</summary>
    private static readonly TimeSpan Claim = TimeSpan.FromSeconds(40);

    public required string Id { get; init; }

    /// <summary>A copy of the service serves the receiver until then.</summary>
    public DateTimeOffset ClaimedUntil { get; set; }

    /// <summary>Rounds in a row in which every push failed.</summary>
    public int Failures { get; set; }

    /// <summary>It answered in the last round, and took nothing.</summary>
    public bool Refuses { get; set; }

    /// <summary>No probe before; means nothing while fewer failed.</summary>
    public DateTimeOffset PausedUntil { get; set; }

    /// <summary>What was last tried before this does not wait for its own pause any longer.</summary>
    public DateTimeOffset? RecoveredAt { get; set; }

    public int Version { get; set; }

    public bool IsOpen => Failures >= FailuresMax;

    public static string IdOf(string organisation, bool byQueue) => byQueue ? $"{organisation}/queue" : organisation;

    public bool IsClaimed(DateTimeOffset now) => now < ClaimedUntil;

    public void Renew(DateTimeOffset now) => ClaimedUntil = now + Claim;

    /// <summary>
    /// What may be tried now: of each case its first notice only, so that none overtakes another. While the receiver pauses nothing, then the one that has
    /// waited longest for its turn.
    /// </summary>
    /// <param name="waiting">All of this receiver, ordered by cursor.</param>
    public IReadOnlyList<NoticeDelivery> Ready(IEnumerable<NoticeDelivery> waiting, DateTimeOffset now)
    {
        if (IsOpen && now < PausedUntil) return [];
        var firsts = waiting.GroupBy(delivery => delivery.Case ?? delivery.Notice).Select(ofCase => ofCase.First());
        return IsOpen
            ? [.. firsts.OrderBy(delivery => delivery.NextTryAt).Take(1)]
            : [.. firsts.Where(delivery => delivery.NextTryAt <= now || delivery.TriedAt < RecoveredAt).Take(AtOnceMax)];
    }

    /// <summary>A receiver that answers at all, be it to refuse a notice, is there; what waits is tried again as soon as one that took nothing takes something.</summary>
    /// <param name="outcomes">Those of one round, at least one.</param>
    /// <param name="chance">From 0, inclusive, to 1, exclusive; shortens the pause.</param>
    public void Conclude(IReadOnlyCollection<PushOutcome> outcomes, DateTimeOffset now, decimal chance)
    {
        var (takes, isThere) = (outcomes.Contains(PushOutcome.Taken), outcomes.Any(outcome => outcome != PushOutcome.Failed));
        if (IsOpen ? isThere : takes && (Failures > 0 || Refuses)) RecoveredAt = now;
        Refuses = isThere && !takes;
        Failures = isThere ? 0 : Failures + 1;
        if (IsOpen) PausedUntil = now + BackOff.Pause(FirstPause, LongestPause, Failures - FailuresMax + 1, chance);
    }

    /// <summary>The receiver is said to be mended: all that waits is tried again now.</summary>
    public void Recover(DateTimeOffset now) => (Failures, RecoveredAt) = (0, now);
}
