using System.Collections.Immutable;
using Basin.Rules.WaterQuality;

namespace Basin.Monitoring;

/// <summary>What a warning is about.</summary>
public enum WarningKind
{
    /// <summary>超标: worse than the section's target class.</summary>
    OverTarget,

    /// <summary>突升: far above the values before it.</summary>
    SuddenRise,

    /// <summary>离线: the station sends nothing.</summary>
    Silent,
}

/// <summary>
/// One time of bad values as the readings show it. Which times there are is a function of the set of readings alone, so the order in which they came
/// does not matter.
/// </summary>
/// <param name="Begin">Time of the first bad value, or since when the station was due.</param>
/// <param name="LastBad">Time of the last bad value.</param>
/// <param name="End">Time of the good value that ended it; null while it lasts.</param>
/// <param name="Value">The first bad value as text; null for a silent station.</param>
/// <param name="EndValue">The value that ended it.</param>
/// <param name="Target">What it was held against, as text with its unit.</param>
public sealed record WarningSign(DateTimeOffset Begin, DateTimeOffset LastBad, DateTimeOffset? End, string? Value, string? EndValue, string Target);

/// <summary>Finds the times of bad values in readings.</summary>
public static class WarningSigns
{
    /// <summary>A valid reading.</summary>
    public readonly record struct Point(DateTimeOffset Time, Measured Measured);

    private readonly record struct Judged(Point Point, bool IsBad, string Target);

    /// <summary>Values that are worse than a class. A value below the detection limit is never over: nothing was found.</summary>
    /// <param name="points">In order of time.</param>
    /// <param name="openSince">Begin of a warning that is open before the first point; null for none.</param>
    public static ImmutableArray<WarningSign> OverTarget(
        Indicator indicator, WaterBody body, WaterClass target, IReadOnlyList<Point> points, int endAfter, DateTimeOffset? openSince = null)
    {
        if (!Limits.TryFind(indicator, body, out var limit)) return [];
        var words = $"{WaterClasses.Text(target)}类 {BoundText(limit, target)}{Unit(indicator)}";
        return Times([.. points.Select(point => new Judged(point, !point.Measured.BelowDetection && !limit.Keeps(point.Measured.Value, target), words))], endAfter, openSince);
    }

    /// <summary>
    /// Values above a multiple of the mean of the ones just before. The mean takes the high values in as they become old, so a level that stays is no
    /// longer sudden after as many values. Only for what is worse when it is higher; below the detection limit counts as half of it.
    /// </summary>
    public static ImmutableArray<WarningSign> SuddenRise(
        Indicator indicator, WaterBody body, decimal factor, int over, IReadOnlyList<Point> points, int endAfter, DateTimeOffset? openSince = null)
    {
        if (!Limits.TryFind(indicator, body, out var limit) || limit.Sense != LimitSense.AtMost) return [];
        var judged = new List<Judged>();
        for (var place = over; place < points.Count; place++)
        {
            var sum = 0m;
            for (var before = place - over; before < place; before++) sum += Counted(points[before].Measured);
            var bound = factor * sum / over;
            judged.Add(new(points[place], !points[place].Measured.BelowDetection && points[place].Measured.Value > bound, $"前{over}个值均值的{factor}倍 {Shown(indicator, bound)}{Unit(indicator)}"));
        }

        return Times(judged, endAfter, openSince);
    }

    /// <summary>Whether a station has sent nothing for too long.</summary>
    /// <param name="last">Time of its last frame; null when it has sent none.</param>
    /// <param name="now">Until when it might have sent one.</param>
    public static ImmutableArray<WarningSign> Silent(Station station, int slots, DateTimeOffset? last, DateTimeOffset now)
    {
        var since = last ?? new DateTimeOffset(station.InServiceFrom, TimeOnly.MinValue, Rules.YearMonth.ChinaOffset).ToUniversalTime();
        var end = station.InServiceTo is { } day ? new DateTimeOffset(day, TimeOnly.MinValue, Rules.YearMonth.ChinaOffset).AddDays(1) : DateTimeOffset.MaxValue;
        var due = since.AddHours(slots * station.EveryHours);
        return now > due && now < end ? [new(due, now, null, null, null, $"{slots}个时段（{slots * station.EveryHours}小时）无报文")] : [];
    }

    private static ImmutableArray<WarningSign> Times(IReadOnlyList<Judged> judged, int endAfter, DateTimeOffset? openSince)
    {
        var signs = ImmutableArray.CreateBuilder<WarningSign>();
        var good = 0;
        var open = openSince is { } begin && judged.Count > 0 ? new WarningSign(begin, begin, null, null, null, judged[0].Target) : null;
        foreach (var (point, isBad, target) in judged)
        {
            if (isBad)
            {
                good = 0;
                open = open is null ? new(point.Time, point.Time, null, $"{point.Measured}", null, target) : open with { LastBad = point.Time };
            }
            else if (open is not null && ++good == endAfter)
            {
                signs.Add(open with { End = point.Time, EndValue = $"{point.Measured}" });
                (open, good) = (null, 0);
            }
        }

        if (open is not null) signs.Add(open);
        return signs.ToImmutable();
    }

    private static decimal Counted(Measured measured) => measured.BelowDetection ? measured.Value / 2 : measured.Value;

    private static string Shown(Indicator indicator, decimal value) => $"{Rounding.Of(value, indicator.RealTimeDecimals ?? indicator.AssessmentDecimals)}";

    private static string Unit(Indicator indicator) => indicator.Unit.Length == 0 ? "" : $" {indicator.Unit}";

    private static string BoundText(Limit limit, WaterClass target) => limit.Sense switch
    {
        LimitSense.Within => $"{limit.Bounds[0]}~{limit.Bounds[1]}",
        LimitSense.AtLeast => $"≥{limit.BoundOf(target)}",
        _ => $"≤{limit.BoundOf(target)}",
    };
}
