using System.Collections.Immutable;

namespace Basin.Rules.WaterQuality;

/// <summary>
/// What monitoring states about one section in one month: the only water facts that ever reach an agreement.
/// </summary>
/// <param name="Section">Section code.</param>
/// <param name="Month">Calendar month in Asia/Shanghai.</param>
/// <param name="Revision">1 when first closed; one more for every restatement.</param>
/// <param name="WaterBody">River or lake.</param>
/// <param name="Means">One mean per indicator measured or expected, keyed by the indicator's standard name.</param>
public sealed record MonthFacts(
    string Section,
    YearMonth Month,
    int Revision,
    WaterBody WaterBody,
    ImmutableSortedDictionary<string, MonthMean> Means);

/// <summary>A monthly mean, or the reason why there is none.</summary>
/// <param name="Value">Unrounded mean in the indicator's unit; null when not determined.</param>
/// <param name="Valid">Count of readings that went into the mean.</param>
/// <param name="Expected">Count of readings the station's profile expects in this month.</param>
/// <param name="Reason">Why the mean is not determined; null when it is.</param>
public sealed record MonthMean(decimal? Value, int Valid, int Expected, string? Reason);
