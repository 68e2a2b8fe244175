using System.Globalization;
using System.Text;
using Basin.Rules;
using Basin.Rules.WaterQuality;
using Sylvan.Data.Csv;

namespace Basin.Cli;

/// <summary>Reads one part of a file of readings from the start of a line to the end of one, row by row, keeping no row.</summary>
public sealed class ReadingsPart(string file, ReadingColumns columns, ReadingTallies tallies, Action<long> progress)
{
    private const int BufferCharacters = 256 * 1024;
    private const int RowsBetweenProgress = 50_000;

    private readonly IndicatorColumn[] _indicators = [.. columns.Indicators];
    private readonly Measured[] _values = new Measured[columns.Indicators.Count];
    private readonly Dictionary<string, SectionTallies> _sections = new(StringComparer.Ordinal);
    private (string? Cell, DateTime Time) _lastTime;
    private BadRow? _bad;

    /// <summary>The year of times that have none, in rows without a day of publication; null for none.</summary>
    public int? Year { get; init; }

    /// <summary>For reading again: rows of these section-months only, each handed over instead of tallied.</summary>
    public HashSet<(string Section, YearMonth Month)>? Only { get; init; }

    /// <summary>Takes the rows of <see cref="Only"/>.</summary>
    public Action<string, YearMonth, KeptRow>? Keep { get; init; }

    /// <param name="content">From the start of a line.</param>
    /// <param name="start">Bytes of the file before it; where there are none, the first line is the header.</param>
    /// <exception cref="CommandFailureException">The file is not UTF-8, or its quotes do not close.</exception>
    public void Read(Stream content, long start)
    {
        try
        {
            using var text = new StreamReader(content, new UTF8Encoding(false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: true, BufferCharacters);
            if (start == 0) text.ReadLine();
            using var rows = CsvDataReader.Create(
                text, new char[BufferCharacters], new CsvDataReaderOptions { HasHeaders = false, Delimiter = columns.Delimiter, OwnsReader = false });
            var lookup = _sections.GetAlternateLookup<ReadOnlySpan<char>>();
            var since = 0;
            while (rows.Read())
            {
                tallies.Rows++;
                Row(rows, lookup);
                if (_bad is { } bad)
                {
                    if (Only is null) tallies.AddBad(bad);
                    _bad = null;
                }

                if (++since < RowsBetweenProgress) continue;
                progress(since);
                since = 0;
            }

            progress(since);
        }
        catch (DecoderFallbackException)
        {
            throw new CommandFailureException($"{file}: 不是 UTF-8 文本 not UTF-8 text; convert it first: iconv -f GB18030 -t UTF-8");
        }
        catch (Exception problem) when (problem is CsvFormatException or CsvRecordTooLargeException)
        {
            throw new CommandFailureException($"{file}: {(start == 0 ? "" : $"after byte {start} and ")}after {tallies.Rows} rows: {problem.Message}");
        }
    }

    private void Row(CsvDataReader rows, Dictionary<string, SectionTallies>.AlternateLookup<ReadOnlySpan<char>> lookup)
    {
        if (rows.RowFieldCount == 1 && rows.GetFieldSpan(0).IsWhiteSpace())
        {
            if (Only is null) tallies.Empty++;
            return;
        }

        if (rows.RowFieldCount != columns.Count)
        {
            Bad("", $"{rows.RowFieldCount}", $"应有{columns.Count}列 {columns.Count} columns are expected");
            return;
        }

        if (!InService(rows)) return;
        if (!TryTime(rows, out var time)) return;
        if (!TryValues(rows, out var measured, out var content)) return;
        if (measured == 0)
        {
            if (Only is null) tallies.Empty++;
            return;
        }

        var cell = rows.GetFieldSpan(columns.Section).Trim();
        if (!lookup.TryGetValue(cell, out var section))
        {
            if (cell.IsEmpty)
            {
                Bad(columns.Names[columns.Section], "", "没有断面 no section");
                return;
            }

            var name = cell.ToString();
            _sections[name] = section = tallies.Section(name);
        }

        Add(section, time, measured, content);
    }

    private void Add(SectionTallies section, DateTime time, uint measured, int content)
    {
        var month = new YearMonth(time.Year, time.Month);
        var second = (time.Day - 1) * 86_400 + (int)(time.TimeOfDay.Ticks / TimeSpan.TicksPerSecond);
        if (Only is not null)
        {
            if (Only.Contains((section.Code, month))) Keep!(section.Code, month, new(tallies.Rows, second, measured, [.. _values], content));
            return;
        }

        var tally = tallies.Month(section, month);
        if (tally.Add(new ReadingRow(second, measured, _values, content)) == RowOutcome.Contradicts)
            tally.Contradict(Contradiction(tallies.Rows + 1, section.Code, time));
    }

    public static BadRow Contradiction(long row, string section, DateTime time) =>
        new(row, "", $"{section} {time:yyyy-MM-dd HH:mm}", "同一断面同一时间的另一行数值不同 another row of this section and time has other values");

    private bool InService(CsvDataReader rows)
    {
        if (columns.State is not { } column) return true;
        var state = rows.GetFieldSpan(column).Trim();
        if (state.IsEmpty || state is "正常") return true;
        if (state is not ("维护" or "停站")) Bad(columns.Names[column], state, "应为 expected 正常, 维护, 停站");
        else if (Only is null) tallies.NotInService++;
        return false;
    }

    private bool TryTime(CsvDataReader rows, out DateTime time)
    {
        var cell = rows.GetFieldSpan(columns.Time);
        time = _lastTime.Time;
        // Rows of one time often follow each other; the year may come from another column, so then nothing is remembered.
        if (columns.Published is null && _lastTime.Cell is { } last && cell.SequenceEqual(last)) return true;
        var published = PublishedOn(rows);
        if (!ReadingCell.TryTime(cell, published, Year, out time)) return NoTime(rows, cell, published);
        if (columns.Published is null) _lastTime = (cell.ToString(), time);
        return true;
    }

    private DateOnly? PublishedOn(CsvDataReader rows) =>
        columns.Published is { } column && DateOnly.TryParseExact(rows.GetFieldSpan(column).Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : null;

    private bool NoTime(CsvDataReader rows, ReadOnlySpan<char> cell, DateOnly? published)
    {
        if (published is { } day && !ReadingCell.CanDate(day))
            Bad(columns.Names[columns.Published!.Value], rows.GetFieldSpan(columns.Published.Value), $"发布日期应在{YearMonth.YearMin}年至{YearMonth.YearMax}年 a day of publication lies from {YearMonth.YearMin} to {YearMonth.YearMax}");
        else Bad(columns.Names[columns.Time], cell, "不是时间 no time such as 2020-05-08 12:00");
        return false;
    }

    private bool TryValues(CsvDataReader rows, out uint measured, out int content)
    {
        (measured, content) = (0, 0);
        var below = 0u;
        var hash = new HashCode();
        for (var index = 0; index < _indicators.Length; index++)
        {
            var column = _indicators[index];
            var found = CellContent.Nothing;
            if (column.Raw is { } raw) found = Value(rows, raw, column.Indicator, index);
            if (found == CellContent.Nothing && column.Published is { } published) found = Value(rows, published, column.Indicator, index);
            if (found == CellContent.Unreadable) return false;
            if (found == CellContent.Nothing) continue;
            measured |= 1u << index;
            if (_values[index].BelowDetection) below |= 1u << index;
            hash.Add(_values[index].Value.GetHashCode());
        }

        hash.Add(measured);
        hash.Add(below);
        content = hash.ToHashCode();
        return true;
    }

    private CellContent Value(CsvDataReader rows, int column, Indicator indicator, int index)
    {
        var cell = rows.GetFieldSpan(column);
        var found = ReadingCell.Read(cell, out var measured);
        if (found == CellContent.Unreadable) return Bad(columns.Names[column], cell, "不是数值 no number");
        if (found == CellContent.Nothing) return found;
        if (measured.BelowDetection && (measured.Value <= 0 || measured.Value > Limits.DetectionLimitMost(indicator)))
            return Bad(columns.Names[column], cell, $"检出限应大于 0 且不超过 {Limits.DetectionLimitMost(indicator)} a detection limit is above 0 and at most that");
        if (!indicator.IsPlausible(measured.Value)) return Bad(columns.Names[column], cell, $"不在合理范围 outside the plausible range {indicator.Least} to {indicator.Most}");
        if (measured.BelowDetection && indicator.Averaging == Averaging.HydrogenIon) return Bad(columns.Names[column], cell, $"{indicator}没有检出限 {indicator} has no detection limit");
        _values[index] = measured;
        return found;
    }

    private CellContent Bad(string column, ReadOnlySpan<char> value, string why)
    {
        const int shown = 40;
        // The line of the file: the header stands before the first row.
        _bad = new(tallies.Rows + 1, column, value.Length <= shown ? value.ToString() : $"{value[..shown]}…", why);
        return CellContent.Unreadable;
    }
}

/// <summary>A row kept to be put in order.</summary>
/// <param name="Row">Row of its part, from 1.</param>
public sealed record KeptRow(long Row, int Second, uint Measured, Measured[] Values, int Content);
