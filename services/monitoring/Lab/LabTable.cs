using System.Collections.Immutable;
using System.Globalization;

namespace Basin.Monitoring;

/// <summary>What a file holds, cell by cell, before anything is known of columns: the same for CSV and for a sheet of a workbook.</summary>
/// <param name="Sheet">Name of the sheet; null for CSV.</param>
/// <param name="Rows">Rows with at least one cell that is not empty, from the top.</param>
/// <param name="Hidden">Cells that stand in hidden rows or columns.</param>
/// <param name="Merged">Merged ranges.</param>
public sealed record LabTable(string? Sheet, ImmutableArray<LabRow> Rows, LabHidden Hidden, ImmutableArray<LabRange> Merged)
{
    public static LabTable Of(IEnumerable<LabRow> rows) => new(null, [.. rows.Where(row => !row.Cells.IsEmpty)], LabHidden.Nothing, []);
}

/// <param name="Number">From 1, as spreadsheets count.</param>
/// <param name="Cells">Those that are not empty, from the left.</param>
public sealed record LabRow(int Number, ImmutableArray<LabCell> Cells)
{
    public LabCell? At(int column)
    {
        foreach (var cell in Cells)
            if (cell.Column == column) return cell;
        return null;
    }
}

/// <param name="Column">From 1.</param>
/// <param name="Text">Trimmed, never empty. Numbers as people see them; dates as <c>2024-03-05</c>, <c>2024-03-05T08:30:00</c> or <c>08:30:00</c>.</param>
/// <param name="Kind">What the file says it is; a CSV cell is always text.</param>
public readonly record struct LabCell(int Column, string Text, LabCellKind Kind = LabCellKind.Text);

public enum LabCellKind
{
    Text,
    Number,

    /// <summary>A number that is shown as a date or a time of day.</summary>
    Date,

    /// <summary>A number that is shown as another one, a hundred times as high.</summary>
    Percent,
    Boolean,

    /// <summary>The result of a formula that could not be computed.</summary>
    Error,
    Formula,
}

/// <summary>What people do not see of a sheet.</summary>
public sealed record LabHidden(ImmutableHashSet<int> Rows, ImmutableArray<(int First, int Last)> Columns)
{
    public static readonly LabHidden Nothing = new([], []);

    public bool HasColumn(int column) => Columns.Any(range => range.First <= column && column <= range.Last);
}

/// <summary>A rectangle of cells, all ends inclusive, from 1.</summary>
public readonly record struct LabRange(int Top, int Left, int Bottom, int Right)
{
    public bool Holds(int row, int column) => Top <= row && row <= Bottom && Left <= column && column <= Right;

    public override string ToString() => $"{LabAddress.Of(Top, Left)}:{LabAddress.Of(Bottom, Right)}";
}

/// <summary>Addresses as spreadsheets write them: columns in letters, rows from 1, such as <c>D7</c>. CSV has the same.</summary>
public static class LabAddress
{
    private const int Letters = 26;

    /// <summary>Farthest a spreadsheet program goes.</summary>
    private const int ColumnLettersMax = 3, RowDigitsMax = 7;

    public static string Of(int row, int column) => string.Create(CultureInfo.InvariantCulture, $"{Column(column)}{row}");

    public static string Column(int column)
    {
        var text = "";
        for (var rest = column; rest > 0; rest = (rest - 1) / Letters) text = (char)('A' + ((rest - 1) % Letters)) + text;
        return text;
    }

    public static bool TryRead(ReadOnlySpan<char> text, out int row, out int column)
    {
        (row, column) = (0, 0);
        var at = 0;
        for (; at < text.Length && text[at] is >= 'A' and <= 'Z'; at++)
        {
            if (at == ColumnLettersMax) return false;
            column = (column * Letters) + text[at] - 'A' + 1;
        }

        return at > 0 && text.Length - at is > 0 and <= RowDigitsMax
            && int.TryParse(text[at..], NumberStyles.None, CultureInfo.InvariantCulture, out row) && row > 0;
    }

    /// <summary>A range such as <c>B2:D7</c>, or one cell.</summary>
    public static bool TryRange(string? text, out LabRange range)
    {
        range = default;
        if (text is null) return false;
        var (from, to) = text.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? (text[..colon], text[(colon + 1)..]) : (text, text);
        if (!TryRead(from, out var top, out var left) || !TryRead(to, out var bottom, out var right) || top > bottom || left > right) return false;
        range = new(top, left, bottom, right);
        return true;
    }
}
