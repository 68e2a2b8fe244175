using System.Collections.Immutable;
using System.Text;
using Basin.Rules;
using Basin.Rules.WaterQuality;
using Sylvan.Data.Csv;

namespace Basin.Cli;

/// <summary>A file of monthly means: section, month a column for each indicator and perhaps one for the volume; what is not determined is <c>--</c>, <c>*</c> or empty.</summary>
public sealed class MonthlyMeans(string file, ReadingColumns columns, SectionCells sections)
{
    private const int RowsMax = 1_000_000;
    private readonly Dictionary<string, string> _codes = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Section, YearMonth Month), (ImmutableSortedDictionary<string, MonthMean> Means, MonthMean? Volume)> _months = [];

    /// <summary>Data rows, blank and bad ones among them.</summary>
    public long Rows { get; private set; }

    /// <summary>Blank rows.</summary>
    public long Empty { get; private set; }

    /// <summary>Section cells that the terms name otherwise, and the codes they stand for.</summary>
    public IEnumerable<KeyValuePair<string, string>> Renamed => _codes.Where(pair => pair.Key != pair.Value);

    /// <summary>Rows that cannot be read, and those whose section and month another row has.</summary>
    public long Bad { get; private set; }

    public List<BadRow> BadRows { get; } = [];

    public IEnumerable<string> Sections => _months.Keys.Select(month => month.Section).Distinct();

    public IEnumerable<(string Section, YearMonth Month, ImmutableSortedDictionary<string, MonthMean> Means, MonthMean? Volume)> Months =>
        _months.Select(month => (month.Key.Section, month.Key.Month, month.Value.Means, month.Value.Volume));

    /// <exception cref="CommandFailureException">The file is not UTF-8, its quotes do not close, or it has too many rows.</exception>
    public void Read(Stream content)
    {
        try
        {
            using var text = new StreamReader(content, new UTF8Encoding(false, throwOnInvalidBytes: true));
            text.ReadLine();
            using var rows = CsvDataReader.Create(text, new CsvDataReaderOptions { HasHeaders = false, Delimiter = columns.Delimiter });
            while (rows.Read())
            {
                if (++Rows > RowsMax) throw new CommandFailureException($"{file}: more than {RowsMax} rows.");
                if (Row(rows) is not { } bad) continue;
                Bad++;
                if (BadRows.Count < ReadingTallies.BadRowsShown) BadRows.Add(bad);
            }
        }
        catch (DecoderFallbackException)
        {
            throw new CommandFailureException($"{file}: 不是 UTF-8 文本 not UTF-8 text; convert it first: iconv -f GB18030 -t UTF-8");
        }
        catch (Exception problem) when (problem is CsvFormatException or CsvRecordTooLargeException)
        {
            throw new CommandFailureException($"{file}: after {Rows} rows: {problem.Message}");
        }
    }

    private BadRow? Row(CsvDataReader rows)
    {
        if (rows.RowFieldCount == 1 && rows.GetFieldSpan(0).IsWhiteSpace())
        {
            Empty++;
            return null;
        }

        if (rows.RowFieldCount != columns.Count) return BadCell(-1, $"{rows.RowFieldCount}", $"应有{columns.Count}列 {columns.Count} columns are expected");
        var (section, text) = (rows.GetString(columns.Section).Trim(), rows.GetString(columns.Time).Trim());
        if (section.Length == 0) return BadCell(columns.Section, "", "没有断面 no section");
        if (!YearMonth.TryParse(text, out var month)) return BadCell(columns.Time, text, "不是月份 no month such as 2020-05");
        var means = ImmutableSortedDictionary.CreateBuilder<string, MonthMean>(StringComparer.Ordinal);
        foreach (var column in columns.Indicators)
        {
            var at = column.Raw ?? column.Published!.Value;
            var found = ReadingCell.Read(rows.GetFieldSpan(at), out var measured);
            if (found == CellContent.Unreadable || measured.BelowDetection || (found == CellContent.Measured && !column.Indicator.IsPlausible(measured.Value)))
                return BadCell(at, rows.GetString(at), "不是合理的均值 no plausible mean");
            means[column.Indicator.Name] = found == CellContent.Measured ? new(measured.Value, 1, 1, null, ValidDays: month.Days) : new(null, 0, 1, $"{column.Indicator}没有月均值");
        }

        MonthMean? volume = null;
        if (columns.Volume is { } water)
        {
            var found = ReadingCell.Read(rows.GetFieldSpan(water), out var measured);
            if (found == CellContent.Unreadable || measured.BelowDetection || measured.Value < 0) return BadCell(water, rows.GetString(water), "不是水量 no volume in m³");
            volume = found == CellContent.Measured ? new(measured.Value, 1, 1, null) : new(null, 0, 1, "没有月水量");
        }

        var code = _codes[section] = sections.Resolve(section);
        var isNew = _months.TryAdd((code, month), (means.ToImmutable(), volume));
        return isNew ? null : BadCell(-1, $"{section} {month}", "该断面该月已有一行 another row has this section and month");
    }

    private BadRow BadCell(int column, string value, string why) => new(Rows + 1, column < 0 ? "" : columns.Names[column], value, why);
}
