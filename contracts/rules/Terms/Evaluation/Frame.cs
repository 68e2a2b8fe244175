namespace Basin.Rules.Terms;

/// <summary>One run of a calculation: the values of its inputs, and of the named formulas that were worked out already.</summary>
/// <param name="names">How many named formulas have a place.</param>
/// <param name="buffers">How many parts have a buffer of their own.</param>
internal sealed class Frame<TNumber, TTruth>(IDomain<TNumber, TTruth> domain, Inputs inputs, int names, int buffers)
{
    private readonly TNumber[]?[] _buffers = new TNumber[buffers][];
    private readonly Explained<TNumber>[]?[] _explainedBuffers = new Explained<TNumber>[buffers][];
    private readonly TNumber[] _numbers = new TNumber[names];
    private readonly TTruth[] _truths = new TTruth[names];
    private readonly int[] _workedOut = new int[names];
    private Dictionary<int, Explained<TNumber>>? _explainedNumbers;
    private Dictionary<int, Explained<TTruth>>? _explainedTruths;
    private int _run = 1;

    public IDomain<TNumber, TTruth> Domain => domain;

    public Inputs Inputs => inputs;

    /// <summary>What is known of the inputs.</summary>
    public Known<TNumber, TTruth> Known { get; private set; } = Known<TNumber, TTruth>.Nothing;

    public TNumber[] Months => Known.Months;

    public Presence[] Presence => Known.Presence;

    public Waters[] Waters => Known.Waters;

    public TNumber[] StatedNumbers => Known.StatedNumbers;

    public TTruth[] StatedTruths => Known.StatedTruths;

    /// <summary>Starts over on other inputs.</summary>
    public void Use(Known<TNumber, TTruth> known)
    {
        Known = known;
        _run++;
        _explainedNumbers?.Clear();
        _explainedTruths?.Clear();
    }

    /// <summary>Room for the values of a part's own parts, used anew in every run.</summary>
    public TNumber[] Buffer(int place, int length) => _buffers[place] ??= new TNumber[length];

    /// <summary>As <see cref="Buffer"/>, for the explanations of a part's own parts.</summary>
    public Explained<TNumber>[] ExplainedBuffer(int place, int length) => _explainedBuffers[place] ??= new Explained<TNumber>[length];

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
        _explainedNumbers ??= [];
        if (!_explainedNumbers.TryGetValue(name, out var known)) _explainedNumbers[name] = known = explain();
        return known;
    }

    public Explained<TTruth> Explained(int name, Func<Explained<TTruth>> explain)
    {
        _explainedTruths ??= [];
        if (!_explainedTruths.TryGetValue(name, out var known)) _explainedTruths[name] = known = explain();
        return known;
    }
}
