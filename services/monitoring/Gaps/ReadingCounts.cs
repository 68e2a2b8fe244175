namespace Basin.Monitoring;

/// <summary>The one place that says whether a reading counts towards validity and warnings.</summary>
public static class ReadingCounts
{
    /// <param name="frame">The revision that stands.</param>
    /// <param name="reading">One of its readings.</param>
    public static bool Counts(StoredFrame frame, Reading reading) => frame is { Held: null, State: StationState.Normal } && reading.Measured() is not null;
}
