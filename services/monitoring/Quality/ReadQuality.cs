using Basin.Hosting;
using Basin.Rules;
using Basin.Rules.WaterQuality;
using Marten;

namespace Basin.Monitoring;

/// <summary><c>GET /stations/{code}/quality</c>: the rules stated for a station, with every earlier statement; <c>GET /quality/defaults</c>: the rules that are offered.</summary>
public static class ReadQuality
{
    /// <param name="Statements">From the first to the latest; empty while nothing is stated, and then only flags and the instrument's range are asked.</param>
    public sealed record History(string Station, IReadOnlyList<StationQuality.Statement> Statements);

    /// <param name="Source">What is known of the numbers.</param>
    public sealed record Offer(string Edition, string Source, QualityRules Rules);

    public static void MapReadQuality(this IEndpointRouteBuilder app)
    {
        app.MapGet("/stations/{code}/quality", OfStation).WithTags("quality").WithSummary("质控规则 The rules of quality control of a station with their history, now or as known at a time (knownAt)")
            .Produces<History>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);
        app.MapGet("/quality/defaults", () => TypedResults.Ok(new Offer(QualityDefaults.Edition, QualityDefaults.Source, QualityDefaults.Rules)))
            .WithTags("quality").WithSummary("可选用的质控规则 The rules that are offered; they hold for a station only where they are stated for it");
    }

    private static async Task<IResult> OfStation(string code, string? knownAt, Caller caller, IQuerySession session, CancellationToken cancel)
    {
        if (Moment.Read("knownAt", knownAt, out var moment) is { } malformed) return malformed.ToResult();
        var (_, rejection) = await session.Find(code, caller, cancel);
        if (rejection is not null) return rejection.ToResult();
        var (quality, _) = await session.Load<StationQuality>(StationQuality.Stream(code), StationQuality.Apply, cancel, moment);
        return TypedResults.Ok(new History(code, quality?.Statements ?? []));
    }
}
