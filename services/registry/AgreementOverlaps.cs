using Basin.Hosting;
using Basin.Rules;
using Basin.Rules.Terms;
using Marten;

namespace Basin.Registry;

/// <summary>Which signed agreements pay for what an agreement's document pays for.</summary>
public static class AgreementOverlaps
{
    /// <summary>
    /// With every signed agreement, in the order of numbers and sections. Also with one that has ended: what counts are the months that both pay for,
    /// and a document may be signed for months that are over.
    /// </summary>
    public static async Task<IReadOnlyList<Agreement.Overlap>> Overlaps(this IQuerySession session, Agreement agreement, CancellationToken cancel)
    {
        var codes = agreement.Sections.Select(section => section.Code).ToArray();
        var rows = await session.Query<AgreementListing>()
            .Where(row => row.Signed && row.Id != agreement.No && row.Agreement.Sections.Any(section => codes.Contains(section.Code)))
            .OrderBy(row => row.Id).ToListAsync(cancel);
        var overlaps = new List<Agreement.Overlap>();
        foreach (var row in rows)
        {
            var (other, _) = await session.Load<Agreement>(Agreement.Stream(row.Id), Agreement.Apply, cancel);
            if (other is not null) overlaps.AddRange(Between(agreement, other));
        }

        return overlaps;
    }

    /// <summary>What two agreements both pay for, told of the second.</summary>
    public static IReadOnlyList<Agreement.Overlap> Between(Agreement agreement, Agreement other)
    {
        if (CheckedTerms.Read(agreement.Document).Terms is not { } terms || CheckedTerms.Read(other.Document).Terms is not { } otherTerms) return Unreadable(agreement, other);
        var coexists = terms.Coexists.Contains(other.No) && otherTerms.Coexists.Contains(agreement.No);
        return
        [
            .. TermsOverlap.Of(terms, otherTerms)
                .Select(overlap => new Agreement.Overlap(other.No, other.Title, overlap.Section, [.. overlap.Indicators], $"{overlap.From}", $"{overlap.To}", coexists)),
        ];
    }

    /// <summary>A document of an edition that this program does not know may pay for anything at its sections, so it is taken to.</summary>
    private static IReadOnlyList<Agreement.Overlap> Unreadable(Agreement agreement, Agreement other)
    {
        var from = YearMonth.Of(agreement.From < other.From ? other.From : agreement.From);
        var to = YearMonth.Of(agreement.To < other.To ? agreement.To : other.To);
        if (from > to) return [];
        return
        [
            .. agreement.Sections.Select(section => section.Code).Intersect(other.Sections.Select(section => section.Code)).Order(StringComparer.Ordinal)
                .Select(section => new Agreement.Overlap(other.No, other.Title, section, [], $"{from}", $"{to}", Coexists: false)),
        ];
    }
}
