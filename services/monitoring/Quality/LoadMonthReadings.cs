using Basin.Hosting;
using Basin.Rules;
using Basin.Rules.WaterQuality;
using Marten;

namespace Basin.Monitoring;

/// <summary>Gathers what decides which readings of a month count, now or as known at a time.</summary>
internal static class LoadingMonthReadings
{
    /// <param name="stations">Stations of one section or of several, or one station.</param>
    /// <param name="knownAt">Only what was known by then, inclusive; null for everything.</param>
    public static async Task<MonthReadings> LoadMonthReadings(
        this IQuerySession session, FrameLog frameLog, YearMonth month, IReadOnlyList<Station> stations, CancellationToken cancel, DateTimeOffset? knownAt = null)
    {
        var rules = await session.RulesInForce(stations.Select(station => station.Code), month, knownAt, cancel);
        string[] others = [.. rules.Values.Select(statement => statement.Neighbour).OfType<string>().Except(stations.Select(station => station.Code))];
        var neighbours = new Dictionary<string, Station>(StringComparer.Ordinal);
        if (others.Length > 0)
        {
            foreach (var listing in await session.LoadManyAsync<StationListing>(cancel, others)) neighbours.Add(listing.Id, listing.Station);
            foreach (var (code, statement) in await session.RulesInForce(others, month, knownAt, cancel)) rules.Add(code, statement);
        }

        string[] own = [.. stations.Select(station => station.Code)];
        // Without rules no reading is compared with another one, so the month alone is enough.
        var context = rules.Count == 0 ? TimeSpan.Zero : QualityControl.Context;
        var frames = await frameLog.Read([.. own, .. neighbours.Keys], month.Start - context, month.End + context, cancel, knownAt);
        var name = $"{month}";
        var reviews = await session.Query<ReviewListing>()
            .Where(listing => listing.Station.IsOneOf(own) && listing.Month == name && listing.State == ReviewState.InEffect)
            .ToListAsync(cancel);
        return new(
            month, stations, neighbours, rules, frames,
            [.. reviews.Select(listing => listing.Review).Where(review => knownAt is null || review.EffectiveAt <= knownAt).SelectMany(ReadingVerdict.Of)]);
    }

    /// <summary>The statement of the rules that is in force for a month, by station; stations without one are not among them.</summary>
    private static async Task<Dictionary<string, StationQuality.Statement>> RulesInForce(
        this IQuerySession session, IEnumerable<string> stations, YearMonth month, DateTimeOffset? knownAt, CancellationToken cancel)
    {
        var found = new Dictionary<string, StationQuality.Statement>(StringComparer.Ordinal);
        foreach (var (quality, _) in (await session.LoadMany<StationQuality>(stations.Select(StationQuality.Stream), StationQuality.Apply, cancel, knownAt)).Values)
            if (quality?.InForce(month) is { } statement) found.Add(quality.Station, statement);
        return found;
    }
}
