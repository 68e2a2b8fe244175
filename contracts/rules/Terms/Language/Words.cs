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
        "求和", "平均", "最大", "最小", "计数", "全部", "任一", "年均", "上年均", "月均", "类别", "类别差", "达标月数", "限幅", "出资", "份额",
        "期首", "期末", "各月", "指标", "断面", "真", "假", "类",
    }.ToFrozenSet();

    public static bool IsKeyword(string word) => s_keywords.Contains(word);

    /// <summary>The class that a word stands for, with or without 类, in Roman numerals or Latin letters; null for any other word.</summary>
    public static WaterClass? ClassOf(string word) => WaterClasses.TryParse(word, out var known) ? known : null;

    /// <summary>A name is letters, digits and underscores, starts with a letter, and is no word of the language.</summary>
    public static bool IsName(string text) =>
        text.Length is > 0 and <= NameCharactersMax
        && char.IsLetter(text[0]) && text.All(c => char.IsLetterOrDigit(c) || c == '_')
        && !s_keywords.Contains(text) && !s_functions.Contains(text) && ClassOf(text) is null;
}
