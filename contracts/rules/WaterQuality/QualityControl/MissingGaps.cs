using System.Collections.Immutable;

namespace Basin.Rules.WaterQuality;

/// <summary>缺测: stretches without a reading that are longer than the rule allows.</summary>
public static class MissingGaps
{
    /// <summary>One step per stretch, in order of time; none where the rule is off.</summary>
    /// <param name="rules">The rules in force.</param>
    /// <param name="indicator">Standard name.</param>
    /// <param name="from">First instant, inclusive: a stretch may begin here without a reading.</param>
    /// <param name="to">Last instant, exclusive.</param>
    /// <param name="judgement">Readings in order of time; whatever says something ends a stretch, valid or not.</param>
    public static ImmutableArray<Step> Of(QualityRules rules, string indicator, DateTimeOffset from, DateTimeOffset to, QualityJudgement judgement)
    {
        if (!rules.TryFind(indicator, out var own) || own.Missing is not { } rule) return [];
        var times = judgement.Readings
            .Where(reading => reading.Reading.Indicator == indicator && reading.Reading.SaysSomething && from <= reading.Time && reading.Time < to)
            .Select(reading => reading.Time);
        var gaps = ImmutableArray.CreateBuilder<Step>();
        var last = from;
        foreach (var time in times.Append(to))
        {
            var hours = Finding.Hours(last, time);
            if (hours > rule.Hours)
                gaps.Add(new(
                    "quality.gap", $"连续缺测({indicator})", $"{Finding.Moment(last)} 至 {Finding.Moment(time)}：{hours} h > {rule.Hours} h", $"{hours}", "h", rules.Source, []));
            last = time;
        }

        return gaps.ToImmutable();
    }
}
