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

        while (await Issue(cancel) == OwedAtOnceMax) cancel.ThrowIfCancellationRequested();
    }

    private Task<int> Issue(CancellationToken cancel) => store.Work(
        async (session, token) =>
        {
            var owed = await session.Query<OwedNotice>().OrderBy(o => o.At).ThenBy(o => o.Id).Take(OwedAtOnceMax).ToListAsync(token);
            if (owed.Count == 0) return 0;
            await notices.Issue(session, [.. owed], clock.GetUtcNow(), token);
            foreach (var done in owed) session.Delete<OwedNotice>(done.Id);
            // Another copy that issues the same takes the same numbers, and one of the two starts over.
            await session.SaveChangesAsync(token);
            return owed.Count;
        },
        cancel);

    private Task<int> FindOverdue(CancellationToken cancel) => store.Work(
        async (session, token) =>
        {
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
