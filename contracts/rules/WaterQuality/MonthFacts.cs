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
/// <param name="Volume">Water that passed the section in the month, in m³, with the counts of its flow readings; null where no flow is measured.</param>
/// <param name="Source">Where the data comes from (数据来源), one of <see cref="DataSource.All"/>; each source has revisions of its own.</param>
public sealed record MonthFacts(
    string Section,
    YearMonth Month,
    int Revision,
    WaterBody WaterBody,
    ImmutableSortedDictionary<string, MonthMean> Means,
    MonthMean? Volume = null,
    string Source = DataSource.Stations);

/// <summary>A monthly mean, or the reason why there is none.</summary>
/// <param name="Value">Unrounded mean in the indicator's unit; null when not determined.</param>
/// <param name="Valid">Count of readings that went into the mean.</param>
/// <param name="Expected">Count of readings the station's profile expects in this month.</param>
/// <param name="Reason">Why the mean is not determined; null when it is.</param>
/// <param name="HalfLimits">
/// The part of <paramref name="Value"/> that stands for readings below their detection limit, each counted at half the limit, so that an
/// agreement can count them otherwise: add it once more for the whole limit, take it away for zero. Zero where nothing was below its limit.
/// </param>
/// <param name="ValidDays">Days of the month with enough valid readings, 0 to 31; null where nobody counted them, as of samples.</param>
public sealed record MonthMean(decimal? Value, int Valid, int Expected, string? Reason, decimal HalfLimits = 0, int? ValidDays = null);
