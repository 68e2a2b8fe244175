using System.Globalization;
using Basin.Rules;

namespace Basin.Exchange;

/// <summary>A day in the query of a request to the ledger, such as <c>on</c>.</summary>
public static class LedgerDay
{
    /// <param name="field">Name of the parameter, for the refusal.</param>
    /// <param name="text">As sent; null when the parameter is absent.</param>
    /// <param name="otherwise">The day when the parameter is absent; null where there has to be one.</param>
    /// <param name="day">The day, Asia/Shanghai.</param>
    /// <returns>Why it is refused; null when all is well.</returns>
    public static Rejection? Read(string field, string? text, DateOnly? otherwise, out DateOnly day)
    {
        day = otherwise ?? default;
        if (text is null && otherwise is not null) return null;
        return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day)
            ? null
            : new(Refusal.Malformed, "malformed-day", $"{field} 是一个日期 is a day such as 2026-03-31.", field, text ?? "");
    }
}
