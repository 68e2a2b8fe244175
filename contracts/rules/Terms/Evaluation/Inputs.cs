using Basin.Rules.WaterQuality;

namespace Basin.Rules.Terms;

/// <summary>One monthly value that a calculation looks at: the mean of an indicator, or the volume where <paramref name="Indicator"/> is null.</summary>
internal readonly record struct MonthInput(SectionName Section, YearMonth Month, Indicator? Indicator)
{
    public string Name => Indicator is { } indicator ? $"月均({Section.Name}, {indicator.Name}, {Month})" : $"水量({Section.Name}, {Month})";

    public Kind Kind => Indicator is { } indicator ? Kind.Of(indicator) : Kind.Volume;
}

/// <summary>
/// Everything that a calculation looks at, each once and by its place in a list, so that a calculation made once is fed with numbers and looks
/// nothing up.
/// </summary>
internal sealed class Inputs
{
    private readonly Dictionary<(string Section, YearMonth Month, string Indicator), int> _months = [];
    private readonly Dictionary<SectionMonth, int> _waters = [];
    private readonly Dictionary<string, int> _stated = new(StringComparer.Ordinal);

    public List<MonthInput> Months { get; } = [];

    /// <summary>Section-months whose kind of water is asked for.</summary>
    public List<SectionMonth> Waters { get; } = [];

    public List<Statable> Stated { get; } = [];

    /// <summary>Parts of the calculation that were given room for the values of their own parts.</summary>
    public int Buffers { get; private set; }

    public int NewBuffer() => Buffers++;

    public int Month(SectionName section, YearMonth month, Indicator? indicator) =>
        PlaceOf(_months, (section.Code, month, indicator?.Name ?? Facts.VolumeName), Months, new(section, month, indicator));

    public int Water(SectionName section, YearMonth month) => PlaceOf(_waters, new(section.Code, month), Waters, new(section.Code, month));

    public int Statement(Statable fact) => PlaceOf(_stated, fact.Name, Stated, fact);

    private static int PlaceOf<TKey, T>(Dictionary<TKey, int> places, TKey key, List<T> list, T item)
        where TKey : notnull
    {
        if (places.TryGetValue(key, out var place)) return place;
        list.Add(item);
        return places[key] = list.Count - 1;
    }
}

/// <summary>Kinds of water that the facts of some section-months state; none where no fact is known, both where they contradict each other.</summary>
[Flags]
internal enum Waters
{
    None = 0,
    River = 1,
    Lake = 2,
    Both = River | Lake,
}
