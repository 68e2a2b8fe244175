using System.Collections.Immutable;

namespace Basin.Rules.WaterQuality;

/// <summary>A section in a month, held against its target.</summary>
/// <param name="Class">Null where it is not determined.</param>
/// <param name="Target">The class that has to be reached, or a better one.</param>
/// <param name="Reason">Why the class is not determined; null when it is.</param>
public sealed record TargetMonth(string Section, YearMonth Month, WaterClass? Class, WaterClass Target, string? Reason)
{
    /// <summary>达标; null where it is not determined.</summary>
    public bool? IsKept => Class is { } known ? known <= Target : null;
}

/// <summary>
/// How many section-months kept their target (达标率), of those that are determined. A month that is not determined counts on neither side and is
/// named: it is neither kept nor missed.
/// </summary>
/// <param name="Kept">Count of months that kept it.</param>
/// <param name="Known">Count of months that are determined.</param>
/// <param name="Unknown">Those that are not, by section and month.</param>
public sealed record Compliance(int Kept, int Known, ImmutableArray<TargetMonth> Unknown)
{
    private const decimal Whole = 100m;
    private const int ShownDecimals = 1;

    public static Compliance Of(IEnumerable<TargetMonth> months)
    {
        var all = months.ToList();
        var known = all.Where(month => month.IsKept is not null).ToList();
        return new(
            known.Count(month => month.IsKept == true), known.Count,
            [.. all.Where(month => month.IsKept is null).OrderBy(month => month.Section, StringComparer.Ordinal).ThenBy(month => month.Month)]);
    }

    /// <summary>The rate in percent with one decimal, only to be shown; null where nothing is determined.</summary>
    public string? PercentText => Known == 0 ? null : Shares.Text(Kept, Known);

    /// <summary>
    /// What the rate gained on the year before, in percentage points, over the section-months of the same calendar months that are determined in both
    /// years: half a year is not held against a whole one. Null where there are none.
    /// </summary>
    public static ComplianceChange? Change(IEnumerable<TargetMonth> now, IEnumerable<TargetMonth> before)
    {
        var earlier = before.Where(month => month.IsKept is not null).ToDictionary(month => (month.Section, month.Month.AddMonths(MonthsPerYear)));
        var both = now.Where(month => month.IsKept is not null && earlier.ContainsKey((month.Section, month.Month))).ToList();
        if (both.Count == 0) return null;
        var (kept, keptBefore) = (both.Count(month => month.IsKept == true), both.Count(month => earlier[(month.Section, month.Month)].IsKept == true));
        return new(kept, keptBefore, both.Count, $"{Rounding.Of((kept - keptBefore) * Whole / both.Count, ShownDecimals)}");
    }

    /// <summary>
    /// Places by rate, from 1, the highest first: equal rates share a place, and the next lower rate has as many above it as its place says (1, 1, 3).
    /// Compared as exact fractions. Null for one of which nothing is determined: it is not last, it has no place.
    /// </summary>
    public static ImmutableArray<int?> Places(IReadOnlyList<Compliance> rates) =>
        [.. rates.Select(rate => rate.Known == 0 ? (int?)null : 1 + rates.Count(other => other.Known > 0 && other.IsAbove(rate)))];

    private const int MonthsPerYear = 12;

    private bool IsAbove(Compliance other) => (long)Kept * other.Known > (long)other.Kept * Known;
}

/// <summary>A rate beside that of the year before, over the same months.</summary>
/// <param name="Compared">Count of section-months that are determined in both years.</param>
/// <param name="PointsText">Percentage points with one decimal, below zero for a fall; only to be shown.</param>
public sealed record ComplianceChange(int Kept, int KeptBefore, int Compared, string PointsText);
