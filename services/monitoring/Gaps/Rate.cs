using Basin.Rules.WaterQuality;

namespace Basin.Monitoring;

/// <summary>
/// So many of so many, kept exact: rates of days add up to the month's only as fractions. Rounded for showing and nowhere else.
/// </summary>
/// <param name="Of">Zero or more.</param>
/// <param name="In">Zero or more; with zero there is no rate.</param>
public sealed record Rate(int Of, int In)
{
    /// <summary>Places of a shown percentage.</summary>
    public const int PercentDecimals = 2;

    /// <summary>Percentage after GB/T 8170, such as <c>93.55</c>; null where nothing was expected.</summary>
    public string? Percent => In == 0 ? null : $"{Rounding.Of(100m * Of / In, PercentDecimals)}";
}
