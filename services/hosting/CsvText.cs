namespace Basin.Hosting;

/// <summary>Fields of tables after RFC 4180.</summary>
public static class CsvText
{
    /// <summary>The field, in quotes where it has to be.</summary>
    public static string Field(string text) => text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>The same for a table that people open: a spreadsheet takes a field that begins like a formula for one; the apostrophe before it makes it text.</summary>
    public static string FieldForPeople(string text) => Field(text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? $"'{text}" : text);
}
