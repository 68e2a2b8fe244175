using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Monitoring;

/// <summary>
/// Says of the observations of a page what their months say of them. Whether a reading counts depends on those around it, on rules and on reviews, so the
/// months that the page touches are judged, a few stations at a time, and nothing of them is kept but what the page shows.
/// </summary>
/// <param name="knownAt">As known then; null for now.</param>
public sealed class JudgeObservations(IQuerySession session, FrameLog frameLog, DateTimeOffset? knownAt, CancellationToken cancel)
{
    /// <summary>Most months of single stations that are judged for one answer: some seconds of work.</summary>
    public const int StationMonthsMax = 1_200;

    /// <summary>Stations whose month is loaded at once: with a frame an hour and a neighbour each they stay below <see cref="FrameLog.FramesMax"/>.</summary>
    private const int StationsAtOnce = 25;

    /// <param name="nodes">Each an observation.</param>
    /// <exception cref="RefusedException">They lie in more months than are judged.</exception>
    public async Task Judge(IReadOnlyList<EntityNode> nodes)
    {
        var months = nodes.GroupBy(node => YearMonth.Of(Observation(node).Frame.Time)).Select(month => (Month: month.Key, Stations: month.GroupBy(node => Observation(node).Frame.Station, StringComparer.Ordinal).ToList())).ToList();
        if (months.Sum(month => month.Stations.Count) is > StationMonthsMax and var asked)
            throw new RefusedException(new(
                Refusal.NotAllowed, "query-too-wide",
                $"resultQuality is judged over whole months, at most {StationMonthsMax} months of stations to an answer; these Observations lie in {asked}: ask for a smaller $top, a shorter phenomenonTime, or leave resultQuality out by $select.",
                "$select"));
        foreach (var (month, stations) in months)
            foreach (var some in stations.Chunk(StationsAtOnce)) await Judge(month, some);
    }

    private async Task Judge(YearMonth month, IGrouping<string, EntityNode>[] stations)
    {
        try
        {
            var judged = JudgedReadings.Of(await session.LoadMonthReadings(frameLog, month, [.. stations.Select(nodes => Observation(nodes.First()).Of.Of.Station)], cancel, knownAt));
            foreach (var node in stations.SelectMany(nodes => nodes))
                if (Observation(node) is var observation) node.Entity = observation with { Judged = judged.Find(observation.Frame, observation.Reading.Indicator) };
        }
        catch (RefusedException) when (stations.Length > 1)
        {
            // Stations that send far more than an hour asks for are looked at one by one.
            foreach (var one in stations) await Judge(month, [one]);
        }
    }

    private static Entity.Observation Observation(EntityNode node) => (Entity.Observation)node.Entity;
}
