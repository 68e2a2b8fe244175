using System.Collections.Immutable;
using Basin.Rules;
using Basin.Rules.WaterQuality;

namespace Basin.Exchange;

/// <summary>The signed terms of an agreement, kept by revision. Id: <c>{agreement}/{revision}</c>.</summary>
public sealed record KnownTerms(string Id, string Agreement, int Revision, string Document, string DocumentSha256, DateTimeOffset SignedAt)
{
    public static string IdOf(string agreement, int revision) => $"{agreement}/{revision}";
}

/// <summary>
/// What monitoring stated about a section in a month from one source of data, kept by revision. Id: <c>{section}/{month}/{revision}</c> for automatic
/// stations, <c>{section}/{month}/{source}/{revision}</c> for any other.
/// </summary>
/// <param name="Key">Section and month, whatever the source.</param>
/// <param name="Sources">Every source that the section has in the month as of this statement; null where the sender knew one only.</param>
public sealed record KnownSectionMonth(string Id, string Key, MonthFacts Facts, string ReadingsSha256, DateTimeOffset StatedAt, ImmutableArray<string>? Sources = null)
{
    public static string KeyOf(string section, YearMonth month) => $"{section}/{month}";

    public static string IdOf(MonthFacts facts) => IdOf(KeyOf(facts.Section, facts.Month), facts.Source, facts.Revision);

    public static string IdOf(string key, string source, int revision) => source == DataSource.Stations ? $"{key}/{revision}" : $"{key}/{source}/{revision}";
}

/// <summary>An organisation as the registry states it. Id: organisation code.</summary>
public sealed record KnownOrganisation(string Id, int Revision, string Name, string Role, string Region, string? NoticeUrl);

/// <summary>Between which regions and in which basin a section lies, as the registry last stated it. Id: section code.</summary>
/// <param name="Basin">Basin code; null where the section was learnt before basins were kept, until the registry states it again.</param>
/// <param name="Name">Null where it was learnt before names were kept.</param>
public sealed record KnownSection(string Id, int Revision, string UpstreamRegion, string DownstreamRegion, string? Basin = null, string? Name = null)
{
    /// <summary>The rule by which monitoring opens a section's months: to the superior, to auditors, and to its two regions.</summary>
    public bool MayBeReadBy(string region) => region == UpstreamRegion || region == DownstreamRegion;
}

/// <summary>What a listing, a search for affected cases and the calendar need to know of a case. Id: <c>{agreement}/{period}</c>.</summary>
/// <param name="Restated">Whether something was stated that the latest assessment was not made with.</param>
/// <param name="DemandsOn">First day on which the agreement's calendar asks for an advance or a surcharge, as things are; null for none.</param>
/// <param name="FollowsEarlier">Whether its terms rest on what the periods before came to.</param>
/// <param name="SettledAssessment">Revision of the assessment that it is settled on; null while it is not.</param>
public sealed record CaseListing(
    string Id, string Agreement, string Period, CaseStatus Status, ImmutableArray<string> Regions, ImmutableArray<string> Needs,
    DateOnly DataDueOn, DateOnly? SilenceEndsOn, bool Objected, bool Restated = false, DateOnly? DemandsOn = null, bool FollowsEarlier = false, int? SettledAssessment = null)
{
    public static CaseListing Of(Case found) => new(
        $"{found.Agreement}/{found.Period}", found.Agreement, found.Period, found.Status, [.. found.Accounts.Values.Distinct()], found.Needs, found.DataDueOn,
        found.SilenceEndsOn,
        found.OpenObjection is not null, found.IsRestated, Demanding.NextOn(found), found.Rules.EarlierFacts is not null,
        found.SettledOn is null ? null : found.Assessment?.Revision);
}

/// <summary>A notice in the order of issue, for pulling. Id: notice id.</summary>
/// <param name="Kind">A word of <see cref="NoticeKind"/>; null for the first notices, which were all about payments.</param>
/// <param name="DueOn">Last day to pay, inclusive; null where nothing falls due, or for the first notices.</param>
/// <param name="DuePassed">Whether the passing of <paramref name="DueOn"/> has been looked at.</param>
public sealed record NoticeListing(
    string Id, long Cursor, ImmutableArray<string> Regions, string Agreement, string Period, int Obligation, string? Kind = null, DateOnly? DueOn = null, bool DuePassed = false);
