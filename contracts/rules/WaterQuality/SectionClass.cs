using System.Collections.Immutable;

namespace Basin.Rules.WaterQuality;

/// <summary>One factor (因子) of a section's class: an indicator and its value.</summary>
/// <param name="Indicator">The indicator.</param>
/// <param name="Value">Its value in the indicator's unit, rounded before where the terms compare rounded values.</param>
/// <param name="Because">The step that gave the value, such as a mean; null where the value is a plain fact.</param>
public readonly record struct Factor(Indicator Indicator, decimal Value, Step? Because = null);

/// <summary>The class of a section, or the reason why there is none.</summary>
/// <param name="Class">Worst class of the factors that count; null when not determined.</param>
/// <param name="Deciding">Standard names of the factors that have this class, in the order of the indicators; empty when not determined.</param>
/// <param name="Reason">Why the class is not determined; null when it is.</param>
public sealed record SectionClass(WaterClass? Class, ImmutableArray<string> Deciding, string? Reason);
