using Basin.Hosting;
using Marten;
using Marten.Linq.MatchesSql;

namespace Basin.Registry;

/// <summary><c>GET /basins</c>, for every authenticated caller.</summary>
public static class ReadBasins
{
    public static void MapReadBasins(this IEndpointRouteBuilder app) =>
        app.MapGet("/basins", List).WithTags("basins").WithSummary("流域目录 Basins in the order of their codes")
            .Produces<Page<RiverBasin>>().ProducesProblem(422);

    private static async Task<IResult> List([AsParameters] PageAsked asked, IQuerySession session, CancellationToken cancel)
    {
        if (asked.Refused() is { } refused) return refused.ToResult();
        var rows = await session.Query<BasinListing>().Where(row => row.MatchesSql("d.id > ?", asked.From)).OrderBy(row => row.Id).Take(asked.Rows).ToListAsync(cancel);
        return TypedResults.Ok(asked.Cut(rows, row => row.Id, row => row.Basin));
    }
}
