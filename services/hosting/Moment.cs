using System.Globalization;
using Basin.Rules;

namespace Basin.Hosting;

/// <summary>A time in the query of a request, such as <c>knownAt</c>.</summary>
public static class Moment
{
    private static readonly string[] Forms = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK"];

    /// <summary>Reads ISO 8601 with its offset. A time without one would be read in the server's zone, so it is refused.</summary>
    /// <param name="field">Name of the parameter, for the refusal.</param>
    /// <param name="text">As sent; null when the parameter is absent.</param>
    /// <param name="moment">The time in UTC; null when the parameter is absent.</param>
    /// <returns>Why it is refused; null when all is well.</returns>
    public static Rejection? Read(string field, string? text, out DateTimeOffset? moment)
    {
        moment = null;
        if (text is null) return null;
        if (!DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var parsed) || !HasOffset(text))
            return new(Refusal.Malformed, "malformed-time", $"{field} is an ISO 8601 time with its offset, such as 2024-06-01T08:00:00+08:00 (in a URL the plus is written %2B).", field, text);
        moment = parsed;
        return null;
    }

    private static bool HasOffset(string text) => text.EndsWith('Z') || text.AsSpan(text.IndexOf('T', StringComparison.Ordinal)).ContainsAny('+', '-');
}
