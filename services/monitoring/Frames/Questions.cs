using Npgsql;

namespace Basin.Monitoring;

/// <summary>What a group of frames has to ask the database, gathered so that it is asked in one round trip; what nobody asks costs nothing.</summary>
internal sealed class Questions(NpgsqlConnection connection, NpgsqlTransaction transaction) : IAsyncDisposable
{
    private readonly NpgsqlBatch _batch = new(connection, transaction);
    private readonly List<Action<NpgsqlDataReader>> _readers = [];

    /// <param name="read">Takes one row of the answer; the answers come in the order of the questions.</param>
    public void Ask(NpgsqlBatchCommand question, Action<NpgsqlDataReader> read)
    {
        _batch.BatchCommands.Add(question);
        _readers.Add(read);
    }

    /// <summary>Asks them all, and has every row read.</summary>
    public async Task Answer(CancellationToken cancel)
    {
        if (_readers.Count == 0) return;
        await using var rows = await _batch.ExecuteReaderAsync(cancel);
        foreach (var read in _readers)
        {
            while (await rows.ReadAsync(cancel)) read(rows);
            await rows.NextResultAsync(cancel);
        }
    }

    public ValueTask DisposeAsync() => _batch.DisposeAsync();
}
