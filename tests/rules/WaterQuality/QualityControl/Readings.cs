using System.Collections.Immutable;
using Basin.Rules.WaterQuality;
using static Basin.Rules.Tests.WaterQuality.Sections;

namespace Basin.Rules.Tests.WaterQuality;

/// <summary>Frames and rules to judge, made from decimal texts.</summary>
internal static class Readings
{
    public static readonly DateTimeOffset Start = new(2024, 3, 1, 0, 0, 0, YearMonth.ChinaOffset);

    /// <summary>One frame every four hours; <c>-</c> leaves the frame out, <c>&lt;0.02</c> is below a detection limit, <c>0.1M</c> carries a flag.</summary>
    public static QualityFrame[] Every4Hours(string indicator, string values) =>
        [.. values.Split(' ').Index().Where(row => row.Item != "-").Select(row => new QualityFrame(Start.AddHours(4 * row.Index), 1, [Reading(indicator, row.Item)]))];

    /// <summary>A frame of several indicators, written as <c>氨氮 1.2 总氮 0.9</c>.</summary>
    public static QualityFrame Frame(string readings, int hours = 0) =>
        new(Start.AddHours(hours), 1, [.. readings.Split(' ').Chunk(2).Select(pair => Reading(pair[0], pair[1]))]);

    public static FlaggedReading Reading(string indicator, string text)
    {
        var flag = char.IsAsciiLetterUpper(text[^1]) ? text[^1..] : FlaggedReading.Normal;
        var number = text.TrimEnd('A', 'B', 'C', 'D', 'F', 'M', 'N', 'S', 'T');
        if (number.Length == 0) return new(indicator, null, null, flag);
        return number[0] == '<' ? new(indicator, null, D(number[1..]), flag) : new(indicator, D(number), null, flag);
    }

    public static QualityRules For(string indicator, RangeRule? range = null, ChangeRule? change = null, PersistenceRule? persistence = null, MissingRule? missing = null) =>
        QualityRules.None with { Source = "试用规则", Indicators = ImmutableSortedDictionary<string, IndicatorRules>.Empty.Add(indicator, new(range, change, persistence, missing)) };

    /// <summary>Outcomes as a word of one letter per reading: V, S, I.</summary>
    public static string Letters(QualityJudgement judgement) => string.Concat(judgement.Readings.Select(reading => $"{reading.Outcome}"[0]));

    public static string Judged(QualityRules rules, params QualityFrame[] frames) => Letters(QualityControl.Judge(rules, frames));
}
