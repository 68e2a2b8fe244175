using System.Globalization;
using System.Text.Json.Serialization;
using Basin.Hosting;
using Basin.Rules;
using Basin.Rules.WaterQuality;
using Marten;

namespace Basin.Monitoring;

/// <summary><c>GET /stations/{code}/days/{yyyy-MM-dd}</c>: a station's frames of one day (Asia/Shanghai) with all their revisions.</summary>
public static class ReadDay
{
    /// <param name="Number">From 1.</param>
    /// <param name="Held">Why it waits for people and does not count; null when it counts.</param>
    /// <param name="Operator">Organisation that sent it.</param>
    /// <param name="ReceivedAt">When it was received, UTC.</param>
    /// <param name="Batch">Position of the batch it came in, as the batch's receipt names it; null where it came alone.</param>
    /// <param name="Outcomes">Of the latest revision: what quality control says of each reading; null for earlier revisions.</param>
    public sealed record Revision(
        int Number, StationState State, IReadOnlyList<Reading> Readings, string ContentSha256, string? Held, string Operator, DateTimeOffset ReceivedAt, long? Batch,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ReadingOutcome>? Outcomes = null);

    /// <param name="Findings">Every rule that found something, with its numbers.</param>
    /// <param name="Review">Id of the review that decides instead of the rules; null for none.</param>
    /// <param name="Reason">Why, in the words of whoever proposed that review; null for none.</param>
    public sealed record ReadingOutcome(
        string Indicator, QualityOutcome Outcome, IReadOnlyList<Step> Findings,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Review,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason)
    {
        public static ReadingOutcome Of(StationReading reading) => new(
            reading.Found.Reading.Indicator, reading.Outcome, [.. reading.Found.Findings.Select(finding => finding.Step)], reading.Verdict?.Review, reading.Verdict?.Reason);
    }

    /// <param name="Revisions">From the first to the latest.</param>
    public sealed record FrameRevisions(DateTimeOffset Time, IReadOnlyList<Revision> Revisions);

    public sealed record Day(string Station, DateOnly Date, IReadOnlyList<FrameRevisions> Frames);

    public static void MapReadDay(this IEndpointRouteBuilder app) =>
        app.MapGet("/stations/{code}/days/{date}", One).WithTags("readings")
            .WithSummary("某日报文 A station's frames of one day with all their revisions, now or as known at a time (knownAt)")
            .WithDescription("`outcomes` of the latest revision: valid, suspect or invalid, with every finding of the rules, and the `review` with its `reason` where people decided instead. `batch` is the position that a receipt names; null where the frame came alone, and then its bytes are at `/stations/{code}/frames/{time}/raw`.")
            .Produces<Day>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);

    private static async Task<IResult> One(
        string code, string date, string? knownAt, Caller caller, IQuerySession session, FrameLog log, CancellationToken cancel)
    {
        if (!DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return new Rejection(Refusal.Malformed, "invalid-date", "A day is written as 2020-05-08.", "date", date).ToResult();
        if (Moment.Read("knownAt", knownAt, out var moment) is { } malformed) return malformed.ToResult();
        var (listing, rejection) = await session.Find(code, caller, cancel);
        if (rejection is not null) return rejection.ToResult();
        // The whole month is judged, so that the day says what the month says.
        var month = await session.LoadMonthReadings(log, YearMonth.Of(day), [listing!.Station], cancel, moment);
        var outcomes = JudgedMonth.Of(month).Judged.ToLookup(reading => reading.Frame);
        var start = new DateTimeOffset(day, TimeOnly.MinValue, YearMonth.ChinaOffset);
        var batches = await log.BatchesOf(code, start, start.AddDays(1), cancel);
        var frames = month.Frames.Where(frame => frame.Station == code && Frame.DayOf(frame.Time) == day).GroupBy(frame => frame.Time);
        return TypedResults.Ok(new Day(code, day, [.. frames.Select(frame => new FrameRevisions(frame.Key, [.. frame.Select(revision => RevisionOf(revision, batches, outcomes))]))]));
    }

    private static Revision RevisionOf(StoredFrame frame, IReadOnlyDictionary<(DateTimeOffset Time, int Revision), long> batches, ILookup<StoredFrame, StationReading> outcomes) => new(
        frame.Revision, frame.State, frame.Readings, frame.ContentSha256, frame.Held, frame.Operator, frame.ReceivedAt, batches.TryGetValue((frame.Time, frame.Revision), out var batch) ? batch : null,
        outcomes[frame] is var found && found.Any() ? [.. found.Select(ReadingOutcome.Of)] : null);
}
