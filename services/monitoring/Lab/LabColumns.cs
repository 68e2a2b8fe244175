using System.Collections.Immutable;
using Basin.Rules.WaterQuality;

namespace Basin.Monitoring;

/// <summary>
/// The columns of a laboratory file by its heading: the sampling point, its section, when it was sampled, and one for each indicator by any name that
/// the registry of indicators has. A heading may name a column twice (<c>氨氮 NH3-N</c>) and state its unit in brackets behind (<c>氨氮(mg/L)</c>).
/// </summary>
/// <param name="Row">Row of the heading, from 1.</param>
/// <param name="Section">0 where the file has no such column, as for the next two.</param>
/// <param name="Date">Column of the date, or of date and time.</param>
/// <param name="Time">Column of the time of day, or of date and time where there is no column of the date.</param>
/// <param name="Ignored">Columns that say nothing of the water: serial numbers, names, remarks.</param>
public sealed record LabColumns(
    int Row, int Station, int Section, int Date, int Time, ImmutableArray<(int Column, Indicator Indicator)> Indicators, ImmutableArray<int> Ignored)
{
    private enum Subject
    {
        Station,
        Section,
        Date,
        Time,
        Ignored,
    }

    // In any case, as indicators are.
    private static readonly Dictionary<string, Subject> Subjects = new(StringComparer.OrdinalIgnoreCase)
    {
        ["采样点代码"] = Subject.Station, ["采样点编码"] = Subject.Station, ["采样点"] = Subject.Station, ["站点代码"] = Subject.Station, ["station"] = Subject.Station, ["sampling point"] = Subject.Station,
        ["断面"] = Subject.Section, ["断面代码"] = Subject.Section, ["断面名称"] = Subject.Section, ["section"] = Subject.Section,
        ["采样日期"] = Subject.Date, ["日期"] = Subject.Date, ["采样日期时间"] = Subject.Date, ["date"] = Subject.Date, ["sampling date"] = Subject.Date,
        ["采样时间"] = Subject.Time, ["时间"] = Subject.Time, ["time"] = Subject.Time, ["sampling time"] = Subject.Time,
        ["序号"] = Subject.Ignored, ["no."] = Subject.Ignored, ["采样点名称"] = Subject.Ignored, ["name"] = Subject.Ignored, ["样品编号"] = Subject.Ignored, ["sample"] = Subject.Ignored,
        ["备注"] = Subject.Ignored, ["remarks"] = Subject.Ignored, ["采样人"] = Subject.Ignored, ["分析单位"] = Subject.Ignored,
    };

    /// <summary>Whether a row is a heading: it names the sampling point and when it was sampled.</summary>
    public static bool IsHeading(LabRow row)
    {
        var subjects = row.Cells.Select(cell => Find(cell.Text, out _, out _)).ToHashSet();
        return subjects.Contains(Subject.Station) && (subjects.Contains(Subject.Date) || subjects.Contains(Subject.Time));
    }

    /// <param name="table">The table the heading stands in, for its name and what is hidden.</param>
    /// <param name="row">The heading.</param>
    /// <param name="problems">Receives unknown and repeated columns, and units that are not the registry's.</param>
    public static LabColumns Read(LabTable table, LabRow row, ICollection<LabProblem> problems)
    {
        var places = new Dictionary<Subject, int>();
        var indicators = new Dictionary<Indicator, int>();
        var ignored = ImmutableArray.CreateBuilder<int>();
        foreach (var cell in row.Cells)
        {
            if (table.Hidden.HasColumn(cell.Column)) Add(cell, "hidden-column", "列已隐藏，请取消隐藏或删除 The column is hidden; show it or delete it.");
            if (Find(cell.Text, out var indicator, out var unit) is { } subject) Place(cell, subject, unit);
            else if (indicator is null) Add(cell, "unknown-column", $"不认识的列 '{Shown(cell.Text)}' is neither an indicator of {Rules.WaterQuality.Indicators.Edition} nor another column of laboratory files.");
            else if (!indicators.TryAdd(indicator, cell.Column)) Add(cell, "duplicate-column", $"{indicator}列重复 {indicator} has column {LabAddress.Column(indicators[indicator])} already.");
            else if (unit is not null && !LabUnits.Is(indicator, unit)) Add(cell, "wrong-unit", LabUnits.Sentence(indicator, unit));
        }

        if (indicators.Count == 0) Add(row.Cells[0], "no-indicators", "文件没有指标列 The file has no column of an indicator.");
        return new(
            row.Number, places.GetValueOrDefault(Subject.Station), places.GetValueOrDefault(Subject.Section), places.GetValueOrDefault(Subject.Date), places.GetValueOrDefault(Subject.Time),
            [.. indicators.OrderBy(entry => entry.Value).Select(entry => (entry.Value, entry.Key))], ignored.ToImmutable());

        void Place(LabCell cell, Subject subject, string? unit)
        {
            if (subject == Subject.Ignored) ignored.Add(cell.Column);
            else if (!places.TryAdd(subject, cell.Column)) Add(cell, "duplicate-column", $"列重复 '{Shown(cell.Text)}' has column {LabAddress.Column(places[subject])} already.");
            else if (unit is not null) Add(cell, "wrong-unit", $"该列没有单位 This column has no unit; '{Shown(unit)}' was given.");
        }

        void Add(LabCell cell, string code, string sentence) => problems.Add(LabProblem.Of(table.Sheet, row.Number, cell.Column, code, sentence, cell.Text));
    }

    /// <summary>Rows beside the samples: notes, and the row of units.</summary>
    public static bool IsNote(string text) =>
        text.StartsWith('#') || ((text.StartsWith("说明", StringComparison.Ordinal) || text.StartsWith('注')) && !Codes.IsCode(text));

    public static bool IsUnits(string text) => text is "单位" or "unit" or "单位 unit" or "单位 Unit";

    /// <summary>What a heading names. The whole text first, because names may hold brackets and spaces of their own.</summary>
    private static Subject? Find(string text, out Indicator? indicator, out string? unit)
    {
        var heading = text.Replace('（', '(').Replace('）', ')').Replace('\r', ' ').Replace('\n', ' ').Trim();
        unit = null;
        if (Named(heading, out indicator) is { } subject) return subject;
        if (indicator is not null || !heading.EndsWith(')') || heading.LastIndexOf('(') is not (> 0 and var bracket)) return null;
        unit = heading[(bracket + 1)..^1].Trim();
        return Named(heading[..bracket].TrimEnd(), out indicator);
    }

    /// <summary>One name, or several of the same column separated by spaces.</summary>
    private static Subject? Named(string text, out Indicator? indicator)
    {
        if (Subjects.TryGetValue(text, out var whole))
        {
            indicator = null;
            return whole;
        }

        if (Rules.WaterQuality.Indicators.TryFind(text, out indicator)) return null;
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        if (space <= 0) return null;
        var (first, others) = (text[..space], text[(space + 1)..].Trim());
        if (Subjects.TryGetValue(first, out var subject)) return Subjects.TryGetValue(others, out var again) && again == subject ? subject : null;
        indicator = Rules.WaterQuality.Indicators.TryFind(first, out var left) && Rules.WaterQuality.Indicators.TryFind(others, out var right) && left == right ? left : null;
        return null;
    }

    private static string Shown(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
