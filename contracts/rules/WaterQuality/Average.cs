using System.Collections.Immutable;

namespace Basin.Rules.WaterQuality;

/// <summary>An average of at least one value, with the figures that explain it.</summary>
/// <param name="Value">The unrounded average.</param>
/// <param name="Words">The arithmetic with its numbers, worded where somebody reads it.</param>
/// <param name="Least">Smallest value.</param>
/// <param name="Most">Largest value.</param>
internal sealed record Average(decimal Value, LateText Words, decimal Least, decimal Most)
{
    /// <summary>The arithmetic with its numbers.</summary>
    public string Formula => Words.Make();

    public static Average Of(Indicator indicator, IEnumerable<decimal> values)
    {
        // Sorted, so that sums beyond 28 digits lose the same digits whatever the order of arrival.
        var sorted = values.Order().ToImmutableArray();
        return indicator.Averaging == Averaging.HydrogenIon
            ? HydrogenIon([.. sorted.Select(value => (value, 1))])
            : Arithmetic(sorted.Sum(), sorted.Length, sorted[0], sorted[^1]);
    }

    public static Average Arithmetic(decimal sum, int count, decimal least, decimal most) =>
        new(sum / count, LateText.Of((sum, count), of => $"{of.sum} / {of.count}"), least, most);

    // Taken relative to the most acid value, so that its term is exactly 1 and the small ones keep their digits:
    // -lg(mean of 10^-pH) = least - lg(mean of 10^-(pH - least)). Equal values are added one by one, as if each stood alone.
    public static Average HydrogenIon(ImmutableArray<(decimal Value, int Count)> ascending)
    {
        var least = ascending[0].Value;
        var (sum, count) = (0m, 0);
        foreach (var (value, times) in ascending)
        {
            var term = CommonLogarithm.TenToMinus(value - least);
            for (var time = 0; time < times; time++) sum += term;
            count += times;
        }

        var relative = sum / count;
        return new(least - CommonLogarithm.Of(relative), LateText.Of((least, relative), of => $"{of.least} - lg({of.relative})"), least, ascending[^1].Value);
    }

    public ImmutableArray<Step> Facts(Indicator indicator) =>
    [
        Step.Fact("mean.least", "最小值", $"{Least}", indicator.ShownUnit),
        Step.Fact("mean.most", "最大值", $"{Most}", indicator.ShownUnit),
    ];
}
