using System.Diagnostics;
using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Monitoring;

/// <summary>
/// Closes and restates months by itself, one transaction each. A copy of the service takes the month that is due longest and that no other copy
/// is working on: it holds the row of <see cref="TouchedMonth"/> until it has committed, and frames that arrive meanwhile touch the month anew.
/// </summary>
public sealed class MonthCloser(IDocumentStore store, FrameLog frameLog, Closing closing, TimeProvider clock, ILogger<MonthCloser> log) : BackgroundService
{
    /// <summary>Most months in a row before the closer rests, so that years of back-fill leave room for requests.</summary>
    public const int MonthsPerRoundMax = 200;

    /// <summary>A month that cannot be computed is tried again after this; the others go on.</summary>
    public static readonly TimeSpan FailurePause = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Rounds.Keep(Interval, clock, log, CloseDue, stoppingToken);

    private async Task CloseDue(CancellationToken cancel)
    {
        for (var count = 0; count < MonthsPerRoundMax; count++)
            if (!await CloseNext(cancel)) return;
    }

    private async Task<bool> CloseNext(CancellationToken cancel)
    {
        TouchedMonth? next = null;
        try
        {
            return await store.Work(
                async (session, token) =>
                {
                    await session.BeginTransactionAsync(token);
                    next = await Next(session, token);
                    if (next is not null) await Close(session, next, token);
                    return next is not null;
                },
                cancel);
        }
        catch (Exception problem) when (next is not null && (problem is not OperationCanceledException || !cancel.IsCancellationRequested))
        {
            Log.MonthFailed(log, problem, next.Section, next.Month, FailurePause);
            await PutOff(next, cancel);
            return true;
        }
    }

    private async Task<TouchedMonth?> Next(IDocumentSession session, CancellationToken cancel)
    {
        var rows = await session.QueryAsync<TouchedMonth>(
            "where d.due_at <= ? order by d.due_at, d.id limit 1 for update skip locked", cancel, clock.GetUtcNow());
        return rows.Count == 0 ? null : rows[0];
    }

    private async Task Close(IDocumentSession session, TouchedMonth touched, CancellationToken cancel)
    {
        using var activity = Telemetry.Source.StartActivity("close month", ActivityKind.Internal, parentId: touched.Cause);
        activity?.SetTag("basin.section", touched.Section).SetTag("basin.month", touched.Month);
        session.CausationId = activity?.Id;
        session.CorrelationId = activity?.TraceId.ToString();
        session.Delete<TouchedMonth>(touched.Id);
        if (await session.LoadAsync<KnownSection>(touched.Section, cancel) is { } section)
        {
            foreach (var outcome in await session.Close(section, YearMonth.Parse(touched.Month), SectionMonth.Close.ByItself, frameLog, closing, clock.GetUtcNow(), cancel))
            {
                if (outcome.Rejection is { } rejection) Log.MonthRefused(log, touched.Section, touched.Month, rejection.Sentence);
                if (outcome is { Changed: true, State: { } state }) Log.MonthStated(log, touched.Section, touched.Month, state.Source, state.Latest.Revision);
            }
        }

        await session.SaveChangesAsync(cancel);
    }

    private Task PutOff(TouchedMonth touched, CancellationToken cancel) => store.Commit(
        async (session, token) =>
        {
            if (await session.LoadAsync<TouchedMonth>(touched.Id, token) is { } known) session.Store(known with { DueAt = clock.GetUtcNow() + FailurePause });
        },
        cancel);
}
