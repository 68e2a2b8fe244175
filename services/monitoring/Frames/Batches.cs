using System.Collections.Immutable;
using Basin.Rules;
using Npgsql;

namespace Basin.Monitoring;

/// <summary>
/// Batches as they came: their bytes for ever, and for some days the answer under the key that the sender gave (<c>Idempotency-Key</c>), so that the
/// same request sent again is answered the same.
/// </summary>
public static class Batches
{
    /// <summary>A batch to be appended.</summary>
    /// <param name="Frames">Frames it held, readable or not.</param>
    /// <param name="Stored">Those that made a row in the log.</param>
    public sealed record Row(long Position, DateTimeOffset ReceivedAt, string Operator, int Frames, int Stored, BatchBytes Bytes, byte[]? Answer);

    /// <summary>What was answered under a key.</summary>
    public sealed record Answered(string ContentSha256, long Position, DateTimeOffset ReceivedAt, byte[] Answer);

    /// <summary>A position for each batch, and what was answered under its key before; to be there once the questions are answered.</summary>
    internal static (Queue<long> Positions, Dictionary<(string Organisation, string Key), Answered> Answers) Ask(Questions questions, ImmutableArray<Submission> group, DateTimeOffset now)
    {
        var (positions, answers) = (new Queue<long>(), new Dictionary<(string, string), Answered>());
        var batches = group.Where(submission => submission.Batch is not null).ToList();
        if (batches.Count > 0)
            questions.Ask(
                new("select nextval('batch_positions') from generate_series(1, $1)") { Parameters = { new NpgsqlParameter<int> { TypedValue = batches.Count } } },
                row => positions.Enqueue(row.GetInt64(0)));
        var keyed = batches.Where(submission => submission.Batch!.Key is not null).ToList();
        if (keyed.Count > 0)
            questions.Ask(
                new(
                    """
                    select known.operator, known.key, known.content_sha256, known.position, known.received_at, known.answer
                    from unnest($1, $2) asked(operator, key) join batch_keys known on known.operator = asked.operator and known.key = asked.key and known.received_at >= $3
                    """)
                {
                    Parameters =
                    {
                        new NpgsqlParameter<string[]> { TypedValue = [.. keyed.Select(submission => submission.Organisation)] },
                        new NpgsqlParameter<string[]> { TypedValue = [.. keyed.Select(submission => submission.Batch!.Key!)] },
                        new NpgsqlParameter<DateTimeOffset> { TypedValue = now - Intake.KeysKept },
                    },
                },
                row => answers[(row.GetString(0), row.GetString(1))] = new(
                    Convert.ToHexStringLower(row.GetFieldValue<byte[]>(2)), row.GetInt64(3), row.GetFieldValue<DateTimeOffset>(4), row.GetFieldValue<byte[]>(5)));
        return (positions, answers);
    }

    /// <summary>Appends within the caller's transaction, and forgets keys that are older than <see cref="Intake.KeysKept"/>.</summary>
    /// <param name="rows">All received at the same time.</param>
    internal static async Task Append(NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<Row> rows, CancellationToken cancel)
    {
        if (rows.Count == 0) return;
        await using var commands = new NpgsqlBatch(connection, transaction);
        commands.BatchCommands.Add(new(
            $"""
            insert into {FrameTables.BatchesOf(YearMonth.Of(rows[0].ReceivedAt))} (position, received_at, operator, frames, stored, content_sha256, raw)
            select position, $2, operator, frames, stored, content_sha256, raw from unnest($1, $3, $4, $5, $6, $7) row(position, operator, frames, stored, content_sha256, raw)
            """)
        {
            Parameters =
            {
                new NpgsqlParameter<long[]> { TypedValue = [.. rows.Select(row => row.Position)] },
                new NpgsqlParameter<DateTimeOffset> { TypedValue = rows[0].ReceivedAt },
                new NpgsqlParameter<string[]> { TypedValue = [.. rows.Select(row => row.Operator)] },
                new NpgsqlParameter<int[]> { TypedValue = [.. rows.Select(row => row.Frames)] },
                new NpgsqlParameter<int[]> { TypedValue = [.. rows.Select(row => row.Stored)] },
                new NpgsqlParameter<byte[][]> { TypedValue = [.. rows.Select(row => Convert.FromHexString(row.Bytes.ContentSha256))] },
                new NpgsqlParameter<byte[][]> { TypedValue = [.. rows.Select(row => row.Bytes.Compressed.ToArray())] },
            },
        });

        var keyed = rows.Where(row => row.Bytes.Key is not null).OrderBy(row => row.Operator, StringComparer.Ordinal).ThenBy(row => row.Bytes.Key, StringComparer.Ordinal);
        if (keyed.Any())
            commands.BatchCommands.Add(new("delete from batch_keys where received_at < $1") { Parameters = { new NpgsqlParameter<DateTimeOffset> { TypedValue = rows[0].ReceivedAt - Intake.KeysKept } } });
        foreach (var row in keyed)
        {
            commands.BatchCommands.Add(new("insert into batch_keys (operator, key, content_sha256, position, received_at, answer) values ($1, $2, $3, $4, $5, $6)")
            {
                Parameters =
                {
                    new NpgsqlParameter<string> { TypedValue = row.Operator },
                    new NpgsqlParameter<string> { TypedValue = row.Bytes.Key! },
                    new NpgsqlParameter<byte[]> { TypedValue = Convert.FromHexString(row.Bytes.ContentSha256) },
                    new NpgsqlParameter<long> { TypedValue = row.Position },
                    new NpgsqlParameter<DateTimeOffset> { TypedValue = row.ReceivedAt },
                    new NpgsqlParameter<byte[]> { TypedValue = row.Answer! },
                },
            });
        }

        await commands.ExecuteNonQueryAsync(cancel);
    }
}
