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

    /// <summary>Whether any whole number lies in it: none does between six months and seven.</summary>
    public bool HoldsWhole => IsPoint ? decimal.IsInteger(Least!.Value) : Least is not { } least || Most is not { } most || decimal.Floor(least) + 1 < most;

    public bool Contains(decimal value) => IsPoint ? value == Least : (Least is null || Least < value) && (Most is null || value < Most);
}

/// <summary>
/// A value that conditions compare with constants, cut at those constants: inside one cell every such comparison comes out the same. So a
/// finite number of cases stands for all values.
/// </summary>
internal sealed class NumberAtom(Scalar term, Number<Exact, ExactTruth> exact, Number<Interval, RangeTruth> range)
{
    private readonly SortedSet<decimal> _thresholds = [];

    /// <summary>What it comes to when something is known.</summary>
    public Number<Exact, ExactTruth> Exact { get; } = exact;

    public Number<Interval, RangeTruth> Range { get; } = range;

    public void Cut(decimal threshold) => _thresholds.Add(threshold);

    /// <summary>The cells that hold any value that can occur.</summary>
    public ImmutableArray<Cell> Cells(Interval possible)
    {
        if (term.Kind is Kind.Class) return [.. Enumerable.Range(1, 6).Select(number => Cell.At(number)).Where(cell => possible.Contains(cell.Least!.Value))];
        var cells = new List<Cell>();
        decimal? before = null;
        foreach (var threshold in _thresholds)
        {
            cells.Add(new(before, threshold));
            cells.Add(Cell.At(threshold));
            before = threshold;
        }

        cells.Add(new(before, null));
        var isWhole = WholeNumbers.Always(term);
        return [.. cells.Where(cell => Meets(cell, possible) && (!isWhole || cell.HoldsWhole))];
    }

    /// <summary>A cell in words: <c>P = 1</c>, <c>0.95 &lt; P &lt; 1</c>.</summary>
    public string Text(Cell cell)
    {
        if (cell.IsPoint) return $"{term.Text} = {Shown(cell.Least!.Value)}";
        return (cell.Least, cell.Most) switch
        {
            ({ } least, { } most) => $"{Shown(least)} < {term.Text} < {Shown(most)}",
            ({ } least, null) => $"{term.Text} > {Shown(least)}",
            (null, { } most) => $"{term.Text} < {Shown(most)}",
            _ => $"{term.Text}为任何值",
        };
    }

    private static bool Meets(Cell cell, Interval possible)
    {
        if (cell.IsPoint) return possible.Contains(cell.Least!.Value);
        return (cell.Most is null || possible.Least is null || possible.Least < cell.Most) && (cell.Least is null || possible.Most is null || possible.Most > cell.Least);
    }

    private string Shown(decimal value)
    {
        var (text, unit) = ShownValue.Of(value, term.Kind);
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
    private readonly Dictionary<string, TruthAtom> _truths = new(StringComparer.Ordinal);
    private readonly Dictionary<Condition, Comparison> _comparisons = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Condition, string> _truthKeys = new(ReferenceEqualityComparer.Instance);
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
    public int ObservedTruths => _truths.Values.Count(truth => truth.Term is not Condition.Stated);

    /// <summary>Comparisons and truths that a case is asked for, to tell what looking at it costs.</summary>
    public int Leaves => _comparisons.Count + _truthKeys.Count;

    /// <summary>Every case; none where there are more than <paramref name="most"/>.</summary>
    public IEnumerable<Case> All(int most)
    {
        var run = _ranges.Run(_anything);
        var cells = _numbers.Select(atom => (atom.Key, Cells: atom.Value.Cells(atom.Value.Range.Value(run)))).ToList();
        var truths = _truths.Select(truth => (truth.Key, Values: Possible(truth.Value.Range.Value(run)))).ToList();
        var count = cells.Aggregate(1L, (product, atom) => Math.Min(product * atom.Cells.Length, most + 1L));
        count = truths.Aggregate(count, (product, truth) => Math.Min(product * truth.Values.Length, most + 1L));
        if (count > most) return [];
        IEnumerable<Case> all = [new(this, ImmutableSortedDictionary<string, Cell>.Empty, ImmutableSortedDictionary<string, bool>.Empty)];
        foreach (var (key, values) in cells) all = all.SelectMany(one => values.Select(cell => one with { Cells = one.Cells.Add(key, cell) }));
        foreach (var (key, values) in truths) all = all.SelectMany(one => values.Select(value => one with { Truths = one.Truths.Add(key, value) }));
        return all;
    }

    /// <summary>What is compared comes to, and what is true, when something is known; null where it is not determined.</summary>
    public Situation In(ExactDomain known)
    {
        var run = _exact.Run(known);
        return new(
            _numbers.ToDictionary(atom => atom.Key, atom => atom.Value.Exact.Value(run).Value),
            _truths.ToDictionary(truth => truth.Key, truth => truth.Value.Exact.Value(run).Value));
    }

    /// <summary>Values and truths by the keys of what is compared.</summary>
    public sealed record Situation(Dictionary<string, decimal?> Numbers, Dictionary<string, bool?> Truths);

    /// <summary>One case: a cell for every compared value, and what is true.</summary>
    public sealed record Case(Cases Of, ImmutableSortedDictionary<string, Cell> Cells, ImmutableSortedDictionary<string, bool> Truths)
    {
        /// <summary>The case in words.</summary>
        public string Text => string.Join("、", Cells.Select(cell => Of._numbers[cell.Key].Text(cell.Value)).Concat(Truths.Select(truth => $"{Of._truths[truth.Key].Term.Text}为{ShownValue.Of(truth.Value)}")));

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
            _ => Truths[Of._truthKeys[condition]],
        };

        /// <summary>Whether a situation is this case: every compared value lies in its cell and every truth is as said.</summary>
        public bool Fits(Situation situation)
        {
            foreach (var (key, cell) in Cells)
            {
                if (situation.Numbers[key] is not { } value || !cell.Contains(value)) return false;
            }

            foreach (var (key, truth) in Truths)
            {
                if (situation.Truths[key] != truth) return false;
            }

            return true;
        }

        private bool Holds(Condition.Comparison comparison)
        {
            var (key, threshold, sign) = Of._comparisons[comparison];
            var side = Cells[key].Side(threshold) * sign;
            return comparison.Operator switch { "<" => side < 0, "<=" => side <= 0, ">" => side > 0, ">=" => side >= 0, "=" => side == 0, _ => side != 0 };
        }
    }

    // What is compared, with which constant, and -1 where the constant stood on the left: then the sides are changed.
    private readonly record struct Comparison(string Key, decimal Threshold, int Sign);

    private sealed record TruthAtom(Condition Term, Truth<Exact, ExactTruth> Exact, Truth<Interval, RangeTruth> Range);

    private void Collect(Condition condition)
    {
        switch (condition)
        {
            case Condition.Constant:
                break;
            case Condition.Comparison comparison:
                if (_comparisons.ContainsKey(comparison)) break;
                var (scalar, threshold, sign) = Split(comparison);
                var key = TermKey.Of(scalar);
                if (!_numbers.TryGetValue(key, out var atom)) _numbers[key] = atom = new(scalar, _exact.Number(scalar), _ranges.Number(scalar));
                atom.Cut(threshold);
                _comparisons[comparison] = new(key, threshold, sign);
                break;
            case Condition.Defined or Condition.Not or Condition.Logic or Condition.Every:
                foreach (var part in TermParts.Parts(condition).Cast<Condition>()) Collect(part);
                break;
            default:
                var name = _truthKeys[condition] = TermKey.Of(condition);
                if (!_truths.ContainsKey(name)) _truths[name] = new(condition, _exact.Truth(condition), _ranges.Truth(condition));
                break;
        }
    }

    // Two values that both rest on data are compared by their difference with zero.
    private (Scalar Scalar, decimal Threshold, int Sign) Split(Condition.Comparison comparison)
    {
        if (Constant(comparison.Right) is { } right) return (comparison.Left, right, 1);
        if (Constant(comparison.Left) is { } left) return (comparison.Right, left, -1);
        var kind = comparison.Left.Kind is Kind.Class ? Kind.Steps : comparison.Left.Kind is Kind.Date ? Kind.Days : comparison.Left.Kind;
        return (new Scalar.Arithmetic($"({comparison.Left.Text} - {comparison.Right.Text})", kind, '-', comparison.Left, comparison.Right, default), 0, 1);
    }

    private decimal? Constant(Scalar scalar)
    {
        if (TermParts.RestsOnFacts(scalar)) return null;
        var planned = _exact.Number(scalar);
        return planned is KnownNumber<Exact, ExactTruth> known ? known.Known.Value : planned.Value(_exact.Run(_nothing)).Value;
    }

    private static ImmutableArray<bool> Possible(RangeTruth range) => (range.CanHold, range.CanFail) switch { (true, true) => [true, false], (true, false) => [true], _ => [false] };
}
