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

    public bool MayBeInLog(Frame frame) => !_newest.TryGetValue(frame.Station, out var newest) || frame.Time <= newest;

    /// <summary>Adds to a batch of commands the question for stations that are not known yet; answered by <see cref="Read"/>.</summary>
    public void Ask(NpgsqlBatch batch, IEnumerable<string> stations) => batch.BatchCommands.Add(new(
        "select asked.station, coalesce((select max(time) from frames where frames.station = asked.station), 'epoch') from unnest($1) asked(station)")
    {
        Parameters = { new NpgsqlParameter<string[]> { TypedValue = [.. stations.Distinct(StringComparer.Ordinal).Where(station => !_newest.ContainsKey(station))] } },
    });

    /// <param name="stations">Stations there are; what anybody writes for a station is not remembered.</param>
    public async Task Read(NpgsqlDataReader rows, IReadOnlyDictionary<string, Station> stations, CancellationToken cancel)
    {
        while (await rows.ReadAsync(cancel))
            if (stations.ContainsKey(rows.GetString(0))) Learn(rows.GetString(0), rows.GetFieldValue<DateTimeOffset>(1));
        await rows.NextResultAsync(cancel);
    }

    /// <summary>Remembers what has been committed.</summary>
    public void Learn(IEnumerable<FrameLog.Row> rows)
    {
        foreach (var row in rows) Learn(row.Submitted.Frame.Station, row.Submitted.Frame.Time);
    }

    private void Learn(string station, DateTimeOffset time) =>
        _newest.AddOrUpdate(station, static (_, given) => given, static (_, known, given) => given > known ? given : known, time);
}
