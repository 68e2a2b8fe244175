using System.Collections.Immutable;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Terms;

/// <summary>
/// Made-up water for one period, to find examples: every indicator takes values around those that decide something (limits, baselines, ends of
/// the admissible range), the same in all months of a window. Always the same water for the same document, so that a draft gets the same answer twice.
/// </summary>
internal sealed class Probe
{
    private const int SamplesMax = 96;
    private const uint Seed = 2024_06_01;

    // Made-up water is valid whatever a document asks.
    private const int DaysMost = 31;
    private readonly Document _document;
    private readonly Period _period;
    private readonly ImmutableArray<(SectionName Section, Indicator Indicator)> _observed;
    private readonly ImmutableArray<SectionMonth> _needs;
    private readonly Lazy<ImmutableArray<Water>> _samples;
    private readonly Lazy<ImmutableArray<Facts>> _facts;
    private readonly Lazy<PreparedPeriod> _prepared;
    private uint _state = Seed;

    public Probe(Document document, Period period)
    {
        (_document, _period) = (document, period);
        _observed = Observed.Indicators(document);
        _needs = Observed.Months(document, period);
        _prepared = new(() => new(document, period));
        _samples = new(() => [.. Enumerable.Range(0, SamplesMax).Select(_ => Sample())]);
        _facts = new(() => [.. Samples.Select(water => new Facts(Facts(water), water.Stated, document.Data))]);
    }

    /// <summary>One made-up state of the water: the same mean in all months of the period, and another in all other months.</summary>
    public sealed record Water(
        ImmutableDictionary<(string Section, string Indicator), decimal> Now, ImmutableDictionary<(string Section, string Indicator), decimal> Before,
        decimal Volume, ImmutableArray<StatedFact> Stated);

    public ImmutableArray<Water> Samples => _samples.Value;

    /// <summary>Water with the lowest mean of everything, before any sample: most divisors that can be zero are zero there.</summary>
    public Water Cleanest => Samples[0] with { Now = Lowest(), Before = Lowest() };

    /// <summary>All that is known in that water.</summary>
    public ExactDomain Known(Water water) => new(_period, new Facts(Facts(water), water.Stated, _document.Data));

    /// <summary>All that is known in one of the samples.</summary>
    public ExactDomain Known(int sample) => new(_period, _facts.Value[sample]);

    /// <summary>All that the payments rest on in one of the samples.</summary>
    public PeriodData Data(int sample) => _prepared.Value.Find(Facts(Samples[sample]), Samples[sample].Stated);

    /// <summary>What is paid on that data.</summary>
    public ImmutableArray<BarePayment> Pay(PeriodData data) => _prepared.Value.Pay(data);

    /// <summary>The same data with another mean of an indicator at a section, in every month of the period.</summary>
    public PeriodData With(PeriodData data, SectionName section, Indicator indicator, decimal mean) =>
        _prepared.Value.With(data, input => input.Section.Code == section.Code && input.Indicator == indicator && IsNow(input.Month), mean);

    /// <summary>Values worth trying for an indicator, from the lowest to the highest.</summary>
    public ImmutableArray<decimal> Ladder(Indicator indicator)
    {
        var admissible = new Facts([], [], _document.Data).Admissible(indicator);
        var marks = new SortedSet<decimal>();
        foreach (var body in Enum.GetValues<WaterBody>())
        {
            if (Limits.TryFind(indicator, body, out var limit)) marks.UnionWith(limit.Bounds);
        }

        foreach (var constant in _document.Constants(indicator)) marks.Add(constant);
        if (marks.Count == 0) marks.UnionWith([(admissible.Least + admissible.Most) / 2, admissible.Least + (admissible.Most - admissible.Least) / 1000]);
        var ladder = new SortedSet<decimal>(marks);
        foreach (var mark in marks) ladder.UnionWith([mark * 0.5m, mark * 0.9m, mark * 1.1m, mark * 2m]);
        return [.. ladder.Where(admissible.Contains).DefaultIfEmpty(admissible.Least)];
    }

    private ImmutableArray<MonthFacts> Facts(Water water)
    {
        var (now, before) = (BySection(water.Now), BySection(water.Before));
        var volume = new MonthMean(water.Volume, 1, 1, null);
        return [.. _needs.Select(need => new MonthFacts(need.Section, need.Month, 1, Body(need.Section), Means(IsNow(need.Month) ? now : before, need.Section), volume))];
    }

    private static Dictionary<string, ImmutableSortedDictionary<string, MonthMean>> BySection(ImmutableDictionary<(string Section, string Indicator), decimal> means) =>
        means.GroupBy(mean => mean.Key.Section).ToDictionary(
            section => section.Key,
            section => section.ToImmutableSortedDictionary(mean => mean.Key.Indicator, mean => new MonthMean(mean.Value, 1, 1, null, ValidDays: DaysMost), StringComparer.Ordinal));

    // Of a section whose water alone is asked for, nothing is observed.
    private static ImmutableSortedDictionary<string, MonthMean> Means(Dictionary<string, ImmutableSortedDictionary<string, MonthMean>> bySection, string section) =>
        bySection.GetValueOrDefault(section, ImmutableSortedDictionary<string, MonthMean>.Empty);

    private ImmutableDictionary<(string Section, string Indicator), decimal> Lowest()
    {
        var facts = new Facts([], [], _document.Data);
        return _observed.ToImmutableDictionary(one => (one.Section.Code, one.Indicator.Name), one => facts.Admissible(one.Indicator).Least);
    }

    private bool IsNow(YearMonth month) => _period.FirstMonth <= month && month <= _period.LastMonth;

    private WaterBody Body(string code) => _document.Sections.Where(section => section.Value == code).Select(section => _document.Places[section.Key].Water).FirstOrDefault() ?? WaterBody.River;

    private Water Sample() => new(Means(), Means(), Volume(), [.. _document.Stated.Select(fact => new StatedFact(fact.Name, _period.Id, Statement(fact)))]);

    private ImmutableDictionary<(string Section, string Indicator), decimal> Means() =>
        _observed.ToImmutableDictionary(observed => (observed.Section.Code, observed.Indicator.Name), observed => Pick(Ladder(observed.Indicator)));

    private decimal Volume()
    {
        var admissible = new Facts([], [], _document.Data).AdmissibleVolume;
        return Pick([.. new[] { 1_000_000m, 100_000_000m, 1_000_000_000m, admissible.Most }.Where(admissible.Contains)]);
    }

    private string Statement(Statable fact) => fact.Kind switch
    {
        Kind.Truth => Pick([0, 1]) == 0 ? Statable.No : Statable.Yes,
        Kind.Date => ShownValue.Of(Pick([_period.LastMonth.LastDay.DayNumber, _period.LastMonth.LastDay.DayNumber + 90m, _period.FirstMonth.FirstDay.DayNumber]), fact.Kind).Value,
        _ => DecimalText.Of(Pick([fact.Least, fact.Most, (fact.Least + fact.Most) / 2]) / fact.Unit!.Scale),
    };

    private decimal Pick(ImmutableArray<decimal> values) => values.IsEmpty ? 0 : values[(int)(Next() % (uint)values.Length)];

    // Xorshift (Marsaglia 2003): small, and the same on every machine.
    private uint Next()
    {
        _state ^= _state << 13;
        _state ^= _state >> 17;
        _state ^= _state << 5;
        return _state;
    }

    /// <summary>The water in words.</summary>
    public string Text(Water water)
    {
        var names = _document.Sections.ToDictionary(section => section.Value, section => section.Key);
        var means = _observed.Select(observed => $"{names[observed.Section.Code]}{observed.Indicator}{DecimalText.Of(water.Now[(observed.Section.Code, observed.Indicator.Name)])}{observed.Indicator.Unit}");
        return string.Join("、", means.Concat(water.Stated.Select(fact => $"{fact.Name}为{fact.Value}")));
    }
}
