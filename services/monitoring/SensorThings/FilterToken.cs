using System.Globalization;
using System.Text;
using Basin.Hosting;
using Basin.Rules;

namespace Basin.Monitoring;

/// <summary>A word of a <c>$filter</c>.</summary>
/// <param name="Kind">What sort of word it is.</param>
/// <param name="Text">As written; for a text literal what stands between the quotes.</param>
/// <param name="Place">First character, from 1.</param>
/// <param name="Value">Of a literal.</param>
internal sealed record FilterToken(FilterToken.Sort Kind, string Text, int Place, object? Value = null)
{
    public enum Sort
    {
        /// <summary>A name, keyword or path.</summary>
        Word,
        Literal,
        Open,
        Close,
        Comma,
        End,
    }

    private const string WordMarks = "_/@.$";

    /// <summary>Cuts a filter into words; the last is <see cref="Sort.End"/>.</summary>
    /// <exception cref="UnreadableQueryException">A character or literal cannot be read.</exception>
    public static List<FilterToken> Cut(string text)
    {
        var tokens = new List<FilterToken>();
        for (var at = 0; at < text.Length;)
        {
            var c = text[at];
            if (char.IsWhiteSpace(c))
            {
                at++;
                continue;
            }

            var token = c switch
            {
                '(' => new(Sort.Open, "(", at + 1),
                ')' => new(Sort.Close, ")", at + 1),
                ',' => new(Sort.Comma, ",", at + 1),
                '\'' => Quoted(text, at),
                _ when char.IsAsciiDigit(c) || (c == '-' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1])) => Number(text, at),
                _ when char.IsLetter(c) || c is '_' or '@' => Word(text, at),
                _ => throw new UnreadableQueryException(at + 1, $"'{c}'", "a name, a number, a time or a text in single quotes"),
            };
            tokens.Add(token);
            at = token.Kind == Sort.Literal && c == '\'' ? EndOfQuoted(text, at) : at + token.Text.Length;
        }

        tokens.Add(new(Sort.End, "the end", text.Length + 1));
        return tokens;
    }

    private static FilterToken Word(string text, int at)
    {
        var end = at;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || WordMarks.Contains(text[end]))) end++;
        var word = text[at..end];
        return word switch
        {
            "null" => new(Sort.Literal, word, at + 1),
            "true" or "false" => new(Sort.Literal, word, at + 1, word == "true"),
            _ => new(Sort.Word, word, at + 1),
        };
    }

    // A quote within a text is written twice.
    private static FilterToken Quoted(string text, int at)
    {
        var end = EndOfQuoted(text, at);
        var value = new StringBuilder(text, at + 1, end - at - 2, end - at).Replace("''", "'").ToString();
        return new(Sort.Literal, value, at + 1, value);
    }

    private static int EndOfQuoted(string text, int at)
    {
        for (var end = at + 1; end < text.Length; end++)
        {
            if (text[end] != '\'') continue;
            if (end + 1 < text.Length && text[end + 1] == '\'') end++;
            else return end + 1;
        }

        throw new UnreadableQueryException(text.Length + 1, "the end", "the single quote that ends the text");
    }

    private static FilterToken Number(string text, int at)
    {
        var end = at + 1;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is ':' or '.' or '+' or '-')) end++;
        var word = text[at..end];
        if (decimal.TryParse(word, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return new(Sort.Literal, word, at + 1, number);
        return TimeOf(word) is { } time
            ? new(Sort.Literal, word, at + 1, time)
            : throw new UnreadableQueryException(
                at + 1, $"'{word}'", "a decimal, or a time with its offset such as 2024-06-01T00:00:00Z or 2024-06-01T08:00:00+08:00 (in a URL the plus is written %2B), or a day such as 2024-06-01");
    }

    /// <summary>A time with its offset, or the start of a day in Asia/Shanghai.</summary>
    public static DateTimeOffset? TimeOf(string word)
    {
        if (Moment.Read("time", word, out var time) is null) return time;
        return DateOnly.TryParseExact(word, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? new DateTimeOffset(day, TimeOnly.MinValue, YearMonth.ChinaOffset).ToUniversalTime()
            : null;
    }
}

/// <summary>A query that cannot be read: where, what stands there and what was expected. Never leaves the parser.</summary>
internal sealed class UnreadableQueryException(int place, string found, string expected) : Exception
{
    /// <param name="option">Such as <c>$filter</c>.</param>
    public Rejection Rejection(string option, string text) =>
        new(Refusal.Malformed, "malformed-query", $"{option}, character {place}: {found} stands where {expected} is expected.", option, text);
}
