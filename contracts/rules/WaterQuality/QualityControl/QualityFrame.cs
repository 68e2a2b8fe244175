namespace Basin.Rules.WaterQuality;

/// <summary>One revision of a frame of a station, as quality control sees it.</summary>
/// <param name="Time">Instant of the measurement: the frame's identity at its station.</param>
/// <param name="Revision">From 1; of several revisions given only the highest is judged.</param>
/// <param name="Readings">At most one per indicator, in any order.</param>
/// <param name="OutOfUse">Why no reading of the frame can count, such as 维护 or 停站; null while the station works.</param>
/// <param name="Held">Why the whole frame waits for people; null when it does not.</param>
public sealed record QualityFrame(DateTimeOffset Time, int Revision, IReadOnlyList<FlaggedReading> Readings, string? OutOfUse = null, string? Held = null);

/// <summary>One indicator's reading with its data flag.</summary>
/// <param name="Indicator">Standard name.</param>
/// <param name="Value">In the indicator's unit; null when nothing was measured, or less than the limit.</param>
/// <param name="DetectionLimit">In the indicator's unit; with a null value it says that less than this was found.</param>
/// <param name="Flag">Data flag of HJ 212: N normal, F stopped, M maintenance, S set by hand, D fault, C calibration, T over range, B link fault.</param>
public sealed record FlaggedReading(string Indicator, decimal? Value, decimal? DetectionLimit = null, string Flag = FlaggedReading.Normal)
{
    public const string Normal = "N";
    public const string SetByHand = "S";

    /// <summary>Whether there is anything to count: a value, or a limit that was not reached.</summary>
    public bool SaysSomething => Value is not null || DetectionLimit is not null;
}
