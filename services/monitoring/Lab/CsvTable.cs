using System.Text;
using Sylvan.Data.Csv;

namespace Basin.Monitoring;

/// <summary>
/// Reads CSV after RFC 4180: cells separated by commas, semicolons or tabs, whichever the first line has most of; quoted where they hold one of
/// these, a quote or a line break. Text is UTF-8, UTF-16 with its mark, or GB 18030 (which holds GBK), the encoding in which Chinese spreadsheet
/// programs save CSV: what is not valid UTF-8 is read as GB 18030. Cell addresses are those a spreadsheet program shows: blank lines count, a line break within a cell does not.
/// </summary>
internal static class CsvTable
{
    private const int Gb18030 = 54936;
    private const int RecordCharactersMax = 128 * 1024;
    private const string Separators = ",;\t";

    private static readonly Encoding StrictUtf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);
    private static readonly Encoding StrictGb18030 =
        CodePagesEncodingProvider.Instance.GetEncoding(Gb18030, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;

    /// <exception cref="LabUnreadableException">The bytes are no text, or the text no CSV of ours.</exception>
    public static LabTable Read(ReadOnlyMemory<byte> bytes)
    {
        var text = Text(bytes.Span);
        if (text.IndexOf('\0', StringComparison.Ordinal) is >= 0 and var nul)
            throw LabUnreadableException.Malformed("malformed-text", $"文件不是文本 The file is not text: character {nul + 1} is U+0000.");
        return LabTable.Of(Rows(text));
    }

    private static string Text(ReadOnlySpan<byte> bytes)
    {
        try
        {
            if (bytes is [0xEF, 0xBB, 0xBF, .. var marked]) return StrictUtf8.GetString(marked);
            if (bytes is [0xFF, 0xFE, .. var little]) return new UnicodeEncoding(false, false, throwOnInvalidBytes: true).GetString(little);
            if (bytes is [0xFE, 0xFF, .. var big]) return new UnicodeEncoding(true, false, throwOnInvalidBytes: true).GetString(big);
            return System.Text.Unicode.Utf8.IsValid(bytes) ? StrictUtf8.GetString(bytes) : StrictGb18030.GetString(bytes);
        }
        catch (ArgumentException)
        {
            throw LabUnreadableException.Malformed("malformed-text", "文件编码无法识别 The file's text is neither UTF-8, nor GB 18030 (GBK), nor UTF-16 with its mark.");
        }
    }

    private static List<LabRow> Rows(string text)
    {
        var (rows, row) = (new List<LabRow>(), 0);
        var options = new CsvDataReaderOptions
        {
            HasHeaders = false, Delimiter = Separator(text), CsvStyle = CsvStyle.Standard, Quote = '"', Comment = '\0', BufferSize = 16 * 1024, MaxBufferSize = RecordCharactersMax,
            ResultSetMode = ResultSetMode.SingleResult, StringFactory = (buffer, offset, length) => new string(buffer, offset, length),
        };
        try
        {
            using var reader = CsvDataReader.Create(new StringReader(text), options);
            while (reader.Read()) Add(rows, ++row, reader);
        }
        catch (CsvRecordTooLargeException)
        {
            throw LabUnreadableException.NotAllowed("row-too-long", $"第 {row} 行之后有过长的行 A line after row {row} is longer than {RecordCharactersMax} characters, or a quote in it is not closed.");
        }
        catch (FormatException problem)
        {
            throw LabUnreadableException.Malformed("malformed-csv", $"引号不配对 Quotes do not match after row {row}: {problem.Message}");
        }

        return rows;
    }

    private static void Add(List<LabRow> rows, int row, CsvDataReader reader)
    {
        var cells = new List<LabCell>();
        for (var index = 0; index < reader.RowFieldCount; index++)
        {
            if (reader.GetString(index).Trim() is not { Length: > 0 } text) continue;
            if (index >= LabLimits.ColumnsMax) throw LabUnreadableException.TooManyColumns(row, index + 1);
            cells.Add(new(index + 1, text));
        }

        if (cells.Count == 0) return;
        if (row > LabLimits.LowestRow) throw LabUnreadableException.TooManyRows(row);
        rows.Add(new(row, [.. cells]));
    }

    private static char Separator(string text)
    {
        var line = text.AsSpan().TrimStart("\r\n");
        if (line.IndexOfAny('\r', '\n') is >= 0 and var end) line = line[..end];
        var (best, most) = (Separators[0], 0);
        foreach (var separator in Separators)
        {
            var count = line.Count(separator);
            if (count > most) (best, most) = (separator, count);
        }

        return best;
    }
}
