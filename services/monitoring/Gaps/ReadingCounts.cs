namespace Basin.Monitoring;

/// <summary>Whether a reading counts by what it was sent with alone: for what is asked of a station again.</summary>
public static class ReadingCounts
{
    /// <param name="frame">The revision that stands.</param>
    /// <param name="reading">One of its readings.</param>
    public static bool Counts(StoredFrame frame, Reading reading) => frame is { Held: null, State: StationState.Normal } && reading.Measured() is not null;
}
