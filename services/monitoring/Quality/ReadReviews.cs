using System.Linq.Expressions;
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
            .WithSummary($"自动站的复核 Reviews of a station, latest first, at most {Limits.PageRowsMax}; state = {string.Join(", ", States)}; month = 2020-05; now or as known at a time (knownAt)")
            .Produces<IReadOnlyList<ReviewView>>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);
        app.MapGet("/sections/{code}/reviews", OfSection).WithTags("reviews")
            .WithSummary($"断面的复核 Reviews of a section's stations, latest first, at most {Limits.PageRowsMax}; state = {string.Join(", ", States)}; month = 2020-05; now or as known at a time (knownAt)")
            .Produces<IReadOnlyList<ReviewView>>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);
    }

    private static async Task<IResult> OfStation(string code, string? state, string? month, string? knownAt, Caller caller, IQuerySession session, FrameLog frameLog, CancellationToken cancel)
    {
        if (Malformed(state, month) is { } malformed) return malformed.ToResult();
        if (Moment.Read("knownAt", knownAt, out var moment) is { } noMoment) return noMoment.ToResult();
        var (_, rejection) = await session.Find(code, caller, cancel);
        return rejection?.ToResult() ?? TypedResults.Ok(await Shown(session, listing => listing.Station == code, state, month, moment, frameLog, cancel));
    }

    private static async Task<IResult> OfSection(string code, string? state, string? month, string? knownAt, Caller caller, IQuerySession session, FrameLog frameLog, CancellationToken cancel)
    {
        if (Malformed(state, month) is { } malformed) return malformed.ToResult();
        if (Moment.Read("knownAt", knownAt, out var moment) is { } noMoment) return noMoment.ToResult();
        return (await session.MayRead(code, caller, cancel))?.ToResult()
            ?? TypedResults.Ok(await Shown(session, listing => listing.Section == code, state, month, moment, frameLog, cancel));
    }

    private static async Task<IReadOnlyList<ReviewView>> Shown(
        IQuerySession session, Expression<Func<ReviewListing, bool>> asked, string? state, string? month, DateTimeOffset? knownAt, FrameLog frameLog, CancellationToken cancel)
    {
        var listings = session.Query<ReviewListing>().Where(asked);
        if (month is not null) listings = listings.Where(listing => listing.Month == month);
        var reviews = knownAt is { } moment ? await Then(session, listings, state, moment, cancel) : await Now(listings, state, cancel);
        var contents = new Dictionary<(string Station, string Month), Dictionary<DateTimeOffset, string>>();
        foreach (var (station, name) in reviews.Select(review => (review.Station, review.Month)).Distinct())
            contents.Add((station, name), (await frameLog.StandingOf(station, YearMonth.Parse(name), cancel, knownAt)).Contents());
        return [.. reviews.Select(review => ReviewView.Of(review, contents[(review.Station, review.Month)]))];
    }

    private static async Task<IReadOnlyList<Review>> Now(IQueryable<ReviewListing> listings, string? state, CancellationToken cancel)
    {
        listings = state switch
        {
            "open" => listings.Where(listing => listing.IsOpen),
            "inEffect" => listings.Where(listing => listing.State == ReviewState.InEffect),
            "ended" => listings.Where(listing => listing.State == ReviewState.Rejected || listing.State == ReviewState.Dismissed),
            _ => listings,
        };
        var rows = await listings.OrderByDescending(listing => listing.ProposedAt).ThenBy(listing => listing.Id).Take(Limits.PageRowsMax).ToListAsync(cancel);
        return [.. rows.Select(row => row.Review)];
    }

    // The listing says which reviews there are, their streams what was known of them; in which state each was is seen only then.
    private static async Task<IReadOnlyList<Review>> Then(IQuerySession session, IQueryable<ReviewListing> listings, string? state, DateTimeOffset knownAt, CancellationToken cancel)
    {
        var found = new List<Review>();
        for (var page = 0; found.Count < Limits.PageRowsMax; page++)
        {
            var streams = await listings.Where(listing => listing.ProposedAt <= knownAt)
                .OrderByDescending(listing => listing.ProposedAt).ThenBy(listing => listing.Id)
                .Skip(page * Limits.PageRowsMax).Take(Limits.PageRowsMax)
                .ToListAsync(cancel);
            if (streams.Count == 0) break;
            var keys = streams.Select(listing => Review.Stream(listing.Station, listing.Review.Id)).ToList();
            var reviews = await session.LoadMany<Review>(keys, Review.Apply, cancel, knownAt);
            found.AddRange(keys.Select(key => reviews.GetValueOrDefault(key).State).OfType<Review>().Where(review => IsIn(review, state)));
        }

        return [.. found.Take(Limits.PageRowsMax)];
    }

    private static bool IsIn(Review review, string? state) => state switch
    {
        "open" => review.IsOpen,
        "inEffect" => review.State == ReviewState.InEffect,
        "ended" => review.State is ReviewState.Rejected or ReviewState.Dismissed,
        _ => true,
    };

    private static Rejection? Malformed(string? state, string? month)
    {
        if (state is not null && !States.Contains(state)) return new(Refusal.Malformed, "invalid-state", $"state is one of {string.Join(", ", States)}.", "state", state);
        return month is not null && !YearMonth.TryParse(month, out _) ? ReadMonths.NotAMonth("month", month) : null;
    }
}
