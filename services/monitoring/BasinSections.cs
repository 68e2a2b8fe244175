using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Monitoring;

/// <summary>The sections of a basin that a caller may read, as <see cref="ReadMonths.MayRead"/> says of one, and their months in one round trip.</summary>
public static class BasinSections
{
    /// <summary>Sections of the basin that the caller may read, by code; one more than the limit shows that there are more.</summary>
    public static async Task<IReadOnlyList<KnownSection>> SectionsOfBasin(this IQuerySession session, string basin, Caller caller, int limit, CancellationToken cancel)
    {
        var watched = await session.Query<StationListing>().Where(listing => listing.Operator == caller.Organisation).Select(listing => listing.Section).ToListAsync(cancel);
        return await session.Query<KnownSection>().Where(section => section.Basin == basin).ReadableBy(caller, [.. watched.Distinct()])
            .OrderBy(section => section.Id)
            .Take(limit + 1)
            .ToListAsync(cancel);
    }

    /// <param name="sections">Sections, in memory or in the store.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="watched">Codes of the sections that the caller's own stations watch.</param>
    public static IQueryable<KnownSection> ReadableBy(this IQueryable<KnownSection> sections, Caller caller, string[] watched)
    {
        if (KnownSection.AreAllOpenTo(caller)) return sections;
        var region = caller.Region;
        return sections.Where(section => section.UpstreamRegion == region || section.DownstreamRegion == region || section.Id.IsOneOf(watched));
    }

    /// <summary>Why a basin cannot be evaluated for a caller; null where it can. A part of the sections would be another basin, so none is left out for their number.</summary>
    /// <param name="basin">Basin code.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="found">How many sections of the basin the caller may read, or one more than the limit.</param>
    /// <param name="limit">Most sections that are evaluated at once.</param>
    public static Rejection? Refuse(string basin, Caller caller, int found, int limit)
    {
        if (found == 0) return new(Refusal.NotFound, "unknown-basin", $"There is no section of the basin {basin} that {caller.Organisation} may read.", "code", basin);
        if (found > limit) return new(Refusal.NotAllowed, "too-many-sections", $"{caller.Organisation} may read more than {limit} sections of the basin {basin}; at most {limit} are evaluated at once.", "code", basin);
        return null;
    }

    /// <summary>What the latest statement of each section's month says, in the order given; null for months that are not closed.</summary>
    /// <param name="knownAt">As known then; null for now.</param>
    public static async Task<IReadOnlyList<(string Section, MonthResult? Result)>> LatestOf(
        this IQuerySession session, IReadOnlyList<KnownSection> sections, YearMonth month, string source, CancellationToken cancel, DateTimeOffset? knownAt = null)
    {
        var months = await session.LoadMany<SectionMonth>(sections.Select(section => SectionMonth.Stream(section.Id, month, source)), SectionMonth.Apply, cancel, knownAt);
        return [.. sections.Select(section => (section.Id, months.GetValueOrDefault(SectionMonth.Stream(section.Id, month, source)).State?.Latest.Result))];
    }
}
