using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Monitoring;

/// <summary>
/// <c>PUT /stations/{code}</c>: registers a station or states its profile anew. For the superior; and for the bureaus of the section's two regions, as
/// far as the section's first automatic station and later names go. The months of its service are computed again with the profile: those it changes are restated openly.
/// </summary>
public static class StateStation
{
    /// <param name="Indicators">By any of their names: <c>氨氮</c>, <c>NH3-N</c>, <c>w21003</c>.</param>
    /// <param name="EveryHours">Of an automatic station; a sampling point has none.</param>
    /// <param name="MonthShare">Decimal text; half where none is given. A sampling point has none.</param>
    /// <param name="Ranges">Measuring ranges of the instruments by indicator.</param>
    /// <param name="Source">Where the data comes from: 自动站 where nothing is said, 采测分离, 联合监测 or 人工监测. Once stated it stays.</param>
    public sealed record Body(
        string Name, string Section, string Operator, IReadOnlyList<string> Indicators, DateOnly InServiceFrom, int? EveryHours = null,
        [property: JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] decimal? MonthShare = null,
        IReadOnlyDictionary<string, MeasuringRange>? Ranges = null, DateOnly? InServiceTo = null, string? Source = null);

    public static void MapStateStation(this IEndpointRouteBuilder app) =>
        app.MapPut("/stations/{code}", Put).WithTags("stations").WithSummary("登记自动站或采样点 Register a station or a sampling point (source), or state its profile anew")
            .Produces<Station>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(409).ProducesProblem(422);

    private static async Task<IResult> Put(
        string code, Body body, Caller caller, IDocumentStore store, Closing closing, TimeProvider clock, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var outcome = await store.Work(
            async (session, token) =>
            {
                if (!Codes.IsCode(body.Section) || await session.LoadAsync<KnownSection>(body.Section, token) is not { } section)
                    return new Outcome<Station>(null, 0, false, KnownSection.Unknown(body.Section) with { Kind = Refusal.NotAllowed });
                if (!section.MayBeRunBy(caller)) return new Outcome<Station>(null, 0, false, section.NotYours(caller));
                return await State(session, code, body, caller, closing, now, token);
            },
            cancel);
        return outcome.Rejection?.ToResult() ?? TypedResults.Ok(outcome.State);
    }

    private static async Task<Outcome<Station>> State(
        IDocumentSession session, string code, Body body, Caller caller, Closing closing, DateTimeOffset now, CancellationToken cancel)
    {
        if (!Codes.IsCode(code)) return new(null, 0, false, new(Refusal.NotAllowed, "invalid-code", Codes.Rule, "code", code));
        var before = await session.LoadAsync<StationListing>(code, cancel);
        // Of two bureaus that register a first station at once, the later one finds the section has one.
        await session.Lock($"stations-of-section/{body.Section}", cancel);
        var further = await session.Query<StationListing>().AnyAsync(listing => listing.Section == body.Section && listing.Id != code, cancel);
        var role = await session.Query<PublicKey>().Where(key => key.Issuer == body.Operator && key.Role != "").Select(key => key.Role).FirstOrDefaultAsync(cancel);
        var outcome = await session.Decide<Station>(
            Station.Stream(code),
            Station.Apply,
            station => Station.Decide(station, new Station.State(
                code, body.Name, body.Section, body.Operator, body.Indicators, body.EveryHours, body.MonthShare,
                body.Ranges ?? ImmutableDictionary<string, MeasuringRange>.Empty, body.InServiceFrom, body.InServiceTo, caller.Organisation, now,
                role, caller.Role == Role.Superior, further, body.Source)),
            cancel);
        if (outcome is not { Changed: true, State: { } station }) return outcome;
        session.Store(new StationListing(code, station.Section, station.Operator, station));
        var first = before is { } listing && listing.Station.InServiceFrom < station.InServiceFrom ? listing.Station.InServiceFrom : station.InServiceFrom;
        await session.Touch(TouchedMonth.Since(station.Section, YearMonth.Of(first), now), closing, now, cancel);
        await session.SaveChangesAsync(cancel);
        return outcome;
    }
}

/// <summary>The latest statement of a station, found by code, section or operator.</summary>
public sealed record StationListing(string Id, string Section, string Operator, Station Station);
