using System.Globalization;

namespace Basin.Rules;

/// <summary>A calendar month in Asia/Shanghai (UTC+8, without daylight saving since 1991). Text form <c>2020-05</c>.</summary>
public readonly record struct YearMonth(int Year, int Month) : IComparable<YearMonth>
{
    /// <summary>First year, inclusive, of the months and days that are read from text.</summary>
    public const int YearMin = 1990;

    /// <summary>Last year, inclusive, of the months and days that are read from text; what is counted on from there is still a date.</summary>
    public const int YearMax = 2200;

    /// <summary>Days, months and periods are cut at this offset.</summary>
    public static readonly TimeSpan ChinaOffset = TimeSpan.FromHours(8);

    public int Days => DateTime.DaysInMonth(Year, Month);

    public DateOnly FirstDay => new(Year, Month, 1);

    public DateOnly LastDay => new(Year, Month, Days);

    /// <summary>First instant of the month, inclusive.</summary>
    public DateTimeOffset Start => new(Year, Month, 1, 0, 0, 0, ChinaOffset);

    /// <summary>First instant after the month, exclusive.</summary>
    public DateTimeOffset End => AddMonths(1).Start;

    public static YearMonth Of(DateTimeOffset instant)
    {
        var local = instant.ToOffset(ChinaOffset);
        return new(local.Year, local.Month);
    }

    public static YearMonth Of(DateOnly day) => new(day.Year, day.Month);

    public YearMonth AddMonths(int months) => Of(FirstDay.AddMonths(months));

    /// <summary>Reads <c>2020-05</c>, from <c>1990-01</c> to <c>2200-12</c>, both inclusive; false for everything else.</summary>
    public static bool TryParse(string? text, out YearMonth month)
    {
        month = default;
        if (!DateOnly.TryParseExact(text + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return false;
        if (day.Year is < YearMin or > YearMax) return false;
        month = Of(day);
        return true;
    }

    /// <exception cref="FormatException">The text is no month, or one before <c>1990-01</c> or after <c>2200-12</c>.</exception>
    public static YearMonth Parse(string text) =>
        TryParse(text, out var month) ? month : throw new FormatException($"'{text}' is not a month from {YearMin}-01 to {YearMax}-12; expected the form 2020-05.");

    public int CompareTo(YearMonth other) => (Year, Month).CompareTo((other.Year, other.Month));

    public static bool operator <(YearMonth left, YearMonth right) => left.CompareTo(right) < 0;

    public static bool operator >(YearMonth left, YearMonth right) => left.CompareTo(right) > 0;

    public static bool operator <=(YearMonth left, YearMonth right) => left.CompareTo(right) <= 0;

    public static bool operator >=(YearMonth left, YearMonth right) => left.CompareTo(right) >= 0;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Year:D4}-{Month:D2}");
}
