namespace Basin.Monitoring;

/// <summary>Whether a reading counts where nobody has time for the rules of quality control: for warnings, and for what is asked of a station again.</summary>
public static class ReadingCounts
{
    /// <param name="frame">The revision that stands.</param>
    /// <param name="reading">One of its readings.</param>
    public static bool Counts(StoredFrame frame, Reading reading) => frame is { Held: null, State: StationState.Normal } && reading.Measured() is not null;
}
