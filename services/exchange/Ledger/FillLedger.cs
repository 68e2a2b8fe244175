using Basin.Hosting;
using Marten;
using Npgsql;

namespace Basin.Exchange;

/// <summary>
/// Posts what fell due or was confirmed before there was a ledger, once, when the service starts: before it answers anybody. On a ledger that has
/// everything it finds nothing to do.
/// </summary>
public sealed class FillLedger(IDocumentStore store, NpgsqlDataSource database, ILogger<FillLedger> log) : IHostedService
{
    private const string Missing =
        """
        select distinct happened.stream_id from mt_events happened
        where happened.type = any($1) and not exists (
            select from ledger_postings posting
            where 'case/' || posting.agreement || '/' || posting.period = happened.stream_id and posting.event = happened.version)
        """;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var stream in await Streams(cancellationToken)) await store.Commit((session, token) => Fill(session, stream, token), cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task Fill(IDocumentSession session, string stream, CancellationToken cancel)
    {
        await session.Lock($"ledger/{stream}", cancel);
        var events = await session.Events.FetchStreamAsync(stream, token: cancel);
        var parts = stream.Split('/', 3);
        var posted = await LedgerLog.Posted(session.Connection!, parts[1], parts[2], cancel);
        await PostLedger.Post(session, null, 0, [.. events.Select(e => e.Data)], version => !posted.Contains(version), cancel);
        // The store commits only where it has something to do itself.
        session.QueueSqlCommand("select 1");
        Log.LedgerFilled(log, stream);
    }

    private async Task<IReadOnlyList<string>> Streams(CancellationToken cancel)
    {
        await using var command = database.CreateCommand(Missing);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = LedgerEntry.EventNames });
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var streams = new List<string>();
        while (await rows.ReadAsync(cancel)) streams.Add(rows.GetString(0));
        return streams;
    }
}
