using System.Collections.Immutable;

namespace Basin.Rules.WaterQuality;

/// <summary>
/// The rules that are offered, read once from <c>quality-control.json</c>. They hold for a station only when they are stated for it: their numbers are
/// this product's own and no published text confirms them, so nobody's reading is put aside by them unasked.
/// </summary>
public static class QualityDefaults
{
    private static readonly Document Data = EmbeddedStandard.Read<Document>("quality-control.json");

    /// <summary>Edition of the offered rules, such as <c>Basin-quality-1</c>.</summary>
    public static string Edition => Data.Edition;

    /// <summary>What is known of the numbers.</summary>
    public static string Source => Data.Source;

    public static QualityRules Rules { get; } = new(
        $"{Data.Edition} {Data.Mark}", Data.Rules.Indicators.ToImmutableSortedDictionary(StringComparer.Ordinal), Data.Rules.HandSet, Data.Rules.Saturation, Data.Rules.Parts);

    internal static SaturationFormula Saturation => Data.OxygenSaturation;

    /// <param name="Numerator">mg/L times ℃.</param>
    /// <param name="Offset">℃.</param>
    internal sealed record SaturationFormula(decimal Numerator, decimal Offset, string Source);

    private sealed record Offered(
        ImmutableSortedDictionary<string, IndicatorRules> Indicators, QualityOutcome HandSet, SaturationRule Saturation, ImmutableArray<PartRule> Parts);

    private sealed record Document(string Edition, string Source, string Mark, SaturationFormula OxygenSaturation, Offered Rules);
}
