using Basin.Rules;
using Npgsql;

namespace Basin.Benchmarks.Ingest;

/// <summary>Looks into monitoring's database, to find there what was acknowledged; and fills it faster than any sender could.</summary>
public sealed class FrameStore(IngestServers servers) : IAsyncDisposable
{
    private readonly NpgsqlDataSource _database = NpgsqlDataSource.Create(servers.Database);

    /// <summary>Frames of all stations between two instants, the first inclusive, the last exclusive.</summary>
    public Task<long> Count(DateTimeOffset from, DateTimeOffset to, CancellationToken cancel) =>
        Scalar("select count(*) from frames where time >= $1 and time < $2", cancel, from, to);

    /// <summary>All frames there are.</summary>
    public Task<long> Count(CancellationToken cancel) => Scalar("select count(*) from frames", cancel);

    /// <summary>Stores frames of a block of time once more, so much earlier: the same stations and readings in the form the service wrote.</summary>
    public Task<long> Repeat(DateTimeOffset from, DateTimeOffset to, TimeSpan earlier, CancellationToken cancel) => Scalar(
        """
        with stored as (
            insert into frames (station, time, revision, state, readings, content_sha256, held, operator, received_at, batch, raw)
            select station, time - $3, revision, state, readings, content_sha256, held, operator, received_at - $3, batch, raw
            from frames where time >= $1 and time < $2
            returning 1)
        select count(*) from stored
        """, cancel, from, to, earlier);

    /// <summary>What an autovacuum would do sooner or later, done before the clock starts.</summary>
    public Task<long> Vacuum(CancellationToken cancel) => Scalar("vacuum (analyze) frames", cancel);

    /// <summary>MiB of the log of frames with its indexes.</summary>
    public async Task<double> MiB(CancellationToken cancel) =>
        await Scalar("select sum(pg_total_relation_size(inhrelid))::bigint from pg_inherits where inhparent = 'frames'::regclass", cancel) / (1024.0 * 1024);

    /// <summary>Makes the month of these sections due now, which it otherwise is when its frames have been quiet for a while.</summary>
    public Task<long> MakeDue(string sectionsLike, YearMonth month, CancellationToken cancel) => Scalar(
        "with due as (update mt_doc_touchedmonth set due_at = now() where id like $1 and data ->> 'month' = $2 returning 1) select count(*) from due", cancel, sectionsLike, $"{month}");

    /// <summary>Sections of which the month has been closed.</summary>
    public Task<long> Closed(string sectionsLike, YearMonth month, CancellationToken cancel) =>
        Scalar("select count(*) from mt_doc_monthlisting where id like $1", cancel, $"{sectionsLike}/{month}");

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private async Task<long> Scalar(string sql, CancellationToken cancel, params object[] values)
    {
        await using var command = _database.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new() { Value = value });
        return await command.ExecuteScalarAsync(cancel) as long? ?? 0;
    }
}
