using System.Globalization;
using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Monitoring;

/// <summary><c>GET /stations/{code}/days/{yyyy-MM-dd}</c>: a station's frames of one day (Asia/Shanghai) with all their revisions.</summary>
public static class ReadDay
{
    /// <param name="Revisions">From the first to the latest.</param>
    public sealed record FrameHistory(DateTimeOffset Time, IReadOnlyList<StationDay.Revision> Revisions);

    public sealed record Day(string Station, DateOnly Date, IReadOnlyList<FrameHistory> Frames);

    public static void MapReadDay(this IEndpointRouteBuilder app) =>
        app.MapGet("/stations/{code}/days/{date}", One).WithTags("readings")
            .WithSummary("某日报文 A station's frames of one day with all their revisions, now or as known at a time (knownAt)")
            .Produces<Day>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);

    private static async Task<IResult> One(
        string code, string date, string? knownAt, Caller caller, IQuerySession session, CancellationToken cancel)
    {
        if (!DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return new Rejection(Refusal.Malformed, "invalid-date", "A day is written as 2020-05-08.", "date", date).ToResult();
        if (Moment.Read("knownAt", knownAt, out var moment) is { } malformed) return malformed.ToResult();
        var (_, rejection) = await session.Find(code, caller, cancel);
        if (rejection is not null) return rejection.ToResult();
        var (state, _) = await session.Load<StationDay>(StationDay.Stream(code, day), StationDay.Apply, cancel, moment);
        return TypedResults.Ok(new Day(code, day, state is null ? [] : [.. state.Frames.Select(frame => new FrameHistory(frame.Key, frame.Value))]));
    }
}
