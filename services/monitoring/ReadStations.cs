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
            .WithSummary($"自动站 Stations the caller may read, by code, at most {Limits.PageRowsMax}; more with after = the last code")
            .Produces<IReadOnlyList<Station>>();
        app.MapGet("/stations/{code}", One).WithTags("stations").WithSummary("自动站档案 One station's profile")
            .Produces<Station>().ProducesProblem(403).ProducesProblem(404);
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

    private static async Task<IResult> All(Caller caller, string? after, IQuerySession session, CancellationToken cancel)
    {
        if (after is not null && !Codes.IsCode(after)) return new Rejection(Refusal.Malformed, "invalid-code", Codes.Rule, "after", after).ToResult();
        var sections = await session.ReadableSections(caller, cancel);
        var from = after ?? "";
        var rows = await session.Query<StationListing>()
            .Where(listing => (listing.Operator == caller.Organisation || listing.Section.IsOneOf(sections)) && listing.Id.CompareTo(from) > 0)
            .OrderBy(listing => listing.Id)
            .Take(Limits.PageRowsMax)
            .ToListAsync(cancel);
        return TypedResults.Ok(rows.Select(listing => listing.Station));
    }

    private static async Task<IResult> One(string code, Caller caller, IQuerySession session, CancellationToken cancel)
    {
        var (listing, rejection) = await session.Find(code, caller, cancel);
        return rejection?.ToResult() ?? TypedResults.Ok(listing!.Station);
    }

    private static async Task<string[]> ReadableSections(this IQuerySession session, Caller caller, CancellationToken cancel)
    {
        var sections = await session.Query<KnownSection>().ToListAsync(cancel);
        return [.. sections.Where(section => section.MayBeReadBy(caller)).Select(section => section.Id)];
    }
}
