using Npgsql;

namespace Basin.Exchange;

/// <summary>Makes the tables of the ledger before anything is posted.</summary>
public sealed class LedgerTables(NpgsqlDataSource database) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await LedgerSchema.Create(connection, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
