using Basin.Hosting;
using Basin.Rules;
using Basin.Rules.WaterQuality;
using Marten;

namespace Basin.Monitoring;

/// <summary>
/// States a section's month once for every source of data, all in the caller's unit of work: so who hears of one source hears of the others with it,
/// and a month is never half stated.
/// </summary>
public static class StateMonth
{
    /// <summary>A month closed for the first time brings up the next one.</summary>
    /// <param name="stations">Every station and sampling point of the section.</param>
    /// <param name="frames">Their counted frames of the month.</param>
    /// <returns>What came of each source that has anything to say, automatic data first; the refusal where none has.</returns>
    internal static async Task<IReadOnlyList<Outcome<SectionMonth>>> State(
        this IDocumentSession session, KnownSection section, YearMonth month, IReadOnlyCollection<Station> stations, IReadOnlyCollection<CountedFrame> frames, string by,
        Closing closing, DateTimeOffset now, CancellationToken cancel)
    {
        var outcomes = new List<Outcome<SectionMonth>>();
        foreach (var source in DataSource.All.Where(source => source == DataSource.Stations || stations.Any(station => station.Source == source)))
        {
            var computed = MonthResult.Of(section.Id, month, section.WaterBody, stations, frames, source);
            outcomes.Add(await session.Decide<SectionMonth>(
                SectionMonth.Stream(section.Id, month, source),
                SectionMonth.Apply,
                known => SectionMonth.Decide(known, new SectionMonth.Close(month, FirstServed(stations, month, source), computed, by, now)),
                cancel));
        }

        var changed = outcomes.Where(outcome => outcome.Changed).Select(outcome => outcome.State!).ToList();
        foreach (var state in changed) session.Store(MonthListing.Of(state));
        if (changed.Exists(state => state.Latest.Revision == 1)) await session.BringUp(section.Id, month.AddMonths(1), closing, now, cancel);
        var told = outcomes.Where(outcome => outcome.Rejection is null).ToList();
        return told.Count > 0 ? told : [outcomes[0]];
    }

    /// <summary>As <see cref="SectionMonth.Close"/> wants it.</summary>
    public static YearMonth? FirstServed(IReadOnlyCollection<Station> stations, YearMonth month, string source)
    {
        var own = stations.Where(station => station.Source == source).ToList();
        if (source != DataSource.Stations) return own.Exists(station => station.ExpectedIn(month) > 0) ? month : null;
        return own.Count == 0 ? null : YearMonth.Of(own.Min(station => station.InServiceFrom));
    }
}
