using Basin.Hosting;
using Basin.Rules;
using Basin.Rules.WaterQuality;

namespace Basin.Monitoring;

/// <summary>What the registry last stated about a section; a lower revision never replaces a higher one.</summary>
/// <param name="Id">Section code.</param>
public sealed record KnownSection(
    string Id, int Revision, string Name, IReadOnlyList<string> Aliases, string Basin, WaterBody WaterBody, string UpstreamRegion, string DownstreamRegion)
{
    public bool IsOf(string region) => region == UpstreamRegion || region == DownstreamRegion;

    /// <summary>The superior and the bureaus of the section's two regions say which stations it has and when its months close.</summary>
    public bool MayBeRunBy(Caller caller) => caller.Role == Role.Superior || (caller.Role == Role.Bureau && IsOf(caller.Region));

    /// <summary>Open to the superior, to auditors, and to every organisation of the section's two regions.</summary>
    public bool MayBeReadBy(Caller caller) => AreAllOpenTo(caller) || IsOf(caller.Region);

    /// <summary>Whether the caller may read every section there is.</summary>
    public static bool AreAllOpenTo(Caller caller) => caller.Role is Role.Superior or Role.Auditor;

    public static Rejection Unknown(string code) =>
        new(Refusal.NotFound, "unknown-section", $"The registry has not stated a section '{code}'.", "section", code);

    public Rejection NotYours(Caller caller) => new(
        Refusal.Forbidden, "not-your-section", $"{caller.Organisation} ({caller.Role} of {caller.Region}) has no right here: section {Id} lies between {UpstreamRegion} and {DownstreamRegion}.");
}
