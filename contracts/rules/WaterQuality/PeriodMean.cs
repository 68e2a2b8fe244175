namespace Basin.Rules.WaterQuality;

/// <summary>A mean of monthly means, or the reason why there is none.</summary>
/// <param name="Value">Unrounded mean in the indicator's unit; null when not determined.</param>
/// <param name="Valid">Count of months that went into the mean.</param>
/// <param name="Required">Count of months the agreement requires.</param>
/// <param name="Reason">Why the mean is not determined; null when it is.</param>
public sealed record PeriodMean(decimal? Value, int Valid, int Required, string? Reason);
