namespace Basin.Rules.WaterQuality;

/// <summary>
/// The load (通量) of an indicator in a month: its mean concentration times the month's water, as the terms language computes it, digit for digit.
/// It is no sum over the slots: concentration and flow of one instant are not multiplied.
/// </summary>
public static class MonthLoad
{
    /// <summary>Unit of loads, in which the terms show them too.</summary>
    public const string Unit = "吨";

    private const string ConcentrationUnit = "mg/L";
    private const decimal GramsPerTonne = 1_000_000m;

    // Divided by a one of 28 decimals, a decimal loses its trailing zeros, so that equal loads are written alike.
    private const decimal LongOne = 1.0000000000000000000000000000m;

    /// <summary>Whether an indicator is a concentration, which alone has a load.</summary>
    public static bool Has(Indicator indicator) => indicator.Unit == ConcentrationUnit;

    /// <summary>Tonnes in the month; without value, and for the same reason, where the mean or the volume has none.</summary>
    /// <param name="indicator">An indicator that <see cref="Has"/> a load.</param>
    /// <param name="mean">The month's mean in mg/L, which is g/m³.</param>
    /// <param name="volume">The month's water in m³.</param>
    /// <exception cref="ArgumentException">The indicator has no load.</exception>
    /// <exception cref="OverflowException">The product is beyond 7.9 * 10^28 g, far more than plausible values make.</exception>
    public static Explained<MonthMean> OfMonth(Indicator indicator, MonthMean mean, MonthMean volume)
    {
        if (!Has(indicator)) throw new ArgumentException($"{indicator} is no concentration in {ConcentrationUnit}.", nameof(indicator));
        var name = $"通量({indicator})";
        if (mean.Value is not { } concentration || volume.Value is not { } cubicMetres)
        {
            var reason = (mean.Value is null ? mean.Reason : volume.Reason) ?? "";
            return new(new(null, mean.Valid, mean.Expected, reason), Step.Fact("month.load", name, reason));
        }

        var tonnes = concentration * cubicMetres / GramsPerTonne / LongOne;
        return new(
            new(tonnes, mean.Valid, mean.Expected, null),
            new("month.load", name, "月均浓度 * 月水量", $"{tonnes}", Unit, null,
            [
                Step.Fact("month.mean", $"月均({indicator})", $"{concentration}", indicator.Unit),
                Step.Fact("month.volume", "水量", $"{cubicMetres}", MonthWater.Unit),
            ]));
    }
}
