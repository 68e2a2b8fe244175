using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Monitoring;

/// <summary>
/// <c>GET /stations</c> and <c>GET /stations/{code}</c>: profiles, for the operator's own stations and for whoever may read the section.
/// </summary>
public static class ReadStations
{
    public static void MapReadStations(this IEndpointRouteBuilder app)
    {
        app.MapGet("/stations", All).WithTags("stations")
            .WithSummary($"自动站 Stations the caller may read, by code, at most {Limits.PageRowsMax}; more with after = the last code; now or as known at a time (knownAt)")
            .Produces<IReadOnlyList<Station>>().ProducesProblem(400);
        app.MapGet("/stations/{code}", One).WithTags("stations").WithSummary("自动站档案 One station's profile, now or as known at a time (knownAt)")
            .Produces<Station>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);
    }

    /// <summary>A station and its section, if the caller may read them.</summary>
    internal static async Task<(StationListing? Listing, Rejection? Rejection)> Find(
        this IQuerySession session, string code, Caller caller, CancellationToken cancel)
    {
        var unknown = new Rejection(Refusal.NotFound, "unknown-station", $"There is no station '{code}'.", "station", code);
        if (!Codes.IsCode(code) || await session.LoadAsync<StationListing>(code, cancel) is not { } listing) return (null, unknown);
        if (listing.Operator == caller.Organisation) return (listing, null);
        var section = await session.LoadAsync<KnownSection>(listing.Section, cancel);
        return section is not null && section.MayBeReadBy(caller) ? (listing, null) : (null, section?.NotYours(caller) ?? unknown);
    }

    private static async Task<IResult> All(Caller caller, string? after, string? knownAt, IQuerySession session, CancellationToken cancel)
    {
        if (after is not null && !Codes.IsCode(after)) return new Rejection(Refusal.Malformed, "invalid-code", Codes.Rule, "after", after).ToResult();
        if (Moment.Read("knownAt", knownAt, out var moment) is { } malformed) return malformed.ToResult();
        var sections = await session.ReadableSections(caller, cancel);
        var found = new List<Station>();
        for (var from = after ?? ""; found.Count < Limits.PageRowsMax;)
        {
            var rows = await session.Query<StationListing>()
                .Where(listing => (listing.Operator == caller.Organisation || listing.Section.IsOneOf(sections)) && listing.Id.CompareTo(from) > 0)
                .OrderBy(listing => listing.Id)
                .Take(Limits.PageRowsMax)
                .ToListAsync(cancel);
            if (rows.Count == 0) break;
            found.AddRange(moment is { } then ? await session.Then([.. rows.Select(listing => listing.Id)], then, cancel) : rows.Select(listing => listing.Station));
            // What was registered later leaves room on the page for what follows.
            if (rows.Count < Limits.PageRowsMax) break;
            from = rows[^1].Id;
        }

        return TypedResults.Ok(found.Take(Limits.PageRowsMax));
    }

    private static async Task<IEnumerable<Station>> Then(this IQuerySession session, string[] codes, DateTimeOffset knownAt, CancellationToken cancel)
    {
        var stations = await session.LoadMany<Station>(codes.Select(Station.Stream), Station.Apply, cancel, knownAt);
        return codes.Select(code => stations.GetValueOrDefault(Station.Stream(code)).State).OfType<Station>();
    }

    // Who may read it is asked as of now; what is read is as known then.
    private static async Task<IResult> One(string code, string? knownAt, Caller caller, IQuerySession session, CancellationToken cancel)
    {
        if (Moment.Read("knownAt", knownAt, out var moment) is { } malformed) return malformed.ToResult();
        var (listing, rejection) = await session.Find(code, caller, cancel);
        if (rejection is not null) return rejection.ToResult();
        if (moment is null) return TypedResults.Ok(listing!.Station);
        var (station, _) = await session.Load<Station>(Station.Stream(code), Station.Apply, cancel, moment);
        return station is null ? NotYet(code, moment.Value).ToResult() : TypedResults.Ok(station);
    }

    internal static Rejection NotYet(string code, DateTimeOffset knownAt) => new(Refusal.NotFound, "unknown-station", $"There was no station '{code}' at {knownAt:O}.", "station", code);

    private static async Task<string[]> ReadableSections(this IQuerySession session, Caller caller, CancellationToken cancel)
    {
        var sections = await session.Query<KnownSection>().ToListAsync(cancel);
        return [.. sections.Where(section => section.MayBeReadBy(caller)).Select(section => section.Id)];
    }
}
