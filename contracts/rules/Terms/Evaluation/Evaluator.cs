using System.Collections.Immutable;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Terms;

/// <summary>
/// The one meaning of the terms language. Evaluates checked terms over a domain of values; every operation returns its value together with
/// the step that explains it. Always ends, because terms are finite and loops are over the months of a window.
/// </summary>
/// <param name="divided">Told of every division with its divisor; null where nobody asks.</param>
internal sealed class Evaluator<TNumber, TTruth>(IDomain<TNumber, TTruth> domain, Period period, int validMonths, Action<Scalar, TNumber>? divided = null)
{
    private readonly Dictionary<string, Explained<TNumber>> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Explained<TTruth>> _truths = new(StringComparer.Ordinal);
    private readonly Observations<TNumber, TTruth> _observations = new(domain, period, validMonths);

    public IDomain<TNumber, TTruth> Domain => domain;

    public Explained<TNumber> Number(Scalar term) => term switch
    {
        Scalar.Literal literal => Fact("terms.literal", null, literal, domain.Of(literal.Value), null),
        Scalar.Constant constant => Fact("terms.constant", constant.Name, constant, domain.Of(constant.Value), Sourced(constant.Source)),
        Scalar.YearEntry entry => YearEntry(entry),
        Scalar.PeriodDay day => Fact("terms.period", day.Text, day, domain.Of((day.IsLast ? period.LastMonth.LastDay : period.FirstMonth.FirstDay).DayNumber), null),
        Scalar.Stated stated => domain.Stated(stated.Fact, period.Id),
        Scalar.Defined defined => Defined(defined),
        Scalar.Negative negative => Negative(negative),
        Scalar.Arithmetic arithmetic => Arithmetic(arithmetic),
        Scalar.AsPoints points => AsPoints(points),
        Scalar.Conditional conditional => Conditional(conditional),
        Scalar.Gathered gathered => Gathered(gathered, gathered.Gathering, [.. gathered.Elements.Select(element => Labelled(element.Label, Number(element.Body)))]),
        Scalar.GatheredMonths months => Gathered(months, months.Gathering, _observations.EachMonth(Window.Period, months.Variable, () => Number(months.Body))),
        Scalar.Count count => Counted(count, [.. count.Elements.Select(element => Labelled(element.Label, Truth(element.Body)))]),
        Scalar.CountMonths months => Counted(months, _observations.EachMonth(months.Window, months.Variable, () => Truth(months.Body))),
        Scalar.Clamp clamp => Clamp(clamp.Text, clamp.Kind, Number(clamp.Operand), Number(clamp.Least), Number(clamp.Most)),
        Scalar.ShareOfMonths months => ShareOfMonths(months),
        Scalar.RoundedTo rounded => RoundedTo(rounded),
        Scalar.ExceedanceMultiple multiple => ExceedanceMultiple(multiple),
        Scalar.Rounded rounded => _observations.Rounded(Number(rounded.Operand), rounded.Indicator),
        Scalar.Mean mean => _observations.Mean(mean.Section, mean.Indicator, mean.Window),
        Scalar.OfMonths months => _observations.OfMonths(months),
        Scalar.SectionClass known => _observations.Class(known),
        Scalar.ClassDifference difference => Difference(difference),
        _ => throw new InvalidOperationException("Terms are closed."),
    };

    public Explained<TTruth> Truth(Condition term) => term switch
    {
        Condition.Constant constant => new(domain.Of(constant.Value), Step.Fact("terms.literal", null, ShownValue.Of(constant.Value))),
        Condition.Stated stated => domain.StatedTruth(stated.Fact, period.Id),
        Condition.Defined defined => Defined(defined),
        Condition.Not not => Not(not),
        Condition.Logic logic => Logic(logic),
        Condition.Comparison comparison => Comparison(comparison),
        Condition.Every every => Every(every, every.IsAny, [.. every.Elements.Select(element => Labelled(element.Label, Truth(element.Body)))]),
        Condition.EveryMonth months => Every(months, months.IsAny, _observations.EachMonth(Window.Period, months.Variable, () => Truth(months.Body))),
        _ => throw new InvalidOperationException("Terms are closed."),
    };

    /// <summary>Keeps a value between two bounds; where the lower bound is above the upper one, the upper one counts.</summary>
    public Explained<TNumber> Clamp(string text, Kind kind, Explained<TNumber> operand, Explained<TNumber> least, Explained<TNumber> most)
    {
        var value = domain.Lesser(domain.Greater(operand.Value, least.Value), most.Value);
        return Result("terms.clamp", text, kind, value, operand.Step, least.Step, most.Step);
    }

    private static string? Sourced(string? source) => source switch
    {
        null => null,
        "unconfirmed" => "来源：未确认 unconfirmed",
        _ => $"来源：{source}",
    };

    private Explained<TNumber> YearEntry(Scalar.YearEntry entry)
    {
        var key = Table.YearKey(period.FirstMonth.Year + entry.YearsOn);
        var value = entry.Table.Values.TryGetValue(key, out var known) ? domain.Of(known) : domain.Unknown($"表“{entry.Table.Name}”中没有{key}");
        return Fact("terms.constant", $"{entry.Table.Name}[{key}]", entry, value, Sourced(entry.Table.Source));
    }

    private Explained<TNumber> Fact(string rule, string? name, Scalar term, TNumber value, string? citation)
    {
        var (text, unit) = domain.Show(value, term.Kind);
        return new(value, Step.Fact(rule, name, text, unit, citation));
    }

    private Explained<TNumber> Result(string rule, string text, Kind kind, TNumber value, params ImmutableArray<Step> because)
    {
        var (shown, unit) = domain.Show(value, kind);
        return new(value, new(rule, null, text, shown, unit, null, because));
    }

    private Explained<TTruth> Result(string rule, string text, TTruth value, params ImmutableArray<Step> because) =>
        new(value, new(rule, null, text, domain.Show(value), null, null, because));

    private static Explained<T> Labelled<T>(string label, Explained<T> part) => part with { Step = part.Step with { Name = part.Step.Name ?? label } };

    private Explained<TNumber> Defined(Scalar.Defined defined)
    {
        if (_numbers.TryGetValue(defined.Name, out var known)) return known;
        var body = Number(defined.Body);
        var (shown, unit) = domain.Show(body.Value, defined.Kind);
        var step = new Step("terms.defined", defined.Name, defined.Body.Text, shown, unit, body.Step.Citation, Unwrapped(body.Step));
        var result = new Explained<TNumber>(body.Value, step);
        return defined.HoldsMonth ? result : _numbers[defined.Name] = result;
    }

    private Explained<TTruth> Defined(Condition.Defined defined)
    {
        if (_truths.TryGetValue(defined.Name, out var known)) return known;
        var body = Truth(defined.Body);
        var step = new Step("terms.defined", defined.Name, defined.Body.Text, domain.Show(body.Value), null, null, Unwrapped(body.Step));
        var result = new Explained<TTruth>(body.Value, step);
        return defined.HoldsMonth ? result : _truths[defined.Name] = result;
    }

    // The formula of a name is the formula of its outermost operation: one step tells both, unless that operation has a name of its own.
    private static ImmutableArray<Step> Unwrapped(Step body) => body.Name is null && body.Because.Length > 0 ? body.Because : [body];

    private Explained<TNumber> Negative(Scalar.Negative negative)
    {
        var operand = Number(negative.Operand);
        return Result("terms.arithmetic", negative.Text, negative.Kind, domain.Subtract(domain.Of(0), operand.Value), operand.Step);
    }

    private Explained<TNumber> Arithmetic(Scalar.Arithmetic arithmetic)
    {
        var (left, right) = (Number(arithmetic.Left), Number(arithmetic.Right));
        if (arithmetic.Operator == '/') divided?.Invoke(arithmetic, right.Value);
        var value = arithmetic.Operator switch
        {
            '+' => domain.Add(left.Value, right.Value),
            '-' => domain.Subtract(left.Value, right.Value),
            '*' => domain.Multiply(left.Value, right.Value),
            _ => domain.Divide(left.Value, right.Value),
        };
        return Result("terms.arithmetic", arithmetic.Text, arithmetic.Kind, value, left.Step, right.Step);
    }

    private Explained<TNumber> AsPoints(Scalar.AsPoints points)
    {
        const int pointsPerWhole = 100;
        var operand = Number(points.Operand);
        return Result("terms.points", points.Text, points.Kind, domain.Multiply(operand.Value, domain.Of(pointsPerWhole)), operand.Step);
    }

    private Explained<TNumber> Conditional(Scalar.Conditional conditional)
    {
        var condition = Truth(conditional.Condition);
        if (!domain.CanFail(condition.Value)) return Taken(conditional, condition, Number(conditional.Then));
        if (!domain.CanHold(condition.Value)) return Taken(conditional, condition, Number(conditional.Else));
        var (then, otherwise) = (Number(conditional.Then), Number(conditional.Else));
        var value = domain.Either(condition.Value, then.Value, otherwise.Value);
        return Result("terms.conditional", conditional.Text, conditional.Kind, value, condition.Step, then.Step, otherwise.Step);
    }

    private Explained<TNumber> Taken(Scalar.Conditional conditional, Explained<TTruth> condition, Explained<TNumber> taken) =>
        Result("terms.conditional", conditional.Text, conditional.Kind, taken.Value, condition.Step, taken.Step);

    private Explained<TNumber> Gathered(Scalar term, Gathering gathering, ImmutableArray<Explained<TNumber>> parts)
    {
        var value = parts.Skip(1).Aggregate(parts[0].Value, (before, part) => gathering switch
        {
            Gathering.Greatest => domain.Greater(before, part.Value),
            Gathering.Least => domain.Lesser(before, part.Value),
            _ => domain.Add(before, part.Value),
        });
        if (gathering == Gathering.Mean) value = domain.Divide(value, domain.Of(parts.Length));
        return Result("terms.gathered", term.Text, term.Kind, value, [.. parts.Select(part => part.Step)]);
    }

    private Explained<TNumber> Counted(Scalar term, ImmutableArray<Explained<TTruth>> parts)
    {
        var value = parts.Aggregate(domain.Of(0), (before, part) => domain.Add(before, domain.Count(part.Value)));
        return Result("terms.count", term.Text, term.Kind, value, [.. parts.Select(part => part.Step)]);
    }

    private Explained<TNumber> ShareOfMonths(Scalar.ShareOfMonths term)
    {
        var parts = _observations.EachMonth(term.Window, term.Variable, () => Truth(term.Body));
        var required = _observations.Required(term.Window);
        var missing = _observations.MayBeMissing(term.Decided, term.Window);
        var value = domain.ShareOf([.. parts.Zip(missing, (part, mayBeMissing) => (part.Value, mayBeMissing))], required);
        var (shown, unit) = domain.Show(value, term.Kind);
        return new(value, new("terms.share-of-months", null, term.Text, shown, unit, $"应有至少{required}个月可以判定", [.. parts.Select(part => part.Step)]));
    }

    private Explained<TNumber> RoundedTo(Scalar.RoundedTo term)
    {
        var (operand, step) = (Number(term.Operand), Number(term.Step));
        return Result("terms.rounded-to", term.Text, term.Kind, domain.RoundTo(operand.Value, step.Value, term.Way), operand.Step, step.Step);
    }

    private Explained<TNumber> ExceedanceMultiple(Scalar.ExceedanceMultiple term)
    {
        var (value, limit) = (Number(term.Value), Number(term.Limit));
        divided?.Invoke(term, limit.Value);
        var multiple = domain.Divide(domain.Subtract(value.Value, limit.Value), limit.Value);
        return Result("terms.exceedance", term.Text, term.Kind, domain.Greater(multiple, domain.Of(0)), value.Step, limit.Step);
    }

    private Explained<TTruth> Not(Condition.Not not)
    {
        var operand = Truth(not.Operand);
        return Result("terms.not", not.Text, domain.Not(operand.Value), operand.Step);
    }

    private Explained<TTruth> Logic(Condition.Logic logic)
    {
        var (left, right) = (Truth(logic.Left), Truth(logic.Right));
        var value = logic.IsOr ? domain.Or(left.Value, right.Value) : domain.And(left.Value, right.Value);
        return Result(logic.IsOr ? "terms.or" : "terms.and", logic.Text, value, left.Step, right.Step);
    }

    private Explained<TTruth> Comparison(Condition.Comparison comparison)
    {
        var (left, right) = (Number(comparison.Left), Number(comparison.Right));
        var value = comparison.Operator switch
        {
            "<" => domain.Less(left.Value, right.Value),
            "<=" => domain.LessOrEqual(left.Value, right.Value),
            ">" => domain.Less(right.Value, left.Value),
            ">=" => domain.LessOrEqual(right.Value, left.Value),
            "=" => domain.Equal(left.Value, right.Value),
            _ => domain.Not(domain.Equal(left.Value, right.Value)),
        };
        return Result("terms.compare", comparison.Text, value, left.Step, right.Step);
    }

    private Explained<TTruth> Every(Condition term, bool isAny, ImmutableArray<Explained<TTruth>> parts)
    {
        var value = parts.Aggregate(domain.Of(!isAny), (before, part) => isAny ? domain.Or(before, part.Value) : domain.And(before, part.Value));
        return Result(isAny ? "terms.any" : "terms.every", term.Text, value, [.. parts.Select(part => part.Step)]);
    }

    private Explained<TNumber> Difference(Scalar.ClassDifference difference)
    {
        var (from, to) = (Number(difference.From), Number(difference.To));
        // A smaller class number is better water, so the steps gained are the first number less the second.
        return Result("terms.class-difference", difference.Text, difference.Kind, domain.Subtract(from.Value, to.Value), from.Step, to.Step);
    }
}
