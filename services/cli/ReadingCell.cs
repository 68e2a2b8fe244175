using System.Globalization;
using Basin.Rules;
using Basin.Rules.WaterQuality;

namespace Basin.Cli;

/// <summary>What a cell with a value says.</summary>
public enum CellContent
{
    /// <summary>A value, perhaps below the detection limit.</summary>
    Measured,

    /// <summary>Not measured: empty, <c>--</c> (maintenance) or <c>*</c> (no instrument).</summary>
    Nothing,

    /// <summary>Something that cannot be read.</summary>
    Unreadable,
}

/// <summary>Reads the cells of a file without making strings of them.</summary>
public static class ReadingCell
{
    /// <summary>As monitoring: most characters of a number, so that no decimal arithmetic rounds while it is read.</summary>
    private const int CharactersMax = 21;

    private const int DecimalsMax = 20;
    private const decimal End = 100_000_000_000_000_000_000m;

    /// <summary>Digits that fit into 64 bits whatever they are.</summary>
    private const int ShortCharacters = 18;

    private static readonly string[] TimeForms = ["yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy/M/d H:mm", "yyyy/M/d H:mm:ss"];
    private static readonly string[] InstantForms = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary><c>1.85</c>, <c>1.03E+07</c>; <c>&lt;0.02</c>, <c>0.01L</c> and <c>0.01l</c> are below the detection limit.</summary>
    public static CellContent Read(ReadOnlySpan<char> cell, out Measured measured)
    {
        measured = default;
        cell = cell.Trim();
        if (cell.IsEmpty || cell is "--" or "*" or "-" or "—") return CellContent.Nothing;
        var below = false;
        if (cell[0] is '<' or '＜' || cell[^1] is 'L' or 'l')
        {
            below = true;
            cell = cell[^1] is 'L' or 'l' ? cell[..^1].TrimEnd() : cell[1..].TrimStart();
        }

        if (!TryNumber(cell, out var value)) return CellContent.Unreadable;
        measured = new(value, below);
        return CellContent.Measured;
    }

    /// <summary>A time in Asia/Shanghai unless it says otherwise; one without a year takes the latest year in which it does not lie after the day of publication.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="published">The row's day of publication, up to <see cref="YearMonth.YearMax"/>; null where it says none.</param>
    /// <param name="year">The year of a time that neither has one nor a day of publication, and no other; null for none.</param>
    /// <param name="local">The time in Asia/Shanghai.</param>
    public static bool TryTime(ReadOnlySpan<char> cell, DateOnly? published, int? year, out DateTime local)
    {
        cell = cell.Trim();
        const DateTimeStyles plain = DateTimeStyles.None;
        if (DateTime.TryParseExact(cell, TimeForms, CultureInfo.InvariantCulture, plain, out local)) return IsInRange(local);
        if (cell.Contains('T') && DateTimeOffset.TryParseExact(cell, InstantForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant))
        {
            // Without an offset an ISO time is local, as every other time of the file.
            var says = cell[^1] == 'Z' || cell.LastIndexOfAny('+', '-') > cell.IndexOf('T');
            local = says ? instant.ToOffset(YearMonth.ChinaOffset).DateTime : instant.DateTime;
            return IsInRange(local);
        }

        if (published is { } day) return LatestUpTo(day, cell, out local) && IsInRange(local);
        return year is { } given && InYear(given, cell, out local) && IsInRange(local);
    }

    private static bool LatestUpTo(DateOnly published, ReadOnlySpan<char> cell, out DateTime local)
    {
        local = default;
        if (!CanDate(published)) return false;
        var end = published.AddDays(1).ToDateTime(TimeOnly.MinValue);
        for (var year = published.Year; year >= published.Year - 1; year--)
            if (InYear(year, cell, out local) && local <= end) return true;
        return false;
    }

    private static bool InYear(int year, ReadOnlySpan<char> cell, out DateTime local) =>
        DateTime.TryParseExact($"{year}-{cell}", "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out local);

    /// <summary>Whether a day of publication can say the year of a time: placeholders such as 9999-12-31 cannot.</summary>
    public static bool CanDate(DateOnly published) => published.Year is >= YearMonth.YearMin and <= YearMonth.YearMax;

    private static bool IsInRange(DateTime local) => local.Year is >= YearMonth.YearMin and <= YearMonth.YearMax;

    private static bool TryNumber(ReadOnlySpan<char> text, out decimal value)
    {
        if (TryShort(text, out value)) return true;
        const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        var plain = text.Length is > 0 and <= CharactersMax && text[0] != '+' && text[0] != '.' && text[^1] != '.';
        if (!plain || !decimal.TryParse(text, style, CultureInfo.InvariantCulture, out value)) return false;
        // A zero below zero is the same zero.
        if (value == 0) value = decimal.Abs(value);
        return value.Scale <= DecimalsMax && decimal.Abs(value) < End;
    }

    // Nearly every cell is a few digits with a point between; a file has a hundred million of them.
    private static bool TryShort(ReadOnlySpan<char> text, out decimal value)
    {
        value = 0;
        if (text.Length is 0 or > ShortCharacters || !char.IsAsciiDigit(text[0]) || !char.IsAsciiDigit(text[^1])) return false;
        var (digits, point) = (0L, -1);
        for (var at = 0; at < text.Length; at++)
        {
            var c = text[at];
            if (char.IsAsciiDigit(c)) digits = (digits * 10) + (c - '0');
            else if (c == '.' && point < 0) point = at;
            else return false;
        }

        value = new(unchecked((int)digits), (int)(digits >> 32), 0, false, point < 0 ? (byte)0 : (byte)(text.Length - 1 - point));
        return true;
    }
}
