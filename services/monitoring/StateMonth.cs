using System.Diagnostics;
using Basin.Hosting;
using Basin.Rules;
using Basin.Rules.WaterQuality;
using Marten;

namespace Basin.Monitoring;

/// <summary>
/// States a month of sections once for every source of data, all in the caller's unit of work: so who hears of one source hears of the others with it,
/// and a month is never half stated. Several sections in one go ask the database no more often than one does.
/// </summary>
public static class StateMonth
{
    /// <summary>A month closed for the first time brings up the next one.</summary>
    /// <param name="months">A month of every section, with everything that decides which of its readings count, and the trace of what caused the work where it is another than the current one.</param>
    /// <param name="known">As <see cref="KnownStatements"/> gave it before the frames were read.</param>
    /// <returns>For each of them, what came of each source that has anything to say, automatic data first; the refusal where none has.</returns>
    internal static async Task<IReadOnlyList<IReadOnlyList<Outcome<SectionMonth>>>> StateMonths(
        this IDocumentSession session, YearMonth month, IReadOnlyList<(KnownSection Section, MonthReadings Readings, string? Cause)> months,
        IReadOnlyDictionary<string, (SectionMonth? State, long Version)> known, string by, Closing closing, DateTimeOffset now, CancellationToken cancel)
    {
        var stated = new List<IReadOnlyList<Outcome<SectionMonth>>>();
        var first = new List<string>();
        foreach (var (section, readings, cause) in months)
        {
            using var activity = Telemetry.Source.StartActivity("state month", ActivityKind.Internal, parentId: cause);
            activity?.SetTag("basin.section", section.Id).SetTag("basin.month", $"{month}");
            var judged = JudgedMonth.Of(readings);
            var outcomes = SourcesOf(readings.Stations).Select(source => session.State(section, readings, judged, source, known, by, now)).ToList();
            var changed = outcomes.Where(outcome => outcome.Changed).Select(outcome => outcome.State!).ToList();
            session.Store(changed.Select(MonthListing.Of));
            if (changed.Exists(state => state.Latest.Revision == 1)) first.Add(section.Id);
            var told = outcomes.Where(outcome => outcome.Rejection is null).ToList();
            stated.Add(told.Count > 0 ? told : [outcomes[0]]);
        }

        await session.BringUp(first, month.AddMonths(1), closing, now, cancel);
        return stated;
    }

    /// <summary>What has been stated of a month of sections so far, by stream.</summary>
    internal static async Task<IReadOnlyDictionary<string, (SectionMonth? State, long Version)>> KnownStatements(
        this IDocumentSession session, IEnumerable<string> sections, YearMonth month, IReadOnlyList<Station> stations, CancellationToken cancel)
    {
        var bySection = stations.ToLookup(station => station.Section, StringComparer.Ordinal);
        return await session.LoadMany<SectionMonth>(
            sections.SelectMany(section => SourcesOf([.. bySection[section]]).Select(source => SectionMonth.Stream(section, month, source))), SectionMonth.Apply, cancel);
    }

    private static Outcome<SectionMonth> State(
        this IDocumentSession session, KnownSection section, MonthReadings readings, JudgedMonth judged, string source,
        IReadOnlyDictionary<string, (SectionMonth? State, long Version)> known, string by, DateTimeOffset now)
    {
        var computed = MonthResult.Of(section.Id, readings.Month, section.WaterBody, readings.Stations, judged, source);
        var close = new SectionMonth.Close(readings.Month, FirstServed(readings.Stations, readings.Month, source), computed, by, now);
        var stream = SectionMonth.Stream(section.Id, readings.Month, source);
        var (state, version) = known.GetValueOrDefault(stream);
        return session.Decide(stream, state, version, SectionMonth.Apply, month => SectionMonth.Decide(month, close));
    }

    /// <summary>The sources that a month is stated for: automatic data in any case.</summary>
    public static IEnumerable<string> SourcesOf(IReadOnlyList<Station> stations) =>
        DataSource.All.Where(source => source == DataSource.Stations || stations.Any(station => station.Source == source));

    /// <summary>As <see cref="SectionMonth.Close"/> wants it.</summary>
    public static YearMonth? FirstServed(IReadOnlyCollection<Station> stations, YearMonth month, string source)
    {
        var own = stations.Where(station => station.Source == source).ToList();
        if (source != DataSource.Stations) return own.Exists(station => station.ExpectedIn(month) > 0) ? month : null;
        return own.Count == 0 ? null : YearMonth.Of(own.Min(station => station.InServiceFrom));
    }
}
