namespace Basin.Hosting;

/// <summary>Fields of tables after RFC 4180.</summary>
public static class CsvText
{
    /// <summary>The field, in quotes where it has to be.</summary>
    public static string Field(string text) => text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>
    /// The same for a table that people open: a spreadsheet takes a text that begins like a formula for one; the apostrophe before it makes it text. A plain number
    /// stays one, below zero too.
    /// </summary>
    public static string FieldForPeople(string text) => Field(text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] && !IsBelowZero(text) ? $"'{text}" : text);

    private static bool IsBelowZero(string text) =>
        text is ['-', .. var figures] && figures.Split('.') is [{ Length: > 0 } whole, .. { Length: <= 1 } rest] && whole.All(char.IsAsciiDigit) && rest.All(part => part.Length > 0 && part.All(char.IsAsciiDigit));
}
