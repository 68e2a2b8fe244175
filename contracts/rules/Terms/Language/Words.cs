using System.Collections.Frozen;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Terms;

/// <summary>The words that the language keeps for itself: no party, section, value or formula may be called so.</summary>
internal static class Words
{
    private const int NameCharactersMax = 64;
    private static readonly FrozenSet<string> s_keywords = new[] { "若", "则", "否则", "且", "或", "非", "于", "按百分点" }.ToFrozenSet();

    private static readonly FrozenSet<string> s_functions = new[]
    {
        "求和", "平均", "最大", "最小", "计数", "全部", "任一", "年均", "上年均", "月均", "均值", "最高月均", "最低月均", "流量加权均", "有效月数", "水量", "通量",
        "类别", "类别差", "达标月数", "达标率", "限值", "超标倍数", "限幅", "舍去", "进一", "修约", "分档", "出资", "份额",
        "期首", "期末", "本期", "上期", "上年同期", "上年同月", "上月", "本年", "上年", "下年", "各月", "指标", "断面", "湖库", "真", "假", "类",
    }.ToFrozenSet();

    private static readonly FrozenDictionary<string, Statistic> s_statistics = new Dictionary<string, Statistic>(StringComparer.Ordinal)
    {
        ["最高月均"] = Statistic.GreatestMonth,
        ["最低月均"] = Statistic.LeastMonth,
        ["有效月数"] = Statistic.ValidMonths,
        ["流量加权均"] = Statistic.FlowWeighted,
        ["通量"] = Statistic.Flux,
        ["水量"] = Statistic.Volume,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, RoundingWay> s_roundings = new Dictionary<string, RoundingWay>(StringComparer.Ordinal)
    {
        ["舍去"] = RoundingWay.Down,
        ["进一"] = RoundingWay.Up,
        ["修约"] = RoundingWay.Nearest,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>How many years after the settled period's year a word means; null for any other word.</summary>
    public static int? YearsOn(string word) => word switch { "本年" => 0, "上年" => -1, "下年" => 1, _ => null };

    public static bool IsStatistic(string word, out Statistic statistic) => s_statistics.TryGetValue(word, out statistic);

    public static bool IsRounding(string word, out RoundingWay way) => s_roundings.TryGetValue(word, out way);

    /// <summary>The function that gives a statistic.</summary>
    public static string FunctionOf(Statistic statistic) => s_statistics.Single(pair => pair.Value == statistic).Key;

    public static bool IsKeyword(string word) => s_keywords.Contains(word);

    /// <summary>The class that a word stands for, with or without 类, in Roman numerals or Latin letters; null for any other word.</summary>
    public static WaterClass? ClassOf(string word) => WaterClasses.TryParse(word, out var known) ? known : null;

    /// <summary>A name is letters, digits and underscores, starts with a letter, and is no word of the language.</summary>
    public static bool IsName(string text) =>
        text.Length is > 0 and <= NameCharactersMax
        && char.IsLetter(text[0]) && text.All(c => char.IsLetterOrDigit(c) || c == '_')
        && !s_keywords.Contains(text) && !s_functions.Contains(text) && ClassOf(text) is null;
}
