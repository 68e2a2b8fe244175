using Basin.Hosting;
using Basin.Rules;
using Basin.Rules.WaterQuality;
using Marten;

namespace Basin.Monitoring;

/// <summary>
/// <c>PUT /stations/{code}/quality</c>: the superior states the rules of quality control of a station from a month on. The months from there on are computed
/// again: those that the rules change are restated openly.
/// </summary>
public static class StateQuality
{
    /// <param name="From">First month of the rules, inclusive, such as <c>2024-03</c>.</param>
    /// <param name="Rules">The rules; null where the offered ones are taken.</param>
    /// <param name="Defaults">Edition of the offered rules that are taken as they are, as far as the station measures their indicators; null where rules are given.</param>
    public sealed record Body(string From, QualityRules? Rules = null, string? Defaults = null);

    public static void MapStateQuality(this IEndpointRouteBuilder app) =>
        app.MapPut("/stations/{code}/quality", Put).WithTags("quality")
            .WithSummary("规定质控规则 State the rules of quality control of a station from a month on: rules, or defaults = the edition of the offered ones")
            .Produces<StationQuality>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);

    private static async Task<IResult> Put(string code, Body body, Caller caller, IDocumentStore store, Closing closing, TimeProvider clock, CancellationToken cancel)
    {
        if ((body.Rules is null) == (body.Defaults is null))
            return new Rejection(Refusal.NotAllowed, "invalid-quality-rule", "Either rules are given, or defaults with the edition of the offered ones.", "rules").ToResult();
        if (body.Defaults is { } edition && edition != QualityDefaults.Edition)
            return new Rejection(Refusal.NotAllowed, "unknown-edition", $"The offered rules are {QualityDefaults.Edition}.", "defaults", edition).ToResult();
        var (outcome, problems) = await store.Work((session, token) => State(session, code, body, caller, closing, clock.GetUtcNow(), token), cancel);
        if (problems.Count > 0) return problems.ToResult();
        return outcome.Rejection?.ToResult() ?? TypedResults.Ok(outcome.State);
    }

    private static async Task<(Outcome<StationQuality> Outcome, IReadOnlyList<Rejection> Problems)> State(
        IDocumentSession session, string code, Body body, Caller caller, Closing closing, DateTimeOffset now, CancellationToken cancel)
    {
        var (known, rejection) = await session.Find(code, caller, cancel);
        if (rejection is not null) return (new(null, 0, false, rejection), []);
        var rules = body.Rules ?? QualityDefaults.Rules.For(known!.Station.Indicators);
        var neighbour = rules.Balance?.Neighbour is { } named && Codes.IsCode(named) ? await session.LoadAsync<StationListing>(named, cancel) : null;
        // Nobody else states one of the two stations meanwhile; in one order, so that two statements cannot lock each other out.
        foreach (var section in new[] { known!.Section, neighbour?.Section }.OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            await session.Lock($"stations-of-section/{section}", cancel);
        var listing = (await session.LoadAsync<StationListing>(code, cancel))!;
        var command = new StationQuality.State(listing.Station, body.From, rules, neighbour is null ? [] : [neighbour.Id], caller.Role == Role.Superior, caller.Organisation, now);
        var outcome = await session.Decide<StationQuality>(StationQuality.Stream(code), StationQuality.Apply, quality => StationQuality.Decide(quality, command), cancel);
        if (outcome.Rejection is { Kind: Refusal.NotAllowed } && StationQuality.Problems(command) is { Count: > 0 } problems) return (outcome, problems);
        if (!outcome.Changed) return (outcome, []);
        session.Store(listing.Judging(listing.Section));
        if (neighbour is not null && await session.LoadAsync<StationListing>(neighbour.Id, cancel) is { } other) session.Store(other.Judging(listing.Section));
        var first = YearMonth.Parse(body.From) is var from && from > YearMonth.Of(listing.Station.InServiceFrom) ? from : YearMonth.Of(listing.Station.InServiceFrom);
        // What this station's own rules find valid is also what others are held against.
        if (first <= YearMonth.Of(now))
            foreach (var section in listing.Judging(listing.Section).Judges!) await session.Touch(TouchedMonth.Since(section, first, now), closing, now, cancel);
        await session.SaveChangesAsync(cancel);
        return (outcome, []);
    }
}
