using System.Collections.Concurrent;
using System.Collections.Immutable;
using Basin.Rules.Terms;
using Basin.Rules.WaterQuality;
using Marten;

namespace Basin.Exchange;

/// <summary>The class that each section has to reach: the one its agreement sets, the strictest of several, and class Ⅲ where none does.</summary>
public sealed class SectionTargets
{
    /// <summary>What a section is held against where no agreement says otherwise.</summary>
    public const WaterClass Otherwise = WaterClass.III;

    private const string OtherwiseSource = "协议未定唯一目标类别，按Ⅲ类";

    // By the hash of the document: reading one takes longer than all the rest, and it never changes.
    private readonly ConcurrentDictionary<string, Read> _read = new(StringComparer.Ordinal);

    /// <summary>What is needed of a document.</summary>
    /// <param name="Regions">Of its parties.</param>
    private sealed record Read(DateOnly From, DateOnly To, ImmutableArray<string> Regions, ImmutableSortedDictionary<string, WaterClass> Classes);

    /// <summary>Targets as they hold in a year, by section code.</summary>
    /// <param name="region">Only agreements of this region are looked at; null for all.</param>
    public async Task<Func<string, (WaterClass Class, string Source)>> In(IQuerySession session, int year, string? region, CancellationToken cancel)
    {
        var signed = await session.Query<KnownTerms>().ToListAsync(cancel);
        var targets = new Dictionary<string, (WaterClass Class, string Source)>(StringComparer.Ordinal);
        foreach (var known in signed.GroupBy(terms => terms.Agreement).Select(revisions => revisions.MaxBy(terms => terms.Revision)!).OrderBy(terms => terms.Agreement, StringComparer.Ordinal))
        {
            var read = _read.GetOrAdd(known.DocumentSha256, _ => Of(SignedTerms.Read(known.Agreement, known.Document, known.DocumentSha256)));
            if (read.From.Year > year || read.To.Year < year || (region is not null && !read.Regions.Contains(region))) continue;
            foreach (var (section, target) in read.Classes)
            {
                if (!targets.TryGetValue(section, out var other) || target < other.Class) targets[section] = (target, $"协议{known.Agreement}");
            }
        }

        return section => targets.GetValueOrDefault(section, (Otherwise, OtherwiseSource));
    }

    private static Read Of(CheckedTerms terms) => new(terms.From, terms.To, [.. terms.Parties.Values], terms.TargetClasses);
}
