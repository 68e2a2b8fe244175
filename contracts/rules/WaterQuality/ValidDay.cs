namespace Basin.Rules.WaterQuality;

/// <summary>When a day of readings is valid (有效天), for agreements that count the valid days of a month.</summary>
public static class ValidDay
{
    /// <summary>Share of a day's expected readings, inclusive, that makes the day valid: the usual choice, of no law.</summary>
    public const decimal ShareUsual = 0.5m;

    /// <param name="valid">Valid readings of the day, one per station and slot; 0 or more.</param>
    /// <param name="expected">Readings that the stations in service on the day are expected to give; 0 or more.</param>
    public static bool Is(int valid, int expected) => valid > 0 && valid >= ShareUsual * expected;
}
