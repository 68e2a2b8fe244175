using System.Collections.Immutable;

namespace Basin.Rules.WaterQuality;

/// <summary>What was measured at one section (断面) or point of a lake (点位) in one period.</summary>
/// <param name="Section">Section code; unique within a basin.</param>
/// <param name="WaterBody">River or lake; decides total phosphorus and total nitrogen.</param>
/// <param name="Factors">At most one value of each indicator, in any order.</param>
/// <param name="OxygenSaturation">Saturation in percent; null where not measured.</param>
public sealed record SectionFactors(
    string Section, WaterBody WaterBody, ImmutableArray<Factor> Factors, decimal? OxygenSaturation = null)
{
    /// <summary>The class of this section alone, as <see cref="Classification.OfSection"/> gives it.</summary>
    internal Explained<SectionClass> Classify(IReadOnlyCollection<Indicator>? counted) =>
        Classification.OfSection(Factors, WaterBody, counted, OxygenSaturation);

    /// <summary>Sections in the order of their codes, so that the order of arrival changes nothing.</summary>
    /// <exception cref="ArgumentException">A section is given twice.</exception>
    internal static ImmutableArray<SectionFactors> InOrder(IEnumerable<SectionFactors> sections)
    {
        var sorted = sections.OrderBy(section => section.Section, StringComparer.Ordinal).ToImmutableArray();
        foreach (var (one, next) in sorted.Zip(sorted.Skip(1)))
        {
            if (one.Section == next.Section) throw new ArgumentException($"The section '{one.Section}' is given twice.", nameof(sections));
        }

        return sorted;
    }
}
