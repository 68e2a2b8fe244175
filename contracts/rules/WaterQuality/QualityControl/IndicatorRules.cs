using System.Text.Json.Serialization;

namespace Basin.Rules.WaterQuality;

/// <summary>The rules for one indicator's own readings; each may be off.</summary>
public sealed record IndicatorRules(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RangeRule? Range = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ChangeRule? Change = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] PersistenceRule? Persistence = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] MissingRule? Missing = null);

/// <summary>量程: a value below <paramref name="From"/> or above <paramref name="To"/> is no measurement of this place.</summary>
/// <param name="From">In the indicator's unit, inclusive.</param>
/// <param name="To">In the indicator's unit, inclusive.</param>
/// <param name="Outcome">Suspect or invalid.</param>
public sealed record RangeRule(
    [property: JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] decimal From,
    [property: JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] decimal To,
    QualityOutcome Outcome = QualityOutcome.Suspect);

/// <summary>变化率: how far a value may lie from the last one that was believed. Where both numbers are given the larger allowance holds.</summary>
/// <param name="PerHour">In the indicator's unit per hour, inclusive; above 0.</param>
/// <param name="SharePerHour">Share of the last believed value per hour, inclusive; above 0.</param>
/// <param name="HeldBy">So many values in a row, the jump's own included, that agree among themselves make a new level.</param>
/// <param name="Outcome">Suspect or invalid.</param>
public sealed record ChangeRule(
    [property: JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] decimal? PerHour = null,
    [property: JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] decimal? SharePerHour = null,
    int HeldBy = ChangeRule.HeldByUsual,
    QualityOutcome Outcome = QualityOutcome.Suspect)
{
    public const int HeldByUsual = 3;
}

/// <summary>持续不变 (a frozen sensor): values in a row that do not move.</summary>
/// <param name="Values">At least so many values in a row.</param>
/// <param name="Hours">From the first to the last of them at least so many hours.</param>
/// <param name="Tolerance">In the indicator's unit, inclusive: no further than this from the first of the row.</param>
/// <param name="Outcome">Suspect or invalid.</param>
public sealed record PersistenceRule(
    int Values,
    [property: JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] decimal Hours,
    [property: JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] decimal Tolerance = 0,
    QualityOutcome Outcome = QualityOutcome.Suspect);

/// <summary>缺测: a gap between two readings that is longer than this is stated. It has no outcome: there is no reading to judge.</summary>
/// <param name="Hours">Above 0.</param>
public sealed record MissingRule(
    [property: JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] decimal Hours);
