using System.Collections.Immutable;
using Basin.Rules;
using Basin.Rules.WaterQuality;
using Marten;

namespace Basin.Exchange;

/// <summary>
/// The section-months of a case as they are known, several sources side by side. A section-month is there when each source that monitoring says the section
/// has in it has been stated. Monitoring states them all in one commit, be it as not determined, so nothing waits for a sample that nobody was to take, and
/// nothing is assessed on automatic data while a sample that the agreement puts first is on its way. What a source that an agreement does not list says is
/// none of its business: it is waited for like the rest, because its statement comes with theirs, and then left out.
/// </summary>
public static class KnownMonths
{
    /// <summary>The latest revision of each source of each section-month that is known.</summary>
    public static async Task<ImmutableArray<KnownSectionMonth>> Latest(IQuerySession session, ImmutableArray<string> needs, CancellationToken cancel)
    {
        var keys = needs.ToArray();
        return Latest(await session.Query<KnownSectionMonth>().Where(fact => fact.Key.IsOneOf(keys)).ToListAsync(cancel));
    }

    /// <summary>As above, of revisions in any order; by section-month, then automatic data first.</summary>
    public static ImmutableArray<KnownSectionMonth> Latest(IEnumerable<KnownSectionMonth> revisions) =>
    [
        .. revisions.GroupBy(fact => (fact.Key, fact.Facts.Source)).Select(known => known.MaxBy(fact => fact.Facts.Revision)!)
            .OrderBy(fact => fact.Key, StringComparer.Ordinal).ThenBy(fact => DataSource.All.IndexOf(fact.Facts.Source)),
    ];

    /// <summary>The section-months of which nothing was stated, or not every source.</summary>
    /// <param name="needs">Keys of section-months.</param>
    /// <param name="latest">As <see cref="Latest(IEnumerable{KnownSectionMonth})"/> gives it.</param>
    public static ImmutableArray<string> Missing(ImmutableArray<string> needs, ImmutableArray<KnownSectionMonth> latest)
    {
        var byKey = latest.ToLookup(fact => fact.Key, StringComparer.Ordinal);
        return [.. needs.Where(need => !IsThere([.. byKey[need]]))];
    }

    /// <summary>What goes into an assessment: the sources that the agreement lists. Others must not void what was confirmed when they are restated.</summary>
    public static ImmutableArray<KnownSectionMonth> Counting(ImmutableArray<KnownSectionMonth> latest, ImmutableArray<string> sources) =>
        [.. latest.Where(fact => sources.Contains(fact.Facts.Source))];

    // The statement that was made last knows best which sources there are; one that names none is of a sender that had one source only.
    private static bool IsThere(ImmutableArray<KnownSectionMonth> sources) =>
        !sources.IsEmpty && (sources.MaxBy(fact => fact.StatedAt)!.Sources ?? []).All(source => sources.Any(fact => fact.Facts.Source == source));

    private static int IndexOf(this IReadOnlyList<string> sources, string source) => sources.TakeWhile(other => other != source).Count();
}
