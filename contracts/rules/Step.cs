using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Basin.Rules;

/// <summary>
/// One step of a calculation (计算依据), made by the calculation itself: what was computed, from what, after which clause.
/// Text, HTML and JSON are printers of this one tree; it is stored with the event it explains.
/// </summary>
public sealed record Step
{
    // A text, or a LateText that is worded when it is first read: most steps of a simulation are never read.
    private object? _formula;
    private object _value;
    private object? _citation;

    /// <param name="Rule">Stable name of the rule, such as <c>mean.month</c> or <c>terms.compare</c>.</param>
    /// <param name="Name">The name as the parties or the standard wrote it, such as <c>年均(街口, 总磷)</c>; null where there is none.</param>
    /// <param name="Formula">The formula text that was evaluated; null for a fact.</param>
    /// <param name="Value">The value in words: a decimal text, a class, an amount, or the reason why it cannot be determined.</param>
    /// <param name="Unit">The unit of <paramref name="Value"/>, such as <c>mg/L</c>; null for a value without unit.</param>
    /// <param name="Citation">Standard and clause, or clause of the agreement; null where the step is plain arithmetic.</param>
    /// <param name="Because">The steps this one rests on, in the order they were used.</param>
    [JsonConstructor]
    public Step(string Rule, string? Name, string? Formula, string Value, string? Unit, string? Citation, ImmutableArray<Step> Because)
        : this(Rule, Name, (object?)Formula, Value, Unit, Citation, Because)
    {
    }

    private Step(string rule, string? name, object? formula, object value, string? unit, object? citation, ImmutableArray<Step> because)
    {
        (Rule, Name, Unit, Because) = (rule, name, unit, because);
        (_formula, _value, _citation) = (formula, value, citation);
    }

    public string Rule { get; init; }

    public string? Name { get; init; }

    public string? Formula
    {
        get => Worded(ref _formula);
        init => _formula = value;
    }

    public string Value
    {
        get => Worded(ref _value!)!;
        init => _value = value;
    }

    public string? Unit { get; init; }

    public string? Citation
    {
        get => Worded(ref _citation);
        init => _citation = value;
    }

    public ImmutableArray<Step> Because { get; init; }

    public static Step Fact(string rule, string? name, string value, string? unit = null, string? citation = null) =>
        new(rule, name, null, value, unit, citation, []);

    /// <summary>A step whose texts may be worded later; each is a text, a <see cref="LateText"/> or null.</summary>
    internal static Step Late(string rule, string? name, object? formula, object value, string? unit, object? citation, params ImmutableArray<Step> because) =>
        new(rule, name, formula, value, unit, citation, because);

    public bool Equals(Step? other) =>
        other is not null && Rule == other.Rule && Name == other.Name && Formula == other.Formula && Value == other.Value && Unit == other.Unit
        && Citation == other.Citation && Because.Equals(other.Because);

    public override int GetHashCode() => HashCode.Combine(Rule, Name, Formula, Value, Unit, Citation);

    private static string? Worded(ref object? text)
    {
        if (text is LateText late) text = late.Make();
        return (string?)text;
    }
}

/// <summary>A text of a step that is worded when it is first read, from numbers that never change; so it is always the same text.</summary>
internal abstract class LateText
{
    public abstract string Make();

    public static LateText Of<T>(T from, Func<T, string> make) => new Late<T>(from, make);

    private sealed class Late<T>(T from, Func<T, string> make) : LateText
    {
        public override string Make() => make(from);
    }
}

/// <summary>A value and how it came about.</summary>
public readonly record struct Explained<T>(T Value, Step Step);
