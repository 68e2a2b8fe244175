using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Basin.Rules.WaterQuality;

/// <summary>
/// The rules of quality control (数据质量控制) in force for a station. They are data: a rule that is not stated is off and changes nothing. What a
/// flag says of a reading, and that a reading without a value is none, holds with any rules.
/// </summary>
/// <param name="Source">Where the numbers come from; every finding cites it.</param>
/// <param name="Indicators">By standard name.</param>
/// <param name="HandSet">What a value set by hand (flag S) is; suspect where nothing else is stated.</param>
/// <param name="Saturation">Dissolved oxygen against temperature; null for off.</param>
/// <param name="Parts">Indicators that are a part of another one, such as 氨氮 of 总氮.</param>
/// <param name="Balance">Against the neighbouring station up or down the river; null for off.</param>
public sealed record QualityRules(
    string Source,
    ImmutableSortedDictionary<string, IndicatorRules> Indicators,
    QualityOutcome HandSet = QualityOutcome.Suspect,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] SaturationRule? Saturation = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<PartRule>? Parts = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] BalanceRule? Balance = null)
{
    /// <summary>Nothing stated: only flags are judged.</summary>
    public static QualityRules None { get; } = new("HJ 212-2017 数据标记", ImmutableSortedDictionary.Create<string, IndicatorRules>(StringComparer.Ordinal));

    public bool TryFind(string indicator, [NotNullWhen(true)] out IndicatorRules? rules) => Indicators.TryGetValue(indicator, out rules);

    /// <summary>
    /// Those rules that can ever be asked of a station: of the indicators it measures. A part and its whole are both needed, and 溶解氧 with 水温.
    /// </summary>
    /// <param name="indicators">Standard names.</param>
    public QualityRules For(IReadOnlyCollection<string> indicators) => this with
    {
        Indicators = Indicators.Where(rules => indicators.Contains(rules.Key)).ToImmutableSortedDictionary(StringComparer.Ordinal),
        Saturation = indicators.Contains(WaterQuality.Indicators.DissolvedOxygen.Name) && indicators.Contains(OxygenSaturation.Temperature.Name) ? Saturation : null,
        Parts = Parts?.Where(part => indicators.Contains(part.Part) && indicators.Contains(part.Whole)).ToImmutableArray(),
        Balance = Balance is { } balance ? balance with { Ratios = balance.Ratios.Where(ratio => indicators.Contains(ratio.Key)).ToImmutableSortedDictionary(StringComparer.Ordinal) } : null,
    };
}
