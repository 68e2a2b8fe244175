using Basin.Rules.WaterQuality;
using Sylvan.Data.Csv;

namespace Basin.Cli;

/// <summary>
/// What the columns of a file of readings or monthly means are, by its header. Indicators go by any known name, symbol or code, with a unit in
/// brackets if one likes, in any case; beside a published column the one called <c>_raw</c> counts, where it has a value.
/// </summary>
/// <param name="Time">Time of a reading, or month of a mean.</param>
/// <param name="State">Null where the file has no states.</param>
/// <param name="Published">Day of publication, whose year a time without one takes; null where the file has none.</param>
/// <param name="Volume">Water of the month in m³, beside monthly means; null where the file has none.</param>
/// <param name="Indicators">In the order of the file.</param>
/// <param name="Unused">Names of the columns that are not looked at.</param>
/// <param name="Count">Columns in all.</param>
public sealed record ReadingColumns(
    char Delimiter, int Section, int Time, int? State, int? Published, int? Volume, IReadOnlyList<IndicatorColumn> Indicators, IReadOnlyList<string> Unused, int Count,
    IReadOnlyList<string> Names)
{
    /// <summary>Bits of a row's mask: more indicators than there are standards for.</summary>
    private const int IndicatorsMax = 32;

    private static readonly string[] Sections = ["section", "断面", "断面名称", "断面代码"];
    private static readonly string[] Times = ["time", "时间", "监测时间"];
    private static readonly string[] Months = ["month", "月份", "月"];
    private static readonly string[] States = ["state", "状态", "站点情况"];
    private static readonly string[] Volumes = ["volume", "水量", "水量(m³)", "水量（m³）"];
    private static readonly string[] Days = ["snapshot_date", "发布日期"];

    /// <exception cref="CommandFailureException">A needed column is missing, or one stands twice.</exception>
    public static ReadingColumns Of(string file, string header, bool isMonthly)
    {
        var delimiter = header.Contains('\t') && !header.Contains(',') ? '\t' : ',';
        var names = Cells(file, header, delimiter);
        var used = new HashSet<int>();
        int? Find(string[] known)
        {
            var found = Enumerable.Range(0, names.Count).Where(column => known.Contains(names[column], StringComparer.OrdinalIgnoreCase)).ToList();
            if (found.Count > 1) throw new CommandFailureException($"{file}: the columns {names[found[0]]} and {names[found[1]]} mean the same.");
            used.UnionWith(found);
            return found.Count == 0 ? null : found[0];
        }

        int Needed(string[] known) => Find(known) ?? throw new CommandFailureException($"{file}: 缺少列 no column {string.Join(" / ", known)}.");
        var (section, time) = (Needed(Sections), Needed(isMonthly ? Months : Times));
        var (state, published) = isMonthly ? (null, null) : (Find(States), Find(Days));
        var volume = isMonthly ? Find(Volumes) : null;
        var indicators = IndicatorColumns(file, names, used);
        if (indicators.Count is 0 or > IndicatorsMax) throw new CommandFailureException($"{file}: {indicators.Count} columns are indicators; there must be 1 to {IndicatorsMax}.");
        return new(
            delimiter, section, time, state, published, volume, indicators,
            [.. Enumerable.Range(0, names.Count).Where(column => !used.Contains(column)).Select(column => names[column])], names.Count, names);
    }

    private static List<string> Cells(string file, string header, char delimiter)
    {
        try
        {
            using var cells = CsvDataReader.Create(new StringReader(header), new CsvDataReaderOptions { HasHeaders = false, Delimiter = delimiter });
            if (!cells.Read()) throw new CommandFailureException($"{file}: no header.");
            return [.. Enumerable.Range(0, cells.RowFieldCount).Select(column => cells.GetString(column).Trim())];
        }
        catch (Exception problem) when (problem is CsvFormatException or CsvMissingHeadersException)
        {
            throw new CommandFailureException($"{file}: {problem.Message}");
        }
    }

    private static List<IndicatorColumn> IndicatorColumns(string file, List<string> names, HashSet<int> used)
    {
        var columns = new List<IndicatorColumn>();
        for (var column = 0; column < names.Count; column++)
        {
            var isRaw = names[column].EndsWith("_raw", StringComparison.OrdinalIgnoreCase);
            if (used.Contains(column) || !Rules.WaterQuality.Indicators.TryFind(WithoutUnit(isRaw ? names[column][..^4] : names[column]), out var indicator)) continue;
            used.Add(column);
            var known = columns.FindIndex(one => one.Indicator == indicator);
            var own = known < 0 ? new IndicatorColumn(indicator, null, null) : columns[known];
            if ((isRaw ? own.Raw : own.Published) is { } other) throw new CommandFailureException($"{file}: the columns {names[other]} and {names[column]} are both {indicator}.");
            own = isRaw ? own with { Raw = column } : own with { Published = column };
            if (known < 0) columns.Add(own);
            else columns[known] = own;
        }

        return columns;
    }

    // Units are the standard's; one that says otherwise is no name of the indicator, and the column is reported as unused.
    private static string WithoutUnit(string name)
    {
        var open = name.IndexOfAny(['(', '（']);
        if (open <= 0 || name[^1] is not (')' or '）') || Rules.WaterQuality.Indicators.TryFind(name, out _)) return name;
        var unit = name[(open + 1)..^1].Trim();
        return Rules.WaterQuality.Indicators.TryFind(name[..open].Trim(), out var indicator) && (unit == indicator.Unit || (unit == "无量纲" && indicator.Unit.Length == 0)) ? indicator.Name : name;
    }
}

/// <summary>Where an indicator's values stand: as published, as measured, or both.</summary>
public sealed record IndicatorColumn(Indicator Indicator, int? Published, int? Raw);
