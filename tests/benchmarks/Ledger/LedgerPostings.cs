using Basin.Benchmarks.Ingest;
using Basin.Exchange;
using Basin.Rules.Settlement.Ledger;
using Npgsql;

namespace Basin.Benchmarks.Ledger;

/// <summary>
/// Postings by the exchange's own code into its own tables: each client settles one case after another, an obligation and its payment, each in a
/// transaction by itself, between provinces and through clearing accounts that all clients share.
/// </summary>
public sealed class LedgerPostings : IAsyncDisposable
{
    private const int Provinces = 31, Basins = 10;

    private static readonly DateOnly Day = new(2026, 3, 31);

    private readonly NpgsqlDataSource _database;
    private readonly LedgerLog _log;
    private readonly List<string> _cases = [];
    private long _posted;

    private LedgerPostings(NpgsqlDataSource database) => (_database, _log) = (database, new(database));

    public static async Task<LedgerPostings> Create(string database, CancellationToken cancel)
    {
        var source = NpgsqlDataSource.Create(database);
        await using var connection = await source.OpenConnectionAsync(cancel);
        await LedgerSchema.Create(connection, cancel);
        return new(source);
    }

    /// <returns>Postings acknowledged per second, and how long each took.</returns>
    public async Task<(double PerSecond, Latencies Answers)> Run(int clients, TimeSpan span, CancellationToken cancel)
    {
        var began = TimeProvider.System.GetTimestamp();
        var round = _cases.Count;
        var done = await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(() => Post(round, client, () => TimeProvider.System.GetElapsedTime(began) < span, cancel), cancel)));
        var elapsed = TimeProvider.System.GetElapsedTime(began);
        var answers = done.SelectMany(own => own.Answers).ToList();
        foreach (var own in done) _cases.AddRange(own.Cases);
        _posted += answers.Count;
        return (answers.Count / elapsed.TotalSeconds, new(answers));
    }

    /// <summary>Everything acknowledged is there, debits equal credits, and every chain holds from its first posting on.</summary>
    public async Task<(long Postings, TimeSpan Took)> Prove(CancellationToken cancel)
    {
        var began = TimeProvider.System.GetTimestamp();
        var balance = new TrialBalance(Day, await _log.Balances(Day, null, cancel));
        if (!balance.IsBalanced) throw new MeasurementFailedException("the trial balance is not zero");
        long found = 0;
        foreach (var agreement in _cases)
        {
            var previous = Posting.NoPredecessor;
            foreach (var stored in await _log.OfCase(agreement, "2025", cancel))
            {
                if (stored.PreviousSha256 != previous || stored.Sha256 != stored.Posting.Sha256(previous)) throw new MeasurementFailedException($"the chain of {agreement} is broken at {stored.Posting.Number}");
                previous = stored.Sha256;
                found++;
            }
        }

        return found == _posted ? (found, TimeProvider.System.GetElapsedTime(began)) : throw new MeasurementFailedException($"{_posted} postings were acknowledged, {found} are there");
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private async Task<(List<TimeSpan> Answers, List<string> Cases)> Post(int round, int client, Func<bool> goesOn, CancellationToken cancel)
    {
        var (answers, cases) = (new List<TimeSpan>(), new List<string>());
        await using var connection = await _database.OpenConnectionAsync(cancel);
        for (var number = 0; goesOn(); number++)
        {
            var agreement = $"A-{round}-{client}-{number}";
            cases.Add(agreement);
            foreach (var posting in Of(agreement, (client * 7) + number))
            {
                var sent = TimeProvider.System.GetTimestamp();
                await using var transaction = await connection.BeginTransactionAsync(cancel);
                await LedgerLog.Append(connection, posting, cancel);
                await transaction.CommitAsync(cancel);
                answers.Add(TimeProvider.System.GetElapsedTime(sent));
            }
        }

        return (answers, cases);
    }

    private static IEnumerable<Posting> Of(string agreement, int seed)
    {
        var (from, to) = (Account.Party($"{11 + (seed % Provinces)}0000"), Account.Party($"{11 + ((seed + 1 + (seed / Provinces % (Provinces - 1))) % Provinces)}0000"));
        var (clearing, amount) = (Account.Clearing($"B{seed % Basins}"), new Rules.Settlement.Money(1_000_000 + seed));
        yield return new(0, PostingKind.ObligationDue, Day, Day.AddDays(30), Day, clearing, new(agreement, "2025", 5, 1, $"N-{agreement}"), Entries.ObligationDue(from, to, clearing, amount));
        yield return new(0, PostingKind.PaymentConfirmed, Day, Day.AddDays(30), Day, clearing, new(agreement, "2025", 7, 1, $"P-{agreement}"), Entries.PaymentConfirmed(from, to, clearing, amount));
    }
}
