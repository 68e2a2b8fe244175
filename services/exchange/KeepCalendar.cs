using System.Linq.Expressions;
using Basin.Hosting;
using Marten;

namespace Basin.Exchange;

/// <summary>
/// What the passing of days brings about: section-months that are missing after their due day are listed and asked for, and a party's silence
/// after the agreed days counts as its confirmation; the stages of an objection end, and who has to act is reminded before; advances and surcharges for late
/// payment are demanded. It also assesses what could be assessed, so that money never hangs on one message, and what
/// rests on facts that were stated anew, so that a process that ended between a statement and its assessment is made good.
/// </summary>
public sealed class KeepCalendar(IDocumentStore store, AssessPeriod assess, IssueNotices notices, TimeProvider clock, ILogger<KeepCalendar> log) : BackgroundService
{
    private const int PageCases = 200;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    /// <summary>What the periods before a case were settled on when it was last told what follows from them, by the case's id.</summary>
    private readonly Dictionary<string, string> _followed = new(StringComparer.Ordinal);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Rounds.Keep(Interval, clock, log, Round, stoppingToken);

    private async Task Round(CancellationToken cancel)
    {
        var today = Case.ChinaDate(clock.GetUtcNow());
        await EachOf(MissesData(today), Ask, cancel);
        await FollowEarlier(cancel);
        await EachOf(WaitsForAssessment, AssessAnew, cancel);
        await EachOf(WasSilent(today), ConfirmBySilence, cancel);
        await EachOf(IsObjectedTo, KeepDeadlines, cancel);
        await EachOf(Demands(today), Demand, cancel);
    }

    /// <summary>Cases whose section-months should all have been stated by now.</summary>
    public static Expression<Func<CaseListing, bool>> MissesData(DateOnly today) => c => c.Status == CaseStatus.Open && c.DataDueOn < today;

    /// <summary>Cases in which the days to speak up are over.</summary>
    public static Expression<Func<CaseListing, bool>> WasSilent(DateOnly today) => c => !c.Objected && c.SilenceEndsOn < today;

    public static Expression<Func<CaseListing, bool>> IsObjectedTo => c => c.Objected;

    /// <summary>Cases whose assessment was made before something was stated; settled ones too, where another is noted beside what was settled.</summary>
    public static Expression<Func<CaseListing, bool>> WaitsForAssessment => c => c.Restated;

    /// <summary>Cases in which an advance or a surcharge is to be demanded by now.</summary>
    public static Expression<Func<CaseListing, bool>> Demands(DateOnly today) => c => c.DemandsOn <= today;

    /// <summary>Every case, page by page; one that fails is logged and does not hold up the others.</summary>
    private async Task EachOf(Expression<Func<CaseListing, bool>> chosen, Func<CaseListing, CancellationToken, Task> work, CancellationToken cancel)
    {
        for (var after = ""; ;)
        {
            var page = await PageOf(chosen, after, cancel);
            foreach (var c in page) await Attempt(c.Agreement, c.Period, () => work(c, cancel), cancel);
            if (page.Count < PageCases) return;
            after = page[^1].Id;
        }
    }

    private async Task<bool> Attempt(string agreement, string period, Func<Task> work, CancellationToken cancel)
    {
        try
        {
            await work();
            return true;
        }
        catch (Exception problem) when (problem is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            Log.CaseFailed(log, problem, agreement, period);
            return false;
        }
    }

    private async Task<IReadOnlyList<CaseListing>> PageOf(Expression<Func<CaseListing, bool>> chosen, string after, CancellationToken cancel)
    {
        await using var session = store.QuerySession();
        return await session.Query<CaseListing>().Where(chosen).Where(c => c.Id.CompareTo(after) > 0).OrderBy(c => c.Id).Take(PageCases).ToListAsync(cancel);
    }

    private async Task Ask(CaseListing c, CancellationToken cancel)
    {
        var missing = await assess.Try(c.Agreement, c.Period, cancel);
        if (missing.IsEmpty) return;
        var outcome = await store.DecideCase(c.Agreement, c.Period, new Case.Command.ListMissing(missing, clock.GetUtcNow()), cancel);
        if (outcome.Changed) Log.Missing(log, c.Agreement, c.Period, missing.Length);
    }

    private async Task KeepDeadlines(CaseListing c, CancellationToken cancel)
    {
        var outcome = await store.DecideCase(c.Agreement, c.Period, new Case.Command.KeepDeadlines(clock.GetUtcNow()), cancel);
        if (outcome is { Changed: true, State.OpenObjection: { EndsOn: { } end } objection }) Log.ObjectionDeadline(log, c.Agreement, c.Period, objection.Number, objection.Stage, end);
    }

    private Task Demand(CaseListing c, CancellationToken cancel) => store.Commit((session, token) => notices.Demand(session, c.Agreement, c.Period, token), cancel);

    /// <summary>Reads all earlier cases of a case only where one of them was settled, or settled anew, since it was last done.</summary>
    private async Task FollowEarlier(CancellationToken cancel)
    {
        await using var session = store.QuerySession();
        var agreements = await session.Query<CaseListing>().Where(c => c.FollowsEarlier).Select(c => c.Agreement).Distinct().ToListAsync(cancel);
        if (agreements.Count == 0) return;
        var cases = await session.Query<CaseListing>().Where(c => c.Agreement.IsOneOf(agreements.ToArray()))
            .Select(c => new { c.Id, c.Agreement, c.Period, c.SettledAssessment, c.FollowsEarlier }).ToListAsync(cancel);
        foreach (var agreement in cases.GroupBy(c => c.Agreement))
        {
            var before = "";
            foreach (var c in agreement.OrderBy(c => c.Period, StringComparer.Ordinal))
            {
                if (c.FollowsEarlier && _followed.GetValueOrDefault(c.Id) != before && await Attempt(c.Agreement, c.Period, () => store.StateEarlier(c.Agreement, c.Period, clock.GetUtcNow(), cancel), cancel))
                    _followed[c.Id] = before;
                before += $"{c.SettledAssessment},";
            }
        }
    }

    private Task AssessAnew(CaseListing c, CancellationToken cancel) => assess.Try(c.Agreement, c.Period, cancel);

    private Task ConfirmBySilence(CaseListing c, CancellationToken cancel) => store.Commit(
        (session, token) => notices.DecideAndIssue(session, c.Agreement, c.Period, new Case.Command.ConfirmBySilence(clock.GetUtcNow()), token),
        cancel);
}
