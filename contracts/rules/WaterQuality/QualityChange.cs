namespace Basin.Rules.WaterQuality;

/// <summary>How water quality changed between two periods (水质变化); a larger number is a worse change.</summary>
public enum ChangeGrade
{
    /// <summary>明显好转.</summary>
    MarkedImprovement = -2,

    /// <summary>有所好转.</summary>
    SlightImprovement = -1,

    /// <summary>无明显变化.</summary>
    NoMarkedChange = 0,

    /// <summary>有所变差 (also 有所下降).</summary>
    SlightDecline = 1,

    /// <summary>明显变差 (also 明显下降).</summary>
    MarkedDecline = 2,
}

/// <summary>A change between two periods, or the reason why it is not determined.</summary>
/// <param name="Grade">The change; null when not determined.</param>
/// <param name="Reason">Why it is not determined; null when it is.</param>
public sealed record QualityChange(ChangeGrade? Grade, string? Reason);

/// <summary>A change of a concentration between two periods, or the reason why it is not determined.</summary>
/// <param name="Percent">Change in percent of the earlier value, unrounded; below 0 when it fell. Null when not determined.</param>
/// <param name="Reason">Why it is not determined; null when it is.</param>
public sealed record ConcentrationChange(decimal? Percent, string? Reason);
