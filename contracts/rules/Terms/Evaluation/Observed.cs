using System.Collections.Immutable;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Terms;

/// <summary>Which data a document's payments rest on.</summary>
internal static class Observed
{
    public static ImmutableArray<SectionMonth> Months(Document document, Period period)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var terms = document.Clauses.SelectMany(clause => clause.Arms).SelectMany(arm => arm.Formulas);
        var months = terms.SelectMany(term => TermParts.Observations(term, seen, ImmutableDictionary<string, Window>.Empty))
            .SelectMany(found => Months(found.Observation, found.Loops, period))
            .SelectMany(need => WithStandIn(document.Data, need));
        return [.. months.Distinct().OrderBy(need => need.Section, StringComparer.Ordinal).ThenBy(need => need.Month)];
    }

    /// <summary>Every section with every indicator that the payments rest on there, in the order of sections and indicators; a class rests on all that decide it.</summary>
    public static ImmutableArray<(SectionName Section, Indicator Indicator)> Indicators(Document document)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return
        [
            .. document.Clauses.SelectMany(clause => clause.Arms).SelectMany(arm => arm.Formulas)
                .SelectMany(term => TermParts.Observations(term, seen, ImmutableDictionary<string, Window>.Empty))
                .SelectMany(found => IndicatorsOf(found.Observation).Select(indicator => (found.Observation.Section, indicator)))
                .Distinct()
                .OrderBy(pair => pair.Section.Name, StringComparer.Ordinal).ThenBy(pair => document.Indicators.IndexOf(pair.indicator)),
        ];
    }

    private static ImmutableArray<Indicator> IndicatorsOf(Scalar.Observation observation) => observation switch
    {
        Scalar.Mean mean => [mean.Indicator],
        Scalar.OfMonths { Indicator: { } indicator } => [indicator],
        Scalar.SectionClass section => section.Indicators,
        _ => [],
    };

    public static IEnumerable<SectionMonth> Months(Scalar.Observation term, ImmutableDictionary<string, Window> loops, Period period)
    {
        var bound = term.Window.Kind == WindowKind.LoopMonth ? loops[term.Window.Variable!].Months(period, NoLoop) : [period.FirstMonth];
        return bound.SelectMany(month => term.Window.Months(period, _ => month)).Select(month => new SectionMonth(term.Section.Code, month));
    }

    // Where another month stands in for one without data, that month is looked at as well.
    private static IEnumerable<SectionMonth> WithStandIn(DataRules rules, SectionMonth need) =>
        rules.MonthsBack is { } back ? [need, need with { Month = need.Month.AddMonths(-back) }] : [need];

    // A loop runs over months of the calendar, never over those of another loop.
    private static YearMonth NoLoop(string variable) => throw new InvalidOperationException($"'{variable}' is the month of a loop.");
}
