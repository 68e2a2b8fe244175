namespace Basin.Rules.WaterQuality;

/// <summary>The water (水量) that passed a section in a month, worked out from its flow.</summary>
public static class MonthWater
{
    /// <summary>Unit of volumes.</summary>
    public const string Unit = "m³";

    private const int SecondsPerDay = 86_400;

    /// <summary>The mean valid flow for as long as flow was to be measured. Below zero where more water ran upstream than down.</summary>
    /// <param name="flow">The month's mean of <see cref="Indicators.Flow"/> in m³/s, or the reason why there is none.</param>
    /// <param name="days">Days of the month on which a station that measures flow was in service, 0 to 31.</param>
    /// <returns>The volume in m³ with the counts of the flow's readings; without value, and for the same reason, where the flow has none.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="days"/> is below 0 or above 31.</exception>
    public static Explained<MonthMean> OfMonth(Explained<MonthMean> flow, int days)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(days);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(days, 31);
        var mean = flow.Value;
        if (mean.Value is not { } cubicMetresPerSecond) return new(mean, Step(null, mean.Reason ?? "", flow.Step));
        var volume = cubicMetresPerSecond * SecondsPerDay * days;
        return new(mean with { Value = volume, HalfLimits = 0 }, Step($"{cubicMetresPerSecond} * {SecondsPerDay} * {days}", $"{volume}", flow.Step));
    }

    private static Step Step(string? formula, string value, Step flow) =>
        new("month.volume", "水量（流量均值 * 每日秒数 * 在运天数）", formula, value, Unit, null, [flow]);
}
