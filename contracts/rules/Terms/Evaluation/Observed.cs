using System.Collections.Immutable;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Terms;

/// <summary>Which data a document's payments rest on.</summary>
internal static class Observed
{
    /// <summary>Every observation that a payment or its conditions rest on, through all named formulas, with the loops it stands in.</summary>
    public static ImmutableArray<(Scalar.Observation Observation, ImmutableDictionary<string, Window> Loops)> Observations(Document document)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var formulas = document.Clauses.SelectMany(clause => clause.Arms).SelectMany(arm => arm.Formulas);
        return [.. formulas.SelectMany(formula => TermParts.Observations(formula, seen, ImmutableDictionary<string, Window>.Empty))];
    }

    /// <summary>What an observation takes of each of its months, where null stands for the volume; a class rests on all indicators that decide it, a load on the volume too.</summary>
    public static ImmutableArray<Indicator?> InputsOf(Scalar.Observation observation) => observation switch
    {
        Scalar.Mean mean => [mean.Indicator],
        Scalar.SectionClass judged => [.. judged.Indicators],
        Scalar.OfMonths { Statistic: Statistic.Volume } => [null],
        Scalar.OfMonths { Statistic: Statistic.Flux or Statistic.FlowWeighted } months => [months.Indicator, null],
        Scalar.OfMonths months => [months.Indicator],
        _ => throw new InvalidOperationException("Terms are closed."),
    };

    public static ImmutableArray<SectionMonth> Months(Document document, Period period)
    {
        var months = Observations(document)
            .SelectMany(found => Months(found.Observation, found.Loops, period))
            .SelectMany(need => WithStandIn(document.Data, need));
        return [.. months.Distinct().OrderBy(need => need.Section, StringComparer.Ordinal).ThenBy(need => need.Month)];
    }

    /// <summary>Every section with every indicator that the payments rest on there, in the order of sections and indicators; volumes are left out.</summary>
    public static ImmutableArray<(SectionName Section, Indicator Indicator)> Indicators(Document document) =>
    [
        .. Observations(document)
            .SelectMany(found => InputsOf(found.Observation).OfType<Indicator>().Select(indicator => (found.Observation.Section, Indicator: indicator)))
            .Distinct()
            .OrderBy(pair => pair.Section.Name, StringComparer.Ordinal).ThenBy(pair => document.Indicators.IndexOf(pair.Indicator)),
    ];

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
