using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Monitoring;

/// <summary>
/// Asks stations for what misses, over whatever way they can be asked. Each round looks at the stations that can be asked at present; a gap is what the
/// log says is one, so a frame that comes meanwhile is not asked for again.
/// </summary>
public sealed class AskForGaps(IDocumentStore store, FrameLog frameLog, HistoryRequests requests, TimeProvider clock, ILogger<AskForGaps> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Rounds.Keep(Interval, clock, log, AskDue, stoppingToken);

    private async Task AskDue(CancellationToken cancel)
    {
        await using var session = store.QuerySession();
        var stations = await session.Query<StationListing>().ToListAsync(cancel);
        foreach (var listing in stations.Where(listing => requests.CanAsk(listing.Id))) await Ask(listing.Station, cancel);
    }

    private async Task Ask(Station station, CancellationToken cancel)
    {
        await Conclude(station, cancel);
        var now = clock.GetUtcNow();
        var today = Frame.DayOf(now);
        var from = today.AddDays(1 - ResendDay.DaysBack);
        var frames = await frameLog.OnePerSlot(station.Code, station.EveryHours, new(from, TimeOnly.MinValue, YearMonth.ChinaOffset), now, cancel);
        await using var session = store.QuerySession();
        foreach (var (day, missing) in GapLedger.Of(station, from, today, now - ResendDay.Grace, frames, ReadingCounts.Counts).MissingByDay())
        {
            var known = await session.LoadAsync<ResendListing>(ResendListing.IdOf(station.Code, day), cancel);
            if (ResendDay.Due(known?.Day, missing, now).Select(due => due.Gap).FirstOrDefault() is not { } gap) continue;
            // One at a time: a station answers one request after the other. The next gap's turn comes with the next round.
            await Ask(station, day, [.. missing.Where(slot => gap.From <= slot.From && slot.To <= gap.To)], now, cancel);
            return;
        }
    }

    private async Task Ask(Station station, DateOnly day, IReadOnlyList<Slot> missing, DateTimeOffset now, CancellationToken cancel)
    {
        var outcome = await store.Decide<ResendDay>(
            ResendDay.Stream(station.Code, day), ResendDay.Apply, known => ResendDay.Decide(known, new ResendDay.Ask(station.Code, day, missing, now)), cancel,
            (session, state) => session.Store(ResendListing.Of(state)));
        if (outcome is not { Changed: true, State.Requests: [.., var request] }) return;
        if (requests.Ask(station.Code, request.From, request.To) is { } refused) await Answer(station.Code, day, request.Number, refused, cancel);
    }

    /// <summary>Records what stations have answered since.</summary>
    private async Task Conclude(Station station, CancellationToken cancel)
    {
        await using var session = store.QuerySession();
        var since = clock.GetUtcNow().AddDays(-1 - ResendDay.DaysBack);
        var days = Enumerable.Range(0, ResendDay.DaysBack + 2).Select(back => ResendListing.IdOf(station.Code, Frame.DayOf(clock.GetUtcNow()).AddDays(-back)));
        foreach (var listing in await session.LoadManyAsync<ResendListing>(cancel, [.. days]))
            foreach (var request in listing.Day.Requests.Where(request => request.Answer is null && request.At > since))
                if (requests.Answer(station.Code, request.From, request.To, request.At) is { } answer) await Answer(station.Code, listing.Day.Day, request.Number, answer, cancel);
    }

    private async Task Answer(string station, DateOnly day, int number, string text, CancellationToken cancel) => await store.Decide<ResendDay>(
        ResendDay.Stream(station, day), ResendDay.Apply, known => ResendDay.Decide(known, new ResendDay.Answer(number, text, clock.GetUtcNow())), cancel,
        (session, state) => session.Store(ResendListing.Of(state)));
}

/// <summary>The way to ask stations for history.</summary>
/// <param name="CanAsk">Whether a station can be asked at present.</param>
/// <param name="Ask">Asks for frames from one instant, inclusive, to another, exclusive; says why it could not, or null.</param>
/// <param name="Answer">What came of a request made at an instant, in words; null while nothing has.</param>
public sealed record HistoryRequests(
    Func<string, bool> CanAsk, Func<string, DateTimeOffset, DateTimeOffset, string?> Ask, Func<string, DateTimeOffset, DateTimeOffset, DateTimeOffset, string?> Answer);
