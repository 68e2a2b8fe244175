using System.Collections.Immutable;

namespace Basin.Rules.Terms;

/// <summary>Which data a document's payments rest on.</summary>
internal static class Observed
{
    private const int MonthsPerYear = 12;

    public static ImmutableArray<SectionMonth> Months(Document document, Period period)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var terms = document.Clauses.SelectMany(clause => clause.Arms).SelectMany(Parts);
        var months = terms.SelectMany(term => TermParts.Observations(term, seen)).SelectMany(term => Months(term, period));
        return [.. months.Distinct().OrderBy(need => need.Section, StringComparer.Ordinal).ThenBy(need => need.Month)];
    }

    private static IEnumerable<Term> Parts(Arm arm) => new Term?[] { arm.When, arm.Pay, arm.Cap }.OfType<Term>();

    private static IEnumerable<SectionMonth> Months(Scalar term, Period period)
    {
        var (section, window) = term is Scalar.Mean mean ? (mean.Section, mean.Window) : (((Scalar.SectionClass)term).Section, ((Scalar.SectionClass)term).Window);
        var back = window.Kind == WindowKind.YearBefore ? -MonthsPerYear : 0;
        return period.Months().Select(month => new SectionMonth(section.Code, month.AddMonths(back)));
    }
}
