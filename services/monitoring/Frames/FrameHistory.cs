using System.Collections.Immutable;
using System.Globalization;
using Basin.Rules;

namespace Basin.Monitoring;

/// <summary>
/// Every revision of one frame, and what becomes of the next submission of it. A frame's identity is station and instant. Content that was seen
/// before under that identity changes nothing, whichever revision it was: a request that is delivered again late must not undo a correction. Other
/// content is the next revision; the latest revision is what counts, unless it is held, and then nothing counts for that instant. Whoever means to
/// go back to what was said before names the latest revision and replaces it on purpose.
/// </summary>
/// <param name="Revisions">From the first to the latest.</param>
public sealed record FrameHistory(ImmutableArray<FrameHistory.Mark> Revisions)
{
    /// <summary>A station that corrects one frame more often than this is broken.</summary>
    public const int RevisionsMax = 100;

    /// <summary>The history of a frame that nobody has sent yet.</summary>
    public static readonly FrameHistory None = new([]);

    /// <summary>What has to be known of a revision to judge the next one.</summary>
    /// <param name="Held">Why it waits for people and does not count; null when it counts.</param>
    public readonly record struct Mark(string ContentSha256, string? Held);

    /// <param name="frame">The frame as submitted.</param>
    /// <param name="contentSha256">Its <see cref="Frame.ContentSha256"/>.</param>
    /// <param name="hold">Why the station's profile wants it held; null when it is in order.</param>
    /// <returns>What becomes of it; only <see cref="FrameOutcome.Accepted"/>, <see cref="FrameOutcome.Revision"/> and <see cref="FrameOutcome.Held"/> are stored.</returns>
    public Taken Decide(Frame frame, string contentSha256, Hold? hold)
    {
        if (IsKnown(frame, contentSha256, hold)) return Duplicate(frame, contentSha256);
        if (frame.Amends is { } amends && amends != Revisions.Length)
            return Taken.Refuse(new(
                Refusal.Conflict, "stale-amends",
                Revisions.IsEmpty
                    ? $"This amends revision {amends}, but {Named(frame)} is not known yet; send it without amends."
                    : $"This amends revision {amends}, but the latest revision of {Named(frame)} is {Revisions.Length}; read it and amend that one.",
                "amends", $"{amends}"));
        if (Revisions.Length >= RevisionsMax)
            return Taken.Refuse(new(
                Refusal.NotAllowed, "too-many-revisions", $"A frame has at most {RevisionsMax} revisions; this one has {Revisions.Length}.", "time", $"{frame.Time:O}"));

        var revision = Revisions.Length + 1;
        if (hold is not null) return new(FrameOutcome.Held, revision, hold);
        return new(revision == 1 ? FrameOutcome.Accepted : FrameOutcome.Revision, revision);
    }

    public FrameHistory With(string contentSha256, string? held) => new(Revisions.Add(new(contentSha256, held)));

    /// <summary>
    /// Whether there is nothing to do: the content is the latest already, and not held without need; it was put in place of the revision named
    /// before; or it was seen before and nobody says that it shall replace anything.
    /// </summary>
    private bool IsKnown(Frame frame, string contentSha256, Hold? hold)
    {
        if (Revisions is not [.., var latest]) return false;
        if (latest.ContentSha256 == contentSha256) return latest.Held is null || hold is not null;
        return frame.Amends is { } amends
            ? amends < Revisions.Length && Revisions[amends].ContentSha256 == contentSha256
            : Revisions.Any(revision => revision.ContentSha256 == contentSha256);
    }

    // The sender of a frame that changed nothing has to know whether it counts, and if not, what does and how to replace it.
    private Taken Duplicate(Frame frame, string contentSha256)
    {
        var same = Revisions.Length;
        while (Revisions[same - 1].ContentSha256 != contentSha256) same--;
        var latest = Revisions[^1];
        if (same == Revisions.Length) return new(FrameOutcome.Duplicate, same, latest.Held is { } why ? new(why) : null);
        var standing = latest.Held is { } held ? $"is held, so that nothing counts ({held.TrimEnd('.')})" : "counts";
        return new(
            FrameOutcome.Duplicate, same,
            new($"This is revision {same}, but revision {Revisions.Length} of {Named(frame)} {standing}; send it with amends: {Revisions.Length} to replace it."));
    }

    private static string Named(Frame frame) =>
        string.Create(CultureInfo.InvariantCulture, $"{frame.Station} at {frame.Time.ToOffset(YearMonth.ChinaOffset):yyyy-MM-dd'T'HH:mm:sszzz}");
}

/// <summary>What became of a frame: new, seen before, another revision, kept but not counted, or not kept.</summary>
public enum FrameOutcome
{
    Accepted,
    Duplicate,
    Revision,
    Held,
    Refused,
}

/// <summary>Why a frame does not count although it is kept.</summary>
/// <param name="Field">The part of the frame it is about, such as <c>readings.pH</c>; null when it is about the whole.</param>
public sealed record Hold(string Reason, string? Field = null, string? Value = null);

/// <summary>What became of a submitted frame.</summary>
/// <param name="Revision">The frame's revision; null when it was refused.</param>
/// <param name="Hold">Why it is held, or why a duplicate does not count; null when it counts.</param>
/// <param name="Rejection">Why it was refused; its field is the part of the frame.</param>
public sealed record Taken(FrameOutcome Outcome, int? Revision, Hold? Hold = null, Rejection? Rejection = null)
{
    public static Taken Refuse(Rejection rejection) => new(FrameOutcome.Refused, null, null, rejection);

    /// <summary>Whether a new row goes into the log.</summary>
    public bool IsStored => Outcome is FrameOutcome.Accepted or FrameOutcome.Revision or FrameOutcome.Held;

    /// <summary>A frame that is held from the first counts nothing before or after; a held revision takes away what counted.</summary>
    public bool ChangesItsMonth => Outcome is FrameOutcome.Accepted or FrameOutcome.Revision || (Outcome == FrameOutcome.Held && Revision > 1);
}
