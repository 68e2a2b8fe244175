using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Monitoring;

/// <summary>
/// <c>POST /sections/{code}/months/{yyyy-MM}/close</c>: closes a month that is over, or restates it when its readings have changed, for
/// every source of data that the section has. For the superior and the bureaus of the section's two regions. The same work is done by <see cref="MonthCloser"/> and when the exchange asks.
/// </summary>
public static class CloseMonth
{
    public static void MapCloseMonth(this IEndpointRouteBuilder app) =>
        app.MapPost("/sections/{code}/months/{month}/close", Post).WithTags("months")
            .WithSummary("关闭月份 Close a month that is over, or restate it; does nothing when it says the same already")
            .Produces<MonthView>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(422);

    private static async Task<IResult> Post(
        string code, string month, Caller caller, IDocumentStore store, FrameLog frameLog, Closing closing, TimeProvider clock, CancellationToken cancel)
    {
        if (!YearMonth.TryParse(month, out var asked)) return ReadMonths.NotAMonth("month", month).ToResult();
        var outcomes = await store.Work<IReadOnlyList<Outcome<SectionMonth>>>(
            async (session, token) =>
            {
                var section = Codes.IsCode(code) ? await session.LoadAsync<KnownSection>(code, token) : null;
                if (section is null) return [new(null, 0, false, KnownSection.Unknown(code))];
                if (!section.MayBeRunBy(caller)) return [new(null, 0, false, section.NotYours(caller))];
                var closed = await session.Close(section, asked, caller.Organisation, frameLog, closing, clock.GetUtcNow(), token);
                await session.SaveChangesAsync(token);
                return closed;
            },
            cancel);
        return outcomes[0].Rejection?.ToResult() ?? TypedResults.Ok(MonthView.Of([.. outcomes.Select(outcome => outcome.State!.Latest)])!);
    }

    /// <summary>
    /// Computes the month from its frames and states it, within the caller's unit of work.
    /// </summary>
    internal static async Task<IReadOnlyList<Outcome<SectionMonth>>> Close(
        this IDocumentSession session, KnownSection section, YearMonth month, string by, FrameLog frameLog, Closing closing, DateTimeOffset now, CancellationToken cancel)
    {
        var listings = await session.Query<StationListing>().Where(listing => listing.Section == section.Id).ToListAsync(cancel);
        var stations = listings.Select(listing => listing.Station).ToList();
        var frames = await frameLog.Read([.. stations.Select(station => station.Code)], month.Start, month.End, cancel);
        return await session.State(section, month, stations, [.. frames.Counted()], by, closing, now, cancel);
    }
}
