using System.Text.Json.Serialization;
using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Monitoring;

/// <summary><c>PUT</c> and <c>GET /sections/{code}/warning-rules</c>: when the section's stations give a warning.</summary>
public static class StateWarningRules
{
    /// <param name="TargetClass">Ⅰ to Ⅴ; left out: no warning of values over the target.</param>
    /// <param name="RiseFactor">Decimal text above 1; left out: no warning of sudden rises.</param>
    /// <param name="RiseOver">Values before it that make the mean.</param>
    /// <param name="SilentSlots">Intervals without a frame; left out: no warning of silence.</param>
    /// <param name="EndAfter">Good values in a row that end a warning.</param>
    public sealed record Body(
        string? TargetClass = null, [property: JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] decimal? RiseFactor = null,
        int RiseOver = WarningRules.RiseOverUsual, int? SilentSlots = null, int EndAfter = WarningRules.EndAfterUsual);

    public static void MapStateWarningRules(this IEndpointRouteBuilder app)
    {
        app.MapPut("/sections/{code}/warning-rules", Put).WithTags("warnings")
            .WithSummary("预警规则 State when a section's stations give a warning: a bureau of its two regions the first time and to make them stricter; the superior otherwise")
            .Produces<WarningRules>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(422);
        app.MapGet("/sections/{code}/warning-rules", Get).WithTags("warnings").WithSummary("读取预警规则 The rules in force")
            .Produces<WarningRules>().ProducesProblem(403).ProducesProblem(404);
    }

    private static async Task<IResult> Put(string code, Body body, Caller caller, IDocumentStore store, TimeProvider clock, CancellationToken cancel)
    {
        await using (var session = store.QuerySession())
        {
            if (!Codes.IsCode(code) || await session.LoadAsync<KnownSection>(code, cancel) is not { } section) return KnownSection.Unknown(code).ToResult();
            if (!section.MayBeRunBy(caller)) return section.NotYours(caller).ToResult();
        }

        var outcome = await store.Decide<WarningRules>(
            WarningRules.Stream(code), WarningRules.Apply,
            rules => WarningRules.Decide(rules, new WarningRules.State(
                code, body.TargetClass, body.RiseFactor, body.RiseOver, body.SilentSlots, body.EndAfter, caller.Organisation, clock.GetUtcNow(), caller.Role == Role.Superior)),
            cancel, (session, state) => session.Store(new WarningRulesListing(code, state)));
        return outcome.Rejection?.ToResult() ?? TypedResults.Ok(outcome.State);
    }

    private static async Task<IResult> Get(string code, Caller caller, IQuerySession session, CancellationToken cancel)
    {
        if (await session.MayRead(code, caller, cancel) is { } rejection) return rejection.ToResult();
        return await session.LoadAsync<WarningRulesListing>(code, cancel) is { } listing
            ? TypedResults.Ok(listing.Rules)
            : new Rejection(Refusal.NotFound, "no-warning-rules", $"Nobody has stated warning rules for section {code}.").ToResult();
    }
}

/// <summary>The rules in force of a section. Id: section code.</summary>
public sealed record WarningRulesListing(string Id, WarningRules Rules);
