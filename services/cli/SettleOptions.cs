using System.CommandLine;
using System.Globalization;
using Basin.Rules;
using Basin.Rules.Terms;

namespace Basin.Cli;

/// <summary>What <c>basin settle</c> is asked for, as it was typed; what depends on the terms is checked against them.</summary>
/// <param name="Terms">Path of the document.</param>
/// <param name="Readings">Path of the file of readings or monthly means, <c>-</c> for standard input.</param>
/// <param name="Monthly">Whether the file holds monthly means.</param>
/// <param name="MonthShare">Least share of the expected readings of a month, decimal text from 0 to 1.</param>
/// <param name="EveryHours">Hours between readings, one of those that divide a day.</param>
/// <param name="Year">Year of times that have none, from <see cref="YearMonth.YearMin"/> to <see cref="YearMonth.YearMax"/>; null for none.</param>
/// <param name="From">First month, such as 2020-05; null for the term's first.</param>
/// <param name="To">Last month, inclusive; null for the term's last.</param>
/// <param name="Stated">Path of a file of stated facts; null for none.</param>
/// <param name="Aliases">Other names of sections, as OTHER=NAME.</param>
/// <param name="Lakes">Sections that are lakes or reservoirs, by any name.</param>
public sealed record SettleOptions(
    string Terms, string Readings, bool Monthly, string MonthShare, int EveryHours, int? Year, string? From, string? To, string? Stated, string[] Aliases, string[] Lakes,
    bool Explain, bool Analyse, bool Json, bool Html)
{
    private static readonly int[] Hours = [1, 2, 3, 4, 6, 8, 12, 24];

    /// <summary>Gives a command these options; the result reads them from what was typed.</summary>
    public static Func<ParseResult, SettleOptions> AddTo(Command command)
    {
        var terms = new Argument<string>("TERMS.json") { Description = "协议文件 Agreement document" };
        var readings = new Argument<string>("READINGS.csv") { Description = "读数 CSV：断面、时间、状态（可无）、各指标 Readings: section, time, state (optional), indicators" };
        var monthly = new Option<bool>("--monthly") { Description = "文件为月均值：断面、月份、各指标 The file holds monthly means: section, month, indicators" };
        var share = new Option<string>("--month-share") { Description = "月内有效读数的最低比例 Least share of the expected readings of a month, 0 to 1", DefaultValueFactory = _ => "0.5" };
        var hours = new Option<int>("--every-hours") { Description = $"应测间隔小时 Hours between readings: {string.Join(", ", Hours)}", DefaultValueFactory = _ => 4 };
        var year = new Option<int?>("--year") { Description = "时间不含年份时的年份 The year, where times have none" };
        var from = new Option<string?>("--from") { Description = "起始月，缺省为期限 First month, such as 2020-01; default: the term" };
        var to = new Option<string?>("--to") { Description = "终止月 Last month, inclusive" };
        var stated = new Option<string?>("--stated") { Description = "陈述的事实 JSON：[{name, period, value}] Stated facts" };
        var aliases = new Option<string[]>("--alias") { Description = "断面别名，可多次 Another name of a section: OTHER=NAME; may be repeated", DefaultValueFactory = _ => [] };
        var lakes = new Option<string[]>("--lake") { Description = "湖库断面，可多次 A section that is a lake or reservoir; may be repeated", DefaultValueFactory = _ => [] };
        var explain = new Option<bool>("--explain") { Description = "输出计算依据 Print the explanation" };
        var analyse = new Option<bool>("--analyse") { Description = "盈亏平衡点、灵敏度、缺测月 Break-even, sensitivity, missing months" };
        var json = new Option<bool>("--json") { Description = "输出 JSON Print JSON" };
        var html = new Option<bool>("--html") { Description = "输出计算依据网页 Print the explanation as one HTML page" };
        foreach (var argument in new[] { terms, readings }) command.Add(argument);
        foreach (var option in new Option[] { monthly, share, hours, year, from, to, stated, aliases, lakes, explain, analyse, json, html }) command.Add(option);
        return parsed => new(
            parsed.GetRequiredValue(terms), parsed.GetRequiredValue(readings), parsed.GetValue(monthly), parsed.GetRequiredValue(share), parsed.GetValue(hours), parsed.GetValue(year),
            parsed.GetValue(from), parsed.GetValue(to), parsed.GetValue(stated), parsed.GetValue(aliases) ?? [], parsed.GetValue(lakes) ?? [],
            parsed.GetValue(explain), parsed.GetValue(analyse), parsed.GetValue(json), parsed.GetValue(html));
    }

    /// <summary>First and last month, both inclusive; where none is asked for, those of the term.</summary>
    /// <exception cref="CommandFailureException">A month cannot be read, or the range is empty or too long.</exception>
    public (YearMonth From, YearMonth To) Range(CheckedTerms terms)
    {
        var (from, to) = (Month(From, "--from", YearMonth.Of(terms.From)), Month(To, "--to", YearMonth.Of(terms.To)));
        if (from > to || to.Year - from.Year >= Simulation.YearsMax) throw new CommandFailureException($"{from} to {to}: a range is not empty and spans at most {Simulation.YearsMax} calendar years.");
        return (from, to);
    }

    /// <summary>How readings make means.</summary>
    /// <exception cref="CommandFailureException">Hours, year or share are out of range, or a lake or an alias is no section of the terms.</exception>
    public MonthRule Rule(CheckedTerms terms)
    {
        if (!Hours.Contains(EveryHours)) throw new CommandFailureException($"--every-hours {EveryHours}: one of {string.Join(", ", Hours)}.");
        if (Year is < YearMonth.YearMin or > YearMonth.YearMax) throw new CommandFailureException($"--year {Year}: from {YearMonth.YearMin} to {YearMonth.YearMax}.");
        if (!decimal.TryParse(MonthShare, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var share) || share > 1)
            throw new CommandFailureException($"--month-share {MonthShare}: a share is from 0 to 1.");
        var cells = new SectionCells(terms, Aliases);
        var lakes = Lakes.Select(cells.Resolve).ToHashSet(StringComparer.Ordinal);
        if (lakes.FirstOrDefault(lake => !terms.Sections.ContainsValue(lake)) is { } unknown) throw new CommandFailureException($"--lake {unknown}: the terms name no such section.");
        return new(EveryHours, share, lakes);
    }

    private static YearMonth Month(string? text, string name, YearMonth otherwise)
    {
        if (text is null) return otherwise;
        return YearMonth.TryParse(text, out var month) ? month : throw new CommandFailureException($"{name} {text}: a month is written as 2020-05.");
    }
}
