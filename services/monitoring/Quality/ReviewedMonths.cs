using Basin.Hosting;
using Basin.Rules;
using Basin.Rules.WaterQuality;
using Marten;

namespace Basin.Monitoring;

/// <summary>What reviews need to know of the month they are about, and what they do to it.</summary>
internal static class ReviewedMonths
{
    /// <summary>The standing revision of each frame of a station in a month, by instant.</summary>
    public static async Task<Dictionary<DateTimeOffset, StoredFrame>> StandingOf(this FrameLog frameLog, string station, YearMonth month, CancellationToken cancel, DateTimeOffset? knownAt = null) =>
        (await frameLog.Read([station], month.Start, month.End, cancel, knownAt)).Standing().ToDictionary(frame => frame.Time);

    public static Dictionary<DateTimeOffset, string> Contents(this Dictionary<DateTimeOffset, StoredFrame> latest) =>
        latest.ToDictionary(frame => frame.Key, frame => frame.Value.ContentSha256);

    /// <summary>The month without and with a verdict on readings of a station, as everything stands now; of the station's source of data.</summary>
    public static async Task<ReviewComparison> Compare(
        this IQuerySession session, FrameLog frameLog, KnownSection section, Station station, YearMonth month, IEnumerable<ReadingVerdict> verdicts, DateTimeOffset now, CancellationToken cancel)
    {
        var listings = await session.Query<StationListing>().Where(listing => listing.Section == section.Id).ToListAsync(cancel);
        var stations = listings.Select(listing => listing.Station).ToList();
        var readings = await session.LoadMonthReadings(frameLog, month, stations, cancel);
        var before = ResultOf(readings);
        var after = ResultOf(readings with { Verdicts = [.. readings.Verdicts, .. verdicts.Select(verdict => verdict with { At = now })] });
        return ReviewComparison.Of(before, after, month.End <= now);

        MonthResult ResultOf(MonthReadings given) => MonthResult.Of(section.Id, month, section.WaterBody, stations, JudgedMonth.Of(given), station.Source).Value;
    }

    /// <summary>Keeps the listing, and has the month computed again when the verdict has just taken effect. Within the caller's unit of work.</summary>
    public static async Task Keep(this IDocumentSession session, Outcome<Review> outcome, Closing closing, DateTimeOffset now, CancellationToken cancel)
    {
        if (outcome is not { Changed: true, State: { } review }) return;
        session.Store(ReviewListing.Of(review));
        if (review.State == ReviewState.InEffect) await session.Touch([(review.Section, YearMonth.Parse(review.Month))], closing, now, cancel);
    }
}
