namespace Basin.Exchange;

/// <summary>Dates as they stand on papers: Arabic figures, no leading zeros (GB/T 9704-2012, 7.3.5.4).</summary>
public static class ChineseDates
{
    /// <param name="day"><c>2026-01-09</c>.</param>
    public static string Day(string day) => DateOnly.TryParseExact(day, "yyyy-MM-dd", out var date) ? $"{date.Year}年{date.Month}月{date.Day}日" : day;

    /// <summary>Asia/Shanghai, to the minute.</summary>
    public static string Minute(DateTimeOffset instant) => instant.ToOffset(Rules.YearMonth.ChinaOffset) is var local ? $"{Day($"{local:yyyy-MM-dd}")}{local:HH:mm}" : "";

    /// <param name="period">A year, <c>2024</c>, or a month, <c>2024-05</c>.</param>
    public static string Period(string period) => period.Split('-') switch
    {
        [var year] => $"{year}年",
        [var year, var month] => $"{year}年{month.TrimStart('0')}月",
        _ => period,
    };
}
