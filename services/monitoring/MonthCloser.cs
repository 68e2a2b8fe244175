using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Monitoring;

/// <summary>
/// Closes and restates months by itself, some in a transaction. A copy of the service takes those that are due longest and that no other copy
/// is working on: it holds their rows of <see cref="TouchedMonth"/> until it has committed, and frames that arrive meanwhile touch the month anew.
/// </summary>
public sealed class MonthCloser(IDocumentStore store, FrameLog frameLog, Closing closing, TimeProvider clock, ILogger<MonthCloser> log) : BackgroundService
{
    /// <summary>Most months in a row before the closer rests, so that years of back-fill leave room for requests.</summary>
    public const int MonthsPerRoundMax = 1_000;

    /// <summary>
    /// Most months in a transaction: on the day when all sections close, the questions to the database cost more than the answers. A group of frames with a
    /// late one of these months waits while it lasts, so it is kept short.
    /// </summary>
    public const int MonthsTogetherMax = 20;

    /// <summary>A month that cannot be computed is tried again after this; the others go on.</summary>
    public static readonly TimeSpan FailurePause = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // One after the other: a month may wait for a minute, the stations that send meanwhile may not.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Rounds.Keep(Interval, clock, log, CloseDue, stoppingToken);

    private async Task CloseDue(CancellationToken cancel)
    {
        for (var count = 0; count < MonthsPerRoundMax;)
        {
            var closed = await CloseNext(MonthsTogetherMax, cancel);
            if (closed == 0) return;
            count += closed;
        }
    }

    /// <returns>How many months were taken; 0 when none is due.</returns>
    private async Task<int> CloseNext(int most, CancellationToken cancel)
    {
        IReadOnlyList<TouchedMonth> taken = [];
        try
        {
            return await store.Work(
                async (session, token) =>
                {
                    await session.BeginTransactionAsync(token);
                    taken = await session.QueryAsync<TouchedMonth>("where d.due_at <= ? order by d.due_at, d.id limit ? for update skip locked", token, clock.GetUtcNow(), most);
                    if (taken.Count > 0) await Close(session, taken, token);
                    return taken.Count;
                },
                cancel);
        }
        catch (Exception problem) when (taken.Count > 0 && (problem is not OperationCanceledException || !cancel.IsCancellationRequested))
        {
            if (taken.Count == 1) await PutOff(taken[0], problem, cancel);
            // One that cannot be computed does not hold up those it was taken with.
            else for (var count = 0; count < taken.Count; count++) await CloseNext(1, cancel);
            return taken.Count;
        }
    }

    private async Task Close(IDocumentSession session, IReadOnlyList<TouchedMonth> touched, CancellationToken cancel)
    {
        session.DeleteObjects(touched);
        string[] codes = [.. touched.Select(month => month.Section).Distinct(StringComparer.Ordinal)];
        var sections = (await session.LoadManyAsync<KnownSection>(cancel, codes)).ToDictionary(section => section.Id, StringComparer.Ordinal);
        foreach (var month in touched.Where(month => sections.ContainsKey(month.Section)).GroupBy(month => month.Month, StringComparer.Ordinal).OrderBy(month => month.Key, StringComparer.Ordinal))
        {
            var closed = await session.CloseMonths(
                [.. month.Select(one => (sections[one.Section], one.Cause))], YearMonth.Parse(month.Key), SectionMonth.Close.ByItself, frameLog, closing, clock.GetUtcNow(), cancel);
            foreach (var (one, outcome) in month.Zip(closed).SelectMany(pair => pair.Second.Select(outcome => (pair.First, outcome))))
            {
                if (outcome.Rejection is { } rejection) Log.MonthRefused(log, one.Section, one.Month, rejection.Sentence);
                if (outcome is { Changed: true, State: { } state }) Log.MonthStated(log, one.Section, one.Month, state.Source, state.Latest.Revision);
            }
        }

        await session.SaveChangesAsync(cancel);
    }

    private async Task PutOff(TouchedMonth touched, Exception problem, CancellationToken cancel)
    {
        Log.MonthFailed(log, problem, touched.Section, touched.Month, FailurePause);
        await store.Commit(
            async (session, token) =>
            {
                if (await session.LoadAsync<TouchedMonth>(touched.Id, token) is { } known) session.Store(known with { DueAt = clock.GetUtcNow() + FailurePause });
            },
            cancel);
    }
}
