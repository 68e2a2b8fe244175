using System.Globalization;
using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Monitoring;

/// <summary><c>GET /stations/{code}/days/{yyyy-MM-dd}</c>: a station's frames of one day (Asia/Shanghai) with all their revisions.</summary>
public static class ReadDay
{
    /// <param name="Number">From 1.</param>
    /// <param name="Held">Why it waits for people and does not count; null when it counts.</param>
    /// <param name="Operator">Organisation that sent it.</param>
    /// <param name="ReceivedAt">When it was received, UTC.</param>
    public sealed record Revision(
        int Number, StationState State, IReadOnlyList<Reading> Readings, string ContentSha256, string? Held, string Operator, DateTimeOffset ReceivedAt);

    /// <param name="Revisions">From the first to the latest.</param>
    public sealed record FrameRevisions(DateTimeOffset Time, IReadOnlyList<Revision> Revisions);

    public sealed record Day(string Station, DateOnly Date, IReadOnlyList<FrameRevisions> Frames);

    public static void MapReadDay(this IEndpointRouteBuilder app) =>
        app.MapGet("/stations/{code}/days/{date}", One).WithTags("readings")
            .WithSummary("某日报文 A station's frames of one day with all their revisions, now or as known at a time (knownAt)")
            .Produces<Day>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);

    private static async Task<IResult> One(
        string code, string date, string? knownAt, Caller caller, IQuerySession session, FrameLog log, CancellationToken cancel)
    {
        if (!DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return new Rejection(Refusal.Malformed, "invalid-date", "A day is written as 2020-05-08.", "date", date).ToResult();
        if (Moment.Read("knownAt", knownAt, out var moment) is { } malformed) return malformed.ToResult();
        var (_, rejection) = await session.Find(code, caller, cancel);
        if (rejection is not null) return rejection.ToResult();
        var start = new DateTimeOffset(day, TimeOnly.MinValue, YearMonth.ChinaOffset);
        var frames = await log.Read([code], start, start.AddDays(1), cancel, moment);
        return TypedResults.Ok(new Day(code, day, [.. frames.GroupBy(frame => frame.Time).Select(frame => new FrameRevisions(frame.Key, [.. frame.Select(RevisionOf)]))]));
    }

    private static Revision RevisionOf(StoredFrame frame) => new(
        frame.Revision, frame.State, frame.Readings, frame.ContentSha256, frame.Held, frame.Operator, frame.ReceivedAt);
}
