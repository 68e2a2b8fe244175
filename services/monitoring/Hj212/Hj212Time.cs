using System.Globalization;
using Basin.Rules;

namespace Basin.Monitoring;

/// <summary>Times as HJ 212 writes them: digits without marks, China time.</summary>
public static class Hj212Time
{
    /// <summary><c>yyyyMMddHHmmss</c>.</summary>
    public static bool TryRead(string text, out DateTimeOffset time)
    {
        time = default;
        if (!DateTime.TryParseExact(text, "yyyyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)) return false;
        // The first hours of year 1 have no UTC.
        if (local.Year < YearMonth.YearMin) return false;
        time = new DateTimeOffset(local, YearMonth.ChinaOffset).ToUniversalTime();
        return true;
    }

    public static string Write(DateTimeOffset time) => time.ToOffset(YearMonth.ChinaOffset).ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);

    /// <summary>A request number: the time to the millisecond.</summary>
    public static string Number(DateTimeOffset time) => time.ToOffset(YearMonth.ChinaOffset).ToString("yyyyMMddHHmmssfff", CultureInfo.InvariantCulture);
}
