using System.Collections.Immutable;
using System.Globalization;
using Basin.Rules;

namespace Basin.Monitoring;

/// <summary>
/// The frames of one station on one day (Asia/Shanghai), every revision of each. A frame's identity is its instant. Content that was seen before
/// under that identity changes nothing, whichever revision it was: a request that is delivered again late must not undo a correction. Other
/// content is the next revision; the latest revision is what counts, unless it is held, and then nothing counts for that instant. Whoever means
/// to go back to what was said before names the latest revision and replaces it on purpose.
/// </summary>
/// <param name="Frames">By instant, each with its revisions from the first to the latest.</param>
public sealed record StationDay(string Station, DateOnly Day, ImmutableSortedDictionary<DateTimeOffset, ImmutableArray<StationDay.Revision>> Frames)
{
    /// <summary>A station that corrects one frame more often than this is broken.</summary>
    public const int RevisionsMax = 100;

    public static string Stream(string station, DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"station-day/{station}/{day:yyyy-MM-dd}");

    /// <summary>One revision of a frame.</summary>
    /// <param name="Number">From 1.</param>
    /// <param name="Held">Why it waits for people and does not count; null when it counts.</param>
    /// <param name="Operator">Organisation that sent it.</param>
    /// <param name="ReceivedAt">When it was received, UTC.</param>
    public sealed record Revision(
        int Number, StationState State, IReadOnlyList<Reading> Readings, string ContentSha256, string? Held, string Operator, DateTimeOffset ReceivedAt);

    public ImmutableArray<Revision> RevisionsOf(DateTimeOffset time) => Frames.TryGetValue(time, out var revisions) ? revisions : [];

    /// <summary>The latest revision of each frame that counts, in order of time.</summary>
    public IEnumerable<CountedFrame> Counted() =>
        from frame in Frames
        let latest = frame.Value[^1]
        where latest.Held is null && latest.State == StationState.Normal
        select new CountedFrame(Station, frame.Key, latest.ContentSha256, latest.Readings);

    public abstract record Event
    {
        private Event()
        {
        }

        /// <summary>First sight of the frame.</summary>
        [EventName("frame_accepted.v1")]
        public sealed record FrameAccepted(
            string Station, DateTimeOffset Time, int Revision, StationState State, IReadOnlyList<Reading> Readings, string ContentSha256,
            string Operator, DateTimeOffset ReceivedAt) : Event;

        /// <summary>Other content for an instant already known, or content that was held and is in order by the profile of today.</summary>
        [EventName("frame_revised.v1")]
        public sealed record FrameRevised(
            string Station, DateTimeOffset Time, int Revision, StationState State, IReadOnlyList<Reading> Readings, string ContentSha256,
            string Operator, DateTimeOffset ReceivedAt) : Event;

        /// <summary>Kept, but does not count until it is corrected or released.</summary>
        [EventName("frame_held.v1")]
        public sealed record FrameHeld(
            string Station, DateTimeOffset Time, int Revision, StationState State, IReadOnlyList<Reading> Readings, string ContentSha256,
            string Operator, DateTimeOffset ReceivedAt, string Reason) : Event;
    }

    /// <param name="HoldReason">Why the station's profile wants it held; null when it is in order.</param>
    public sealed record Accept(Frame Frame, string? HoldReason, string Operator, DateTimeOffset At);

    public static Decision Decide(StationDay? day, Accept command)
    {
        var (frame, hash) = (command.Frame, command.Frame.ContentSha256());
        var known = day?.RevisionsOf(frame.Time) ?? [];
        if (IsKnown(known, hash, command)) return Decision.Nothing;
        if (frame.Amends is { } amends && amends != known.Length)
            return Decision.Refuse(
                Refusal.Conflict, "stale-amends",
                known.IsEmpty
                    ? $"This amends revision {amends}, but {Named(frame)} is not known yet; send it without amends."
                    : $"This amends revision {amends}, but the latest revision of {Named(frame)} is {known.Length}; read it and amend that one.",
                "amends", $"{amends}");
        if (known.Length >= RevisionsMax)
            return Decision.Refuse(Refusal.NotAllowed, "too-many-revisions", $"A frame has at most {RevisionsMax} revisions; this one has {known.Length}.", "time", $"{frame.Time:O}");

        var revision = known.Length + 1;
        return (command.HoldReason, revision) switch
        {
            ({ } reason, _) => Decision.Of(new Event.FrameHeld(
                frame.Station, frame.Time, revision, frame.State, frame.Readings, hash, command.Operator, command.At, reason)),
            (_, 1) => Decision.Of(new Event.FrameAccepted(
                frame.Station, frame.Time, revision, frame.State, frame.Readings, hash, command.Operator, command.At)),
            _ => Decision.Of(new Event.FrameRevised(
                frame.Station, frame.Time, revision, frame.State, frame.Readings, hash, command.Operator, command.At)),
        };
    }

    /// <summary>
    /// Whether there is nothing to do: the content is the latest already, and not held without need; it was put in place of the revision named
    /// before; or it was seen before and nobody says that it shall replace anything.
    /// </summary>
    private static bool IsKnown(ImmutableArray<Revision> known, string hash, Accept command)
    {
        if (known is not [.., var latest]) return false;
        if (latest.ContentSha256 == hash) return latest.Held is null || command.HoldReason is not null;
        return command.Frame.Amends is { } amends
            ? amends < known.Length && known[amends].ContentSha256 == hash
            : known.Any(revision => revision.ContentSha256 == hash);
    }

    /// <summary>What the sender of a frame that changed nothing has to know: whether it counts, and if not, what does and how to replace it.</summary>
    /// <returns>The revision that said the same, and a sentence; null when that revision counts.</returns>
    public (int Revision, string? Reason) SameAs(Frame frame)
    {
        var (revisions, hash) = (RevisionsOf(frame.Time), frame.ContentSha256());
        var (same, latest) = (revisions.Last(revision => revision.ContentSha256 == hash), revisions[^1]);
        if (same == latest) return (same.Number, same.Held);
        var standing = latest.Held is { } held ? $"is held, so that nothing counts ({held.TrimEnd('.')})" : "counts";
        return (same.Number, $"This is revision {same.Number}, but revision {latest.Number} of {Named(frame)} {standing}; send it with amends: {latest.Number} to replace it.");
    }

    private static string Named(Frame frame) =>
        string.Create(CultureInfo.InvariantCulture, $"{frame.Station} at {frame.Time.ToOffset(YearMonth.ChinaOffset):yyyy-MM-dd'T'HH:mm:sszzz}");

    public static StationDay? Apply(StationDay? day, object happened) => happened switch
    {
        Event.FrameAccepted e => With(day, e.Station, e.Time, new(e.Revision, e.State, e.Readings, e.ContentSha256, null, e.Operator, e.ReceivedAt)),
        Event.FrameRevised e => With(day, e.Station, e.Time, new(e.Revision, e.State, e.Readings, e.ContentSha256, null, e.Operator, e.ReceivedAt)),
        Event.FrameHeld e => With(day, e.Station, e.Time, new(e.Revision, e.State, e.Readings, e.ContentSha256, e.Reason, e.Operator, e.ReceivedAt)),
        _ => day,
    };

    private static StationDay With(StationDay? day, string station, DateTimeOffset time, Revision revision)
    {
        var before = day ?? new(station, Frame.DayOf(time), ImmutableSortedDictionary<DateTimeOffset, ImmutableArray<Revision>>.Empty);
        return before with { Frames = before.Frames.SetItem(time, before.RevisionsOf(time).Add(revision)) };
    }
}

/// <summary>A frame that goes into a month.</summary>
public sealed record CountedFrame(string Station, DateTimeOffset Time, string ContentSha256, IReadOnlyList<Reading> Readings);
