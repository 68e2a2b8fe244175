using System.Runtime.CompilerServices;
using Basin.Hosting;
using Basin.Rules;
using Npgsql;

namespace Basin.Monitoring;

/// <summary>
/// Observations out of the log of frames, page by page and never whole series. Ordered by time, they are looked for in spans that double, from the end
/// where the order begins: neither all the months are opened nor whole series sorted to find the newest hundred.
/// </summary>
public sealed class ObservationLog(NpgsqlDataSource database)
{
    /// <summary>Longest that one question may take, seconds; then it is refused with the advice to narrow it.</summary>
    public const int QuerySecondsMax = 20;

    /// <summary>Longest span of time, days, of observations of several stations that are ordered by anything but time: they have to be sorted first.</summary>
    public const int SortedDaysMax = 31;

    /// <summary>The first so many of each stream, in the order asked for, by the stream's place.</summary>
    /// <exception cref="RefusedException">It took too long.</exception>
    public async Task<IReadOnlyList<IReadOnlyList<Entity.Observation>>> PerStream(ObservationAsk ask, int limit, int offset, CancellationToken cancel)
    {
        var found = ask.Streams.Select(_ => new List<Entity.Observation>()).ToList();
        if (found.Count == 0) return found;
        if (ask.Order.IsByTime)
        {
            var open = Enumerable.Range(0, found.Count).ToList();
            await foreach (var span in Spans(ask, limit + offset, cancel))
            {
                var asked = span with { Streams = [.. open.Select(place => ask.Streams[place])] };
                await Each(ObservationSql.PerStream(asked, limit + offset, 0), rows => found[open[Place(rows)]].Add(ObservationIn(rows, asked)), cancel);
                open.RemoveAll(place => found[place].Count >= limit + offset);
                if (open.Count == 0) break;
            }
        }
        else await Each(ObservationSql.PerStream(ask, limit + offset, 0), rows => found[Place(rows)].Add(ObservationIn(rows, ask)), cancel);

        foreach (var stream in found) stream.Sort(ask.Order.Compare);
        return [.. found.Select(stream => stream.Skip(offset).Take(limit).ToList())];
    }

    /// <summary>The first so many of all streams together.</summary>
    /// <exception cref="RefusedException">It took too long, or would.</exception>
    public async Task<IReadOnlyList<Entity.Observation>> Across(ObservationAsk ask, int limit, CancellationToken cancel)
    {
        if (ask.Streams.Length == 0 || limit <= 0) return [];
        if (ask.Streams.Length == 1) return (await PerStream(ask, limit, 0, cancel))[0];
        if (!ask.Order.IsByTime)
        {
            if (ask.To - ask.From > TimeSpan.FromDays(SortedDaysMax) && ask.Streams.DistinctBy(stream => stream.Datastream.Of.Id).Count() > 1)
                throw new RefusedException(new(
                    Refusal.NotAllowed, "query-too-wide", $"Observations of several Things are ordered by anything but phenomenonTime only within {SortedDaysMax} days of phenomenonTime: add it to $filter.", "$orderby"));
            return await Read(ask, limit, cancel);
        }

        var found = new List<Entity.Observation>();
        await foreach (var span in Spans(ask, limit / ask.Streams.Length, cancel))
        {
            found.AddRange(await Read(span, limit - found.Count, cancel));
            if (found.Count == limit) break;
        }

        return found;
    }

    /// <summary>How many there are of each stream, by its place.</summary>
    /// <exception cref="RefusedException">It took too long.</exception>
    public async Task<IReadOnlyList<long>> Count(ObservationAsk ask, CancellationToken cancel)
    {
        var counts = new long[ask.Streams.Length];
        if (counts.Length > 0) await Each(ObservationSql.Count(ask), rows => counts[Place(rows)] = rows.GetInt64(1), cancel);
        return counts;
    }

    private async Task<List<Entity.Observation>> Read(ObservationAsk ask, int limit, CancellationToken cancel)
    {
        var found = new List<Entity.Observation>();
        await Each(ObservationSql.Across(ask, limit), rows => found.Add(ObservationIn(rows, ask)), cancel);
        return found;
    }

    /// <param name="frames">So many frames are wanted of a station; the first span holds them where the station reports as it should.</param>
    private async IAsyncEnumerable<ObservationAsk> Spans(ObservationAsk ask, int frames, [EnumeratorCancellation] CancellationToken cancel)
    {
        var (from, to) = (ask.From, ask.To);
        if (from == ObservationAsk.TimeLeast || to == ObservationAsk.TimeMost)
        {
            if (await Months(cancel) is not var (first, last)) yield break;
            (from, to) = (Later(from, first), Earlier(to, last));
        }

        if (ask.After is { } after) (from, to) = ask.Order.IsBackward ? (from, Earlier(to, (DateTimeOffset)after[0])) : (Later(from, (DateTimeOffset)after[0]), to);
        var hours = (long)ask.Streams.Max(stream => stream.Datastream.Of.Station.EveryHours) * frames;
        for (var span = TimeSpan.FromHours(Math.Max(24, hours)); from <= to; span *= 2)
        {
            // The database keeps times to the microsecond.
            var part = ask.Order.IsBackward ? (From: Later(from, to - span), To: to) : (From: from, To: Earlier(to, from + span));
            yield return ask with { From = part.From, To = part.To };
            if (ask.Order.IsBackward) to = part.From.AddMicroseconds(-1);
            else from = part.To.AddMicroseconds(1);
        }
    }

    /// <summary>Start of the log's first month and end of its last, from the names of its parts; null while it is empty.</summary>
    private async Task<(DateTimeOffset First, DateTimeOffset Last)?> Months(CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            "select min(right(part.relname, 7)), max(right(part.relname, 7)) from pg_inherits i join pg_class part on part.oid = i.inhrelid where i.inhparent = 'frames'::regclass");
        await using var row = await command.ExecuteReaderAsync(cancel);
        if (!await row.ReadAsync(cancel) || row.IsDBNull(0)) return null;
        return (YearMonth.Parse(row.GetString(0).Replace('_', '-')).Start, YearMonth.Parse(row.GetString(1).Replace('_', '-')).End);
    }

    private async Task Each(ObservationSql sql, Action<NpgsqlDataReader> take, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(sql.Text);
        command.CommandTimeout = QuerySecondsMax;
        foreach (var parameter in sql.Parameters) command.Parameters.Add(parameter);
        try
        {
            await using var rows = await command.ExecuteReaderAsync(cancel);
            while (await rows.ReadAsync(cancel)) take(rows);
        }
        catch (NpgsqlException problem) when (problem.InnerException is TimeoutException)
        {
            throw new RefusedException(new(
                Refusal.NotAllowed, "query-too-slow", $"The question took more than {QuerySecondsMax} s. Narrow it: one Datastream, a span of phenomenonTime, or without $count.", "$filter"));
        }
    }

    private static int Place(NpgsqlDataReader row) => checked((int)row.GetInt64(0)) - 1;

    private static Entity.Observation ObservationIn(NpgsqlDataReader row, ObservationAsk ask)
    {
        var readings = ReadingText.Read(row.GetString(5));
        var frame = new StoredFrame(
            row.GetString(1), row.GetFieldValue<DateTimeOffset>(2), row.GetInt32(3), (StationState)row.GetInt16(4), readings,
            Convert.ToHexStringLower(row.GetFieldValue<byte[]>(6)), row.IsDBNull(7) ? null : row.GetString(7), row.GetString(8), row.GetFieldValue<DateTimeOffset>(9));
        return new(ask.Streams[Place(row)].Datastream, frame, readings[0], row.GetBoolean(10));
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
