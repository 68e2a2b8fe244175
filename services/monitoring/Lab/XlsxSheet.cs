using System.Collections.Immutable;

namespace Basin.Monitoring;

/// <summary>
/// Reads one sheet of a workbook. Rows and cells must come in order, each once: a program that shows the file and one that reads it might otherwise
/// take different values. Formulas are kept as such, never as the value that some program once computed from them.
/// </summary>
internal sealed class XlsxSheet(XlsxPart part, IReadOnlyList<string> shared, XlsxFormats formats, bool from1904)
{
    private readonly List<LabRow> _rows = [];
    private readonly List<LabRange> _merged = [], _arrays = [];
    private readonly ImmutableHashSet<int>.Builder _hiddenRows = ImmutableHashSet.CreateBuilder<int>();
    private readonly List<(int First, int Last)> _hiddenColumns = [];
    private int _row;

    public LabTable Read(string name)
    {
        while (part.Read())
        {
            switch (part.Begins)
            {
                case "col":
                    ReadColumns();
                    break;
                case "row":
                    ReadRow();
                    break;
                case "mergeCell":
                    Keep(_merged, part.Attribute("ref"));
                    break;
            }
        }

        return new(name, [.. _rows.Select(WithArrays)], new(_hiddenRows.ToImmutable(), [.. _hiddenColumns]), [.. _merged]);
    }

    private void ReadColumns()
    {
        if (!part.Is("hidden") && part.Attribute("width") is not "0") return;
        if (_hiddenColumns.Count == LabLimits.RangesMax) throw TooManyRanges();
        if (part.Whole("min") is { } first && part.Whole("max") is { } last) _hiddenColumns.Add((first, last));
    }

    private void ReadRow()
    {
        var before = _row;
        _row = part.Attribute("r") is null ? before + 1 : part.Whole("r") ?? 0;
        if (_row <= before) throw Disordered($"{part.Attribute("r")}", $"row {part.Attribute("r")} stands after row {before}");
        var hidden = part.Is("hidden") || part.Attribute("ht") is "0";
        if (part.IsEmpty) return;
        var cells = new List<LabCell>();
        var (depth, column) = (part.Depth, 0);
        while (part.Read() && part.Depth > depth)
            if (part.Begins == "c") ReadCell(cells, ref column);
        if (cells.Count == 0) return;
        if (_row > LabLimits.LowestRow) throw LabUnreadableException.TooManyRows(_row);
        _rows.Add(new(_row, [.. cells]));
        if (hidden) _hiddenRows.Add(_row);
    }

    private void ReadCell(List<LabCell> cells, ref int column)
    {
        var before = column;
        var address = part.Attribute("r");
        if (address is null) column++;
        else if (!LabAddress.TryRead(address, out var row, out column) || row != _row || column <= before)
            throw Disordered(Shown(address), $"cell {Shown(address)} stands in row {_row} after column {before}");
        var (type, style) = (part.Attribute("t"), part.Whole("s"));
        var (text, formula) = ("", (string?)null);
        if (!part.IsEmpty)
        {
            var depth = part.Depth;
            while (part.Read() && part.Depth > depth)
            {
                if (part.Begins == "f") formula = ReadFormula();
                else if (part.Begins is "v" or "t") text = part.Text();
                else if (part.Begins == "is") text = XlsxTexts.Read(part);
            }
        }

        if (formula is null && text.Length == 0) return;
        var cell = formula is null ? Valued(column, type, style, text) : new(column, formula, LabCellKind.Formula);
        if (cell.Text.Length == 0) return;
        if (column > LabLimits.ColumnsMax) throw LabUnreadableException.TooManyColumns(_row, column);
        cells.Add(cell);
    }

    private string ReadFormula()
    {
        if (part.Attribute("t") is "array" or "dataTable") Keep(_arrays, part.Attribute("ref"));
        return "=" + part.Text().Trim();
    }

    private LabCell Valued(int column, string? type, int? style, string stored)
    {
        var text = stored.Trim();
        switch (type)
        {
            case "s":
                return XlsxNumber.TryText(text, out var index) && int.TryParse(index, out var number) && number >= 0 && number < shared.Count
                    ? new(column, shared[number])
                    : throw LabUnreadableException.Malformed("malformed-workbook", $"工作簿损坏 {LabAddress.Of(_row, column)} names a shared text that does not exist.", LabAddress.Of(_row, column), Shown(text));
            case "b":
                return new(column, text == "1" ? "TRUE" : "FALSE", LabCellKind.Boolean);
            case "e":
                return new(column, text, LabCellKind.Error);
            case "d":
                return new(column, text, LabCellKind.Date);
            case null or "n":
                return Number(column, style, text);
            default:
                return new(column, text);
        }
    }

    private LabCell Number(int column, int? style, string text)
    {
        if (!XlsxNumber.TryText(text, out var number)) return new(column, text);
        var kind = formats.KindOf(style);
        if (kind == LabCellKind.Date && XlsxNumber.TryDate(number, from1904, out var date)) return new(column, date, kind);
        return new(column, number, kind == LabCellKind.Percent ? kind : LabCellKind.Number);
    }

    /// <summary>Only the first cell of an array formula says that it is one; the others of its range are its results all the same.</summary>
    private LabRow WithArrays(LabRow row) => _arrays.Any(range => range.Top <= row.Number && row.Number <= range.Bottom)
        ? row with { Cells = [.. row.Cells.Select(cell => _arrays.Any(range => range.Holds(row.Number, cell.Column)) ? cell with { Kind = LabCellKind.Formula } : cell)] }
        : row;

    private static void Keep(List<LabRange> ranges, string? text)
    {
        if (ranges.Count == LabLimits.RangesMax) throw TooManyRanges();
        if (LabAddress.TryRange(text, out var range)) ranges.Add(range);
        else throw LabUnreadableException.Malformed("malformed-workbook", $"工作簿损坏 '{Shown(text ?? "")}' is no range of cells.", null, Shown(text ?? ""));
    }

    private static string Shown(string text) => text.Length <= 40 ? text : text[..40] + "…";

    private static LabUnreadableException TooManyRanges() =>
        LabUnreadableException.NotAllowed("workbook-too-large", $"工作簿区域过多 The sheet has more than {LabLimits.RangesMax} merged, array or hidden ranges.");

    private static LabUnreadableException Disordered(string at, string what) =>
        LabUnreadableException.Malformed("malformed-workbook", $"工作簿损坏，行列次序有误 Rows and cells are not in order: {what}.", null, at);
}
