using Basin.Rules.WaterQuality;

namespace Basin.Monitoring;

/// <summary>Units as headings write them. Only the unit of the registry is taken: a file in another is refused, never converted.</summary>
public static class LabUnits
{
    // Other ways to write the same unit; none of them is another unit.
    private static readonly Dictionary<string, string> Same = new(StringComparer.Ordinal)
    {
        ["无量纲"] = "", ["-"] = "", ["--"] = "", ["—"] = "", ["/"] = "", ["mg/l"] = "mg/L", ["°C"] = "℃", ["个/L"] = "1/L", ["µS/cm"] = "μS/cm", ["ug/m³"] = "μg/m³", ["ug/m3"] = "μg/m³", ["μg/m3"] = "μg/m³",
    };

    public static bool Is(Indicator indicator, string unit) => Same.GetValueOrDefault(unit, unit) == indicator.Unit;

    public static string Sentence(Indicator indicator, string unit)
    {
        var own = indicator.Unit.Length == 0 ? "无量纲" : indicator.Unit;
        return $"{indicator}的单位应为 {own}，不是 {unit} Values of {indicator} are in {own}; '{unit}' is not converted.";
    }
}
