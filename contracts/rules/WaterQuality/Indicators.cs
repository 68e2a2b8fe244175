using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Basin.Rules.WaterQuality;

/// <summary>The indicators this edition knows, read once from <c>indicators.json</c>.</summary>
public static class Indicators
{
    private static readonly Document Data = EmbeddedStandard.Read<Document>("indicators.json");

    // Names, symbols and codes are looked up in any case: the release writes do where the standard writes DO.
    private static readonly FrozenDictionary<string, Indicator> ByName = Data.Indicators
        .SelectMany(indicator => indicator.Aliases.Append(indicator.Name).Append(indicator.Symbol)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Select(name => KeyValuePair.Create(name, indicator)))
        .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Edition of the list, bound into what is signed with it.</summary>
    public static string Edition => Data.Edition;

    /// <summary>Every indicator, in the order of GB 3838-2002 table 1 followed by those outside it, such as of the station release.</summary>
    public static ImmutableArray<Indicator> All => Data.Indicators;

    /// <summary>The 21 evaluation indicators of 环办〔2011〕22号: table 1 without temperature, total nitrogen and faecal coliforms.</summary>
    public static ImmutableArray<Indicator> Evaluated { get; } = [.. Data.Indicators.Where(indicator => indicator.Evaluated)];

    /// <summary>溶解氧, the one indicator whose class may also come from its saturation.</summary>
    public static Indicator DissolvedOxygen { get; } = Find("溶解氧");

    /// <summary>流量 in m³/s, from which the water of a month is worked out.</summary>
    public static Indicator Flow { get; } = Find("流量");

    /// <summary>Where each kind of number comes from, by field; plausibility bounds are this product's own.</summary>
    public static IReadOnlyDictionary<string, string> Sources => Data.Sources;

    /// <summary>Finds by Chinese name, symbol, HJ 212 code or release column, in any case.</summary>
    public static bool TryFind(string? nameOrSymbolOrAlias, [NotNullWhen(true)] out Indicator? indicator)
    {
        indicator = null;
        return nameOrSymbolOrAlias is not null && ByName.TryGetValue(nameOrSymbolOrAlias, out indicator);
    }

    /// <exception cref="ArgumentException">No indicator has this name.</exception>
    public static Indicator Find(string nameOrSymbolOrAlias) =>
        TryFind(nameOrSymbolOrAlias, out var indicator)
            ? indicator
            : throw new ArgumentException($"'{nameOrSymbolOrAlias}' is not an indicator of {Edition}.", nameof(nameOrSymbolOrAlias));

    private sealed record Document(string Edition, ImmutableSortedDictionary<string, string> Sources, ImmutableArray<Indicator> Indicators);
}
