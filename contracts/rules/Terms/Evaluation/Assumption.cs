using System.Collections.Immutable;

namespace Basin.Rules.Terms;

/// <summary>
/// What a condition says about a value that it compares with a constant: where it holds, the value does not lie beyond the limit. So the amount
/// of a case is bounded by the case's own condition.
/// </summary>
/// <param name="Limit">Rests on the document alone; the value may be equal to it.</param>
/// <param name="IsLeast">Whether the value is not below the limit; otherwise it is not above it.</param>
internal sealed record Assumption(Scalar Term, Scalar Limit, bool IsLeast)
{
    private readonly Lazy<string> _key = new(() => TermKey.Of(Term));

    public bool IsAbout(Scalar term) => term.GetType() == Term.GetType() && term.Kind == Term.Kind && TermKey.Of(term) == _key.Value;

    /// <summary>All that follows from a condition that holds, or from one that fails.</summary>
    public static IEnumerable<Assumption> Of(Condition condition, bool holds) => condition switch
    {
        Condition.Defined defined => Of(defined.Body, holds),
        Condition.Not not => Of(not.Operand, !holds),
        Condition.Logic logic when logic.IsOr != holds => [.. Of(logic.Left, holds), .. Of(logic.Right, holds)],
        Condition.Every every when every.IsAny != holds => every.Elements.SelectMany(element => Of(element.Body, holds)),
        Condition.Comparison comparison => [.. Of(comparison.Left, Sense(comparison.Operator, holds), comparison.Right), .. Of(comparison.Right, -Sense(comparison.Operator, holds), comparison.Left)],
        _ => [],
    };

    private const int Least = 1;
    private const int Most = -1;
    private const int Both = 2;

    private static int Sense(string comparison, bool holds) => (comparison, holds) switch
    {
        (">" or ">=", true) or ("<" or "<=", false) => Least,
        ("<" or "<=", true) or (">" or ">=", false) => Most,
        ("=", true) or ("<>", false) => Both,
        _ => 0,
    };

    // A loop's month is another one elsewhere, so nothing is taken to be known of it.
    private static IEnumerable<Assumption> Of(Scalar term, int sense, Scalar limit)
    {
        if (sense == 0 || TermParts.RestsOnFacts(limit) || !TermParts.RestsOnFacts(term) || HoldsLoopMonth(term)) yield break;
        if (sense != Most) yield return new(term, limit, IsLeast: true);
        if (sense != Least) yield return new(term, limit, IsLeast: false);
    }

    private static bool HoldsLoopMonth(Scalar term) =>
        TermParts.Observations(term, [], ImmutableDictionary<string, Window>.Empty).Any(found => found.Observation.Window.Kind == WindowKind.LoopMonth);
}
