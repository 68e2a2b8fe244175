using System.Collections.Concurrent;
using Basin.Rules;

namespace Basin.Monitoring;

/// <summary>
/// The running months that are known to be noted for computing. A month that is not over is neither due nor can anybody close it, so its note stays
/// as it is until then; what every frame of it would write again is written once.
/// </summary>
internal sealed class NotedMonths
{
    private readonly ConcurrentDictionary<(string Section, YearMonth Month), bool> _noted = new();

    /// <summary>Those that have to be written.</summary>
    public IReadOnlyCollection<(string Section, YearMonth Month)> News(IReadOnlyCollection<(string Section, YearMonth Month)> touched, DateTimeOffset now) =>
        [.. touched.Where(month => month.Month.End <= now || !_noted.ContainsKey(month))];

    /// <summary>Remembers the running ones after the commit, and forgets those that are over by now.</summary>
    public void Written(IReadOnlyCollection<(string Section, YearMonth Month)> touched, DateTimeOffset now)
    {
        foreach (var month in touched.Where(month => month.Month.End > now)) _noted.TryAdd(month, true);
        if (touched.Count == 0) return;
        foreach (var month in _noted.Keys.Where(month => month.Month.End <= now)) _noted.TryRemove(month, out _);
    }
}
