using System.Collections.Immutable;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Terms;

/// <summary>
/// The class that a document sets a section for its target: the only one that its formulas hold the section's class against. A document that holds
/// it against several, such as a ladder, sets none that one could name.
/// </summary>
internal static class TargetClasses
{
    /// <summary>By section code; a section without such a class is not among them.</summary>
    public static ImmutableSortedDictionary<string, WaterClass> Of(Document document) => document.Clauses
        .SelectMany(clause => clause.Arms).SelectMany(arm => arm.Formulas).SelectMany(Held)
        .GroupBy(held => held.Section, held => held.Class, StringComparer.Ordinal)
        .Where(section => section.Distinct().Count() == 1)
        .ToImmutableSortedDictionary(section => section.Key, section => section.First(), StringComparer.Ordinal);

    private static IEnumerable<(string Section, WaterClass Class)> Held(Term term)
    {
        var here = term switch
        {
            Condition.Comparison comparison => Held(comparison.Left, comparison.Right),
            Scalar.ClassDifference difference => Held(difference.From, difference.To),
            _ => [],
        };
        return here.Concat(TermParts.Parts(term).SelectMany(Held));
    }

    private static IEnumerable<(string, WaterClass)> Held(Scalar left, Scalar right)
    {
        foreach (var (judged, against) in new[] { (left, right), (right, left) })
        {
            if (Named(judged) is Scalar.SectionClass section && ClassOf(Named(against)) is { } target) yield return (section.Section.Code, target);
        }
    }

    private static WaterClass? ClassOf(Scalar term) => term switch
    {
        Scalar.Literal { Kind: Kind.Class, Value: var value } => (WaterClass)(int)value,
        Scalar.Constant { Kind: Kind.Class, Value: var value } => (WaterClass)(int)value,
        _ => null,
    };

    private static Scalar Named(Scalar term) => term is Scalar.Defined defined ? Named(defined.Body) : term;
}
