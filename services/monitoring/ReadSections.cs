using Basin.Hosting;
using Marten;

namespace Basin.Monitoring;

/// <summary><c>GET /sections</c>: the sections whose months the caller may read, as the registry stated them.</summary>
public static class ReadSections
{
    public static void MapReadSections(this IEndpointRouteBuilder app) =>
        app.MapGet("/sections", All).WithTags("sections")
            .WithSummary($"断面 Sections the caller may read, by code, at most {Limits.PageRowsMax}; more with after = the last code")
            .Produces<IReadOnlyList<KnownSection>>();

    private static async Task<IResult> All(Caller caller, string? after, IQuerySession session, CancellationToken cancel)
    {
        var own = await session.Query<StationListing>().Where(listing => listing.Operator == caller.Organisation).Select(listing => listing.Section).ToListAsync(cancel);
        var sections = await session.Query<KnownSection>().ToListAsync(cancel);
        return TypedResults.Ok(sections
            .Where(section => section.MayBeReadBy(caller) || own.Contains(section.Id))
            .OrderBy(section => section.Id, StringComparer.Ordinal)
            .Where(section => after is null || string.CompareOrdinal(section.Id, after) > 0)
            .Take(Limits.PageRowsMax));
    }
}
