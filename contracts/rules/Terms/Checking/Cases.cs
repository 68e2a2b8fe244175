using System.Collections.Immutable;

namespace Basin.Rules.Terms;

/// <summary>One value, or every value between two bounds that are not among them; null stands for no bound.</summary>
internal readonly record struct Cell(decimal? Least, decimal? Most)
{
    public static Cell At(decimal value) => new(value, value);

    public bool IsPoint => Least is not null && Least == Most;

    /// <summary>Below zero where the cell's values lie below a threshold, above zero where they lie above it; no threshold lies inside a cell.</summary>
    public int Side(decimal threshold)
    {
        if (IsPoint) return Least!.Value.CompareTo(threshold);
        return Least is { } least && least >= threshold ? 1 : -1;
    }

    public bool Contains(decimal value) => IsPoint ? value == Least : (Least is null || Least < value) && (Most is null || value < Most);
}

/// <summary>
/// A value that conditions compare with constants, cut at those constants: inside one cell every such comparison comes out the same. So a
/// finite number of cases stands for all values.
/// </summary>
internal sealed class NumberAtom(string name, Kind kind, Scalar term)
{
    private readonly SortedSet<decimal> _thresholds = [];

    public string Name { get; } = name;

    public Scalar Term { get; } = term;

    public void Cut(decimal threshold) => _thresholds.Add(threshold);

    /// <summary>The cells that hold any value that can occur.</summary>
    public ImmutableArray<Cell> Cells(Interval possible)
    {
        if (kind is Kind.Class) return [.. Enumerable.Range(1, 6).Select(number => Cell.At(number)).Where(cell => possible.Contains(cell.Least!.Value))];
        var cells = new List<Cell>();
        decimal? before = null;
        foreach (var threshold in _thresholds)
        {
            cells.Add(new(before, threshold));
            cells.Add(Cell.At(threshold));
            before = threshold;
        }

        cells.Add(new(before, null));
        return [.. cells.Where(cell => Meets(cell, possible))];
    }

    /// <summary>A cell in words: <c>P = 1</c>, <c>0.95 &lt; P &lt; 1</c>.</summary>
    public string Text(Cell cell)
    {
        if (cell.IsPoint) return $"{Name} = {Shown(cell.Least!.Value)}";
        return (cell.Least, cell.Most) switch
        {
            ({ } least, { } most) => $"{Shown(least)} < {Name} < {Shown(most)}",
            ({ } least, null) => $"{Name} > {Shown(least)}",
            (null, { } most) => $"{Name} < {Shown(most)}",
            _ => $"{Name}为任何值",
        };
    }

    private static bool Meets(Cell cell, Interval possible)
    {
        if (cell.IsPoint) return possible.Contains(cell.Least!.Value);
        return (cell.Most is null || possible.Least is null || possible.Least < cell.Most) && (cell.Least is null || possible.Most is null || possible.Most > cell.Least);
    }

    private string Shown(decimal value)
    {
        var (text, unit) = ShownValue.Of(value, kind);
        return $"{text}{unit}";
    }
}

/// <summary>
/// All cases that a set of conditions can tell apart: what they compare cut into cells, what they cannot be split into as true or false. The
/// cases are more than can occur where two values hang together (a mean and the class it decides), never fewer.
/// </summary>
internal sealed class Cases
{
    private readonly Dictionary<string, NumberAtom> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Condition> _truths = new(StringComparer.Ordinal);
    private readonly RangeDomain _anything;
    private readonly ExactDomain _nothing;
    private readonly Planner<Interval, RangeTruth> _ranges;
    private readonly Planner<Exact, ExactTruth> _exact;

    public Cases(Document document, Period period, IEnumerable<Condition> conditions)
    {
        _anything = RangeOutcomes.Anything(document, period);
        _nothing = new(period, new Facts([], [], document.Data));
        _ranges = new(_anything, period, document.Data.ValidMonths);
        _exact = new(_nothing, period, document.Data.ValidMonths);
        foreach (var condition in conditions) Collect(condition);
    }

    /// <summary>Values that are compared and rest on data; with more than one, a case may be one that never occurs.</summary>
    public int Numbers => _numbers.Count;

    /// <summary>Truths that are no statement and so rest on data as well.</summary>
    public int ObservedTruths => _truths.Values.Count(truth => truth is not Condition.Stated);

    /// <summary>Every case; none where there are more than <paramref name="most"/>.</summary>
    public IEnumerable<Case> All(int most)
    {
        var cells = _numbers.Select(atom => (atom.Key, Cells: atom.Value.Cells(RangeOf(atom.Value.Term)))).ToList();
        var truths = _truths.Select(truth => (truth.Key, Values: Possible(truth.Value))).ToList();
        var count = cells.Aggregate(1L, (product, atom) => Math.Min(product * atom.Cells.Length, most + 1L));
        count = truths.Aggregate(count, (product, truth) => Math.Min(product * truth.Values.Length, most + 1L));
        if (count > most) return [];
        IEnumerable<Case> all = [new(this, ImmutableSortedDictionary<string, Cell>.Empty, ImmutableSortedDictionary<string, bool>.Empty)];
        foreach (var (key, values) in cells) all = all.SelectMany(one => values.Select(cell => one with { Cells = one.Cells.Add(key, cell) }));
        foreach (var (key, values) in truths) all = all.SelectMany(one => values.Select(value => one with { Truths = one.Truths.Add(key, value) }));
        return all;
    }

    /// <summary>One case: a cell for every compared value, and what is true.</summary>
    public sealed record Case(Cases Of, ImmutableSortedDictionary<string, Cell> Cells, ImmutableSortedDictionary<string, bool> Truths)
    {
        /// <summary>The case in words.</summary>
        public string Text => string.Join("、", Cells.Select(cell => Of._numbers[cell.Key].Text(cell.Value)).Concat(Truths.Select(truth => $"{Of._truths[truth.Key].Text}为{ShownValue.Of(truth.Value)}")));

        public bool Holds(Condition condition) => condition switch
        {
            Condition.Constant constant => constant.Value,
            Condition.Defined defined => Holds(defined.Body),
            Condition.Not not => !Holds(not.Operand),
            Condition.Logic { IsOr: true } logic => Holds(logic.Left) || Holds(logic.Right),
            Condition.Logic logic => Holds(logic.Left) && Holds(logic.Right),
            Condition.Every { IsAny: true } every => every.Elements.Any(element => Holds(element.Body)),
            Condition.Every every => every.Elements.All(element => Holds(element.Body)),
            Condition.Comparison comparison => Holds(comparison),
            _ => Truths[TermKey.Of(condition)],
        };

        /// <summary>Whether known facts are in this case: every compared value lies in its cell and every truth is as said.</summary>
        public bool Fits(ExactDomain known)
        {
            var numbers = Cells.Select(cell => (cell.Value, Of._exact.Number(Of._numbers[cell.Key].Term))).ToList();
            var truths = Truths.Select(truth => (truth.Value, Of._exact.Truth(Of._truths[truth.Key]))).ToList();
            var run = Of._exact.Run(known);
            return numbers.TrueForAll(number => number.Item2.Value(run).Value is { } value && number.Item1.Contains(value))
                && truths.TrueForAll(truth => truth.Item2.Value(run).Value == truth.Item1);
        }

        private bool Holds(Condition.Comparison comparison)
        {
            var (scalar, threshold, sign) = Of.Split(comparison);
            var side = Cells[TermKey.Of(scalar)].Side(threshold) * sign;
            return comparison.Operator switch { "<" => side < 0, "<=" => side <= 0, ">" => side > 0, ">=" => side >= 0, "=" => side == 0, _ => side != 0 };
        }
    }

    private void Collect(Condition condition)
    {
        switch (condition)
        {
            case Condition.Constant:
                break;
            case Condition.Comparison comparison:
                var (scalar, threshold, _) = Split(comparison);
                var key = TermKey.Of(scalar);
                if (!_numbers.TryGetValue(key, out var atom)) _numbers[key] = atom = new(scalar.Text, scalar.Kind, scalar);
                atom.Cut(threshold);
                break;
            case Condition.Defined or Condition.Not or Condition.Logic or Condition.Every:
                foreach (var part in TermParts.Parts(condition).Cast<Condition>()) Collect(part);
                break;
            default:
                _truths[TermKey.Of(condition)] = condition;
                break;
        }
    }

    // What is compared, with which constant, and whether the constant stood on the left (then the sides are changed). Two values that both rest
    // on data are compared by their difference with zero.
    private (Scalar Scalar, decimal Threshold, int Sign) Split(Condition.Comparison comparison)
    {
        if (Constant(comparison.Right) is { } right) return (comparison.Left, right, 1);
        if (Constant(comparison.Left) is { } left) return (comparison.Right, left, -1);
        var kind = comparison.Left.Kind is Kind.Class ? Kind.Steps : comparison.Left.Kind is Kind.Date ? Kind.Days : comparison.Left.Kind;
        return (new Scalar.Arithmetic($"({comparison.Left.Text} - {comparison.Right.Text})", kind, '-', comparison.Left, comparison.Right, default), 0, 1);
    }

    private decimal? Constant(Scalar scalar) => TermParts.RestsOnFacts(scalar) ? null : _exact.Number(scalar).Value(_exact.Run(_nothing)).Value;

    private Interval RangeOf(Scalar scalar)
    {
        var planned = _ranges.Number(scalar);
        return planned.Value(_ranges.Run(_anything));
    }

    private ImmutableArray<bool> Possible(Condition truth)
    {
        var planned = _ranges.Truth(truth);
        var range = planned.Value(_ranges.Run(_anything));
        return (range.CanHold, range.CanFail) switch { (true, true) => [true, false], (true, false) => [true], _ => [false] };
    }
}
