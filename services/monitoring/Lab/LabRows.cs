using System.Collections.Immutable;
using System.Text;
using Basin.Rules.WaterQuality;

namespace Basin.Monitoring;

/// <summary>Reads the rows below a heading into samples, and collects everything that is wrong with them.</summary>
internal sealed class LabRows(LabTable table, DateTimeOffset now)
{
    private readonly List<LabProblem> _problems = [];
    private readonly List<LabSample> _samples = [];
    private readonly List<LabSample> _placed = [];
    private readonly Dictionary<(string, DateTimeOffset), int> _rowOf = [];
    private int _count;

    private LabColumns _columns = null!;

    public LabFile Read(LabRow heading)
    {
        var inHeading = new List<LabProblem>();
        _columns = LabColumns.Read(table, heading, inHeading);
        foreach (var problem in inHeading) Add(problem);
        ImmutableArray<int> known = [.. _columns.Indicators.Select(indicator => indicator.Column), _columns.Station, _columns.Section, _columns.Date, _columns.Time, .. _columns.Ignored, .. heading.Cells.Select(cell => cell.Column)];
        var below = table.Rows.Where(row => row.Number > heading.Number).ToList();
        foreach (var row in below) ReadRow(row, known);
        foreach (var range in table.Merged.Where(range => range.Bottom >= heading.Number)) ReadMerged(range);
        if (_samples.Count == 0 && _count == 0) Add(heading.Number, _columns.Station, "no-samples", "文件没有样品 The file holds no sample.", null);
        var problems = LabProblems.None with { Count = _count, First = [.. _problems.OrderBy(problem => problem.Row).ThenBy(problem => problem.Column)] };
        return new(table.Sheet, _columns, _count == 0 ? [.. _samples] : [], [.. _placed], problems, []);
    }

    private void ReadRow(LabRow row, ImmutableArray<int> known)
    {
        var first = row.Cells[0];
        if (LabColumns.IsNote(first.Text)) return;
        if (LabColumns.IsUnits(first.Text))
        {
            ReadUnits(row);
            return;
        }

        if (_samples.Count == LabLimits.RowsMax) throw LabUnreadableException.TooManyRows(row.Number);
        if (table.Hidden.Rows.Contains(row.Number)) Add(row.Number, first.Column, "hidden-row", "行已隐藏，请取消隐藏或删除 The row is hidden; show it or delete it.", first.Text);
        foreach (var cell in row.Cells)
        {
            if (!known.Contains(cell.Column)) Add(row.Number, cell.Column, "no-column-heading", "该列没有标题 The column has no heading.", cell.Text);
            else if (cell.Text.Length > LabLimits.CellCharactersMax) Add(row.Number, cell.Column, "cell-too-long", $"文本过长 A cell holds at most {LabLimits.CellCharactersMax} characters.", cell.Text);
        }

        ReadSample(row);
    }

    private void ReadSample(LabRow row)
    {
        var before = _count;
        var station = ReadStation(row);
        var time = ReadTime(row);
        var section = _columns.Section == 0 || row.At(_columns.Section) is not { } cell ? null : Plain(row.Number, cell);
        var readings = ReadReadings(row);
        if (readings.Count == 0 && _count == before)
            Add(row.Number, _columns.Station, "no-readings", "该样品没有任何数值 The sample has no value at all; delete the row, or write what was measured.", station);
        if (station is null || time is not { } instant) return;
        var sample = new LabSample(row.Number, new Frame(station, instant, StationState.Normal, readings), section, Text(row));
        _placed.Add(sample);
        if (!_rowOf.TryAdd((station, instant), row.Number))
            Add(row.Number, _columns.Station, "duplicate-sample", $"与第 {_rowOf[(station, instant)]} 行是同一样品 Row {_rowOf[(station, instant)]} is the same sample: the same point at the same time.", station);
        else
            _samples.Add(sample);
    }

    private string? ReadStation(LabRow row)
    {
        if (row.At(_columns.Station) is not { } cell)
        {
            Add(row.Number, _columns.Station, "missing-station", "缺采样点代码 The row names no sampling point.", null);
            return null;
        }

        if (Plain(row.Number, cell) is not { } text) return null;
        if (Codes.IsCode(text)) return text;
        Add(row.Number, cell.Column, "invalid-code", $"不是采样点代码 {Codes.Rule}", text);
        return null;
    }

    private DateTimeOffset? ReadTime(LabRow row)
    {
        var (date, time) = (_columns.Date == 0 ? null : row.At(_columns.Date), _columns.Time == 0 ? null : row.At(_columns.Time));
        if ((date ?? time) is not { } main)
        {
            Add(row.Number, _columns.Date == 0 ? _columns.Time : _columns.Date, "missing-time", "缺采样日期 The row has no sampling date.", null);
            return null;
        }

        if (Plain(row.Number, main) is not { } text) return null;
        if (!LabTime.TryMoment(text, out var moment))
        {
            Add(row.Number, main.Column, "invalid-time", main.Kind == LabCellKind.Number ? $"数字没有日期格式 The number is not formatted as a date. {LabTime.Rule}" : LabTime.Rule, text);
            return null;
        }

        if (date is not null && time is { } ofDay)
        {
            if (Plain(row.Number, ofDay) is not { } clock) return null;
            if (!LabTime.TryOfDay(clock, out var span) || moment.TimeOfDay != TimeSpan.Zero)
            {
                Add(row.Number, ofDay.Column, "invalid-time", moment.TimeOfDay == TimeSpan.Zero ? LabTime.OfDayRule : "日期列已含时间 The column of the date holds a time already.", clock);
                return null;
            }

            moment += span;
        }

        var (instant, code, sentence) = LabTime.Instant(moment, now);
        if (code is null) return instant;
        Add(row.Number, main.Column, code, sentence!, text);
        return null;
    }

    private List<Reading> ReadReadings(LabRow row)
    {
        var readings = new List<Reading>();
        foreach (var (column, indicator) in _columns.Indicators)
        {
            if (row.At(column) is not { } cell || cell.Text.Length > LabLimits.CellCharactersMax) continue;
            if (ReadReading(row.Number, cell, indicator) is { SaysNothing: false } reading) readings.Add(reading);
        }

        return readings;
    }

    private Reading? ReadReading(int row, LabCell cell, Indicator indicator)
    {
        if (cell.Kind == LabCellKind.Date)
            return Refused("cell-date", "单元格是日期，不是数值；请设为常规格式后重新填写 The cell is a date, not a value: format it as a number and write the value again.");
        if (cell.Kind == LabCellKind.Percent) return Refused("cell-percent", "单元格是百分比 The cell is shown as a percentage; write the value in the indicator's unit.");
        if (Plain(row, cell) is not { } written) return null;
        if (written is "未检出" or "ND" or "nd" or "N.D." or "<" or "L")
            return Refused("limit-missing", "未检出须写出检出限，如 <0.02 或 0.02L What was not detected is written with its detection limit, such as <0.02 or 0.02L.");
        if (ReadingRules.Read(Narrow(written), indicator, "", out var value, out var limit) is { } refused)
        {
            Add(LabProblem.Of(table.Sheet, row, cell.Column, refused, written));
            return null;
        }

        return new(indicator.Name, value, Reading.Normal, limit);

        Reading? Refused(string code, string sentence)
        {
            Add(row, cell.Column, code, sentence, cell.Text);
            return null;
        }
    }

    /// <summary>The wide sign of a Chinese keyboard, and a space beside the sign, mean what the narrow ones do.</summary>
    private static string Narrow(string text)
    {
        var narrow = text.Replace('＜', '<');
        if (narrow.StartsWith('<')) return "<" + narrow[1..].TrimStart();
        return narrow.EndsWith('L') ? narrow[..^1].TrimEnd() + "L" : narrow;
    }

    private void ReadUnits(LabRow row)
    {
        foreach (var (column, indicator) in _columns.Indicators)
        {
            if (row.At(column) is { } cell && !LabUnits.Is(indicator, cell.Text)) Add(row.Number, column, "wrong-unit", LabUnits.Sentence(indicator, cell.Text), cell.Text);
        }
    }

    private void ReadMerged(LabRange range)
    {
        var covered = table.Rows.Where(row => range.Top <= row.Number && row.Number <= range.Bottom).ToList();
        if (covered.Count == 0 || covered.All(row => LabColumns.IsNote(row.Cells[0].Text))) return;
        Add(range.Top, range.Left, "merged-cells", $"合并单元格 {range} 只有一个值，请取消合并 Merged cells {range} hold one value for several; unmerge them.", covered[0].At(range.Left)?.Text);
    }

    /// <summary>The text of a cell that holds what a person wrote there; otherwise says what it is.</summary>
    private string? Plain(int row, LabCell cell)
    {
        var (code, sentence) = cell.Kind switch
        {
            LabCellKind.Formula => ("cell-formula", "单元格是公式，请粘贴为数值 The cell is a formula, whose result may differ from program to program; paste it as a value."),
            LabCellKind.Error => ("cell-error", "单元格是错误值 The cell is an error, not a value."),
            LabCellKind.Boolean => ("cell-boolean", "单元格是逻辑值 The cell is true or false, not a value."),
            _ => (null, ""),
        };
        if (code is null) return cell.Text;
        Add(row, cell.Column, code, sentence, cell.Text);
        return null;
    }

    private string Text(LabRow row)
    {
        var text = new StringBuilder().Append(table.Sheet is null ? "" : $"{table.Sheet}!").Append(row.Number);
        foreach (var cell in row.Cells) text.Append('\t').Append(LabAddress.Column(cell.Column)).Append('=').Append(cell.Text);
        return text.ToString();
    }

    private void Add(int row, int column, string code, string sentence, string? value) => Add(LabProblem.Of(table.Sheet, row, column, code, sentence, value));

    private void Add(LabProblem problem)
    {
        _count++;
        if (_problems.Count < LabLimits.ProblemsMax) _problems.Add(problem);
    }
}
