using System.Text.Json.Nodes;
using Basin.Hosting;
using Marten;

namespace Basin.Exchange;

/// <summary>
/// Issues what is owed, some at a time: with one taking of numbers for all of them, so that many cases assessed at once do not wait for each other's
/// numbers. It also finds the payments whose last day has passed, once for each such day.
/// </summary>
public sealed class IssueOwed(IDocumentStore store, SignNotices notices, TimeProvider clock, ILogger<IssueOwed> log) : BackgroundService
{
    private const int OwedAtOnceMax = 50, OverdueAtOnceMax = 100;

    /// <summary>Copies of the service take turns: nothing is owed twice, nor issued twice.</summary>
    private const string OwedLock = "owed-notices";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1), OverdueInterval = TimeSpan.FromSeconds(15);
    private DateTimeOffset _overdueLookedAt;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Rounds.Keep(Interval, clock, log, Round, stoppingToken);

    private async Task Round(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (now - _overdueLookedAt >= OverdueInterval)
        {
            _overdueLookedAt = now;
            while (await FindOverdue(cancel) == OverdueAtOnceMax) cancel.ThrowIfCancellationRequested();
        }

        var failed = new List<string>();
        while (await Owed(failed, cancel) is { Length: > 0 } owed) await Issue(owed, failed, cancel);
    }

    private async Task<string[]> Owed(List<string> failed, CancellationToken cancel)
    {
        await using var session = store.QuerySession();
        return [.. await session.Query<OwedNotice>().Where(o => !o.Id.IsOneOf(failed)).OrderBy(o => o.At).ThenBy(o => o.Id).Take(OwedAtOnceMax).Select(o => o.Id).ToListAsync(cancel)];
    }

    /// <summary>Issues them together or, where that fails, one by one: a notice that cannot be issued is logged and does not hold up the others.</summary>
    private async Task Issue(string[] ids, List<string> failed, CancellationToken cancel)
    {
        try
        {
            await IssueTogether(ids, cancel);
        }
        catch (Exception problem) when (!cancel.IsCancellationRequested && !Streams.IsAway(problem))
        {
            if (ids is [var id])
            {
                Log.NoticeFailed(log, problem, id);
                failed.Add(id);
                return;
            }

            foreach (var one in ids) await Issue([one], failed, cancel);
        }
    }

    private Task IssueTogether(string[] ids, CancellationToken cancel) => store.Commit(
        async (session, token) =>
        {
            await session.Lock(OwedLock, token);
            // What another copy of the service has issued meanwhile is gone.
            var owed = await session.Query<OwedNotice>().Where(o => o.Id.IsOneOf(ids)).OrderBy(o => o.At).ThenBy(o => o.Id).ToListAsync(token);
            await notices.Issue(session, [.. owed], clock.GetUtcNow(), token);
            foreach (var done in owed) session.Delete<OwedNotice>(done.Id);
        },
        cancel);

    private Task<int> FindOverdue(CancellationToken cancel) => store.Work(
        async (session, token) =>
        {
            await session.Lock(OwedLock, token);
            var now = clock.GetUtcNow();
            var today = Case.ChinaDate(now);
            var passed = await session.Query<NoticeListing>().Where(n => n.DueOn < today && n.DuePassed == false).OrderBy(n => n.Id).Take(OverdueAtOnceMax).ToListAsync(token);
            foreach (var listing in passed)
            {
                var found = (await session.Load<Case>(Case.Stream(listing.Agreement, listing.Period), Case.Apply, token)).State;
                var notice = (await session.Load<Notice>(Notice.Stream(listing.Id), Notice.Apply, token)).State;
                if (found is not null && notice is not null && OwedNotice.Overdue(found, listing.Obligation, listing.Id, JsonNode.Parse(notice.Content)!["number"]!.GetValue<string>(), now) is { } owed)
                    session.Store(owed);
                session.Store(listing with { DuePassed = true });
            }

            await session.SaveChangesAsync(token);
            return passed.Count;
        },
        cancel);
}
