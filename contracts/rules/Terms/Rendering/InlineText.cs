using System.Globalization;
using System.Text;

namespace Basin.Rules.Terms;

/// <summary>
/// A text of the document inside a line. It stands there letter for letter where it cannot be taken for anything else, and otherwise in
/// “ ” with \ before what would be misread; so every text has one way in and the same way back.
/// </summary>
internal static class InlineText
{
    /// <summary>How a remark begins, which says what the document does not say; the reader skips it.</summary>
    public const string Remark = "（未写明";

    /// <summary>What stands where a list or an object is there but empty.</summary>
    public const string None = "（无）";

    private const char Open = '“';
    private const char Close = '”';
    private const char Escape = '\\';
    private const string EmptyLine = "\\空";
    private const int HexDigits = 4;

    /// <summary>The text, in quotes where it must be.</summary>
    /// <param name="stops">The marks that end the text if it stands without quotes; none where it ends with the line.</param>
    public static string Of(string text, params ReadOnlySpan<string> stops) => IsBare(text, stops) ? text : Quoted(text);

    public static bool IsBare(string text, params ReadOnlySpan<string> stops)
    {
        if (text.Length == 0 || char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1])) return false;
        if (text.Any(c => c is Open or Close or Escape || BreaksLine(c))) return false;
        if (text[0] == '·' || text.Contains(Remark, StringComparison.Ordinal) || text.StartsWith(None, StringComparison.Ordinal)) return false;
        foreach (var stop in stops)
        {
            // Also where the end of the text and the beginning of the mark would make an earlier mark together.
            if ((text + stop).IndexOf(stop, StringComparison.Ordinal) != text.Length) return false;
        }

        return true;
    }

    public static string Quoted(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append(Open);
        foreach (var c in text) quoted.Append(c == Close ? $"{Escape}{Close}" : Escaped(c));
        return quoted.Append(Close).ToString();
    }

    /// <summary>A text that has its line to itself up to fixed marks around it, such as a title.</summary>
    public static string Escaped(string text) => string.Concat(text.Select(Escaped));

    /// <summary>The lines of a text that may hold line breaks, each as it stands indented on a line of its own.</summary>
    /// <param name="isStructure">Whether a line, as it stands, would be taken for a mark of the format.</param>
    public static IEnumerable<string> Lines(string text, Func<string, bool> isStructure) => text.Split('\n').Select(line => Line(line, isStructure));

    /// <summary>What <see cref="Lines"/> made of one line, back.</summary>
    /// <exception cref="TextLineException">A \ stands where nothing follows it, or no code of a character follows \u.</exception>
    public static string Plain(string escaped, int line)
    {
        if (escaped == EmptyLine) return "";
        var plain = new StringBuilder(escaped.Length);
        for (var at = 0; at < escaped.Length; at++) plain.Append(escaped[at] == Escape ? Unescaped(escaped, ref at, line) : escaped[at]);
        return plain.ToString();
    }

    /// <summary>Where the quoted text that begins at <paramref name="start"/> ends: the place of its closing mark; -1 where it has none.</summary>
    public static int EndOfQuoted(string line, int start)
    {
        for (var at = start + 1; at < line.Length; at++)
        {
            if (line[at] == Close) return at;
            if (line[at] == Escape) at++;
        }

        return -1;
    }

    public static bool IsQuoteOpen(char c) => c == Open;

    private static string Line(string line, Func<string, bool> isStructure)
    {
        if (line.Length == 0) return EmptyLine;
        var last = char.IsWhiteSpace(line[^1]) ? Code(line[^1]) : Escaped(line[^1]);
        var escaped = string.Concat(line[..^1].Select(Escaped)) + last;
        var misread = char.IsWhiteSpace(escaped[0]) || isStructure(line)
            || line.StartsWith(Remark, StringComparison.Ordinal) || line.StartsWith(None, StringComparison.Ordinal);
        return misread ? Escape + escaped : escaped;
    }

    private static string Escaped(char c) => c switch
    {
        Escape => @"\\",
        '\n' => @"\n",
        '\r' => @"\r",
        '\t' => @"\t",
        _ when BreaksLine(c) => Code(c),
        _ => c.ToString(),
    };

    private static string Code(char c) => $"{Escape}u{(int)c:x4}";

    private static bool BreaksLine(char c) => char.IsControl(c) || c is '\u2028' or '\u2029';

    private static char Unescaped(string text, ref int at, int line)
    {
        at++;
        if (at == text.Length) throw new TextLineException(line, "“\\”后面没有字符。");
        switch (text[at])
        {
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'u':
                var hex = text.AsSpan(at + 1, Math.Min(HexDigits, text.Length - at - 1));
                if (hex.Length < HexDigits || !ushort.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
                    throw new TextLineException(line, "“\\u”后面应为四位十六进制数字。");
                if (char.IsSurrogate((char)code)) throw new TextLineException(line, "“\\u”后面是半个字符。");
                at += HexDigits;
                return (char)code;
            default:
                return text[at];
        }
    }
}
