using System.Collections.Immutable;

namespace Basin.Rules;

/// <summary>
/// One step of a calculation (计算依据), made by the calculation itself: what was computed, from what, after which clause.
/// Text, HTML and JSON are printers of this one tree; it is stored with the event it explains.
/// </summary>
/// <param name="Rule">Stable name of the rule, such as <c>mean.month</c> or <c>terms.compare</c>.</param>
/// <param name="Name">The name as the parties or the standard wrote it, such as <c>年均(街口, 总磷)</c>; null where there is none.</param>
/// <param name="Formula">The formula text that was evaluated; null for a fact.</param>
/// <param name="Value">The value in words: a decimal text, a class, an amount, or the reason why it cannot be determined.</param>
/// <param name="Unit">The unit of <paramref name="Value"/>, such as <c>mg/L</c>; null for a value without unit.</param>
/// <param name="Citation">Standard and clause, or clause of the agreement; null where the step is plain arithmetic.</param>
/// <param name="Because">The steps this one rests on, in the order they were used.</param>
public sealed record Step(
    string Rule,
    string? Name,
    string? Formula,
    string Value,
    string? Unit,
    string? Citation,
    ImmutableArray<Step> Because)
{
    public static Step Fact(string rule, string? name, string value, string? unit = null, string? citation = null) =>
        new(rule, name, null, value, unit, citation, []);
}

/// <summary>A value and how it came about.</summary>
public readonly record struct Explained<T>(T Value, Step Step);
