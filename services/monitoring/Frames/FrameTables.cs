using System.Collections.Concurrent;
using System.Globalization;
using Basin.Rules;
using Npgsql;

namespace Basin.Monitoring;

/// <summary>
/// The tables of the log of frames. Rows are only ever inserted. Frames lie in one partition per month of their own time and batches in one per
/// month of their receipt, so that an index stays as small as a month is and inserting stays as fast as it was on the first day.
/// </summary>
public sealed class FrameTables(NpgsqlDataSource database) : IHostedService
{
    private const string Schema =
        """
        create table if not exists frames (
            station text not null, time timestamptz not null, revision int not null, state smallint not null, readings text not null,
            content_sha256 bytea not null, held text, operator text not null, received_at timestamptz not null, batch bigint, raw bytea,
            primary key (station, time, revision)
        ) partition by range (time);
        create sequence if not exists batch_positions;
        create table if not exists batches (
            position bigint not null, received_at timestamptz not null, operator text not null, frames int not null, stored int not null,
            content_sha256 bytea not null, raw bytea not null, primary key (position, received_at)
        ) partition by range (received_at);
        create table if not exists batch_keys (
            operator text not null, key text not null, content_sha256 bytea not null, position bigint not null, received_at timestamptz not null, answer bytea not null,
            primary key (operator, key)
        );
        create index if not exists batch_keys_received_at on batch_keys (received_at);
        """;

    private readonly ConcurrentDictionary<string, bool> _known = new(StringComparer.Ordinal);

    public static string FramesOf(YearMonth month) => string.Create(CultureInfo.InvariantCulture, $"frames_{month.Year:D4}_{month.Month:D2}");

    public static string BatchesOf(YearMonth month) => string.Create(CultureInfo.InvariantCulture, $"batches_{month.Year:D4}_{month.Month:D2}");

    public async Task StartAsync(CancellationToken cancellationToken) => await Change(Schema, cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Makes the partitions that are not there yet, in transactions of their own.</summary>
    public async Task Ensure(IEnumerable<YearMonth> framesOf, DateTimeOffset batchesAt, CancellationToken cancel)
    {
        foreach (var month in framesOf) await Ensure("frames", FramesOf(month), month, cancel);
        await Ensure("batches", BatchesOf(YearMonth.Of(batchesAt)), YearMonth.Of(batchesAt), cancel);
    }

    private async Task Ensure(string table, string partition, YearMonth month, CancellationToken cancel)
    {
        if (_known.ContainsKey(partition)) return;
        // Made apart and then attached: that waits for nobody who only reads, such as a backup under way.
        await Change(
            string.Create(CultureInfo.InvariantCulture, $"""
                do $$ begin
                    if not exists (select from pg_inherits where inhparent = '{table}'::regclass and inhrelid = to_regclass('{partition}')) then
                        create table if not exists {partition} (like {table} including all);
                        alter table {partition} set (autovacuum_vacuum_insert_scale_factor = 0.2);
                        alter table {table} attach partition {partition} for values from ('{Start(month)}') to ('{Start(month.AddMonths(1))}');
                    end if;
                end $$;
                """),
            cancel);
        _known.TryAdd(partition, true);
    }

    private static string Start(YearMonth month) => string.Create(CultureInfo.InvariantCulture, $"{month.Year:D4}-{month.Month:D2}-01 00:00:00+08");

    // Copies of the service that start at once change the schema one after the other.
    private async Task Change(string sql, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using var batch = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands = { new("select pg_advisory_xact_lock(hashtextextended('frame-tables', 0))"), },
        };
        await batch.ExecuteNonQueryAsync(cancel);
        await using var command = new NpgsqlCommand(sql, connection, transaction);
        await command.ExecuteNonQueryAsync(cancel);
        await transaction.CommitAsync(cancel);
    }
}
