namespace Basin.Rules.WaterQuality;

/// <summary>
/// 变化率. A value is compared with the last one that was believed, not with the one just before it: so the value that jumps is found, and the one that
/// comes back is not. The longer ago the last believed value, the more is allowed. A jump that holds (so many values in a row agree among
/// themselves) is a new level: its first value alone is found, and those after it are compared with the new level, so that neither a flood nor one
/// bad value makes what follows suspect for ever. The first value of all has nothing before it: it is believed unless a level that holds
/// begins right after it and is another one.
/// </summary>
internal static class ChangeCheck
{
    /// <param name="source">What the finding cites.</param>
    /// <param name="rule">The rule.</param>
    /// <param name="series">Values of one indicator in order of time.</param>
    public static void Ask(string source, ChangeRule rule, IReadOnlyList<UnderJudgement> series)
    {
        var believed = -1;
        for (var at = 0; at < series.Count; at++)
        {
            if (believed < 0)
            {
                if (at + 1 < series.Count && !Agree(rule, series[at], series[at + 1]) && Holds(rule, series, at + 1)) Find(source, rule, series[at], series[at + 1]);
                else believed = at;
                continue;
            }

            if (Agree(rule, series[believed], series[at]))
            {
                believed = at;
                continue;
            }

            Find(source, rule, series[at], series[believed]);
            if (Holds(rule, series, at)) believed = at;
        }
    }

    /// <summary>Whether a level begins here: the rule's number of values in a row, each agreeing with the one before it.</summary>
    private static bool Holds(ChangeRule rule, IReadOnlyList<UnderJudgement> series, int from)
    {
        if (from + rule.HeldBy > series.Count) return false;
        for (var at = from + 1; at < from + rule.HeldBy; at++)
            if (!Agree(rule, series[at - 1], series[at])) return false;
        return true;
    }

    private static bool Agree(ChangeRule rule, UnderJudgement earlier, UnderJudgement later) =>
        decimal.Abs(later.Value - earlier.Value) <= RateFrom(rule, earlier.Value) * Finding.Hours(earlier.Time, later.Time);

    /// <summary>Allowed change per hour, in the indicator's unit.</summary>
    private static decimal RateFrom(ChangeRule rule, decimal value) =>
        decimal.Max(rule.PerHour ?? 0, (rule.SharePerHour ?? 0) * decimal.Abs(value));

    private static void Find(string source, ChangeRule rule, UnderJudgement jumped, UnderJudgement level)
    {
        var unit = Finding.UnitOf(jumped.Reading.Indicator);
        var (earlier, later) = jumped.Time < level.Time ? (jumped, level) : (level, jumped);
        var (rate, hours) = (RateFrom(rule, earlier.Value), Finding.Hours(earlier.Time, later.Time));
        jumped.Find(rule.Outcome, Finding.Of(
            "quality.change", "变化率", jumped.Reading, $"|{later.Value} - {earlier.Value}| = {decimal.Abs(later.Value - earlier.Value)} > {rate} * {hours} h", rule.Outcome, source,
            Finding.Number("quality.value", "读数", jumped.Value, unit),
            Finding.Number("quality.level", $"对照值({Finding.Moment(level.Time)})", level.Value, unit),
            Finding.Number("quality.hours", "相隔", hours, "h"),
            Finding.Number("quality.allowed", "允许变化", rate * hours, unit)));
    }
}
