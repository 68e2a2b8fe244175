using Basin.Hosting;
using Marten;

namespace Basin.Exchange;

/// <summary>
/// What the passing of days brings about for duties: whoever owes one is reminded before its last day, on it, and by a notice when it has passed; and
/// where the terms say so, silence accepts a report.
/// </summary>
public sealed class KeepDuties(IDocumentStore store, TimeProvider clock, ILogger<KeepDuties> log) : BackgroundService
{
    private const int PageDuties = 200;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Rounds.Keep(Interval, clock, log, Round, stoppingToken);

    private async Task Round(CancellationToken cancel)
    {
        for (var after = ""; ;)
        {
            var page = await PageOf(after, cancel);
            foreach (var duty in page) await Keep(duty, cancel);
            if (page.Count < PageDuties) return;
            after = page[^1].Id;
        }
    }

    private async Task<IReadOnlyList<DutyListing>> PageOf(string after, CancellationToken cancel)
    {
        var today = Case.ChinaDate(clock.GetUtcNow());
        await using var session = store.QuerySession();
        return await session.Query<DutyListing>().Where(duty => duty.NextOn <= today && duty.Id.CompareTo(after) > 0).OrderBy(duty => duty.Id).Take(PageDuties).ToListAsync(cancel);
    }

    /// <summary>One that fails is logged and does not hold up the others.</summary>
    private async Task Keep(DutyListing duty, CancellationToken cancel)
    {
        try
        {
            var outcome = await store.DecideDuty(duty.Agreement, duty.Name, duty.Period, new Duty.Command.KeepDays(clock.GetUtcNow()), cancel);
            if (outcome is { Changed: true, State: { } kept }) Log.DutyKept(log, duty.Agreement, duty.Name, duty.Period, kept.DueOn, kept.Status);
        }
        catch (Exception problem) when (problem is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            Log.DutyFailed(log, problem, duty.Agreement, duty.Name, duty.Period);
        }
    }
}
