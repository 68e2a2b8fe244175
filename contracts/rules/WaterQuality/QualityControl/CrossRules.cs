using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Basin.Rules.WaterQuality;

/// <summary>溶解氧与水温: dissolved oxygen of at most so many percent of its saturation at the temperature of the same frame.</summary>
/// <param name="PercentMost">Inclusive; above 0.</param>
/// <param name="Outcome">Suspect or invalid; of the oxygen, not of the temperature.</param>
public sealed record SaturationRule(
    [property: JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] decimal PercentMost,
    QualityOutcome Outcome = QualityOutcome.Suspect);

/// <summary>
/// 部分不大于整体: the part is at most the whole times (1 + <paramref name="Share"/>) plus <paramref name="Tolerance"/>, in the same frame. Which of
/// the two is wrong cannot be told, so both are named.
/// </summary>
/// <param name="Part">Standard name, such as 氨氮.</param>
/// <param name="Whole">Standard name, such as 总氮.</param>
/// <param name="Tolerance">In the unit of both, 0 or more.</param>
/// <param name="Share">Share of the whole, 0 or more.</param>
/// <param name="Outcome">Suspect or invalid.</param>
public sealed record PartRule(
    string Part,
    string Whole,
    [property: JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] decimal Tolerance = 0,
    [property: JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] decimal Share = 0,
    QualityOutcome Outcome = QualityOutcome.Suspect);

/// <summary>上下游平衡: a value over that of the neighbouring station in the same slot lies within a band.</summary>
/// <param name="Neighbour">Station code.</param>
/// <param name="Ratios">By standard name.</param>
/// <param name="Outcome">Suspect or invalid; of this station's value, not of the neighbour's.</param>
public sealed record BalanceRule(string Neighbour, ImmutableSortedDictionary<string, RatioBand> Ratios, QualityOutcome Outcome = QualityOutcome.Suspect);

/// <summary>Both ends inclusive.</summary>
public sealed record RatioBand(
    [property: JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] decimal From,
    [property: JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] decimal To);
