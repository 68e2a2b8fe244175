namespace Basin.Monitoring;

/// <summary>One revision of a frame as the log keeps it.</summary>
/// <param name="Revision">From 1.</param>
/// <param name="Held">Why it waits for people and does not count; null when it counts.</param>
/// <param name="Operator">Organisation that sent it.</param>
/// <param name="ReceivedAt">When it was received, UTC.</param>
public sealed record StoredFrame(
    string Station, DateTimeOffset Time, int Revision, StationState State, IReadOnlyList<Reading> Readings, string ContentSha256, string? Held,
    string Operator, DateTimeOffset ReceivedAt);

/// <summary>A frame that goes into a month.</summary>
public sealed record CountedFrame(string Station, DateTimeOffset Time, string ContentSha256, IReadOnlyList<Reading> Readings);

public static class StoredFrames
{
    /// <summary>The latest revision of each frame, as far as it counts: not held, and taken in state 正常.</summary>
    /// <param name="frames">In order of station, time and revision.</param>
    public static IEnumerable<CountedFrame> Counted(this IReadOnlyList<StoredFrame> frames)
    {
        for (var place = 0; place < frames.Count; place++)
        {
            var frame = frames[place];
            if (place + 1 < frames.Count && frames[place + 1].Station == frame.Station && frames[place + 1].Time == frame.Time) continue;
            if (frame is { Held: null, State: StationState.Normal }) yield return new(frame.Station, frame.Time, frame.ContentSha256, frame.Readings);
        }
    }
}
