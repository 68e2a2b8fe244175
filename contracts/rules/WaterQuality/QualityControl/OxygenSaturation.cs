namespace Basin.Rules.WaterQuality;

/// <summary>Saturation of dissolved oxygen in fresh water near sea level, by the usual approximation that the data names with its source.</summary>
public static class OxygenSaturation
{
    public static Indicator Temperature { get; } = Indicators.Find("水温");

    /// <summary>Dissolved oxygen at saturation, mg/L, unrounded.</summary>
    /// <param name="temperature">Water temperature in ℃, within the plausible range of the indicator.</param>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not plausible.</exception>
    public static Explained<decimal> At(decimal temperature)
    {
        if (!Temperature.IsPlausible(temperature))
            throw new ArgumentOutOfRangeException(nameof(temperature), temperature, $"Water has {Temperature.Least} to {Temperature.Most} ℃.");
        var rule = QualityDefaults.Saturation;
        var saturation = rule.Numerator / (rule.Offset + temperature);
        return new(saturation, new Step(
            "quality.oxygen-saturation", "饱和溶解氧", $"{rule.Numerator} / ({rule.Offset} + {temperature})", $"{saturation}", "mg/L", rule.Source,
            [Step.Fact("quality.temperature", "水温", $"{temperature}", "℃")]));
    }
}
