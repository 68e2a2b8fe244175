using System.Collections.Immutable;
using System.Runtime.CompilerServices;
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

    private const string Columns = "station, time, revision, state, readings, content_sha256, held, operator, received_at";

    /// <summary>Frames of stations, every revision, in order of station (by code point), time and revision.</summary>
    /// <param name="from">Inclusive.</param>
    /// <param name="to">Exclusive.</param>
    /// <param name="knownAt">Only what had been received by then, inclusive; null for everything.</param>
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
        while (await rows.ReadAsync(cancel)) frames.Add(FrameIn(rows));
        return frames;
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

    /// <summary>Adds to a batch of commands the questions for what is known of some frames; answered by <see cref="ReadHistories"/> in the same order.</summary>
    internal static IReadOnlyList<Key[]> AskHistories(NpgsqlBatch batch, IEnumerable<Key> keys)
    {
        var months = keys.Distinct().GroupBy(key => YearMonth.Of(key.Time)).Select(month => (Month: month.Key, Keys: month.ToArray())).ToList();
        foreach (var (month, asked) in months)
        {
            batch.BatchCommands.Add(new(
                $"""
                select asked.place, known.content_sha256, known.held
                from unnest($1, $2) with ordinality asked(station, time, place) join {FrameTables.FramesOf(month)} known on known.station = asked.station and known.time = asked.time
                order by asked.place, known.revision
                """)
            {
                Parameters =
                {
                    new NpgsqlParameter<string[]> { TypedValue = [.. asked.Select(key => key.Station)] },
                    new NpgsqlParameter<DateTimeOffset[]> { TypedValue = [.. asked.Select(key => key.Time)] },
                },
            });
        }

        return [.. months.Select(month => month.Keys)];
    }

    /// <summary>The answers to <see cref="AskHistories"/>; a frame that is not known is not among them.</summary>
    internal static async Task<Dictionary<Key, FrameHistory>> ReadHistories(NpgsqlDataReader rows, IReadOnlyList<Key[]> asked, CancellationToken cancel)
    {
        var histories = new Dictionary<Key, FrameHistory>();
        foreach (var keys in asked)
        {
            while (await rows.ReadAsync(cancel))
            {
                var key = keys[rows.GetInt64(0) - 1];
                histories[key] = histories.GetValueOrDefault(key, FrameHistory.None)
                    .With(Convert.ToHexStringLower(rows.GetFieldValue<byte[]>(1)), rows.IsDBNull(2) ? null : rows.GetString(2));
            }

            await rows.NextResultAsync(cancel);
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

    private static StoredFrame FrameIn(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetFieldValue<DateTimeOffset>(1), row.GetInt32(2), (StationState)row.GetInt16(3), ReadingText.Read(row.GetString(4)),
        Convert.ToHexStringLower(row.GetFieldValue<byte[]>(5)), row.IsDBNull(6) ? null : row.GetString(6), row.GetString(7), row.GetFieldValue<DateTimeOffset>(8));
}
