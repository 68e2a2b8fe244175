using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Monitoring;

/// <summary>
/// <c>POST /sections/{code}/months/{yyyy-MM}/close</c>: closes a month that is over, or restates it when its readings have changed. For the
/// superior and the bureaus of the section's two regions. The same work is done by <see cref="MonthCloser"/> and when the exchange asks.
/// </summary>
public static class CloseMonth
{
    public static void MapCloseMonth(this IEndpointRouteBuilder app) =>
        app.MapPost("/sections/{code}/months/{month}/close", Post).WithTags("months")
            .WithSummary("关闭月份 Close a month that is over, or restate it; does nothing when it says the same already")
            .Produces<SectionMonth.Statement>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(422);

    private static async Task<IResult> Post(
        string code, string month, Caller caller, IDocumentStore store, FrameLog frameLog, Closing closing, TimeProvider clock, CancellationToken cancel)
    {
        if (!YearMonth.TryParse(month, out var asked)) return ReadMonths.NotAMonth("month", month).ToResult();
        var outcome = await store.Work(
            async (session, token) =>
            {
                var section = Codes.IsCode(code) ? await session.LoadAsync<KnownSection>(code, token) : null;
                if (section is null) return new Outcome<SectionMonth>(null, 0, false, KnownSection.Unknown(code));
                if (!section.MayBeRunBy(caller)) return new Outcome<SectionMonth>(null, 0, false, section.NotYours(caller));
                var closed = await session.Close(section, asked, caller.Organisation, frameLog, closing, clock.GetUtcNow(), token);
                await session.SaveChangesAsync(token);
                return closed;
            },
            cancel);
        return outcome.Rejection?.ToResult() ?? TypedResults.Ok(outcome.State!.Latest);
    }

    /// <summary>
    /// Computes the month from its frames and states it, within the caller's unit of work. A month closed for the first time brings up the next one.
    /// </summary>
    internal static async Task<Outcome<SectionMonth>> Close(
        this IDocumentSession session, KnownSection section, YearMonth month, string by, FrameLog frameLog, Closing closing, DateTimeOffset now, CancellationToken cancel)
    {
        var listings = await session.Query<StationListing>().Where(listing => listing.Section == section.Id).ToListAsync(cancel);
        var stations = listings.Select(listing => listing.Station).ToList();
        var frames = await frameLog.Read([.. stations.Select(station => station.Code)], month.Start, month.End, cancel);
        var first = stations.Count == 0 ? (YearMonth?)null : YearMonth.Of(stations.Min(station => station.InServiceFrom));
        var computed = MonthResult.Of(section.Id, month, section.WaterBody, stations, frames.Counted());
        var outcome = await session.Decide<SectionMonth>(
            SectionMonth.Stream(section.Id, month),
            SectionMonth.Apply,
            known => SectionMonth.Decide(known, new SectionMonth.Close(month, first, computed, by, now)),
            cancel);
        if (outcome is not { Changed: true, State: { } state }) return outcome;
        session.Store(MonthListing.Of(state));
        if (state.Latest.Revision == 1) await session.BringUp(section.Id, month.AddMonths(1), closing, now, cancel);
        return outcome;
    }
}
