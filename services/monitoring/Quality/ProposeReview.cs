using Basin.Hosting;
using Basin.Rules;
using Basin.Rules.WaterQuality;
using Marten;

namespace Basin.Monitoring;

/// <summary>
/// <c>POST /stations/{code}/reviews</c>: the operator, or a bureau of the section, proposes that readings count or do not, whatever the rules found.
/// A bureau's proposal is its province's confirmation too.
/// </summary>
public static class ProposeReview
{
    /// <param name="Time">Instant of the frame, with its offset.</param>
    /// <param name="ContentSha256">Content of the revision that was looked at, as the day shows it.</param>
    /// <param name="Indicators">By any of their names.</param>
    public sealed record ReadingsBody(DateTimeOffset Time, string ContentSha256, IReadOnlyList<string> Indicators);

    /// <param name="Reason">Both provinces read it; at most 2000 characters.</param>
    /// <param name="Readings">Readings of one month.</param>
    /// <param name="Evidence">Files that support it, by their SHA-256; they stay with whoever names them.</param>
    public sealed record Body(ReviewVerdict Verdict, string Reason, IReadOnlyList<ReadingsBody> Readings, IReadOnlyList<EvidenceFile>? Evidence = null);

    public static void MapProposeReview(this IEndpointRouteBuilder app) =>
        app.MapPost("/stations/{code}/reviews", Post).WithTags("reviews")
            .WithSummary("提出复核 Propose that readings of one month count (valid) or do not (invalid); about the contents named, not about later revisions")
            .Produces<ReviewView>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);

    private static async Task<IResult> Post(
        string code, Body body, Caller caller, IDocumentStore store, FrameLog frameLog, Closing closing, TimeProvider clock, CancellationToken cancel)
    {
        if (Malformed(body) is { } malformed) return malformed.ToResult();
        var frames = body.Readings.Select(reading => new ReviewedFrame(
            reading.Time.ToUniversalTime(), reading.ContentSha256, [.. reading.Indicators.Select(name => Indicators.Find(name).Name).Order(StringComparer.Ordinal)])).ToList();
        var now = clock.GetUtcNow();
        var (outcome, current) = await store.Work(
            async (session, token) =>
            {
                var (listing, rejection) = await session.Find(code, caller, token);
                if (rejection is not null) return (new Outcome<Review>(null, 0, false, rejection), []);
                var section = (await session.LoadAsync<KnownSection>(listing!.Section, token))!;
                var month = YearMonth.Of(frames[0].Time);
                var standing = await frameLog.StandingOf(code, month, token);
                var command = new Review.Propose(
                    listing.Station, section.UpstreamRegion, section.DownstreamRegion, body.Verdict, frames, body.Reason, body.Evidence ?? [],
                    new(caller.Organisation, caller.Role, caller.Region), standing, null, null, now);
                var compared = await Compare(session, frameLog, section, month, command, token);
                // One proposal at a time, so that a reading is not under two open reviews. Whoever holds it needs no second connection: those who wait have them all.
                await session.Lock($"reviews-of-station/{code}", token);
                var proposed = await Decide(session, command with { Compared = compared }, month, standing.Contents(), closing, token);
                await session.SaveChangesAsync(token);
                return (proposed, standing.Contents());
            },
            cancel);
        return outcome.Rejection?.ToResult() ?? TypedResults.Ok(ReviewView.Of(outcome.State!, current));
    }

    /// <summary>A bureau's proposal is its province's confirmation too, so it is decided on what it makes of the month.</summary>
    private static async Task<ReviewComparison?> Compare(
        IDocumentSession session, FrameLog frameLog, KnownSection section, YearMonth month, Review.Propose command, CancellationToken cancel)
    {
        if (command.By.Role != Role.Bureau) return null;
        var verdicts = command.Frames.SelectMany(frame => frame.Indicators.Select(indicator => new ReadingVerdict(command.Id, command.Station.Code, frame.Time, frame.ContentSha256, indicator, command.Verdict, command.At)));
        return await session.Compare(frameLog, section, command.Station, month, verdicts, command.At, cancel);
    }

    private static async Task<Outcome<Review>> Decide(
        IDocumentSession session, Review.Propose command, YearMonth month, Dictionary<DateTimeOffset, string> current, Closing closing, CancellationToken cancel)
    {
        var (station, name) = (command.Station.Code, $"{month}");
        var open = await session.Query<ReviewListing>().Where(listing => listing.Station == station && listing.Month == name && listing.IsOpen).ToListAsync(cancel);
        var other = open.Select(listing => listing.Review).FirstOrDefault(review => review.Id != command.Id && review.Superseded(current) is null && Overlap(review.Frames, command.Frames));
        var outcome = await session.Decide<Review>(
            Review.Stream(station, command.Id), Review.Apply, review => Review.Decide(review, command with { UnderReview = other?.Id }), cancel);
        await session.Keep(outcome, closing, command.At, cancel);
        return outcome;
    }

    private static bool Overlap(IReadOnlyList<ReviewedFrame> left, IReadOnlyList<ReviewedFrame> right) =>
        left.Join(right, frame => frame.Time, frame => frame.Time, (one, other) => one.Indicators.Intersect(other.Indicators).Any()).Any(shared => shared);

    /// <summary>What cannot be put into a command at all.</summary>
    private static Rejection? Malformed(Body body)
    {
        if (body.Readings.Count == 0) return new(Refusal.NotAllowed, "invalid-readings", $"A review is about 1 to {Review.FramesMax} frames; none was given.", "readings");
        foreach (var (at, reading) in body.Readings.Index())
        {
            if (reading is null) return new(Refusal.Malformed, "invalid-readings", "A frame is an object; null was given.", $"readings[{at}]");
            if (reading.Indicators.FirstOrDefault(name => !Indicators.TryFind(name, out _)) is { } unknown)
                return new(Refusal.NotAllowed, "unknown-indicator", $"'{unknown}' is not an indicator of {Indicators.Edition}.", $"readings[{at}].indicators", unknown);
            if (reading.Indicators.Any(name => name is null)) return new(Refusal.Malformed, "invalid-readings", "An indicator is named by a text; null was given.", $"readings[{at}].indicators");
        }

        return body.Evidence?.Any(file => file is null) == true ? new(Refusal.Malformed, "invalid-evidence", "A file is an object; null was given.", "evidence") : null;
    }
}
