using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Basin.Rules.WaterQuality;

/// <summary>
/// The limits of GB 3838-2002 table 1, read once from <c>gb-3838-2002.json</c>. Water temperature has a rule on man-made change only,
/// so it has none here.
/// </summary>
public static class Limits
{
    private static readonly Document Data = EmbeddedStandard.Read<Document>("gb-3838-2002.json");

    /// <summary>Edition of the standard, such as <c>GB 3838-2002</c>.</summary>
    public static string Edition => Data.Edition;

    /// <summary>Edition and table, as a step cites them.</summary>
    public static string Citation { get; } = $"{Data.Edition}《{Data.Title}》{Data.Clause}";

    /// <summary>Oxygen saturation in percent, inclusive, that keeps class Ⅰ in place of its concentration.</summary>
    public static decimal OxygenSaturationClassI => Data.OxygenSaturationClassI;

    /// <summary>Every row of the table. Total phosphorus has two, one for each kind of water; total nitrogen one, for lakes.</summary>
    public static ImmutableArray<Limit> All { get; } =
        [.. Data.Limits.Select(row => new Limit(Indicators.Find(row.Indicator), row.WaterBody, row.Sense, row.Bounds))];

    // Stands after All, which it is filled from.
    private static readonly FrozenDictionary<(Indicator, WaterBody), Limit> ByIndicator = All
        .SelectMany(limit => Enum.GetValues<WaterBody>()
            .Where(body => limit.WaterBody is null || limit.WaterBody == body)
            .Select(body => KeyValuePair.Create((limit.Indicator, body), limit)))
        .ToFrozenDictionary();

    private static readonly FrozenDictionary<Indicator, decimal> ClassIIIBounds = All
        .Where(limit => limit.Sense != LimitSense.Within)
        .GroupBy(limit => limit.Indicator, limit => limit.BoundOf(WaterClass.III))
        .ToFrozenDictionary(bounds => bounds.Key, bounds => bounds.Max());

    /// <summary>
    /// Finds the limits of an indicator. There are none for temperature, for indicators of the release only, and for total nitrogen in
    /// rivers, so terms that class these can be refused when they are drafted.
    /// </summary>
    public static bool TryFind(Indicator indicator, WaterBody body, [NotNullWhen(true)] out Limit? limit) =>
        ByIndicator.TryGetValue((indicator, body), out limit);

    /// <exception cref="ArgumentException">The table has no limits for this indicator in this kind of water.</exception>
    public static Limit Find(Indicator indicator, WaterBody body) =>
        TryFind(indicator, body, out var limit)
            ? limit
            : throw new ArgumentException($"{Edition} has no limits for {indicator} in water of kind {body}.", nameof(indicator));

    /// <summary>
    /// Highest plausible detection limit of an indicator, inclusive, in its unit: its class Ⅲ bound in the water where that is widest, because an
    /// instrument that finds no less can never show compliance; where the table has no such bound, the highest plausible value. A plausibility
    /// bound of this product, not a law. A detection limit is also above zero.
    /// </summary>
    public static decimal DetectionLimitMost(Indicator indicator) => ClassIIIBounds.TryGetValue(indicator, out var bound) ? bound : indicator.Most;

    private sealed record Document(string Edition, string Title, string Clause, decimal OxygenSaturationClassI, ImmutableArray<Row> Limits);

    private sealed record Row(string Indicator, LimitSense Sense, ImmutableArray<decimal> Bounds, WaterBody? WaterBody = null);
}
