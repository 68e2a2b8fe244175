using System.Collections.Immutable;

namespace Basin.Rules.Terms;

/// <summary>
/// Divisions whose divisor can be zero. Such a period could not be determined although all its data is there, so the drafter says what is meant:
/// an admissible range above zero, a lower bound (最大), or a condition that asks for the divisor first.
/// </summary>
internal sealed class Divisions
{
    // Water is looked for as often as somebody would read it, so that a draft full of divisions is answered soon.
    private const int ExamplesMax = 10;

    private readonly Dictionary<Period, Probe> _probes = [];
    private int _examplesLeft = ExamplesMax;
    private readonly Document _document;
    private readonly ProblemList _problems;
    private readonly IReadOnlyDictionary<Scalar, Period> _possiblyByZero;

    private Divisions(Document document, IReadOnlyDictionary<Scalar, Period> possiblyByZero, ProblemList problems) =>
        (_document, _possiblyByZero, _problems) = (document, possiblyByZero, problems);

    /// <param name="possiblyByZero">Each with a period in which the range of its divisor holds zero.</param>
    public static void Check(Document document, IReadOnlyDictionary<Scalar, Period> possiblyByZero, ProblemList problems)
    {
        if (possiblyByZero.Count == 0) return;
        var divisions = new Divisions(document, possiblyByZero, problems);
        foreach (var formula in document.Clauses.SelectMany(clause => clause.Arms).SelectMany(Formulas)) divisions.Walk(formula.Term, formula.NotZero, []);
    }

    // What a case's own condition asks for holds where its amount is worked out.
    private static IEnumerable<(Term Term, HashSet<string> NotZero)> Formulas(Arm arm)
    {
        if (arm.When is not null) yield return (arm.When, []);
        var asked = arm.When is null ? [] : NotZero(arm.When, holds: true);
        yield return (arm.Pay, asked);
        if (arm.Cap is not null) yield return (arm.Cap, asked);
    }

    private void Walk(Term term, HashSet<string> notZero, HashSet<string> seen)
    {
        var name = (term as Scalar.Defined)?.Name ?? (term as Condition.Defined)?.Name;
        if (name is not null && !seen.Add($"{name} {string.Join(' ', notZero.Order(StringComparer.Ordinal))}")) return;
        if (term is Scalar.Conditional conditional)
        {
            Walk(conditional.Condition, notZero, seen);
            Walk(conditional.Then, [.. notZero, .. NotZero(conditional.Condition, holds: true)], seen);
            Walk(conditional.Else, [.. notZero, .. NotZero(conditional.Condition, holds: false)], seen);
            return;
        }

        if (term is Scalar scalar && _possiblyByZero.TryGetValue(scalar, out var period)) Report(scalar, period, notZero);
        foreach (var part in TermParts.Parts(term)) Walk(part, notZero, seen);
    }

    private void Report(Scalar division, Period period, HashSet<string> notZero)
    {
        var (divisor, at) = division switch
        {
            Scalar.Arithmetic arithmetic => (arithmetic.Right, arithmetic.At),
            Scalar.ExceedanceMultiple multiple => (multiple.Limit, multiple.At),
            _ => throw new InvalidOperationException("Only these divide."),
        };
        if (notZero.Contains(TermKey.Of(divisor))) return;
        _problems.Add(at.Place, at.Line, at.Column, "division-by-zero", $"除数“{divisor.Text}”可能为零{Example(divisor, period)}：可写明大于零的可采范围(data.admissible)，或用“最大(…, 下限)”，或先以“若 … > 0”判断。");
    }

    // Water in which it is zero; nothing where none is found, or where the divisor is of a loop's month.
    private string Example(Scalar divisor, Period period)
    {
        if (!TermParts.RestsOnFacts(divisor) || _examplesLeft-- <= 0) return "";
        if (TermParts.Observations(divisor, [], ImmutableDictionary<string, Window>.Empty).Any(found => found.Observation.Window.Kind == WindowKind.LoopMonth)) return "";
        if (!_probes.TryGetValue(period, out var probe)) _probes[period] = probe = new(_document, period);
        var planner = new Planner<Exact, ExactTruth>(probe.Known(probe.Cleanest), period, _document.Data.ValidMonths);
        var planned = planner.Number(divisor);
        foreach (var water in probe.Samples.Prepend(probe.Cleanest))
        {
            if (planned.Value(planner.Run(probe.Known(water))).Value == 0) return $"（如{probe.Text(water)}）";
        }

        return "";
    }

    // The terms that cannot be zero where a condition holds, or where it fails.
    private static HashSet<string> NotZero(Condition condition, bool holds) => condition switch
    {
        Condition.Defined defined => NotZero(defined.Body, holds),
        Condition.Not not => NotZero(not.Operand, !holds),
        Condition.Logic logic when logic.IsOr != holds => [.. NotZero(logic.Left, holds), .. NotZero(logic.Right, holds)],
        Condition.Comparison comparison => NotZero(comparison, holds),
        _ => [],
    };

    private static HashSet<string> NotZero(Condition.Comparison comparison, bool holds)
    {
        var (left, right) = (comparison.Left, comparison.Right);
        return (comparison.Operator, holds) switch
        {
            (">", true) or ("<=", false) => Above(left, right),
            ("<", true) or (">=", false) => Above(right, left),
            ("<>", true) or ("=", false) => [.. IsZero(right) ? [TermKey.Of(left)] : Array.Empty<string>(), .. IsZero(left) ? [TermKey.Of(right)] : Array.Empty<string>()],
            _ => [],
        };
    }

    private static HashSet<string> Above(Scalar greater, Scalar lesser) => lesser is Scalar.Literal { Value: >= 0 } or Scalar.Constant { Value: >= 0 } ? [TermKey.Of(greater)] : [];

    private static bool IsZero(Scalar scalar) => scalar is Scalar.Literal { Value: 0 } or Scalar.Constant { Value: 0 };
}
