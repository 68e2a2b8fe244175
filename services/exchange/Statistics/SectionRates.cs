using System.Collections.Immutable;
using Basin.Rules.Terms;
using Basin.Rules.WaterQuality;

namespace Basin.Exchange;

/// <summary>A section's months of a period held against the class that its agreement sets (达标).</summary>
/// <param name="Name">As the agreement writes it; the code where it does not.</param>
/// <param name="Target">Class Ⅲ where the agreement sets none, or several.</param>
/// <param name="IsAgreed">Whether the agreement sets the one class.</param>
public sealed record SectionRate(string Name, WaterClass Target, bool IsAgreed, Compliance Compliance);

public static class SectionRates
{
    /// <param name="months">The section-months that an assessment used.</param>
    /// <returns>One for each section, by its code.</returns>
    public static ImmutableArray<SectionRate> Of(IEnumerable<KnownSectionMonth> months, CheckedTerms terms) =>
    [
        .. months.GroupBy(month => month.Facts.Section).OrderBy(section => section.Key, StringComparer.Ordinal).Select(section =>
        {
            var isAgreed = terms.TargetClasses.TryGetValue(section.Key, out var agreed);
            var target = isAgreed ? agreed : SectionTargets.Otherwise;
            return new SectionRate(NameOf(terms, section.Key), target, isAgreed, Compliance.Of(section.GroupBy(month => month.Facts.Month).Select(month => Judged(section.Key, month, target))));
        }),
    ];

    public static string NameOf(CheckedTerms terms, string section) => terms.Sections.FirstOrDefault(named => named.Value == section).Key ?? section;

    private static TargetMonth Judged(string section, IGrouping<Rules.YearMonth, KnownSectionMonth> month, WaterClass target)
    {
        var found = MonthClass.Of([.. month.Select(one => one.Facts)]).Value;
        return new(section, month.Key, found.Class, target, found.Reason);
    }
}
