using System.Collections.Immutable;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Terms;

/// <summary>
/// Syntax to checked terms: looks up every name, works out every unit, writes loops out. Null stands for a part that was reported as a
/// problem; what holds it is then not checked further, so that one slip is one problem.
/// </summary>
internal sealed class FormulaChecker
{
    private readonly Names _names;
    private readonly ProblemList _problems;
    private readonly Dictionary<string, Term?> _defined = new(StringComparer.Ordinal);
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);
    private readonly HashSet<string> _applied = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _operations = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _depths = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> _meanPassing = new(StringComparer.Ordinal);

    // The formula being checked; changes while a named formula is looked into.
    private string _place = "";
    private string _text = "";
    private int _depth;

    // Parts of the formula being checked, loops written out.
    private int _parts;

    private readonly FunctionChecker _functions;

    public FormulaChecker(Names names, ProblemList problems)
    {
        (_names, _problems) = (names, problems);
        _functions = new(this, names);
    }

    /// <summary>Checks every named formula, used or not.</summary>
    public void CheckDefinitions()
    {
        foreach (var name in _names.Definitions.Where(definition => definition.Value.Parameters.IsEmpty).Select(definition => definition.Key)) Definition(name);
    }

    /// <summary>Reports formulas with parameters that nothing fills in: what they say was never checked. Called when all clauses are read.</summary>
    public void ReportUnused()
    {
        foreach (var (name, definition) in _names.Definitions)
        {
            if (!definition.Parameters.IsEmpty && !_applied.Contains(name)) _problems.Add($"define.{name}", "unused", $"带参数的公式“{name}”没有被用到，无法检查。");
        }
    }

    /// <summary>Checks a formula that must give an amount of money; null where there are problems.</summary>
    public Scalar? Amount(string place, string text, Loop loop)
    {
        if (Formula(place, text, loop) is not { } term) return null;
        if (term is Scalar scalar && scalar.Kind == Kind.Amount) return scalar;
        var kind = term is Scalar other ? other.Kind.Text : "是否";
        _problems.Add(place, 1, 1, "not-money", $"支付公式应得到金额，而“{text}”得到{kind}。");
        return null;
    }

    /// <summary>Checks a formula that must be true or false; null where there are problems.</summary>
    public Condition? When(string place, string text, Loop loop)
    {
        if (Formula(place, text, loop) is not { } term) return null;
        if (term is Condition condition) return condition;
        _problems.Add(place, 1, 1, "not-condition", $"条件应为“是”或“否”，而“{text}”得到{((Scalar)term).Kind.Text}。");
        return null;
    }

    /// <summary>The elements for which a clause stands once each (each), and the loop that holds the first of them; null where there are problems.</summary>
    public IReadOnlyList<Loop>? Each(string place, string text)
    {
        if (FormulaText.ParseEach(place, text, _problems) is not { } head) return null;
        (_place, _text, _parts) = (place, text, 0);
        if (!FreeVariable(head.Variable, Loop.None)) return null;
        if (!head.Braced && head.Set[0].Text == "各月") return Report<IReadOnlyList<Loop>>(head.Set[0].Span, "unknown-set", "条款不能逐月列出；结算期可以为月。");
        return Set(head)?.Select(element => Loop.None.With(head.Variable.Text, element)).ToList();
    }

    private Term? Formula(string place, string text, Loop loop)
    {
        if (FormulaText.Parse(place, text, _problems) is not { } syntax) return null;
        (_place, _text, _parts) = (place, text, 0);
        var term = Check(syntax, loop);
        return term is null ? null : Sized(term, syntax.Span);
    }

    private Term? Sized(Term term, Span span)
    {
        if (TermParts.Operations(term, _operations) > TermsLimits.OperationsMax) return TooLarge(span);
        return TermParts.Depth(term, _depths) > TermsLimits.ExpandedNestingMax
            ? Report<Term>(span, "too-deep", $"公式展开后嵌套超过{TermsLimits.ExpandedNestingMax}层。")
            : term;
    }

    private Term? TooLarge(Span span) => Report<Term>(span, "too-large", $"公式展开后超过{TermsLimits.OperationsMax}次运算。");

    private Term? Definition(string name)
    {
        if (_defined.TryGetValue(name, out var known)) return known;
        var body = Body(name, Loop.None);
        return _defined[name] = Named(name, body, holdsMonth: false);
    }

    /// <summary>A named formula with its parameters filled in: names of sections, indicators, parties or months.</summary>
    internal Term? Applied(Syntax.Call call, Loop loop)
    {
        var name = call.Function.Text;
        _applied.Add(name);
        var parameters = _names.Definitions[name].Parameters;
        if (call.Arguments.Length != parameters.Length) return Report<Term>(call.Span, "arguments", $"“{name}”应有{parameters.Length}个参数，写了{call.Arguments.Length}个。");
        if (_open.Contains(name)) return Report<Term>(call.Function.Span, "recursion", $"“{name}”的公式用到了它自己。");
        var inner = Loop.None;
        foreach (var (parameter, argument) in parameters.Zip(call.Arguments))
        {
            if (Argument(argument, loop) is not { } element) return null;
            inner = inner.With(parameter, element);
        }

        var applied = $"{name}({string.Join(", ", parameters.Select(parameter => inner.Find(parameter)!.Label))})";
        if (!inner.HoldsMonth && _defined.TryGetValue(applied, out var known)) return known;
        var term = Named(applied, Body(name, inner), inner.HoldsMonth);
        if (!inner.HoldsMonth) _defined[applied] = term;
        return term;
    }

    private LoopElement? Argument(Syntax argument, Loop loop)
    {
        if (argument is not Syntax.Name { Text: var text }) return Report<LoopElement>(argument.Span, "argument", $"“{Text(argument)}”应为断面、指标、签约方或月份的名称。");
        if (loop.Find(text) is { } bound) return bound;
        if (Indicators.TryFind(text, out _) || _names.Sections.ContainsKey(text) || _names.IsAccount(text)) return Member(text);
        return Report<LoopElement>(argument.Span, "unknown-name", $"“{text}”不是断面、指标、签约方或月份的名称。");
    }

    // What a named formula holds, checked in its own place.
    private Term? Body(string name, Loop loop)
    {
        var (text, _, syntax) = _names.Definitions[name];
        if (syntax is null) return null;
        var outer = (_place, _text, _parts);
        (_place, _text, _parts) = ($"define.{name}", text, 0);
        _open.Add(name);
        var body = Check(syntax, loop);
        if (body is not null) body = Sized(body, syntax.Span);
        _open.Remove(name);
        (_place, _text, _parts) = outer;
        return body;
    }

    private static Term? Named(string name, Term? body, bool holdsMonth) => body switch
    {
        Scalar scalar => new Scalar.Defined(name, scalar, holdsMonth),
        Condition condition => new Condition.Defined(name, condition, holdsMonth),
        _ => null,
    };

    private Term? Check(Syntax syntax, Loop loop)
    {
        // Named formulas are looked into from here too, so this also bounds a long chain of names.
        if (_depth >= TermsLimits.ExpandedNestingMax) return Report<Term>(syntax.Span, "too-deep", $"公式展开后嵌套超过{TermsLimits.ExpandedNestingMax}层。");
        // Loops inside loops multiply, so they are counted while they are written out. Each part is an operation at least, but for a sign,
        // which may become part of its number. Past the limit the problem is reported already and what is left is not looked at.
        if (_parts > TermsLimits.OperationsMax) return null;
        if (syntax is not Syntax.Negative && ++_parts > TermsLimits.OperationsMax) return TooLarge(syntax.Span);
        _depth++;
        var term = CheckOne(syntax, loop);
        _depth--;
        return term;
    }

    private Term? CheckOne(Syntax syntax, Loop loop) => syntax switch
    {
        Syntax.Number number => Number(number),
        Syntax.Date date => new Scalar.Literal(Text(date), new Kind.Date(), date.Day.DayNumber),
        Syntax.Years years => Report<Term>(years.Span, "kind-mismatch", $"“{years.Text}”是时段，不能单独用在这里。"),
        Syntax.Class known => new Scalar.Literal(Text(known), new Kind.Class(), (int)known.Value),
        Syntax.Truth truth => new Condition.Constant(Text(truth), truth.Value),
        Syntax.Name name => Name(name, loop),
        Syntax.Lookup lookup => Lookup(lookup, loop),
        Syntax.Call call => _functions.Check(call, loop),
        Syntax.Aggregate aggregate => Aggregate(aggregate, loop),
        Syntax.Negative negative => Negative(negative, loop),
        Syntax.AsPoints points => AsPoints(points, loop),
        Syntax.Arithmetic arithmetic => Arithmetic(arithmetic, loop),
        Syntax.Not not => CheckCondition(not.Operand, loop) is { } operand ? new Condition.Not(Text(not), operand) : null,
        Syntax.Logic logic => Logic(logic, loop),
        Syntax.Comparison comparison => Comparison(comparison, loop),
        Syntax.Conditional conditional => Conditional(conditional, loop),
        _ => throw new InvalidOperationException("Syntax is closed."),
    };

    internal Spot SpotOf(Span span) => new(_place, span.Line, span.Column);

    internal string Text(Syntax syntax) => _text.Substring(syntax.Span.Start, syntax.Span.Length);

    internal T? Report<T>(Span span, string code, string sentence)
        where T : class
    {
        _problems.Add(_place, span.Line, span.Column, code, sentence);
        return null;
    }

    /// <summary>Reports a problem at a place of the formula being checked.</summary>
    internal void Add(Span span, string code, string sentence) => _problems.Add(_place, span.Line, span.Column, code, sentence);

    internal Scalar? CheckScalar(Syntax syntax, Loop loop) => Check(syntax, loop) switch
    {
        Scalar scalar => scalar,
        null => null,
        _ => Report<Scalar>(syntax.Span, "kind-mismatch", $"“{Text(syntax)}”是条件，此处应为数值。"),
    };

    private Condition? CheckCondition(Syntax syntax, Loop loop) => Check(syntax, loop) switch
    {
        Condition condition => condition,
        null => null,
        _ => Report<Condition>(syntax.Span, "kind-mismatch", $"“{Text(syntax)}”是数值，此处应为条件。"),
    };

    internal Scalar? CheckQuantity(Syntax syntax, Loop loop) => CheckScalar(syntax, loop) switch
    {
        { Kind: Kind.Quantity or Kind.Measured } scalar => scalar,
        null => null,
        var other => Report<Scalar>(syntax.Span, "kind-mismatch", $"“{Text(syntax)}”是{other.Kind.Text}，不能参加运算。"),
    };

    // Days can be counted from a date to another, and on from a date.
    private Scalar? CheckOperand(Syntax syntax, Loop loop) => CheckScalar(syntax, loop) switch
    {
        { Kind: Kind.Quantity or Kind.Measured or Kind.Date } scalar => scalar,
        null => null,
        var other => Report<Scalar>(syntax.Span, "kind-mismatch", $"“{Text(syntax)}”是{other.Kind.Text}，不能参加运算。"),
    };

    internal Scalar? CheckClass(Syntax syntax, Loop loop) => CheckScalar(syntax, loop) switch
    {
        { Kind: Kind.Class } scalar => scalar,
        null => null,
        var other => Report<Scalar>(syntax.Span, "kind-mismatch", $"“{Text(syntax)}”是{other.Kind.Text}，此处应为水质类别。"),
    };

    private Scalar.Literal? Number(Syntax.Number number)
    {
        try
        {
            var unit = number.Unit ?? Units.None;
            return new(Text(number), unit.Kind, number.Value * unit.Scale);
        }
        catch (OverflowException)
        {
            return Report<Scalar.Literal>(number.Span, "number", $"“{Text(number)}”过大。");
        }
    }

    private Term? Name(Syntax.Name name, Loop loop)
    {
        var text = name.Text;
        if (text is "期首" or "期末") return new Scalar.PeriodDay(text, text == "期末");
        if (_names.Values.TryGetValue(text, out var value)) return new Scalar.Constant(text, value.Kind, text, value.Value, value.Source);
        if (_names.Stated.TryGetValue(text, out var statable)) return statable.Kind is Kind.Truth ? new Condition.Stated(statable) : new Scalar.Stated(statable);
        if (_open.Contains(text)) return Report<Term>(name.Span, "recursion", $"“{text}”的公式用到了它自己。");
        if (_names.Definitions.TryGetValue(text, out var definition))
        {
            _applied.Add(text);
            return definition.Parameters.IsEmpty ? Definition(text) : Report<Term>(name.Span, "arguments", $"“{text}”有参数，应写作“{text}({string.Join(", ", definition.Parameters)})”。");
        }

        if (loop.Find(text) is not null || IsOtherName(text)) return Report<Term>(name.Span, "kind-mismatch", $"“{text}”不是数值，不能单独用在这里。");
        return Report<Term>(name.Span, "unknown-name", $"文件中没有名称“{text}”。");
    }

    private bool IsOtherName(string text) =>
        _names.Tables.ContainsKey(text) || _names.IsAccount(text) || _names.Sections.ContainsKey(text) || Indicators.TryFind(text, out _);

    private Scalar? Lookup(Syntax.Lookup lookup, Loop loop)
    {
        if (!_names.Tables.TryGetValue(lookup.Table.Text, out var table)) return Report<Scalar>(lookup.Table.Span, "unknown-name", $"文件中没有表“{lookup.Table.Text}”。");
        if (Words.YearsOn(lookup.Key.Text) is { } yearsOn) return YearEntry(lookup, table, yearsOn);
        var key = loop.Find(lookup.Key.Text)?.Label ?? lookup.Key.Text;
        if (Indicators.TryFind(key, out var indicator)) key = indicator.Name;
        if (!table.Values.TryGetValue(key, out var value)) return Report<Scalar>(lookup.Key.Span, "unknown-key", $"表“{table.Name}”中没有“{key}”。");
        return new Scalar.Constant(Text(lookup), table.Kind, $"{table.Name}[{key}]", value, table.Source);
    }

    private Scalar.YearEntry? YearEntry(Syntax.Lookup lookup, Table table, int yearsOn)
    {
        var missing = _names.Years.Select(year => Table.YearKey(year + yearsOn)).Where(key => !table.Values.ContainsKey(key)).ToList();
        return missing.Count == 0
            ? new(Text(lookup), table, yearsOn)
            : Report<Scalar.YearEntry>(lookup.Key.Span, "year-missing", $"表“{table.Name}”中没有{string.Join("、", missing)}，而协议期限内的结算要用到。");
    }

    private Scalar? Negative(Syntax.Negative negative, Loop loop) => CheckQuantity(negative.Operand, loop) switch
    {
        // A number with its sign is one number: it needs no step of its own.
        Scalar.Literal literal => literal with { Text = Text(negative), Value = -literal.Value },
        { } operand => new Scalar.Negative(Text(negative), operand),
        null => null,
    };

    private Scalar.AsPoints? AsPoints(Syntax.AsPoints points, Loop loop)
    {
        if (CheckScalar(points.Operand, loop) is not { } operand) return null;
        if (operand.Kind != Kind.Ratio) return Report<Scalar.AsPoints>(points.Operand.Span, "unit-mismatch", $"只有比值能按百分点计，“{Text(points.Operand)}”是{operand.Kind.Text}。");
        return new(Text(points), operand);
    }

    private Scalar? Arithmetic(Syntax.Arithmetic arithmetic, Loop loop)
    {
        var (left, right) = (CheckOperand(arithmetic.Left, loop), CheckOperand(arithmetic.Right, loop));
        if (left is null || right is null) return null;
        var kind = ResultKind(arithmetic.Operator, left.Kind, right.Kind);
        return kind is null
            ? Unlike<Scalar>(arithmetic.Span, arithmetic.Operator.ToString(), left, right)
            : new Scalar.Arithmetic(Text(arithmetic), kind, arithmetic.Operator, left, right, SpotOf(arithmetic.Span));
    }

    private static Kind? ResultKind(char sign, Kind left, Kind right) => (sign, left, right) switch
    {
        ('-', Kind.Date, Kind.Date) => Kind.Days,
        ('+' or '-', Kind.Date, _) => right == Kind.Days ? left : null,
        ('+' or '-', _, _) => left == right ? left : null,
        ('*', Kind.Quantity l, Kind.Quantity r) => Kind.Product(l, r),
        ('/', Kind.Quantity l, Kind.Quantity r) => Kind.Quotient(l, r),
        ('/', _, _) when left == right => Kind.Ratio,
        ('*', Kind.Measured, _) when right == Kind.Ratio => left,
        ('*', _, Kind.Measured) when left == Kind.Ratio => right,
        ('/', Kind.Measured, _) when right == Kind.Ratio => left,
        _ => null,
    };

    internal T? Unlike<T>(Span span, string sign, Scalar left, Scalar right)
        where T : class =>
        Report<T>(span, "unit-mismatch", $"“{left.Text}”是{left.Kind.Text}，“{right.Text}”是{right.Kind.Text}，不能用“{sign}”相连。");

    private Condition.Logic? Logic(Syntax.Logic logic, Loop loop)
    {
        var (left, right) = (CheckCondition(logic.Left, loop), CheckCondition(logic.Right, loop));
        return left is null || right is null ? null : new(Text(logic), logic.IsOr, left, right);
    }

    private Condition.Comparison? Comparison(Syntax.Comparison comparison, Loop loop)
    {
        var (left, right) = (CheckScalar(comparison.Left, loop), CheckScalar(comparison.Right, loop));
        if (left is null || right is null) return null;
        if (left.Kind != right.Kind) return Unlike<Condition.Comparison>(comparison.Span, comparison.Operator, left, right);
        if (_names.ComparesRounded && !(IsRoundedClearly(comparison.Left.Span, left) & IsRoundedClearly(comparison.Right.Span, right))) return null;
        return new(Text(comparison), comparison.Operator, Compared(left), Compared(right));
    }

    // Under 修约值 a mean is rounded where it is compared itself. Inside 最大, 若 or a sum it is not said what is rounded, the mean or the result,
    // and to whose decimals; so a side that a mean passes through must be that mean, and the document compares it there.
    private bool IsRoundedClearly(Span span, Scalar operand)
    {
        if (Named(operand) is Scalar.Mean || !TermParts.PassesMean(operand, _meanPassing)) return true;
        Report<Scalar>(span, "rounding-unclear", $"按修约值比较时，均值应直接比较；“{operand.Text}”由均值得出，没有写明如何修约。");
        return false;
    }

    private Scalar Compared(Scalar operand)
    {
        if (!_names.ComparesRounded) return operand;
        return Named(operand) is Scalar.Mean mean ? new Scalar.Rounded(operand, mean.Indicator) : operand;
    }

    // What stands behind the names that a formula was given.
    private static Scalar Named(Scalar operand) => operand is Scalar.Defined defined ? Named(defined.Body) : operand;

    private Term? Conditional(Syntax.Conditional conditional, Loop loop)
    {
        var condition = CheckCondition(conditional.Condition, loop);
        var (then, otherwise) = (Check(conditional.Then, loop), Check(conditional.Else, loop));
        if (condition is null || then is null || otherwise is null) return null;
        var text = Text(conditional);
        return (then, otherwise) switch
        {
            (Scalar a, Scalar b) when a.Kind == b.Kind => new Scalar.Conditional(text, condition, a, b),
            (Scalar a, Scalar b) => Unlike<Term>(conditional.Span, "否则", a, b),
            (Condition a, Condition b) => new Condition.Logic(
                text, true, new Condition.Logic(a.Text, false, condition, a), new Condition.Logic(b.Text, false, new Condition.Not(condition.Text, condition), b)),
            _ => Report<Term>(conditional.Span, "kind-mismatch", "“则”与“否则”应同为数值或同为条件。"),
        };
    }

    private Term? Aggregate(Syntax.Aggregate aggregate, Loop loop)
    {
        if (!FreeVariable(aggregate.Variable, loop)) return null;
        if (!aggregate.Braced && aggregate.Set[0].Text == "各月") return AggregateMonths(aggregate, loop);
        if (Set(aggregate) is not { } set) return null;
        if (set.Count == 0) return Report<Term>(aggregate.Set[0].Span, "empty", $"集合“{aggregate.Set[0].Text}”是空的。");
        var elements = new List<Element<Term>>();
        foreach (var element in set)
        {
            // The same slip would be reported for every element; the first is enough.
            if (Check(aggregate.Body, loop.With(aggregate.Variable.Text, element)) is not { } body) return null;
            elements.Add(new($"{aggregate.Variable.Text}为{element.Label}时", body));
        }

        return Aggregate(aggregate, elements);
    }

    private Term? Aggregate(Syntax.Aggregate aggregate, List<Element<Term>> elements)
    {
        var text = Text(aggregate);
        if (aggregate.Function.Text is "计数" or "全部" or "任一")
        {
            if (elements[0].Body is not Condition) return Report<Term>(aggregate.Body.Span, "kind-mismatch", $"“{aggregate.Function.Text}”的内容应为条件。");
            ImmutableArray<Element<Condition>> conditions = [.. elements.Select(element => new Element<Condition>(element.Label, (Condition)element.Body))];
            return aggregate.Function.Text == "计数" ? new Scalar.Count(text, conditions) : new Condition.Every(text, aggregate.Function.Text == "任一", conditions);
        }

        if (elements.Any(element => element.Body is not Scalar)) return Report<Term>(aggregate.Body.Span, "kind-mismatch", $"“{aggregate.Function.Text}”的内容应为数值。");
        ImmutableArray<Element<Scalar>> scalars = [.. elements.Select(element => new Element<Scalar>(element.Label, (Scalar)element.Body))];
        return Gathered(aggregate.Function, aggregate.Body.Span, text, scalars);
    }

    internal Scalar? Gathered(Syntax.Name function, Span span, string text, ImmutableArray<Element<Scalar>> elements)
    {
        var first = elements[0].Body;
        var other = elements.FirstOrDefault(element => element.Body.Kind != first.Kind);
        if (other.Body is not null) return Unlike<Scalar>(span, function.Text, first, other.Body);
        return IsGathering(function, span, first, out var gathering) ? new Scalar.Gathered(text, first.Kind, gathering, elements) : null;
    }

    private bool IsGathering(Syntax.Name function, Span span, Scalar body, out Gathering gathering)
    {
        gathering = function.Text switch { "求和" => Gathering.Sum, "平均" => Gathering.Mean, "最大" => Gathering.Greatest, _ => Gathering.Least };
        if (gathering is Gathering.Greatest or Gathering.Least || body.Kind is Kind.Quantity or Kind.Measured) return true;
        Report<Scalar>(span, "kind-mismatch", $"{body.Kind.Text}不能{function.Text}。");
        return false;
    }

    private Term? AggregateMonths(Syntax.Aggregate aggregate, Loop loop)
    {
        var variable = aggregate.Variable.Text;
        var body = Check(aggregate.Body, loop.With(variable, new LoopElement(variable, null, null, variable)));
        var text = Text(aggregate);
        var isCondition = aggregate.Function.Text is "计数" or "全部" or "任一";
        return (isCondition, body) switch
        {
            (_, null) => null,
            (true, Condition condition) when aggregate.Function.Text == "计数" => new Scalar.CountMonths(text, Window.Period, variable, condition),
            (true, Condition condition) => new Condition.EveryMonth(text, aggregate.Function.Text == "任一", variable, condition),
            (false, Scalar scalar) => IsGathering(aggregate.Function, aggregate.Body.Span, scalar, out var gathering)
                ? new Scalar.GatheredMonths(text, scalar.Kind, gathering, variable, scalar)
                : null,
            _ => Report<Term>(aggregate.Body.Span, "kind-mismatch", $"“{aggregate.Function.Text}”的内容应为{(isCondition ? "条件" : "数值")}。"),
        };
    }

    private bool FreeVariable(Syntax.Name variable, Loop loop)
    {
        var taken = !Words.IsName(variable.Text) || loop.Find(variable.Text) is not null || _names.Values.ContainsKey(variable.Text)
            || _names.Definitions.ContainsKey(variable.Text) || IsOtherName(variable.Text);
        if (taken) Report<Term>(variable.Span, "name-taken", $"“{variable.Text}”已有别的意思，不能用作循环的名称。");
        return !taken;
    }

    private List<LoopElement>? Set(Syntax.Aggregate aggregate)
    {
        var first = aggregate.Set[0];
        if (!aggregate.Braced && first.Text == "指标") return [.. _names.Indicators.Select(LoopElement.Of)];
        if (!aggregate.Braced && first.Text == "断面") return [.. _names.Sections.OrderBy(section => section.Key, StringComparer.Ordinal).Select(section => LoopElement.Of(new SectionName(section.Key, section.Value)))];
        if (!aggregate.Braced && _names.Tables.TryGetValue(first.Text, out var table)) return [.. table.Keys.Select(Member)];
        if (!aggregate.Braced) return Report<List<LoopElement>>(first.Span, "unknown-set", $"“{first.Text}”不是集合；可用表名、指标、断面、各月，或在花括号中逐个列出。");
        var twice = aggregate.Set.GroupBy(name => Member(name.Text).Label).FirstOrDefault(group => group.Count() > 1);
        if (twice is not null) return Report<List<LoopElement>>(twice.Last().Span, "twice", $"集合中“{twice.Key}”出现两次。");
        return [.. aggregate.Set.Select(name => Member(name.Text))];
    }

    private LoopElement Member(string name)
    {
        // A pot of the document stands before an indicator that yields its names.
        if (!_names.IsAccount(name) && Indicators.TryFind(name, out var indicator)) return LoopElement.Of(indicator);
        return _names.Sections.TryGetValue(name, out var code) ? LoopElement.Of(new SectionName(name, code)) : new(name, null, null);
    }
}
