namespace Basin.Rules.Terms;

/// <summary>One run of a calculation: the values of its inputs, and of the named formulas that were worked out already.</summary>
internal sealed class Frame<TNumber, TTruth>(IDomain<TNumber, TTruth> domain, Inputs inputs, int names)
{
    private readonly TNumber[] _numbers = new TNumber[names];
    private readonly TTruth[] _truths = new TTruth[names];
    private readonly int[] _workedOut = new int[names];
    private readonly Dictionary<int, Explained<TNumber>> _explainedNumbers = [];
    private readonly Dictionary<int, Explained<TTruth>> _explainedTruths = [];
    private int _run = 1;

    public IDomain<TNumber, TTruth> Domain => domain;

    public Inputs Inputs => inputs;

    public TNumber[] Months { get; } = new TNumber[inputs.Months.Count];

    /// <summary>Whether a month may stay without a value; exact facts leave nothing open.</summary>
    public bool[] MayBeMissing { get; } = new bool[inputs.Months.Count];

    public Waters[] Waters { get; } = new Waters[inputs.Waters.Count];

    /// <summary>Stated numbers and days.</summary>
    public TNumber[] StatedNumbers { get; } = new TNumber[inputs.Stated.Count];

    public TTruth[] StatedTruths { get; } = new TTruth[inputs.Stated.Count];

    /// <summary>Forgets what was worked out, because the inputs have changed.</summary>
    public void Forget()
    {
        _run++;
        _explainedNumbers.Clear();
        _explainedTruths.Clear();
    }

    /// <summary>The value of a named formula, worked out once.</summary>
    public TNumber Number(int name, Number<TNumber, TTruth> body)
    {
        if (_workedOut[name] == _run) return _numbers[name];
        var value = body.Value(this);
        (_numbers[name], _workedOut[name]) = (value, _run);
        return value;
    }

    public TTruth Truth(int name, Truth<TNumber, TTruth> body)
    {
        if (_workedOut[name] == _run) return _truths[name];
        var value = body.Value(this);
        (_truths[name], _workedOut[name]) = (value, _run);
        return value;
    }

    /// <summary>The explanation of a named formula, made once and shared by all who use it.</summary>
    public Explained<TNumber> Explained(int name, Func<Explained<TNumber>> explain)
    {
        if (!_explainedNumbers.TryGetValue(name, out var known)) _explainedNumbers[name] = known = explain();
        return known;
    }

    public Explained<TTruth> Explained(int name, Func<Explained<TTruth>> explain)
    {
        if (!_explainedTruths.TryGetValue(name, out var known)) _explainedTruths[name] = known = explain();
        return known;
    }
}
