using System.Collections.Immutable;

namespace Basin.Rules.WaterQuality;

/// <summary>The class of a section in one month from all of its sources of data, for statistics: no agreement is asked how it counts.</summary>
public static class MonthClass
{
    /// <summary>
    /// Of each indicator the first source in the order of <see cref="DataSource.All"/> that has a mean. Every evaluated indicator that anybody
    /// measures there needs one: a missing one could only make the class worse.
    /// </summary>
    /// <param name="sources">The latest statement of each source about the section in the month; at least one.</param>
    public static Explained<SectionClass> Of(IReadOnlyCollection<MonthFacts> sources)
    {
        var inOrder = DataSource.All.SelectMany(source => sources.Where(facts => facts.Source == source)).ToList();
        var body = inOrder[0].WaterBody;
        var measured = inOrder.SelectMany(facts => facts.Means).Select(mean => (Indicator: Indicators.Find(mean.Key), mean.Value.Value))
            .Where(mean => mean.Indicator.Evaluated && Limits.TryFind(mean.Indicator, body, out _)).ToList();
        var factors = measured.Where(mean => mean.Value is not null).DistinctBy(mean => mean.Indicator).Select(mean => new Factor(mean.Indicator, mean.Value!.Value));
        return Classification.OfSection(factors, body, [.. measured.Select(mean => mean.Indicator).Distinct()]);
    }
}
