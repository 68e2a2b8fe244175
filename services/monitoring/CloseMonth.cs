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
                var closed = await session.CloseMonths([(section, null)], asked, caller.Organisation, frameLog, closing, clock.GetUtcNow(), token);
                await session.SaveChangesAsync(token);
                return closed[0];
            },
            cancel);
        return outcomes[0].Rejection?.ToResult() ?? TypedResults.Ok(MonthView.Of([.. outcomes.Select(outcome => outcome.State!.Latest)])!);
    }

    /// <summary>Computes a month of sections from its frames and states it, within the caller's unit of work.</summary>
    /// <param name="sections">With the trace of what caused the closing; null where it is the current one.</param>
    /// <returns>As <see cref="StateMonth"/> gives it, in the order of the sections.</returns>
    internal static async Task<IReadOnlyList<IReadOnlyList<Outcome<SectionMonth>>>> CloseMonths(
        this IDocumentSession session, IReadOnlyList<(KnownSection Section, string? Cause)> sections, YearMonth month, string by, FrameLog frameLog, Closing closing, DateTimeOffset now, CancellationToken cancel)
    {
        string[] codes = [.. sections.Select(one => one.Section.Id)];
        var listings = await session.Query<StationListing>().Where(listing => listing.Section.IsOneOf(codes)).ToListAsync(cancel);
        var stations = listings.Select(listing => listing.Station).ToList();
        // Before the frames: who read fewer frames than another that states the month meanwhile finds the stream changed, and starts over.
        var known = await session.KnownStatements(codes, month, stations, cancel);
        var readings = (await session.LoadMonthReadings(frameLog, month, stations, cancel)).BySection();
        return await session.StateMonths(month, [.. sections.Select(one => (one.Section, readings(one.Section.Id), one.Cause))], known, by, closing, now, cancel);
    }
}
