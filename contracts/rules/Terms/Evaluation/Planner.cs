using System.Collections.Immutable;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Terms;

/// <summary>
/// The one meaning of the terms language: makes of checked terms, for one period, the calculation that gives their values and their explanation
/// over a domain of values. Loops over months are written out here, inputs get their places, and what rests on none is worked out at once.
/// Always ends, because terms are finite and loops are over the months of a window.
/// </summary>
internal sealed class Planner<TNumber, TTruth>
{
    private readonly IDomain<TNumber, TTruth> _domain;
    private readonly Period _period;
    private readonly Frame<TNumber, TTruth> _nothing;
    private readonly ObservationPlanner<TNumber, TTruth> _observations;
    private readonly bool _assumes;
    private Dictionary<string, Number<TNumber, TTruth>> _numbers = new(StringComparer.Ordinal);
    private Dictionary<string, Truth<TNumber, TTruth>> _truths = new(StringComparer.Ordinal);
    private ImmutableArray<Assumption> _assumptions = [];

    /// <param name="assumes">
    /// Whether an amount is kept within what the conditions of its own case leave possible. An exact value lies there by itself; a range does not.
    /// </param>
    public Planner(IDomain<TNumber, TTruth> domain, Period period, int validMonths, bool assumes = false)
    {
        (_domain, _period, _assumes) = (domain, period, assumes);
        _nothing = new(domain, new(), 0, 0);
        _observations = new(Inputs, period, validMonths);
    }

    public Inputs Inputs { get; } = new();

    /// <summary>Named formulas that were given a place.</summary>
    public int Names { get; private set; }

    /// <summary>Every division, and what it divides by.</summary>
    public List<(Scalar Division, Number<TNumber, TTruth> Divisor)> Divisions { get; } = [];

    /// <summary>A run, on what a domain knows, of everything that was planned so far.</summary>
    public Frame<TNumber, TTruth> Run(IDomain<TNumber, TTruth> domain)
    {
        var frame = new Frame<TNumber, TTruth>(domain, Inputs, Names, Inputs.Buffers);
        domain.Load(frame);
        return frame;
    }

    public Number<TNumber, TTruth> Number(Scalar term)
    {
        var number = Unbounded(term);
        if (number is KnownNumber<TNumber, TTruth>) return number;
        foreach (var assumption in _assumptions)
        {
            if (assumption.IsAbout(term)) number = new BoundedNumber<TNumber, TTruth>(number, Unbounded(assumption.Limit), assumption.IsLeast);
        }

        return number;
    }

    private Number<TNumber, TTruth> Unbounded(Scalar term) => term switch
    {
        Scalar.Literal literal => Fact("terms.literal", null, literal, _domain.Of(literal.Value), null),
        Scalar.Constant constant => Fact("terms.constant", constant.Name, constant, _domain.Of(constant.Value), Sourced(constant.Source)),
        Scalar.YearEntry entry => YearEntry(entry),
        Scalar.PeriodDay day => Fact("terms.period", day.Text, day, _domain.Of((day.IsLast ? _period.LastMonth.LastDay : _period.FirstMonth.FirstDay).DayNumber), null),
        Scalar.Stated stated => new StatedNumber<TNumber, TTruth>(Inputs.Statement(stated.Fact)),
        Scalar.Defined defined => Defined(defined),
        Scalar.Negative negative => Operation("terms.arithmetic", negative, [negative.Operand], (domain, parts) => domain.Subtract(domain.Of(0), parts[0])),
        Scalar.Arithmetic arithmetic => Arithmetic(arithmetic),
        Scalar.AsPoints points => Operation("terms.points", points, [points.Operand], (domain, parts) => domain.Multiply(parts[0], domain.Of(PointsPerWhole))),
        Scalar.Conditional conditional => Conditional(conditional),
        Scalar.Gathered gathered => Gathered(gathered, gathered.Gathering, [.. gathered.Elements.Select(element => Labelled(element.Label, Number(element.Body)))]),
        Scalar.GatheredMonths months => Gathered(months, months.Gathering, EachMonth(Window.Period, months.Variable, () => Number(months.Body))),
        Scalar.Count count => new Counted<TNumber, TTruth>(count, [.. count.Elements.Select(element => Labelled(element.Label, Truth(element.Body)))]),
        Scalar.CountMonths months => new Counted<TNumber, TTruth>(months, EachMonth(months.Window, months.Variable, () => Truth(months.Body))),
        Scalar.ShareOfMonths months => ShareOfMonths(months),
        Scalar.Clamp clamp => Operation("terms.clamp", clamp, [clamp.Operand, clamp.Least, clamp.Most], (domain, parts) => domain.Lesser(domain.Greater(parts[0], parts[1]), parts[2])),
        Scalar.RoundedTo rounded => Operation("terms.rounded-to", rounded, [rounded.Operand, rounded.Step], (domain, parts) => domain.RoundTo(parts[0], parts[1], rounded.Way)),
        Scalar.ExceedanceMultiple multiple => ExceedanceMultiple(multiple),
        Scalar.Rounded rounded => new RoundedMean<TNumber, TTruth>(Number(rounded.Operand), rounded.Indicator),
        // A smaller class number is better water, so the steps gained are the first number less the second.
        Scalar.ClassDifference difference => Operation("terms.class-difference", difference, [difference.From, difference.To], (domain, parts) => domain.Subtract(parts[0], parts[1])),
        Scalar.Observation observation => _observations.Number(observation),
        _ => throw new InvalidOperationException("Terms are closed."),
    };

    public Truth<TNumber, TTruth> Truth(Condition term) => term switch
    {
        Condition.Constant constant => new KnownTruth<TNumber, TTruth>(_domain.Of(constant.Value), Step.Fact("terms.literal", null, ShownValue.Of(constant.Value))),
        Condition.Stated stated => new StatedTruth<TNumber, TTruth>(Inputs.Statement(stated.Fact)),
        Condition.Defined defined => Defined(defined),
        Condition.Not not => new Joined<TNumber, TTruth>("terms.not", not, [Truth(not.Operand)], (domain, operand) => domain.Not(operand), NothingToJoin),
        Condition.Logic logic => Joined(logic.IsOr ? "terms.or" : "terms.and", logic, logic.IsOr, [Truth(logic.Left), Truth(logic.Right)]),
        Condition.Comparison comparison => new Compared<TNumber, TTruth>(comparison, Number(comparison.Left), Number(comparison.Right)),
        Condition.Every every => Joined(every.IsAny ? "terms.any" : "terms.every", every, every.IsAny, [.. every.Elements.Select(element => Labelled(element.Label, Truth(element.Body)))]),
        Condition.EveryMonth months => Joined(months.IsAny ? "terms.any" : "terms.every", months, months.IsAny, EachMonth(Window.Period, months.Variable, () => Truth(months.Body))),
        _ => throw new InvalidOperationException("Terms are closed."),
    };

    /// <summary>What is planned while conditions are taken to hold, or to fail.</summary>
    public T Where<T>(IEnumerable<(Condition Condition, bool Holds)> conditions, Func<T> plan)
    {
        if (!_assumes) return plan();
        var (assumptions, numbers, truths) = (_assumptions, _numbers, _truths);
        // A named formula means something narrower here than elsewhere.
        (_assumptions, _numbers, _truths) = (
            [.. assumptions, .. conditions.SelectMany(known => Assumption.Of(known.Condition, known.Holds))], new(StringComparer.Ordinal), new(StringComparer.Ordinal));
        try
        {
            return plan();
        }
        finally
        {
            (_assumptions, _numbers, _truths) = (assumptions, numbers, truths);
        }
    }

    /// <summary>What a case pays: its formula within its cap, rounded to the fen once, before it is split.</summary>
    public Number<TNumber, TTruth> Amount(Arm arm)
    {
        var amount = Number(arm.Pay);
        if (arm.Cap is not null)
        {
            var cap = Number(arm.Cap);
            amount = Folded(
                new Operation<TNumber, TTruth>(
                    Inputs.NewBuffer(), "terms.clamp", $"限额 {arm.Cap.Text}", Kind.Amount, [amount, cap, cap],
                    (domain, parts) => domain.Lesser(domain.Greater(parts[0], domain.Subtract(domain.Of(0), parts[1])), parts[2])),
                [amount, cap]);
        }

        return Folded(
            new Operation<TNumber, TTruth>(Inputs.NewBuffer(), "terms.fen", "修约到分，四舍六入五成双", Kind.Amount, [amount], (domain, parts) => domain.RoundToFen(parts[0]), Rounding.Edition), [amount]);
    }

    private const int PointsPerWhole = 100;

    private static string? Sourced(string? source) => source switch
    {
        null => null,
        "unconfirmed" => "来源：未确认 unconfirmed",
        _ => $"来源：{source}",
    };

    private KnownNumber<TNumber, TTruth> Fact(string rule, string? name, Scalar term, TNumber value, string? citation)
    {
        var (text, unit) = _domain.Show(value, term.Kind);
        return new(value, Step.Fact(rule, name, text, unit, citation));
    }

    // What rests on nothing but the document is the same in every run.
    private Number<TNumber, TTruth> Folded(Number<TNumber, TTruth> made, IEnumerable<Number<TNumber, TTruth>> parts)
    {
        if (!parts.All(part => part is KnownNumber<TNumber, TTruth>)) return made;
        var (value, step) = made.Explain(_nothing);
        return new KnownNumber<TNumber, TTruth>(value, step);
    }

    private Number<TNumber, TTruth> Operation(string rule, Scalar term, ImmutableArray<Scalar> parts, Func<IDomain<TNumber, TTruth>, TNumber[], TNumber> apply)
    {
        ImmutableArray<Number<TNumber, TTruth>> numbers = [.. parts.Select(Number)];
        return Folded(new Operation<TNumber, TTruth>(Inputs.NewBuffer(), rule, term.Text, term.Kind, numbers, apply), numbers);
    }

    private Number<TNumber, TTruth> Labelled(string label, Number<TNumber, TTruth> part) => Folded(new LabelledNumber<TNumber, TTruth>(label, part), [part]);

    private static LabelledTruth<TNumber, TTruth> Labelled(string label, Truth<TNumber, TTruth> part) => new(label, part);

    private KnownNumber<TNumber, TTruth> YearEntry(Scalar.YearEntry entry)
    {
        var key = Table.YearKey(_period.FirstMonth.Year + entry.YearsOn);
        var value = entry.Table.Values.TryGetValue(key, out var known) ? _domain.Of(known) : _domain.Unknown($"表“{entry.Table.Name}”中没有{key}");
        return Fact("terms.constant", $"{entry.Table.Name}[{key}]", entry, value, Sourced(entry.Table.Source));
    }

    // A formula that holds a loop's month has another value in every month, so it is made anew for each.
    private Number<TNumber, TTruth> Defined(Scalar.Defined defined)
    {
        if (!defined.HoldsMonth && _numbers.TryGetValue(defined.Name, out var known)) return known;
        var body = Number(defined.Body);
        var named = Folded(new NamedNumber<TNumber, TTruth>(Names++, defined, body), [body]);
        if (!defined.HoldsMonth) _numbers[defined.Name] = named;
        return named;
    }

    private Truth<TNumber, TTruth> Defined(Condition.Defined defined)
    {
        if (!defined.HoldsMonth && _truths.TryGetValue(defined.Name, out var known)) return known;
        var named = new NamedTruth<TNumber, TTruth>(Names++, defined, Truth(defined.Body));
        if (!defined.HoldsMonth) _truths[defined.Name] = named;
        return named;
    }

    private Number<TNumber, TTruth> Arithmetic(Scalar.Arithmetic arithmetic)
    {
        Func<IDomain<TNumber, TTruth>, TNumber[], TNumber> apply = arithmetic.Operator switch
        {
            '+' => (domain, parts) => domain.Add(parts[0], parts[1]),
            '-' => (domain, parts) => domain.Subtract(parts[0], parts[1]),
            '*' => (domain, parts) => domain.Multiply(parts[0], parts[1]),
            _ => (domain, parts) => domain.Divide(parts[0], parts[1]),
        };
        var (left, right) = (Number(arithmetic.Left), Number(arithmetic.Right));
        if (arithmetic.Operator == '/') Divisions.Add((arithmetic, right));
        return Folded(new Operation<TNumber, TTruth>(Inputs.NewBuffer(), "terms.arithmetic", arithmetic.Text, arithmetic.Kind, [left, right], apply), [left, right]);
    }

    private Choice<TNumber, TTruth> Conditional(Scalar.Conditional conditional) => new(
        conditional,
        Truth(conditional.Condition),
        Where([(conditional.Condition, true)], () => Number(conditional.Then)),
        Where([(conditional.Condition, false)], () => Number(conditional.Else)));

    private Number<TNumber, TTruth> Gathered(Scalar term, Gathering gathering, ImmutableArray<Number<TNumber, TTruth>> parts)
    {
        Func<IDomain<TNumber, TTruth>, TNumber, TNumber, TNumber> join = gathering switch
        {
            Gathering.Greatest => (domain, one, other) => domain.Greater(one, other),
            Gathering.Least => (domain, one, other) => domain.Lesser(one, other),
            _ => (domain, one, other) => domain.Add(one, other),
        };
        TNumber Gather(IDomain<TNumber, TTruth> domain, TNumber[] values)
        {
            var gathered = values[0];
            for (var index = 1; index < values.Length; index++) gathered = join(domain, gathered, values[index]);
            return gathering == Gathering.Mean ? domain.Divide(gathered, domain.Of(values.Length)) : gathered;
        }

        return Folded(new Operation<TNumber, TTruth>(Inputs.NewBuffer(), "terms.gathered", term.Text, term.Kind, parts, Gather), parts);
    }

    private ShareOfMonths<TNumber, TTruth> ShareOfMonths(Scalar.ShareOfMonths term)
    {
        var parts = EachMonth(term.Window, term.Variable, () => Truth(term.Body));
        return new(term, parts, _observations.Required(term.Window), _observations.Decisive(term.Decided, term.Window));
    }

    private Number<TNumber, TTruth> ExceedanceMultiple(Scalar.ExceedanceMultiple term)
    {
        var (value, limit) = (Number(term.Value), Number(term.Limit));
        Divisions.Add((term, limit));
        return Folded(
            new Operation<TNumber, TTruth>(
                Inputs.NewBuffer(), "terms.exceedance", term.Text, term.Kind, [value, limit],
                (domain, parts) => domain.Greater(domain.Divide(domain.Subtract(parts[0], parts[1]), parts[1]), domain.Of(0))),
            [value, limit]);
    }

    private static Joined<TNumber, TTruth> Joined(string rule, Condition term, bool isOr, ImmutableArray<Truth<TNumber, TTruth>> parts) =>
        new(rule, term, parts, (_, first) => first, isOr ? (domain, one, other) => domain.Or(one, other) : (domain, one, other) => domain.And(one, other));

    private static TTruth NothingToJoin(IDomain<TNumber, TTruth> domain, TTruth one, TTruth other) => throw new InvalidOperationException("There is one operand only.");

    private ImmutableArray<Number<TNumber, TTruth>> EachMonth(Window window, string variable, Func<Number<TNumber, TTruth>> body) =>
        [.. _observations.EachMonth(window, variable, month => Labelled(month.ToString(), body()))];

    private ImmutableArray<Truth<TNumber, TTruth>> EachMonth(Window window, string variable, Func<Truth<TNumber, TTruth>> body) =>
        [.. _observations.EachMonth<Truth<TNumber, TTruth>>(window, variable, month => Labelled(month.ToString(), body()))];
}
