using Npgsql;

namespace Basin.Benchmarks.Ingest;

/// <summary>Looks into monitoring's database, to find there what was acknowledged.</summary>
public sealed class FrameStore(IngestServers servers) : IAsyncDisposable
{
    private readonly NpgsqlDataSource _database = NpgsqlDataSource.Create(servers.Database);

    /// <summary>Frames of all stations between two instants, the first inclusive, the last exclusive.</summary>
    public async Task<long> Count(DateTimeOffset from, DateTimeOffset to, CancellationToken cancel)
    {
        await using var command = _database.CreateCommand("select count(*) from frames where time >= $1 and time < $2");
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = from });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = to });
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}
