using System.Collections.Immutable;

namespace Basin.Rules.Terms;

/// <summary>Entries that begin with <c>1. </c>; the lines after the first belong to it until the next number.</summary>
internal static class NumberedLines
{
    public static string Of(int number) => $"{number}. ";

    public static bool Begins(string line)
    {
        var digits = line.TakeWhile(char.IsAsciiDigit).Count();
        return digits > 0 && digits < line.Length && line[digits] == '.' && (digits + 1 == line.Length || line[digits + 1] == ' ');
    }

    /// <exception cref="TextLineException">The line begins with no number.</exception>
    public static void TakeNumber(LineScanner line)
    {
        if (!Begins(line.Rest)) throw line.Problem("应以编号开头，如“1. ”。");
        line.Text(" ");
        line.Take(" ");
    }

    /// <summary>The text that begins with the rest of the first line and goes on in the others.</summary>
    public static string Text(string first, ImmutableArray<TextLine> lines) =>
        string.Join('\n', lines.Skip(1).Select(line => InlineText.Plain(line.Text, line.Number)).Prepend(InlineText.Plain(first, lines[0].Number)));
}
