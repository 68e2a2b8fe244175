using System.Collections.Immutable;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Terms;

/// <summary>Which data a document's payments rest on.</summary>
internal static class Observed
{
    public static ImmutableArray<SectionMonth> Months(Document document, Period period)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var terms = document.Clauses.SelectMany(clause => clause.Arms).SelectMany(Parts);
        var months = terms.SelectMany(term => TermParts.Observations(term, seen, ImmutableDictionary<string, Window>.Empty))
            .SelectMany(found => Months(found.Observation, found.Loops, period));
        return [.. months.Distinct().OrderBy(need => need.Section, StringComparer.Ordinal).ThenBy(need => need.Month)];
    }

    public static IEnumerable<Term> Parts(Arm arm) => new Term?[] { arm.When, arm.Pay, arm.Cap }.OfType<Term>();

    public static IEnumerable<SectionMonth> Months(Scalar.Observation term, ImmutableDictionary<string, Window> loops, Period period)
    {
        var bound = term.Window.Kind == WindowKind.LoopMonth ? loops[term.Window.Variable!].Months(period, NoLoop) : [period.FirstMonth];
        return bound.SelectMany(month => term.Window.Months(period, _ => month)).Select(month => new SectionMonth(term.Section.Code, month));
    }

    // A loop runs over months of the calendar, never over those of another loop.
    private static YearMonth NoLoop(string variable) => throw new InvalidOperationException($"'{variable}' is the month of a loop.");
}
