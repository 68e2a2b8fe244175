using System.Collections.Immutable;

namespace Basin.Rules.WaterQuality;

/// <summary>
/// Averages over the sections of a small basin or the points of a lake: of each indicator over those that have a value, pH by its
/// hydrogen-ion concentration as in <see cref="Means"/>. Unrounded. The count of values is shown with each average. Oxygen saturation is
/// no concentration and is not averaged.
/// </summary>
public static class SectionAverages
{
    /// <summary>One factor of each indicator that any section has, in the order of the indicators, with the step that explains it.</summary>
    /// <param name="sections">The sections, in any order.</param>
    /// <exception cref="ArgumentException">A section is given twice, or an indicator twice in one section.</exception>
    public static ImmutableArray<Factor> Of(IEnumerable<SectionFactors> sections)
    {
        var inOrder = SectionFactors.InOrder(sections)
            .Select(section => (section.Section, ByIndicator: section.Factors.ToDictionary(factor => factor.Indicator)))
            .ToImmutableArray();
        return
        [
            .. from indicator in Indicators.All
               let measured = inOrder
                   .Where(section => section.ByIndicator.ContainsKey(indicator))
                   .Select(section => (section.Section, Factor: section.ByIndicator[indicator]))
                   .ToImmutableArray()
               where !measured.IsEmpty
               select AverageOf(indicator, measured),
        ];
    }

    private static Factor AverageOf(Indicator indicator, ImmutableArray<(string Section, Factor Factor)> measured)
    {
        var average = Average.Of(indicator, measured.Select(section => section.Factor.Value));
        return new(indicator, average.Value, new Step(
            "mean.sections",
            $"断面均值({indicator})",
            average.Formula,
            $"{average.Value}",
            indicator.ShownUnit,
            EvaluationMeasures.Cite(EvaluationMeasures.Basin.Clause),
            [.. measured.Select(section => SectionStep(indicator, section.Section, section.Factor))]));
    }

    private static Step SectionStep(Indicator indicator, string section, Factor factor) =>
        new("section.value", $"{indicator}({section})", null, $"{factor.Value}", indicator.ShownUnit, null, factor.Because is null ? [] : [factor.Because]);
}
