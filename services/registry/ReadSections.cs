using Basin.Hosting;
using Basin.Rules;
using Marten;
using Marten.Linq.MatchesSql;

namespace Basin.Registry;

/// <summary><c>GET /sections</c> and <c>GET /sections/{code}</c>, for every authenticated caller.</summary>
public static class ReadSections
{
    public static void MapReadSections(this IEndpointRouteBuilder app)
    {
        app.MapGet("/sections", List).WithTags("sections").WithSummary("断面目录 Sections in the order of their codes")
            .Produces<Page<Section>>().ProducesProblem(422);
        app.MapGet("/sections/{code}", One).WithTags("sections").WithSummary("断面 One section")
            .Produces<Section>().ProducesProblem(404);
    }

    private static async Task<IResult> List([AsParameters] PageAsked asked, IQuerySession session, CancellationToken cancel)
    {
        if (asked.Refused() is { } refused) return refused.ToResult();
        var rows = await session.Query<SectionListing>().Where(row => row.MatchesSql("d.id > ?", asked.From)).OrderBy(row => row.Id).Take(asked.Rows).ToListAsync(cancel);
        return TypedResults.Ok(asked.Cut(rows, row => row.Id, row => row.Section));
    }

    private static async Task<IResult> One(string code, IQuerySession session, CancellationToken cancel) =>
        Codes.IsCode(code) && await session.LoadAsync<SectionListing>(code, cancel) is { Section: var section }
            ? TypedResults.Ok(section)
            : new Rejection(Refusal.NotFound, "unknown-section", $"No section {code} is registered.", "code", code).ToResult();
}
