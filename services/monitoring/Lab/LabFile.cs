using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Basin.Rules;
using Basin.Rules.WaterQuality;

namespace Basin.Monitoring;

/// <summary>
/// A laboratory's file, CSV or XLSX: one row is one sample, and so one frame of the sampling point at the time it was taken. Every problem is found at
/// once, each with the address of its cell; a file with one problem gives no samples at all. A file that cannot be read as a table is refused whole.
/// </summary>
/// <param name="Sheet">Name of the sheet that holds the samples; null for CSV.</param>
/// <param name="Samples">In the order of the file; none where there are problems.</param>
/// <param name="Placed">The rows that name a point and a time, whatever is wrong with their values: what those two are, can be looked at together with the rest.</param>
/// <param name="HiddenSheets">Sheets that nobody sees, from which nothing was taken.</param>
public sealed record LabFile(string? Sheet, LabColumns? Columns, ImmutableArray<LabSample> Samples, ImmutableArray<LabSample> Placed, LabProblems Problems, ImmutableArray<string> HiddenSheets)
{
    /// <param name="bytes">The file; what it is shows in its first bytes, whatever its name says.</param>
    /// <param name="now">When it was received.</param>
    /// <param name="file">What it holds.</param>
    /// <param name="rejection">Why it cannot be read as a table.</param>
    public static bool TryRead(ReadOnlyMemory<byte> bytes, DateTimeOffset now, [NotNullWhen(true)] out LabFile? file, [NotNullWhen(false)] out Rejection? rejection)
    {
        (file, rejection) = (null, null);
        try
        {
            file = Read(bytes, now);
            return true;
        }
        catch (LabUnreadableException problem)
        {
            rejection = problem.Rejection;
            return false;
        }
    }

    private static LabFile Read(ReadOnlyMemory<byte> bytes, DateTimeOffset now)
    {
        if (bytes.IsEmpty) throw LabUnreadableException.NotAllowed("empty-file", "文件是空的 The file is empty.");
        if (bytes.Length > LabLimits.FileBytesMax)
            throw LabUnreadableException.NotAllowed("file-too-large", $"文件过大 The file has {bytes.Length} bytes; the limit is {LabLimits.FileBytesMax}.");
        if (XlsxTable.IsCompoundFile(bytes.Span))
            throw LabUnreadableException.Malformed("old-workbook", "旧版 .xls 或加密的工作簿，请另存为不加密的 .xlsx This is an old .xls workbook or one with a password; save it as .xlsx without.");
        var (tables, hidden) = XlsxTable.IsZip(bytes.Span) ? XlsxTable.Read(bytes) : ([CsvTable.Read(bytes)], []);
        var (table, heading) = WithSamples(tables, hidden);
        return new LabRows(table, now).Read(heading) with { HiddenSheets = hidden };
    }

    /// <summary>The one visible sheet with the heading of samples, wherever in its first rows: titles may stand above.</summary>
    private static (LabTable Table, LabRow Heading) WithSamples(ImmutableArray<LabTable> tables, ImmutableArray<string> hidden)
    {
        var found = (
            from table in tables
            let heading = table.Rows.TakeWhile(row => row.Number <= LabLimits.HeaderRowsMax).FirstOrDefault(LabColumns.IsHeading)
            where heading is not null
            select (table, heading)).ToList();
        if (found.Count == 1) return found[0];
        if (found.Count > 1)
            throw LabUnreadableException.NotAllowed(
                "several-sheets", $"多个工作表都有样品，请分开上传 Sheets {string.Join(", ", found.Select(entry => $"'{entry.table.Sheet}'"))} all hold samples; a file has one such sheet.");
        throw LabUnreadableException.NotAllowed(
            "no-heading",
            $"前 {LabLimits.HeaderRowsMax} 行没有含“采样点代码”和“采样日期”或“采样时间”的标题行 None of the first {LabLimits.HeaderRowsMax} rows is a heading with 采样点代码 and 采样日期 or 采样时间; the template has one."
            + (hidden.IsEmpty ? "" : $" 隐藏的工作表不读取 Hidden sheets are not read: {string.Join(", ", hidden)}."));
    }
}

/// <summary>One sample: the frame it becomes and where it stands in the file.</summary>
/// <param name="Row">From 1.</param>
/// <param name="Section">The section the row names; null where it names none.</param>
/// <param name="Text">The row as text, cell by cell with its heading: what is kept as the bytes that came.</param>
public sealed record LabSample(int Row, Frame Frame, string? Section, string Text);
