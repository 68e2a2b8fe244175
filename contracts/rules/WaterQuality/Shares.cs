namespace Basin.Rules.WaterQuality;

/// <summary>Shares of counts, compared as exact fractions: a share that only rounds to a bound does not reach it.</summary>
internal static class Shares
{
    private const decimal Whole = 100m;
    private const int ShownDecimals = 1;

    /// <summary>Whether <paramref name="part"/> of <paramref name="total"/> is at least so many percent; multiplied across, never divided.</summary>
    public static bool AtLeast(int part, int total, decimal percent) => part * Whole >= percent * total;

    /// <summary>The share in percent with one decimal, only to be shown.</summary>
    public static string Text(int part, int total) => $"{Rounding.Of(part * Whole / total, ShownDecimals)}";
}
