using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Monitoring;

/// <summary>
/// <c>GET /stations/{code}/reviews</c> and <c>GET /sections/{code}/reviews</c>: reviews with every reason that was given, the same for both provinces.
/// </summary>
public static class ReadReviews
{
    private static readonly string[] States = ["open", "inEffect", "ended"];

    public static void MapReadReviews(this IEndpointRouteBuilder app)
    {
        app.MapGet("/stations/{code}/reviews", OfStation).WithTags("reviews")
            .WithSummary($"自动站的复核 Reviews of a station, latest first, at most {Limits.PageRowsMax}; state = {string.Join(", ", States)}; month = 2020-05")
            .Produces<IReadOnlyList<ReviewView>>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);
        app.MapGet("/sections/{code}/reviews", OfSection).WithTags("reviews")
            .WithSummary($"断面的复核 Reviews of a section's stations, latest first, at most {Limits.PageRowsMax}; state = {string.Join(", ", States)}; month = 2020-05")
            .Produces<IReadOnlyList<ReviewView>>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);
    }

    private static async Task<IResult> OfStation(string code, string? state, string? month, Caller caller, IQuerySession session, FrameLog frameLog, CancellationToken cancel)
    {
        if (Malformed(state, month) is { } malformed) return malformed.ToResult();
        var (_, rejection) = await session.Find(code, caller, cancel);
        return rejection?.ToResult() ?? TypedResults.Ok(await Shown(session.Query<ReviewListing>().Where(listing => listing.Station == code), state, month, frameLog, cancel));
    }

    private static async Task<IResult> OfSection(string code, string? state, string? month, Caller caller, IQuerySession session, FrameLog frameLog, CancellationToken cancel)
    {
        if (Malformed(state, month) is { } malformed) return malformed.ToResult();
        return (await session.MayRead(code, caller, cancel))?.ToResult()
            ?? TypedResults.Ok(await Shown(session.Query<ReviewListing>().Where(listing => listing.Section == code), state, month, frameLog, cancel));
    }

    private static async Task<IReadOnlyList<ReviewView>> Shown(IQueryable<ReviewListing> reviews, string? state, string? month, FrameLog frameLog, CancellationToken cancel)
    {
        if (month is not null) reviews = reviews.Where(listing => listing.Month == month);
        reviews = state switch
        {
            "open" => reviews.Where(listing => listing.IsOpen),
            "inEffect" => reviews.Where(listing => listing.State == ReviewState.InEffect),
            "ended" => reviews.Where(listing => listing.State == ReviewState.Rejected || listing.State == ReviewState.Dismissed),
            _ => reviews,
        };
        var rows = await reviews.OrderByDescending(listing => listing.ProposedAt).ThenBy(listing => listing.Id).Take(Limits.PageRowsMax).ToListAsync(cancel);
        var contents = new Dictionary<(string Station, string Month), Dictionary<DateTimeOffset, string>>();
        foreach (var (station, name) in rows.Select(row => (row.Station, row.Month)).Distinct())
            contents.Add((station, name), (await frameLog.StandingOf(station, YearMonth.Parse(name), cancel)).Contents());
        return [.. rows.Select(row => ReviewView.Of(row.Review, contents[(row.Station, row.Month)]))];
    }

    private static Rejection? Malformed(string? state, string? month)
    {
        if (state is not null && !States.Contains(state)) return new(Refusal.Malformed, "invalid-state", $"state is one of {string.Join(", ", States)}.", "state", state);
        return month is not null && !YearMonth.TryParse(month, out _) ? ReadMonths.NotAMonth("month", month) : null;
    }
}
