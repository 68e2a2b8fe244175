using System.Globalization;
using Basin.Rules;

namespace Basin.Monitoring;

/// <summary>
/// When a sample was taken, as files write it: a date, or a date and a time of day, in Asia/Shanghai. A date alone means 00:00 of that day, so that the
/// same sample is the same instant in whichever file it comes.
/// </summary>
public static class LabTime
{
    public const string Rule = "采样日期写作 2024-03-05，可加时间 2024-03-05 08:30 A sampling date is written as 2024-03-05, with its time as 2024-03-05 08:30 (Asia/Shanghai).";
    public const string OfDayRule = "采样时间写作 08:30 或 08:30:00 A time of day is written as 08:30 or 08:30:00.";

    private static readonly string[] Days = ["yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "yyyy年M月d日"];
    private static readonly string[] OfDay = ["H:mm", "H:mm:ss"];
    private static readonly string[] Moments = [.. Days, .. from day in Days from separator in new[] { " ", "'T'", "" } from time in OfDay where separator != "" || day.EndsWith('日') select day + separator + time];

    public static bool TryMoment(string text, out DateTime moment) =>
        DateTime.TryParseExact(text, Moments, CultureInfo.InvariantCulture, DateTimeStyles.None, out moment);

    public static bool TryOfDay(string text, out TimeSpan time)
    {
        var found = DateTime.TryParseExact(text, OfDay, CultureInfo.InvariantCulture, DateTimeStyles.NoCurrentDateDefault, out var moment);
        time = moment.TimeOfDay;
        return found;
    }

    /// <summary>The instant, UTC; or why no sample can have been taken then.</summary>
    /// <param name="moment">Local, Asia/Shanghai.</param>
    /// <param name="now">When the file was received; the future begins <see cref="FrameBatch.AheadMax"/> later.</param>
    public static (DateTimeOffset Time, string? Code, string? Sentence) Instant(DateTime moment, DateTimeOffset now)
    {
        var time = new DateTimeOffset(moment, YearMonth.ChinaOffset).ToUniversalTime();
        if (time < FrameBatch.TimeLeast) return (time, "time-too-early", $"采样时间早于 {FrameBatch.TimeLeast:yyyy-MM-dd} The time is before {FrameBatch.TimeLeast:yyyy-MM-dd}.");
        return time > now + FrameBatch.AheadMax
            ? (time, "time-in-future", $"采样时间在将来 The time is more than {FrameBatch.AheadMax.TotalMinutes:F0} minutes after {now.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}.")
            : (time, null, null);
    }
}
