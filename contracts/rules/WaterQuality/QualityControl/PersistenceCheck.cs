namespace Basin.Rules.WaterQuality;

/// <summary>
/// 持续不变. Values in a row that stay within the tolerance of the first of them, so many and over so long a time, come from a sensor that is frozen.
/// The first of the row was measured before it froze, as far as anybody can tell, so it stands; those that repeat it are found. A reading
/// below the detection limit ends a row: clean water reads so for days.
/// </summary>
internal static class PersistenceCheck
{
    /// <param name="source">What the finding cites.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="series">Readings of one indicator in order of time.</param>
    public static void Ask(string source, PersistenceRule rule, IReadOnlyList<UnderJudgement> series)
    {
        var found = new HashSet<int>();
        // Where the row of a value ends: a value that lies in a row which an equal one began gives the same row again, only shorter.
        var ends = new Dictionary<decimal, int>();
        for (var first = 0; first < series.Count; first++)
        {
            if (series[first].Reading.Value is not { } value || ends.GetValueOrDefault(value) > first) continue;
            var end = first + 1;
            while (end < series.Count && series[end].Reading.Value is { } next && decimal.Abs(next - value) <= rule.Tolerance) end++;
            var (count, hours) = (end - first, Finding.Hours(series[first].Time, series[end - 1].Time));
            if (count >= rule.Values && hours >= rule.Hours)
                for (var at = first + 1; at < end; at++)
                    if (found.Add(at)) Find(source, rule, series[first], series[at], count, hours);
            ends[value] = end;
        }
    }

    private static void Find(string source, PersistenceRule rule, UnderJudgement first, UnderJudgement frozen, int count, decimal hours)
    {
        var unit = Finding.UnitOf(frozen.Reading.Indicator);
        frozen.Find(rule.Outcome, Finding.Of(
            "quality.persistence", "持续不变", frozen.Reading, $"{count}个连续读数与{first.Value}相差不超过{rule.Tolerance}，历时 {hours} h：至少 {rule.Values} 个且至少 {rule.Hours} h", rule.Outcome, source,
            Finding.Number("quality.value", "读数", frozen.Value, unit),
            Finding.Number("quality.level", $"首个读数({Finding.Moment(first.Time)})", first.Value, unit),
            Finding.Number("quality.count", "连续个数", count, null),
            Finding.Number("quality.hours", "历时", hours, "h")));
    }
}
