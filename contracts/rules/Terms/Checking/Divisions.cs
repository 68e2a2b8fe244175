namespace Basin.Rules.Terms;

/// <summary>
/// Divisions whose divisor can be zero. Such a period could not be determined although all its data is there, so the drafter says what is meant:
/// an admissible range above zero, a lower bound (最大), or a condition that asks for the divisor first.
/// </summary>
internal static class Divisions
{
    public static void Check(Document document, IReadOnlySet<Scalar> possiblyByZero, ProblemList problems)
    {
        if (possiblyByZero.Count == 0) return;
        foreach (var formula in document.Clauses.SelectMany(clause => clause.Arms).SelectMany(Formulas)) Walk(formula.Term, possiblyByZero, formula.NotZero, [], problems);
    }

    // What a case's own condition asks for holds where its amount is worked out.
    private static IEnumerable<(Term Term, HashSet<string> NotZero)> Formulas(Arm arm)
    {
        if (arm.When is not null) yield return (arm.When, []);
        var asked = arm.When is null ? [] : NotZero(arm.When, holds: true);
        yield return (arm.Pay, asked);
        if (arm.Cap is not null) yield return (arm.Cap, asked);
    }

    private static void Walk(Term term, IReadOnlySet<Scalar> possiblyByZero, HashSet<string> notZero, HashSet<string> seen, ProblemList problems)
    {
        var name = (term as Scalar.Defined)?.Name ?? (term as Condition.Defined)?.Name;
        if (name is not null && !seen.Add($"{name} {string.Join(' ', notZero.Order(StringComparer.Ordinal))}")) return;
        if (term is Scalar.Conditional conditional)
        {
            Walk(conditional.Condition, possiblyByZero, notZero, seen, problems);
            Walk(conditional.Then, possiblyByZero, [.. notZero, .. NotZero(conditional.Condition, holds: true)], seen, problems);
            Walk(conditional.Else, possiblyByZero, [.. notZero, .. NotZero(conditional.Condition, holds: false)], seen, problems);
            return;
        }

        if (term is Scalar scalar && possiblyByZero.Contains(scalar)) Report(scalar, notZero, problems);
        foreach (var part in TermParts.Parts(term)) Walk(part, possiblyByZero, notZero, seen, problems);
    }

    private static void Report(Scalar division, HashSet<string> notZero, ProblemList problems)
    {
        var (divisor, at) = division switch
        {
            Scalar.Arithmetic arithmetic => (arithmetic.Right, arithmetic.At),
            Scalar.ExceedanceMultiple multiple => (multiple.Limit, multiple.At),
            _ => throw new InvalidOperationException("Only these divide."),
        };
        if (notZero.Contains(TermKey.Of(divisor))) return;
        problems.Add(at.Place, at.Line, at.Column, "division-by-zero", $"除数“{divisor.Text}”可能为零，例如所涉各月的值都为零时：可写明大于零的可采范围(data.admissible)，或用“最大(…, 下限)”，或先以“若 … > 0”判断。");
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
