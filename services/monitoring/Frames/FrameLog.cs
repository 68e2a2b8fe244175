using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Basin.Hosting;
using Basin.Rules;
using Npgsql;
using NpgsqlTypes;

namespace Basin.Monitoring;

/// <summary>
/// The log of frames: every revision of every frame, for ever. It is an event log of its own beside the store's, because a frame is looked up by
/// station and instant and never as a stream, and because readings come a thousand times as often as anything people do.
/// </summary>
public sealed class FrameLog(NpgsqlDataSource database)
{
    /// <summary>A frame's identity.</summary>
    public readonly record struct Key(string Station, DateTimeOffset Time);

    /// <summary>A revision to be appended.</summary>
    /// <param name="Batch">Position of the batch it came with; null for a frame handed over alone, whose bytes are <paramref name="Raw"/>.</param>
    public sealed record Row(Submitted Submitted, int Revision, string? Held, string Operator, DateTimeOffset ReceivedAt, long? Batch, ReadOnlyMemory<byte>? Raw);

    /// <summary>Most frames that are read at once: two stations' month with a frame a minute. More would be more than a process has room for.</summary>
    public const int FramesMax = 100_000;

    private const string Columns = "station, time, revision, state, readings, content_sha256, held, operator, received_at";

    /// <summary>Frames of stations, every revision, in order of station (by code point), time and revision.</summary>
    /// <param name="from">Inclusive.</param>
    /// <param name="to">Exclusive.</param>
    /// <param name="knownAt">Only what had been received by then, inclusive; null for everything.</param>
    /// <exception cref="RefusedException">There are more than <see cref="FramesMax"/>.</exception>
    public async Task<IReadOnlyList<StoredFrame>> Read(
        IReadOnlyCollection<string> stations, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel, DateTimeOffset? knownAt = null)
    {
        await using var command = database.CreateCommand(
            $"""
            select {Columns} from frames
            where station = any($1) and time >= $2 and time < $3 and ($4::timestamptz is null or received_at <= $4)
            order by station collate "C", time, revision
            """);
        command.Parameters.Add(new() { Value = stations.ToArray() });
        command.Parameters.Add(new() { Value = from.ToUniversalTime() });
        command.Parameters.Add(new() { Value = to.ToUniversalTime() });
        command.Parameters.Add(new() { Value = (object?)knownAt?.ToUniversalTime() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var frames = new List<StoredFrame>();
        while (await rows.ReadAsync(cancel))
        {
            if (frames.Count == FramesMax)
                throw new RefusedException(new(
                    Refusal.NotAllowed, "too-many-frames", $"More than {FramesMax} frames of {stations.Count} station(s), {string.Join(", ", stations.Take(3))}, lie between {from:O} and {to:O}; so many are not looked at together.", "station", frames[^1].Station));
            frames.Add(FrameIn(rows));
        }

        return frames;
    }

    /// <summary>Position of the batch that each revision of a station's frames came in, by time and revision; one that came alone is not among them.</summary>
    /// <param name="from">Inclusive.</param>
    /// <param name="to">Exclusive.</param>
    public async Task<IReadOnlyDictionary<(DateTimeOffset Time, int Revision), long>> BatchesOf(string station, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select time, revision, batch from frames where station = $1 and time >= $2 and time < $3 and batch is not null");
        command.Parameters.Add(new() { Value = station });
        command.Parameters.Add(new() { Value = from.ToUniversalTime() });
        command.Parameters.Add(new() { Value = to.ToUniversalTime() });
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var batches = new Dictionary<(DateTimeOffset Time, int Revision), long>();
        while (await rows.ReadAsync(cancel)) batches.Add((rows.GetFieldValue<DateTimeOffset>(0), rows.GetInt32(1)), rows.GetInt64(2));
        return batches;
    }

    /// <summary>One revision of a frame as it came; null where there is none.</summary>
    /// <param name="revision">From 1; null for the last.</param>
    public async Task<FrameAsItCame?> AsItCame(Key frame, int? revision, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            "select revision, operator, batch, raw from frames where station = $1 and time = $2 and ($3::int is null or revision = $3) order by revision desc limit 1");
        command.Parameters.Add(new() { Value = frame.Station });
        command.Parameters.Add(new() { Value = frame.Time.ToUniversalTime() });
        command.Parameters.Add(new() { Value = (object?)revision ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer });
        await using var row = await command.ExecuteReaderAsync(cancel);
        return await row.ReadAsync(cancel)
            ? new(row.GetInt32(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetInt64(2), row.IsDBNull(3) ? [] : row.GetFieldValue<byte[]>(3))
            : null;
    }

    /// <summary>How much came of each station, and when the last of it; one of which nothing came is not among them.</summary>
    /// <param name="from">Earliest time of such a frame, inclusive.</param>
    /// <param name="receivedFrom">Earliest receipt of such a frame, inclusive.</param>
    public async Task<IReadOnlyDictionary<string, (DateTimeOffset ReceivedAt, long Count)>> Heard(
        IReadOnlyCollection<string> stations, DateTimeOffset from, DateTimeOffset receivedFrom, CancellationToken cancel)
    {
        await using var command = database.CreateCommand("select station, max(received_at), count(*) from frames where station = any($1) and time >= $2 and received_at >= $3 group by station");
        command.Parameters.Add(new() { Value = stations.ToArray() });
        command.Parameters.Add(new() { Value = from.ToUniversalTime() });
        command.Parameters.Add(new() { Value = receivedFrom.ToUniversalTime() });
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var heard = new Dictionary<string, (DateTimeOffset ReceivedAt, long Count)>(StringComparer.Ordinal);
        while (await rows.ReadAsync(cancel)) heard.Add(rows.GetString(0), (rows.GetFieldValue<DateTimeOffset>(1), rows.GetInt64(2)));
        return heard;
    }

    /// <summary>Time of each station's last frame, passing over what is held for its clock; a station that has sent none is not among them.</summary>
    public async Task<IReadOnlyDictionary<string, DateTimeOffset>> Last(IReadOnlyCollection<string> stations, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            """
            select asked.station, last.time from unnest($1) asked(station)
            cross join lateral (select time from frames where station = asked.station and (held is null or not starts_with(held, $2)) order by time desc limit 1) last
            """);
        command.Parameters.Add(new() { Value = stations.ToArray() });
        command.Parameters.Add(new() { Value = ClockRule.Word });
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var last = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        while (await rows.ReadAsync(cancel)) last.Add(rows.GetString(0), rows.GetFieldValue<DateTimeOffset>(1));
        return last;
    }

    /// <summary>One frame of each slot in which a station sent any that says when it was taken, without its readings: enough to see which slots are empty.</summary>
    /// <param name="from">Inclusive.</param>
    /// <param name="to">Exclusive.</param>
    public async Task<IReadOnlyList<StoredFrame>> OnePerSlot(string station, int everyHours, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            $"""
            select distinct on ({Slot("time", "$2")}) station, time, revision, state, '' as readings, content_sha256, held, operator, received_at
            from frames where station = $1 and time >= $3 and time < $4 and (held is null or not starts_with(held, $5))
            order by {Slot("time", "$2")}, time
            """);
        command.Parameters.Add(new() { Value = station });
        command.Parameters.Add(new() { Value = everyHours });
        command.Parameters.Add(new() { Value = from.ToUniversalTime() });
        command.Parameters.Add(new() { Value = to.ToUniversalTime() });
        command.Parameters.Add(new() { Value = ClockRule.Word });
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var frames = new List<StoredFrame>();
        while (await rows.ReadAsync(cancel)) frames.Add(FrameIn(rows));
        return frames;
    }

    /// <summary>In how many slots of each station a frame came, as <see cref="GapLedger"/> counts them; a station without any is not among them.</summary>
    /// <param name="spans">From inclusive and to exclusive, by station and interval in hours.</param>
    public async Task<IReadOnlyDictionary<string, int>> Slots(IReadOnlyList<(string Station, int EveryHours, DateTimeOffset From, DateTimeOffset To)> spans, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            $"""
            select asked.station, count(distinct {Slot("known.time", "asked.hours")})::int
            from unnest($1, $2, $3, $4) asked(station, hours, start, finish)
            join frames known on known.station = asked.station and known.time >= asked.start and known.time < asked.finish and (known.held is null or not starts_with(known.held, $5))
            where known.time >= $6 and known.time < $7
            group by asked.station
            """);
        command.Parameters.Add(new() { Value = spans.Select(span => span.Station).ToArray() });
        command.Parameters.Add(new() { Value = spans.Select(span => span.EveryHours).ToArray() });
        command.Parameters.Add(new() { Value = spans.Select(span => span.From.ToUniversalTime()).ToArray() });
        command.Parameters.Add(new() { Value = spans.Select(span => span.To.ToUniversalTime()).ToArray() });
        command.Parameters.Add(new() { Value = ClockRule.Word });
        command.Parameters.Add(new() { Value = spans.Min(span => span.From).ToUniversalTime() });
        command.Parameters.Add(new() { Value = spans.Max(span => span.To).ToUniversalTime() });
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var slots = new Dictionary<string, int>(StringComparer.Ordinal);
        while (await rows.ReadAsync(cancel)) slots.Add(rows.GetString(0), rows.GetInt32(1));
        return slots;
    }

    /// <summary>
    /// The frames of one station as <see cref="Read"/> gives them, one after the other as the database hands them over, so that years of them take no
    /// room. Keeps a connection until it has been read to its end.
    /// </summary>
    public async IAsyncEnumerable<StoredFrame> Stream(
        string station, DateTimeOffset from, DateTimeOffset to, DateTimeOffset? knownAt, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            $"""
            select {Columns} from frames
            where station = $1 and time >= $2 and time < $3 and ($4::timestamptz is null or received_at <= $4)
            order by time, revision
            """);
        command.Parameters.Add(new() { Value = station });
        command.Parameters.Add(new() { Value = from.ToUniversalTime() });
        command.Parameters.Add(new() { Value = to.ToUniversalTime() });
        command.Parameters.Add(new() { Value = (object?)knownAt?.ToUniversalTime() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        await using var rows = await command.ExecuteReaderAsync(cancel);
        while (await rows.ReadAsync(cancel)) yield return FrameIn(rows);
    }

    /// <summary>What is known of some frames, to be there once the questions are answered; a frame that is not known is not among them.</summary>
    internal static Dictionary<Key, FrameHistory> AskHistories(Questions questions, IEnumerable<Key> keys)
    {
        var histories = new Dictionary<Key, FrameHistory>();
        foreach (var month in keys.Distinct().GroupBy(key => YearMonth.Of(key.Time)))
        {
            var asked = month.ToArray();
            questions.Ask(
                new(
                    $"""
                    select asked.place, known.content_sha256, known.held
                    from unnest($1, $2) with ordinality asked(station, time, place) join {FrameTables.FramesOf(month.Key)} known on known.station = asked.station and known.time = asked.time
                    order by asked.place, known.revision
                    """)
                {
                    Parameters =
                    {
                        new NpgsqlParameter<string[]> { TypedValue = [.. asked.Select(key => key.Station)] },
                        new NpgsqlParameter<DateTimeOffset[]> { TypedValue = [.. asked.Select(key => key.Time)] },
                    },
                },
                row =>
                {
                    var key = asked[row.GetInt64(0) - 1];
                    histories[key] = histories.GetValueOrDefault(key, FrameHistory.None)
                        .With(Convert.ToHexStringLower(row.GetFieldValue<byte[]>(1)), row.IsDBNull(2) ? null : row.GetString(2));
                });
        }

        return histories;
    }

    /// <summary>
    /// Appends within the caller's transaction. In order of their keys, so that two writers of the same frames wait for one another instead of
    /// locking each other out; whoever comes second fails on the key and decides again.
    /// </summary>
    internal static async Task Append(NpgsqlConnection connection, IEnumerable<Row> rows, CancellationToken cancel)
    {
        var months = rows
            .OrderBy(row => row.Submitted.Frame.Time).ThenBy(row => row.Submitted.Frame.Station, StringComparer.Ordinal).ThenBy(row => row.Revision)
            .GroupBy(row => row.Submitted.Frame.Month);
        foreach (var month in months)
        {
            await using var writer = await connection.BeginBinaryImportAsync($"copy {FrameTables.FramesOf(month.Key)} ({Columns}, batch, raw) from stdin (format binary)", cancel);
            foreach (var row in month) await Write(writer, row, cancel);
            await writer.CompleteAsync(cancel);
        }
    }

    private static async Task Write(NpgsqlBinaryImporter writer, Row row, CancellationToken cancel)
    {
        var frame = row.Submitted.Frame;
        await writer.StartRowAsync(cancel);
        await writer.WriteAsync(frame.Station, NpgsqlDbType.Text, cancel);
        await writer.WriteAsync(frame.Time, NpgsqlDbType.TimestampTz, cancel);
        await writer.WriteAsync(row.Revision, NpgsqlDbType.Integer, cancel);
        await writer.WriteAsync((short)frame.State, NpgsqlDbType.Smallint, cancel);
        await writer.WriteAsync(row.Submitted.ReadingText, NpgsqlDbType.Text, cancel);
        await writer.WriteAsync(Convert.FromHexString(row.Submitted.ContentSha256), NpgsqlDbType.Bytea, cancel);
        await (row.Held is { } held ? writer.WriteAsync(held, NpgsqlDbType.Text, cancel) : writer.WriteNullAsync(cancel));
        await writer.WriteAsync(row.Operator, NpgsqlDbType.Text, cancel);
        await writer.WriteAsync(row.ReceivedAt, NpgsqlDbType.TimestampTz, cancel);
        await (row.Batch is { } batch ? writer.WriteAsync(batch, NpgsqlDbType.Bigint, cancel) : writer.WriteNullAsync(cancel));
        await (row.Raw is { } raw ? writer.WriteAsync(raw, NpgsqlDbType.Bytea, cancel) : writer.WriteNullAsync(cancel));
    }

    /// <summary>SQL of a slot's number from the epoch: days begin at midnight in Asia/Shanghai, and intervals divide them.</summary>
    private static string Slot(string time, string hours) => $"floor((extract(epoch from {time}) + {YearMonth.ChinaOffset.TotalSeconds:0}) / (3600 * {hours}))";

    private static StoredFrame FrameIn(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetFieldValue<DateTimeOffset>(1), row.GetInt32(2), (StationState)row.GetInt16(3), ReadingText.Read(row.GetString(4)),
        Convert.ToHexStringLower(row.GetFieldValue<byte[]>(5)), row.IsDBNull(6) ? null : row.GetString(6), row.GetString(7), row.GetFieldValue<DateTimeOffset>(8));
}
