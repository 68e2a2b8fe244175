using System.Collections.Immutable;
using System.Globalization;

namespace Basin.Rules.Terms;

/// <summary>A place in a formula text: characters from the start, and line and column from 1.</summary>
internal readonly record struct Span(int Start, int Length, int Line, int Column)
{
    public int End => Start + Length;

    /// <summary>From the start of this span to the end of <paramref name="last"/>.</summary>
    public Span To(Span last) => this with { Length = last.End - Start };
}

internal enum TokenKind
{
    Number,
    Date,

    /// <summary>A calendar year or several: <c>2019年</c>, <c>2012年至2014年</c>.</summary>
    Years,
    Class,
    Name,
    Sign,
    End,
}

/// <param name="Text">As normalised: full-width signs are given in their plain form.</param>
/// <param name="Unit">The unit after a number; null for a plain number and every other token.</param>
internal readonly record struct Token(TokenKind Kind, string Text, Unit? Unit, Span Span);

/// <summary>The one way in which reading a formula fails; caught where the formula is read, never seen outside.</summary>
internal sealed class FormulaException(Span span, string code, string sentence) : Exception(sentence)
{
    public Span Span { get; } = span;

    public string Code { get; } = code;
}

/// <summary>
/// Formula text to tokens. Full-width signs that a Chinese keyboard writes, such as （ ， × ≤, mean the same as their plain forms.
/// </summary>
internal sealed class Lexer(string text)
{
    private static readonly string[] s_signs = ["<=", ">=", "<>", "+", "-", "*", "/", "(", ")", "[", "]", "{", "}", ",", ":", "<", ">", "="];
    private static readonly string[] s_classes = ["劣Ⅴ类", "劣V类", "劣Ⅴ", "劣V", "Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ"];
    private int _at;
    private int _line = 1;
    private int _lineStart;

    /// <exception cref="FormulaException">A character or number cannot be read.</exception>
    public static ImmutableArray<Token> Tokens(string text) => new Lexer(text).All();

    private ImmutableArray<Token> All()
    {
        var tokens = ImmutableArray.CreateBuilder<Token>();
        for (SkipSpace(); _at < text.Length; SkipSpace()) tokens.Add(Next());
        tokens.Add(new(TokenKind.End, "", null, Here(0)));
        return tokens.ToImmutable();
    }

    private void SkipSpace()
    {
        for (; _at < text.Length && char.IsWhiteSpace(text[_at]); _at++)
        {
            if (text[_at] != '\n') continue;
            _line++;
            _lineStart = _at + 1;
        }
    }

    private Span Here(int length) => new(_at, length, _line, _at - _lineStart + 1);

    private Token Next()
    {
        if (char.IsAsciiDigit(text[_at])) return TryDate(out var date) || TryYears(out date) ? date : Number();
        if (TryClass(out var known)) return known;
        if (char.IsLetter(text[_at])) return Name();
        return Sign();
    }

    private bool TryDate(out Token token)
    {
        const int length = 10;
        token = default;
        if (_at + length > text.Length) return false;
        var candidate = text.Substring(_at, length);
        if (!DateOnly.TryParseExact(candidate, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)) return false;
        token = Take(TokenKind.Date, candidate, length);
        return true;
    }

    private bool TryYears(out Token token)
    {
        const int yearLength = 5;
        const char joint = '至';
        token = default;
        if (!IsYear(_at)) return false;
        var isRange = _at + yearLength < text.Length && text[_at + yearLength] == joint && IsYear(_at + yearLength + 1);
        var length = isRange ? 2 * yearLength + 1 : yearLength;
        token = Take(TokenKind.Years, text.Substring(_at, length), length);
        return true;
    }

    // Four digits and 年.
    private bool IsYear(int start)
    {
        const int digits = 4;
        return start + digits < text.Length && text[start + digits] == '年' && text.AsSpan(start, digits).IndexOfAnyExceptInRange('0', '9') < 0;
    }

    private Token Number()
    {
        var end = _at;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == '.')) end++;
        var digits = text[_at..end];
        if (!DecimalText.TryParse(digits, out _)) throw new FormulaException(Here(end - _at), "number", $"“{digits}”不是数。");
        var unitStart = end;
        while (unitStart < text.Length && text[unitStart] == ' ') unitStart++;
        var unit = Units.All.FirstOrDefault(known => UnitStands(known.Name, unitStart));
        return Take(TokenKind.Number, digits, (unit is null ? end : unitStart + unit.Name.Length) - _at, unit);
    }

    private bool UnitStands(string name, int start) =>
        string.CompareOrdinal(text, start, name, 0, name.Length) == 0
        && (start + name.Length >= text.Length || !IsNamePart(text[start + name.Length]) || name == "%");

    private bool TryClass(out Token token)
    {
        var known = s_classes.FirstOrDefault(name => string.CompareOrdinal(text, _at, name, 0, name.Length) == 0);
        token = known is null ? default : Take(TokenKind.Class, known, known.Length);
        return known is not null;
    }

    private Token Name()
    {
        var end = _at;
        while (end < text.Length && IsNamePart(text[end])) end++;
        return Take(TokenKind.Name, text[_at..end], end - _at);
    }

    private Token Sign()
    {
        var known = s_signs.FirstOrDefault(sign => Matches(sign));
        if (known is not null) return Take(TokenKind.Sign, known, known.Length);
        var plain = text[_at] switch { '≤' => "<=", '≥' => ">=", '≠' => "<>", _ => null };
        return plain is not null
            ? Take(TokenKind.Sign, plain, 1)
            : throw new FormulaException(Here(1), "character", $"公式中不能有字符“{text[_at]}”。");
    }

    private bool Matches(string sign)
    {
        for (var index = 0; index < sign.Length; index++)
        {
            if (_at + index >= text.Length || Plain(text[_at + index]) != sign[index]) return false;
        }

        return true;
    }

    private Token Take(TokenKind kind, string normal, int length, Unit? unit = null)
    {
        var token = new Token(kind, normal, unit, Here(length));
        _at += length;
        return token;
    }

    private static bool IsNamePart(char c) => char.IsLetterOrDigit(c) || c == '_';

    // Full-width forms (U+FF01 to U+FF5E) stand at a fixed distance from the plain signs; the rest is named.
    private static char Plain(char c) => c switch
    {
        >= '\uFF01' and <= '\uFF5E' => (char)(c - 0xFEE0),
        '\u3001' => ',',
        '\u3010' => '[',
        '\u3011' => ']',
        '\u00D7' => '*',
        '\u00F7' => '/',
        '\u2212' => '-',
        _ => c,
    };
}
