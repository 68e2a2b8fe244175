using System.Collections.Immutable;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Terms;

/// <summary>
/// A prepared part of a calculation that gives a number, class or day. Its value alone is worked out fast; its explanation is made by the same
/// rule from the explanations of its parts, so the two cannot differ.
/// </summary>
internal abstract class Number<TNumber, TTruth>
{
    public abstract TNumber Value(Frame<TNumber, TTruth> frame);

    public abstract Explained<TNumber> Explain(Frame<TNumber, TTruth> frame);
}

/// <summary>A prepared part of a calculation that is true or false.</summary>
internal abstract class Truth<TNumber, TTruth>
{
    public abstract TTruth Value(Frame<TNumber, TTruth> frame);

    public abstract Explained<TTruth> Explain(Frame<TNumber, TTruth> frame);
}

/// <summary>What rests on no input: worked out when the calculation is prepared.</summary>
internal sealed class KnownNumber<TNumber, TTruth>(TNumber value, Step step) : Number<TNumber, TTruth>
{
    private readonly Explained<TNumber> _explained = new(value, step);

    public TNumber Known => value;

    public override TNumber Value(Frame<TNumber, TTruth> frame) => value;

    public override Explained<TNumber> Explain(Frame<TNumber, TTruth> frame) => _explained;
}

/// <summary>A number where a condition keeps it from lying beyond a limit.</summary>
internal sealed class BoundedNumber<TNumber, TTruth>(Number<TNumber, TTruth> number, Number<TNumber, TTruth> limit, bool isLeast) : Number<TNumber, TTruth>
{
    public override TNumber Value(Frame<TNumber, TTruth> frame) => Bounded(frame, number.Value(frame));

    public override Explained<TNumber> Explain(Frame<TNumber, TTruth> frame)
    {
        var explained = number.Explain(frame);
        return explained with { Value = Bounded(frame, explained.Value) };
    }

    private TNumber Bounded(Frame<TNumber, TTruth> frame, TNumber value) =>
        isLeast ? frame.Domain.Greater(value, limit.Value(frame)) : frame.Domain.Lesser(value, limit.Value(frame));
}

/// <summary>A named formula.</summary>
internal sealed class NamedNumber<TNumber, TTruth>(int place, Scalar.Defined term, Number<TNumber, TTruth> body) : Number<TNumber, TTruth>
{
    public override TNumber Value(Frame<TNumber, TTruth> frame) => frame.Number(place, body);

    public override Explained<TNumber> Explain(Frame<TNumber, TTruth> frame) => frame.Explained(place, () =>
    {
        var explained = body.Explain(frame);
        var (shown, unit) = frame.Domain.Show(explained.Value, term.Kind);
        return new Explained<TNumber>(explained.Value, new("terms.defined", term.Name, term.Body.Text, shown, unit, explained.Step.Citation, Steps.Unwrapped(explained.Step)));
    });
}

/// <summary>An operation on some parts.</summary>
/// <param name="apply">The rule: from the values of the parts, in their order, to the value.</param>
internal sealed class Operation<TNumber, TTruth>(
    int buffer, string rule, string text, Kind kind, ImmutableArray<Number<TNumber, TTruth>> parts, Func<IDomain<TNumber, TTruth>, TNumber[], TNumber> apply, string? citation = null)
    : Number<TNumber, TTruth>
{
    public override TNumber Value(Frame<TNumber, TTruth> frame)
    {
        var values = frame.Buffer(buffer, parts.Length);
        for (var index = 0; index < values.Length; index++) values[index] = parts[index].Value(frame);
        return apply(frame.Domain, values);
    }

    public override Explained<TNumber> Explain(Frame<TNumber, TTruth> frame)
    {
        var explained = parts.Select(part => part.Explain(frame)).ToList();
        var value = apply(frame.Domain, [.. explained.Select(part => part.Value)]);
        var (shown, unit) = frame.Domain.Show(value, kind);
        return new(value, new(rule, null, text, shown, unit, citation, [.. explained.Select(part => part.Step)]));
    }
}

/// <summary>若 … 则 … 否则 …: only what is possible is looked at.</summary>
internal sealed class Choice<TNumber, TTruth>(
    Scalar.Conditional term, Truth<TNumber, TTruth> condition, Number<TNumber, TTruth> then, Number<TNumber, TTruth> otherwise) : Number<TNumber, TTruth>
{
    public override TNumber Value(Frame<TNumber, TTruth> frame)
    {
        var (domain, decided) = (frame.Domain, condition.Value(frame));
        if (!domain.CanFail(decided)) return then.Value(frame);
        return domain.CanHold(decided) ? domain.Either(decided, then.Value(frame), otherwise.Value(frame)) : otherwise.Value(frame);
    }

    public override Explained<TNumber> Explain(Frame<TNumber, TTruth> frame)
    {
        var (domain, decided) = (frame.Domain, condition.Explain(frame));
        if (!domain.CanFail(decided.Value) || !domain.CanHold(decided.Value))
        {
            var taken = (domain.CanHold(decided.Value) ? then : otherwise).Explain(frame);
            return Result(domain, taken.Value, decided.Step, taken.Step);
        }

        var (one, other) = (then.Explain(frame), otherwise.Explain(frame));
        return Result(domain, domain.Either(decided.Value, one.Value, other.Value), decided.Step, one.Step, other.Step);
    }

    private Explained<TNumber> Result(IDomain<TNumber, TTruth> domain, TNumber value, params ImmutableArray<Step> because)
    {
        var (shown, unit) = domain.Show(value, term.Kind);
        return new(value, new("terms.conditional", null, term.Text, shown, unit, null, because));
    }
}

/// <summary>How many of some conditions hold.</summary>
internal sealed class Counted<TNumber, TTruth>(Scalar term, ImmutableArray<Truth<TNumber, TTruth>> parts) : Number<TNumber, TTruth>
{
    public override TNumber Value(Frame<TNumber, TTruth> frame) => Count(frame.Domain, parts.Select(part => part.Value(frame)));

    public override Explained<TNumber> Explain(Frame<TNumber, TTruth> frame)
    {
        var explained = parts.Select(part => part.Explain(frame)).ToList();
        var value = Count(frame.Domain, explained.Select(part => part.Value));
        var (shown, unit) = frame.Domain.Show(value, term.Kind);
        return new(value, new("terms.count", null, term.Text, shown, unit, null, [.. explained.Select(part => part.Step)]));
    }

    private static TNumber Count(IDomain<TNumber, TTruth> domain, IEnumerable<TTruth> truths) => truths.Aggregate(domain.Of(0), (count, truth) => domain.Add(count, domain.Count(truth)));
}

/// <summary>达标率: the share of the conditions that hold among those that can be decided.</summary>
/// <param name="required">How many must be decided.</param>
/// <param name="decisive">For each condition, the monthly means without which it cannot be decided.</param>
internal sealed class ShareOfMonths<TNumber, TTruth>(
    Scalar.ShareOfMonths term, ImmutableArray<Truth<TNumber, TTruth>> parts, int required, ImmutableArray<ImmutableArray<int>> decisive) : Number<TNumber, TTruth>
{
    public override TNumber Value(Frame<TNumber, TTruth> frame) => Share(frame, parts.Select(part => part.Value(frame)));

    public override Explained<TNumber> Explain(Frame<TNumber, TTruth> frame)
    {
        var explained = parts.Select(part => part.Explain(frame)).ToList();
        var value = Share(frame, explained.Select(part => part.Value));
        var (shown, unit) = frame.Domain.Show(value, term.Kind);
        return new(value, new("terms.share-of-months", null, term.Text, shown, unit, $"应有至少{required}个月可以判定", [.. explained.Select(part => part.Step)]));
    }

    private TNumber Share(Frame<TNumber, TTruth> frame, IEnumerable<TTruth> truths) =>
        frame.Domain.ShareOf([.. truths.Zip(decisive, (truth, means) => (truth, means.Any(mean => frame.Presence[mean] != Presence.Sure)))], required);
}

/// <summary>Gives the explanation of a part the label under which it stands, unless it has a name of its own.</summary>
internal sealed class LabelledNumber<TNumber, TTruth>(string label, Number<TNumber, TTruth> part) : Number<TNumber, TTruth>
{
    public override TNumber Value(Frame<TNumber, TTruth> frame) => part.Value(frame);

    public override Explained<TNumber> Explain(Frame<TNumber, TTruth> frame) => Steps.Labelled(label, part.Explain(frame));
}

/// <summary>As <see cref="LabelledNumber{TNumber, TTruth}"/>, of a condition.</summary>
internal sealed class LabelledTruth<TNumber, TTruth>(string label, Truth<TNumber, TTruth> part) : Truth<TNumber, TTruth>
{
    public override TTruth Value(Frame<TNumber, TTruth> frame) => part.Value(frame);

    public override Explained<TTruth> Explain(Frame<TNumber, TTruth> frame) => Steps.Labelled(label, part.Explain(frame));
}

/// <summary>What rests on no input: worked out when the calculation is prepared.</summary>
internal sealed class KnownTruth<TNumber, TTruth>(TTruth value, Step step) : Truth<TNumber, TTruth>
{
    public override TTruth Value(Frame<TNumber, TTruth> frame) => value;

    public override Explained<TTruth> Explain(Frame<TNumber, TTruth> frame) => new(value, step);
}

/// <summary>A named condition.</summary>
internal sealed class NamedTruth<TNumber, TTruth>(int place, Condition.Defined term, Truth<TNumber, TTruth> body) : Truth<TNumber, TTruth>
{
    public override TTruth Value(Frame<TNumber, TTruth> frame) => frame.Truth(place, body);

    public override Explained<TTruth> Explain(Frame<TNumber, TTruth> frame) => frame.Explained(place, () =>
    {
        var explained = body.Explain(frame);
        return new Explained<TTruth>(explained.Value, new("terms.defined", term.Name, term.Body.Text, frame.Domain.Show(explained.Value), null, null, Steps.Unwrapped(explained.Step)));
    });
}

/// <summary>非, 且, 或, 全部, 任一: conditions joined by a rule, from the left.</summary>
internal sealed class Joined<TNumber, TTruth>(
    string rule, Condition term, ImmutableArray<Truth<TNumber, TTruth>> parts, Func<IDomain<TNumber, TTruth>, TTruth, TTruth> first, Func<IDomain<TNumber, TTruth>, TTruth, TTruth, TTruth> join)
    : Truth<TNumber, TTruth>
{
    public override TTruth Value(Frame<TNumber, TTruth> frame)
    {
        var value = first(frame.Domain, parts[0].Value(frame));
        for (var index = 1; index < parts.Length; index++) value = join(frame.Domain, value, parts[index].Value(frame));
        return value;
    }

    public override Explained<TTruth> Explain(Frame<TNumber, TTruth> frame)
    {
        var explained = parts.Select(part => part.Explain(frame)).ToList();
        var value = explained.Skip(1).Aggregate(first(frame.Domain, explained[0].Value), (joined, part) => join(frame.Domain, joined, part.Value));
        return new(value, new(rule, null, term.Text, frame.Domain.Show(value), null, null, [.. explained.Select(part => part.Step)]));
    }
}

/// <summary>A comparison of two values.</summary>
internal sealed class Compared<TNumber, TTruth>(Condition.Comparison term, Number<TNumber, TTruth> left, Number<TNumber, TTruth> right) : Truth<TNumber, TTruth>
{
    // Most conditions ask whether a section keeps a class: that needs no class.
    private readonly SectionClassed<TNumber, TTruth>? _classed = term.Operator == "<=" ? left as SectionClassed<TNumber, TTruth> : null;
    private readonly WaterClass? _target = term.Right switch
    {
        Scalar.Literal { Kind: Kind.Class } literal => (WaterClass)(int)literal.Value,
        Scalar.Constant { Kind: Kind.Class } constant => (WaterClass)(int)constant.Value,
        _ => null,
    };

    public override TTruth Value(Frame<TNumber, TTruth> frame) => _classed is not null && _target is { } target
        ? _classed.Keeps(frame, target)
        : Compare(frame.Domain, left.Value(frame), right.Value(frame));

    public override Explained<TTruth> Explain(Frame<TNumber, TTruth> frame)
    {
        var (one, other) = (left.Explain(frame), right.Explain(frame));
        var value = Compare(frame.Domain, one.Value, other.Value);
        return new(value, new("terms.compare", null, term.Text, frame.Domain.Show(value), null, null, [one.Step, other.Step]));
    }

    private TTruth Compare(IDomain<TNumber, TTruth> domain, TNumber one, TNumber other) => term.Operator switch
    {
        "<" => domain.Less(one, other),
        "<=" => domain.LessOrEqual(one, other),
        ">" => domain.Less(other, one),
        ">=" => domain.LessOrEqual(other, one),
        "=" => domain.Equal(one, other),
        _ => domain.Not(domain.Equal(one, other)),
    };
}

/// <summary>What somebody states about the period: a number or a day.</summary>
internal sealed class StatedNumber<TNumber, TTruth>(int place) : Number<TNumber, TTruth>
{
    public override TNumber Value(Frame<TNumber, TTruth> frame) => frame.StatedNumbers[place];

    public override Explained<TNumber> Explain(Frame<TNumber, TTruth> frame)
    {
        var (fact, value) = (frame.Inputs.Stated[place], frame.StatedNumbers[place]);
        var (text, unit) = frame.Domain.Show(value, fact.Kind);
        return new(value, Step.Fact("terms.stated", fact.Name, text, unit, frame.Domain.StatedBy(place)));
    }
}

/// <summary>What somebody states to be so or not about the period.</summary>
internal sealed class StatedTruth<TNumber, TTruth>(int place) : Truth<TNumber, TTruth>
{
    public override TTruth Value(Frame<TNumber, TTruth> frame) => frame.StatedTruths[place];

    public override Explained<TTruth> Explain(Frame<TNumber, TTruth> frame)
    {
        var value = frame.StatedTruths[place];
        return new(value, Step.Fact("terms.stated", frame.Inputs.Stated[place].Name, frame.Domain.Show(value), null, frame.Domain.StatedBy(place)));
    }
}

internal static class Steps
{
    /// <summary>The formula of a name is the formula of its outermost operation: one step tells both, unless that operation has a name of its own.</summary>
    public static ImmutableArray<Step> Unwrapped(Step body) => body.Name is null && body.Because.Length > 0 ? body.Because : [body];

    /// <summary>Gives a step its label, unless it has a name of its own or its formula says the same.</summary>
    public static Explained<T> Labelled<T>(string label, Explained<T> part) => part.Step.Name is null && part.Step.Formula != label ? part with { Step = part.Step with { Name = label } } : part;
}
