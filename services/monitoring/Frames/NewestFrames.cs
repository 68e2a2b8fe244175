using System.Collections.Concurrent;
using Npgsql;

namespace Basin.Monitoring;

/// <summary>
/// The instant of each station's newest frame, as far as this process knows. A frame that is newer still is not in the log, so nothing has to be
/// looked up for it: which is every frame of a station that reports as time goes on. Another copy of the service may know of newer ones; then the log
/// refuses the row, and the group is decided again with everything looked up.
/// </summary>
internal sealed class NewestFrames
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _newest = new(StringComparer.Ordinal);

    /// <summary>Whether it has to be looked up. Who means to replace something is judged by what there is, and a refusal is no row that the log could refuse.</summary>
    public bool MayBeInLog(Frame frame) => frame.Amends is not null || !_newest.TryGetValue(frame.Station, out var newest) || frame.Time <= newest;

    /// <summary>Asks for stations that are not known yet.</summary>
    /// <param name="there">Stations there are, once the questions are answered; what anybody writes for a station is not remembered.</param>
    public void Ask(Questions questions, IEnumerable<string> stations, IReadOnlyDictionary<string, StationListing> there)
    {
        string[] unknown = [.. stations.Distinct(StringComparer.Ordinal).Where(station => !_newest.ContainsKey(station))];
        if (unknown.Length == 0) return;
        questions.Ask(
            new(
                """
                select asked.station, coalesce((select max(time) from frames where frames.station = asked.station and (held is null or not starts_with(held, $2))), 'epoch')
                from unnest($1) asked(station)
                """)
            {
                Parameters = { new NpgsqlParameter<string[]> { TypedValue = unknown }, new NpgsqlParameter<string> { TypedValue = ClockRule.Word } },
            },
            row =>
            {
                if (there.ContainsKey(row.GetString(0))) Learn(row.GetString(0), row.GetFieldValue<DateTimeOffset>(1));
            });
    }

    /// <summary>Remembers what has been committed. A clock that is ahead would have everything looked up until its time has come.</summary>
    public void Learn(IEnumerable<FrameLog.Row> rows)
    {
        foreach (var row in rows.Where(row => !ClockRule.IsOfClock(row.Held))) Learn(row.Submitted.Frame.Station, row.Submitted.Frame.Time);
    }

    private void Learn(string station, DateTimeOffset time) =>
        _newest.AddOrUpdate(station, static (_, given) => given, static (_, known, given) => given > known ? given : known, time);
}
