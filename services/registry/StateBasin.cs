using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Registry;

/// <summary><c>PUT /basins/{code}</c>: registers a basin or names it anew, for the common superior and bureaus.</summary>
public static class StateBasin
{
    public sealed record Body(string Name);

    public static void MapStateBasin(this IEndpointRouteBuilder app) =>
        app.MapPut("/basins/{code}", Put).RequireRole(Role.Superior, Role.Bureau)
            .WithTags("basins").WithSummary("登记流域 Register a basin; a bureau may register, only the superior renames")
            .Produces<RiverBasin>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(422);

    private static async Task<IResult> Put(string code, Body body, Caller caller, IDocumentStore store, TimeProvider clock, CancellationToken cancel)
    {
        var outcome = await store.Decide<RiverBasin>(
            RiverBasin.Stream(code),
            RiverBasin.Apply,
            basin => RiverBasin.Decide(basin, new RiverBasin.State(code, body.Name, caller.Organisation, caller.Role == Role.Superior, clock.GetUtcNow())),
            cancel,
            (session, basin) => session.Store(new BasinListing(basin.Code, basin)));
        return outcome.Rejection?.ToResult() ?? TypedResults.Ok(outcome.State);
    }
}

/// <summary>The latest statement of a basin, for listings.</summary>
public sealed record BasinListing(string Id, RiverBasin Basin);
