using Basin.Rules;
using Basin.Rules.WaterQuality;

namespace Basin.Monitoring;

/// <summary>
/// What a laboratory may want to look at again before it commits: nothing here keeps a file out, and none of these bounds is a law. A value over class
/// Ⅲ; one that is many times what the point had the month before; an indicator of the point's profile that the sample lacks; a second
/// sample of the same day, which is often the same sample under another time.
/// </summary>
public static class LabWarnings
{
    /// <summary>So many times the mean of the month before, inclusive, is worth a look.</summary>
    public const decimal TimesLastMonth = 5m;

    /// <param name="file">A file without problems.</param>
    /// <param name="points">Every station it names.</param>
    /// <param name="known">As for <see cref="LabPlan.Of"/>.</param>
    public static LabProblems Of(LabFile file, IReadOnlyDictionary<string, LabPoint> points, IReadOnlyList<StoredFrame> known)
    {
        var counted = known.Counted().ToList();
        var samples = file.Samples.Select(sample => sample.Frame).ToList();
        var replaced = samples.Select(frame => (frame.Station, frame.Time)).ToHashSet();
        // What stands once the file is committed.
        var standing = counted.Where(frame => !replaced.Contains((frame.Station, frame.Time))).Select(frame => (frame.Station, frame.Time, frame.Readings))
            .Concat(samples.Select(frame => (frame.Station, frame.Time, frame.Readings))).ToList();
        var means = standing
            .SelectMany(frame => frame.Readings.Select(reading => (Key: (frame.Station, Month: YearMonth.Of(frame.Time), reading.Indicator), Value: reading.Measured()?.Value)))
            .Where(reading => reading.Value is not null)
            .GroupBy(reading => reading.Key, reading => reading.Value!.Value)
            .ToDictionary(values => values.Key, values => values.Average());
        var days = standing.CountBy(frame => (frame.Station, Frame.DayOf(frame.Time))).ToDictionary();
        var (shown, count) = (new List<LabProblem>(), 0);
        foreach (var warning in file.Samples.SelectMany(sample => Of(file, sample, points[sample.Frame.Station], means, days)))
        {
            count++;
            if (shown.Count < LabLimits.WarningsMax) shown.Add(warning);
        }

        return new([.. shown], count);
    }

    private static IEnumerable<LabProblem> Of(
        LabFile file, LabSample sample, LabPoint point, Dictionary<(string, YearMonth, string), decimal> means, Dictionary<(string, DateOnly), int> days)
    {
        var (columns, frame) = (file.Columns!, sample.Frame);
        LabProblem At(int column, string code, string detail, string? value) => LabProblem.Of(file.Sheet, sample.Row, column, code, detail, value);
        if (days[(frame.Station, frame.Day)] > 1)
            yield return At(columns.Date == 0 ? columns.Time : columns.Date, "another-sample-that-day", $"当日还有另一时间的样品 {frame.Station} has another sample of {frame.Day:yyyy-MM-dd} at another time; is it the same one?", $"{frame.Day:yyyy-MM-dd}");
        var missing = point.Station.Indicators.Where(name => !frame.Readings.Any(reading => reading.Indicator == name)).ToList();
        if (missing.Count > 0)
            yield return At(columns.Station, "indicators-missing", $"缺{string.Join("、", missing)} The point's profile has indicators that the sample lacks; a month without them has no class.", frame.Station);
        foreach (var (column, indicator) in columns.Indicators)
        {
            if (frame.Readings.FirstOrDefault(reading => reading.Indicator == indicator.Name)?.Value is not { } value) continue;
            if (ClassProblem(indicator, value, point.Body) is { } overLimit) yield return At(column, "over-class-three", overLimit, $"{value}");
            if (indicator.Averaging == Averaging.Arithmetic && means.TryGetValue((frame.Station, frame.Month.AddMonths(-1), indicator.Name), out var mean) && mean > 0 && value >= TimesLastMonth * mean)
                yield return At(column, "many-times-last-month", $"达上月均值 {Shown(mean)} 的 {Shown(value / mean)} 倍 {indicator} {value} is {Shown(value / mean)} times the mean of the month before, {Shown(mean)}.", $"{value}");
        }
    }

    private static string? ClassProblem(Indicator indicator, decimal value, WaterBody body)
    {
        if (!Limits.TryFind(indicator, body, out var limit) || limit.Keeps(value, WaterClass.III)) return null;
        var waterClass = WaterClasses.Text(limit.ClassOf(value));
        return limit.Sense == LimitSense.Within
            ? $"{waterClass}类，不在 {limit.Bounds[0]} 至 {limit.Bounds[1]} 之间 {indicator} {value} is outside {limit.Bounds[0]} to {limit.Bounds[1]} ({Limits.Edition})."
            : $"{waterClass}类，未达到Ⅲ类限值 {limit.BoundOf(WaterClass.III)} {indicator} {value} misses the limit of class Ⅲ, {limit.BoundOf(WaterClass.III)} {indicator.Unit} ({Limits.Edition}).";
    }

    private static string Shown(decimal number) => number.ToString("0.####", System.Globalization.CultureInfo.InvariantCulture);
}
