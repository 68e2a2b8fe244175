using System.Globalization;

namespace Basin.Rules.Terms;

/// <summary>A day of every year, such as 12-31; 29 February is none, because most years lack it.</summary>
internal readonly record struct YearlyDay(int Month, int Day)
{
    // A day is read within some year, and no year may depend on when it is read.
    private const string CommonYear = "2001";

    public static bool TryParse(string text, out YearlyDay day) => TryParse($"{CommonYear}-{text}", "yyyy-MM-dd", out day);

    /// <summary>Reads 12月31日.</summary>
    public static bool TryParseChinese(string text, out YearlyDay day) => TryParse($"{CommonYear}年{text}", "yyyy年M月d日", out day);

    public DateOnly In(int year) => new(year, Month, Day);

    public string Chinese => $"{Month}月{Day}日";

    public override string ToString() => $"{Month:D2}-{Day:D2}";

    private static bool TryParse(string text, string form, out YearlyDay day)
    {
        var isDay = DateOnly.TryParseExact(text, form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date);
        day = new(date.Month, date.Day);
        return isDay;
    }
}
