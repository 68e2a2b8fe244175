using System.Collections.Immutable;

namespace Basin.Rules.WaterQuality;

/// <summary>
/// Main pollutants (主要污染指标) after 环办〔2011〕22号: of a section by class and exceedance multiple, of a basin of five or more sections
/// by the share of sections over class Ⅲ; at most three each. A basin of fewer sections has those of each of its sections.
/// </summary>
public static class MainPollutants
{
    private const string None = "无";

    private static readonly EvaluationMeasures.MainPollutantRule Rule = EvaluationMeasures.MainPollutants;

    private static readonly ImmutableHashSet<Indicator> First = [.. Rule.First.Select(Indicators.Find)];

    private static string Citation => EvaluationMeasures.Cite(Rule.Clause);

    /// <summary>
    /// The main pollutants of a section. Cyanide and heavy metals come first when they are over; then the worse class; among equals
    /// first pH and dissolved oxygen, which have no multiple; then the larger multiple; then the order of the indicators.
    /// </summary>
    /// <param name="factors">As for <see cref="Classification.OfSection"/>.</param>
    /// <param name="body">River or lake.</param>
    /// <param name="counted">As for <see cref="Classification.OfSection"/>: where a named indicator has no value nothing is determined.</param>
    /// <param name="oxygenSaturation">Saturation in percent; 90 or more keeps dissolved oxygen from being a pollutant.</param>
    /// <exception cref="ArgumentException">As for <see cref="Classification.OfSection"/>.</exception>
    public static Explained<SectionPollutants> OfSection(
        IEnumerable<Factor> factors, WaterBody body, IReadOnlyCollection<Indicator>? counted = null, decimal? oxygenSaturation = null)
    {
        var given = factors.ToImmutableArray();
        var section = Classification.OfSection(given, body, counted, oxygenSaturation);
        if (section.Value.Reason is { } reason)
            return new(new SectionPollutants([], reason), SectionStep(reason, [section.Step]));

        var named = Over(given, body, counted, oxygenSaturation)
            .Select(over => Pollutant(over, body))
            .OrderBy(pollutant => First.Contains(pollutant.Value.Indicator) ? 0 : 1)
            .ThenByDescending(pollutant => pollutant.Value.Class)
            .ThenBy(pollutant => pollutant.Value.Multiple is null ? 0 : 1)
            .ThenByDescending(pollutant => pollutant.Value.Multiple)
            .Take(Rule.Most)
            .ToImmutableArray();
        return new(
            new SectionPollutants([.. named.Select(pollutant => pollutant.Value)], null),
            SectionStep(Listed(named.Select(pollutant => pollutant.Value.Text)), [section.Step, .. named.Select(pollutant => pollutant.Step)]));
    }

    /// <summary>
    /// The main pollutants of a basin of five or more sections: the indicators over class Ⅲ at the most sections; indicators over at as
    /// many sections stand in the order of the indicators, which is this product's own choice.
    /// </summary>
    /// <param name="sections">Five or more sections, in any order.</param>
    /// <param name="counted">As for <see cref="Classification.OfSection"/>; a section whose class is not determined leaves nothing determined.</param>
    /// <exception cref="ArgumentException">Fewer than five sections, a section twice, or as for <see cref="Classification.OfSection"/>.</exception>
    public static Explained<BasinPollutants> OfBasin(
        IReadOnlyCollection<SectionFactors> sections, IReadOnlyCollection<Indicator>? counted = null)
    {
        if (sections.Count < EvaluationMeasures.Basin.AveragedBelowSections)
            throw new ArgumentException($"A basin of {sections.Count} sections has the main pollutants of each of its sections.", nameof(sections));

        var inOrder = SectionFactors.InOrder(sections);
        var classes = inOrder.Select(section => (section.Section, Class: section.Classify(counted))).ToImmutableArray();
        if (ClassShares.MissingReason(classes) is { } reason)
            return new(new BasinPollutants([], reason), BasinStep(reason, [.. classes.Select(section => section.Class.Step)]));

        var over = inOrder
            .SelectMany(section => Over(section.Factors, section.WaterBody, counted, section.OxygenSaturation)
                .Select(factor => (section.Section, Factor: factor)))
            .ToLookup(found => found.Factor.Indicator);
        var named = Indicators.All
            .Where(over.Contains)
            .Select(indicator => Share(indicator, [.. over[indicator]], inOrder.Length))
            .OrderByDescending(pollutant => pollutant.Value.Over)
            .Take(Rule.Most)
            .ToImmutableArray();
        return new(
            new BasinPollutants([.. named.Select(pollutant => pollutant.Value)], null),
            BasinStep(Listed(named.Select(pollutant => pollutant.Value.Text)), [.. named.Select(pollutant => pollutant.Step)]));
    }

    // The factors that count and are worse than the class of the rule, in the order of the indicators.
    private static IEnumerable<OverFactor> Over(
        ImmutableArray<Factor> factors, WaterBody body, IReadOnlyCollection<Indicator>? counted, decimal? oxygenSaturation)
    {
        var named = (counted ?? Indicators.Evaluated).ToHashSet();
        var byIndicator = factors.ToDictionary(factor => factor.Indicator);
        return Indicators.All
            .Where(indicator => named.Contains(indicator) && byIndicator.ContainsKey(indicator))
            .Select(indicator => byIndicator[indicator])
            .Select(factor => new OverFactor(
                factor.Indicator, factor.Value, Classification.Of(factor.Indicator, factor.Value, body, oxygenSaturation, factor.Because)))
            .Where(factor => factor.Class.Value > Rule.OverClass);
    }

    private static Explained<MainPollutant> Pollutant(OverFactor over, WaterBody body)
    {
        if (!Exceedance.IsDefined(over.Indicator, body))
        {
            var none = Step.Fact("exceedance.none", $"{over.Indicator}", "不计算超标倍数", null, Citation);
            return new(new MainPollutant(over.Indicator, over.Class.Value, null), none);
        }

        var multiple = Exceedance.Multiple(over.Indicator, over.Value, body);
        return new(new MainPollutant(over.Indicator, over.Class.Value, multiple.Value), multiple.Step);
    }

    private static Explained<BasinPollutant> Share(Indicator indicator, ImmutableArray<(string Section, OverFactor Factor)> over, int sections)
    {
        var pollutant = new BasinPollutant(indicator, over.Length, sections);
        return new(pollutant, new Step(
            "pollutants.share",
            $"断面超标率({indicator})",
            $"{over.Length} / {sections}",
            Shares.Text(over.Length, sections),
            "%",
            Citation,
            [.. over.Select(found => OverStep(found.Section, found.Factor.Class))]));
    }

    private static Step OverStep(string section, Explained<WaterClass> found) =>
        new("section.over", section, null, WaterClasses.Text(found.Value), null, null, [found.Step]);

    private static string Listed(IEnumerable<string> pollutants) => string.Join("、", pollutants) is { Length: > 0 } list ? list : None;

    private static Step SectionStep(string value, ImmutableArray<Step> because) =>
        new("pollutants.section", "断面主要污染指标", $"按类别和超标倍数取前{Rule.Most}项", value, null, Citation, because);

    private static Step BasinStep(string value, ImmutableArray<Step> because) =>
        new("pollutants.basin", "流域主要污染指标", $"按断面超标率取前{Rule.Most}项", value, null, Citation, because);

    private readonly record struct OverFactor(Indicator Indicator, decimal Value, Explained<WaterClass> Class);
}
