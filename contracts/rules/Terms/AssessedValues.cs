using System.Collections.Immutable;

namespace Basin.Rules.Terms;

/// <summary>A value that an assessment rests on, as its explanation shows it.</summary>
/// <param name="Name">Such as <c>年均(街口, 总磷)</c>, <c>类别(街口, 2024年)</c> or the name of a formula.</param>
/// <param name="IsNamed">Whether the parties named or stated it; a value that was only observed has not.</param>
/// <param name="Value">Decimal text, a class, 是 or 否, or the reason why it cannot be determined.</param>
public sealed record AssessedValue(string Name, string Value, string? Unit, bool IsNamed = false);

/// <summary>
/// The values between the months' means and the payments: what was observed over the period, what was stated, and what the parties named. A formula of
/// something, such as <c>月类差(月份)</c>, has as many values as it was asked of and its name does not say which is which: what it rests on and what rests on it stand here, not it.
/// </summary>
public static class AssessedValues
{
    private static readonly string[] s_named = ["terms.defined", "terms.stated"];

    // What they rest on are the months themselves, which have a place of their own.
    private static readonly string[] s_observed = ["terms.mean", "terms.extreme-month", "terms.of-months", "terms.flux", "terms.volume", "terms.share-of-months", "terms.fact", "class.section", "rounding"];

    /// <summary>In the order in which the explanation comes to them, each once.</summary>
    public static ImmutableArray<AssessedValue> Of(Step explanation) => [.. Within(explanation).Distinct()];

    private static IEnumerable<AssessedValue> Within(Step step)
    {
        var isObserved = s_observed.Contains(step.Rule);
        var isNamed = s_named.Contains(step.Rule);
        if (step.Name is { } name && (isObserved || (isNamed && !name.Contains('(', StringComparison.Ordinal)))) yield return new(name, step.Value, step.Unit, isNamed);
        if (isObserved) yield break;
        foreach (var value in step.Because.SelectMany(Within)) yield return value;
    }
}
