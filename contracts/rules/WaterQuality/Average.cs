using System.Collections.Immutable;

namespace Basin.Rules.WaterQuality;

/// <summary>An average of at least one value, with the figures that explain it.</summary>
/// <param name="Value">The unrounded average.</param>
/// <param name="Formula">The arithmetic with its numbers.</param>
/// <param name="Least">Smallest value.</param>
/// <param name="Most">Largest value.</param>
internal sealed record Average(decimal Value, string Formula, decimal Least, decimal Most)
{
    public static Average Of(Indicator indicator, IEnumerable<decimal> values)
    {
        // Sorted, so that sums beyond 28 digits lose the same digits whatever the order of arrival.
        var sorted = values.Order().ToImmutableArray();
        return indicator.Averaging == Averaging.HydrogenIon ? HydrogenIon(sorted) : Arithmetic(sorted);
    }

    public ImmutableArray<Step> Facts(Indicator indicator) =>
    [
        Step.Fact("mean.least", "最小值", $"{Least}", indicator.ShownUnit),
        Step.Fact("mean.most", "最大值", $"{Most}", indicator.ShownUnit),
    ];

    private static Average Arithmetic(ImmutableArray<decimal> sorted)
    {
        var sum = sorted.Sum();
        return new(sum / sorted.Length, $"{sum} / {sorted.Length}", sorted[0], sorted[^1]);
    }

    // Taken relative to the most acid value, so that its term is exactly 1 and the small ones keep their digits:
    // -lg(mean of 10^-pH) = least - lg(mean of 10^-(pH - least)).
    private static Average HydrogenIon(ImmutableArray<decimal> sorted)
    {
        var least = sorted[0];
        var relative = sorted.Sum(value => CommonLogarithm.TenToMinus(value - least)) / sorted.Length;
        return new(least - CommonLogarithm.Of(relative), $"{least} - lg({relative})", least, sorted[^1]);
    }
}
