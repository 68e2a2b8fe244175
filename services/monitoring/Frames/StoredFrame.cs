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
