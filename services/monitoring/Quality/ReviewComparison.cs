using System.Text.Json.Serialization;
using Basin.Rules.WaterQuality;

namespace Basin.Monitoring;

/// <summary>What a verdict does to its month: the month's result without it and with it, at the time it was asked.</summary>
/// <param name="Month">Such as <c>2024-03</c>.</param>
/// <param name="IsOver">Whether the month was over: before that its means are not the last word.</param>
/// <param name="ClassBefore">Class without the verdict; null when not determined.</param>
/// <param name="ClassAfter">Class with it; null when not determined.</param>
/// <param name="Means">One per indicator of the month.</param>
public sealed record ReviewComparison(string Month, bool IsOver, string? ClassBefore, string? ClassAfter, IReadOnlyList<MeanComparison> Means)
{
    /// <summary>
    /// Whether the verdict may change what is paid: the class or a mean is another one, or readings come or go where the mean is not yet what it
    /// will be. Then the province alone does not decide.
    /// </summary>
    [JsonIgnore]
    public bool Changes => ClassBefore != ClassAfter || Means.Any(mean => mean.Before != mean.After || (mean.ValidBefore != mean.ValidAfter && (!IsOver || mean.Before is null)));

    public static ReviewComparison Of(MonthResult before, MonthResult after, bool isOver) => new(
        before.Month, isOver, Text(before.Class), Text(after.Class),
        [
            .. before.Means.Zip(after.Means, (without, with) => new MeanComparison(
                without.Indicator, Text(without.Mean), Text(with.Mean), without.Valid, with.Valid)),
        ]);

    private static string? Text(WaterClass? waterClass) => waterClass is { } known ? WaterClasses.Text(known) : null;

    // Without trailing zeros, so that 0.10 and 0.1 are the same mean.
    private static string? Text(decimal? mean) => mean?.ToString("0.############################", System.Globalization.CultureInfo.InvariantCulture);
}

/// <param name="Before">Mean without the verdict, unrounded; null when not determined.</param>
/// <param name="After">Mean with it.</param>
/// <param name="ValidBefore">Readings counted without it.</param>
/// <param name="ValidAfter">Readings counted with it.</param>
public sealed record MeanComparison(string Indicator, string? Before, string? After, int ValidBefore, int ValidAfter);
