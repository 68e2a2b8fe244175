using Marten;

namespace Basin.Monitoring;

/// <summary>Reads many days of stations in one round trip.</summary>
public static class StationDays
{
    /// <summary>State and version by stream key; null and 0 for days without a frame.</summary>
    public static async Task<Dictionary<string, (StationDay? Day, long Version)>> LoadDays(
        this IQuerySession session, IReadOnlyCollection<string> streams, CancellationToken cancel)
    {
        var days = streams.Distinct(StringComparer.Ordinal).ToDictionary(stream => stream, _ => (Day: (StationDay?)null, Version: 0L), StringComparer.Ordinal);
        if (days.Count == 0) return days;
        var keys = days.Keys.ToArray();
        var events = await session.Events.QueryAllRawEvents()
            .Where(e => e.StreamKey!.IsOneOf(keys))
            .OrderBy(e => e.StreamKey).ThenBy(e => e.Version)
            .ToListAsync(cancel);
        foreach (var e in events) days[e.StreamKey!] = (StationDay.Apply(days[e.StreamKey!].Day, e.Data), e.Version);
        return days;
    }
}
