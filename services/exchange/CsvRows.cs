using Sylvan.Data.Csv;

namespace Basin.Exchange;

/// <summary>The rows of a small table (RFC 4180): fields parted by commas, a field in quotes may hold commas, line ends and doubled quotes.</summary>
public static class CsvRows
{
    private const int BufferCharactersMin = 1024;

    /// <summary>Rows with their number, from 1 as a spreadsheet counts them; every field is what it was written from, spaces too.</summary>
    /// <exception cref="FormatException">A quote is left open, or something follows a closing one.</exception>
    public static IEnumerable<(int Row, IReadOnlyList<string> Fields)> Of(string text)
    {
        var options = new CsvDataReaderOptions
        {
            HasHeaders = false, Delimiter = ',', CsvStyle = CsvStyle.Standard, Quote = '"', Comment = '\0', BufferSize = Math.Max(BufferCharactersMin, text.Length + 1), ResultSetMode = ResultSetMode.SingleResult,
        };
        using var reader = CsvDataReader.Create(new StringReader(text), options);
        for (var row = 1; reader.Read(); row++) yield return (row, [.. Enumerable.Range(0, reader.RowFieldCount).Select(reader.GetString)]);
    }
}
