using System.Collections.Immutable;
using Basin.Rules.Settlement;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Terms;

/// <summary>
/// One period of one draft, to be assessed again and again on facts that are a little different. The analyses of a period ask it; it asks the
/// evaluator.
/// </summary>
internal sealed class Trial
{
    private const int DecimalsKept = 12;

    private readonly SimulatedPeriod _actual;
    private readonly Facts _facts;

    public Trial(CheckedTerms terms, SimulatedPeriod actual)
    {
        (Terms, _actual) = (terms, actual);
        _facts = new(actual.Facts, actual.Stated, terms.Document.Data);
        Inputs = InputsOf(terms.Document, actual.Period);
        Codes = terms.Sections.GroupBy(section => section.Value).ToDictionary(names => names.Key, names => names.First().Key, StringComparer.Ordinal);
    }

    public CheckedTerms Terms { get; }

    public Period Period => _actual.Period;

    public Assessment Actual => _actual.Assessment;

    public ImmutableSortedDictionary<string, Money?> ActualNet => _actual.Net;

    /// <summary>What the payments rest on: for each section-month its indicators, where null stands for its volume.</summary>
    public ImmutableArray<(SectionMonth Month, ImmutableArray<Indicator?> Indicators)> Inputs { get; }

    /// <summary>Names of the sections by their codes.</summary>
    public Dictionary<string, string> Codes { get; }

    /// <summary>Sections and indicators of the period's own months that the payments rest on and that have a mean in any month, each once.</summary>
    public ImmutableArray<Movable> Movables() =>
    [
        .. Inputs
            .Where(input => Period.FirstMonth <= input.Month.Month && input.Month.Month <= Period.LastMonth)
            .SelectMany(input => input.Indicators.OfType<Indicator>().Select(indicator => (input.Month.Section, Indicator: indicator, input.Month.Month)))
            .GroupBy(input => (input.Section, input.Indicator), input => input.Month)
            .Select(months => Movable(months.Key.Section, months.Key.Indicator, [.. months]))
            .OfType<Movable>(),
    ];

    /// <summary>Assesses with the mean of every known month of the period moved by the same amount.</summary>
    public Assessment Moved(Movable movable, decimal by)
    {
        var months = movable.Months.Keys.ToHashSet();
        var moved = _actual.Facts.Select(facts => facts.Section == movable.Section && months.Contains(facts.Month) ? Moved(facts, movable.Indicator, value => value + by) : facts);
        return Terms.Assess(Period, [.. moved], _actual.Stated);
    }

    /// <summary>
    /// Assesses with the known months moved so that their mean is exactly the one asked for. Values with very many decimals are cut to
    /// <see cref="DecimalsKept"/>, and what an even move leaves over goes to the last month; otherwise a mean on a limit would lie beside it.
    /// </summary>
    public Assessment MovedTo(Movable movable, decimal mean)
    {
        if (movable.Indicator.Averaging != Averaging.Arithmetic) return Moved(movable, mean - movable.Mean);
        var targets = movable.Months.ToDictionary(month => month.Key, month => decimal.Round(month.Value + (mean - movable.Mean), DecimalsKept, MidpointRounding.ToEven));
        var last = movable.Months.Keys.Max();
        targets[last] += (mean * targets.Count) - targets.Values.Sum();
        decimal Target(YearMonth month, decimal value) => value == movable.Months[month] ? targets[month] : value + (targets[month] - movable.Months[month]);
        var moved = _actual.Facts.Select(facts =>
            facts.Section == movable.Section && targets.ContainsKey(facts.Month) ? Moved(facts, movable.Indicator, value => Target(facts.Month, value)) : facts);
        return Terms.Assess(Period, [.. moved], _actual.Stated);
    }

    /// <summary>The indicators, or null for the volume, that a section-month has no admissible value of.</summary>
    public ImmutableArray<Indicator?> Missing(SectionMonth month, ImmutableArray<Indicator?> indicators) =>
        [.. indicators.Where(indicator => (indicator is null ? _facts.Volume(month.Section, month.Month) : _facts.Mean(month.Section, month.Month, indicator)).Value is null)];

    /// <summary>Assesses with one section-month filled in, every missing value at the same place between the ends of its admissible range.</summary>
    /// <param name="share">0 for the lowest admissible value, 1 for the highest.</param>
    public Assessment Filled(SectionMonth month, ImmutableArray<Indicator?> missing, decimal share)
    {
        // In the source that the document looks at first, of those that know the month.
        var sources = Terms.Sources;
        var known = _actual.Facts.Where(facts => facts.Section == month.Section && facts.Month == month.Month && sources.Contains(facts.Source))
            .OrderBy(facts => sources.IndexOf(facts.Source)).ThenByDescending(facts => facts.Revision).FirstOrDefault();
        var body = known?.WaterBody ?? _actual.Facts.FirstOrDefault(facts => facts.Section == month.Section)?.WaterBody ?? WaterBody.River;
        var filled = (known ?? new(month.Section, month.Month, 0, body, ImmutableSortedDictionary<string, MonthMean>.Empty, Source: sources[0])) with { Revision = (known?.Revision ?? 0) + 1 };
        foreach (var indicator in missing)
        {
            var range = indicator is null ? _facts.AdmissibleVolume : _facts.Admissible(indicator);
            var value = new MonthMean(range.Least + (range.Most - range.Least) * share, 1, 1, null, ValidDays: month.Month.Days);
            filled = indicator is null ? filled with { Volume = value } : filled with { Means = filled.Means.SetItem(indicator.Name, value) };
        }

        return Terms.Assess(Period, _actual.Facts.Add(filled), _actual.Stated);
    }

    /// <summary>The bounds of the payments when one section-month comes in with any admissible value, and no other.</summary>
    public RangeAssessment Open(SectionMonth open, IEnumerable<(SectionMonth Month, ImmutableArray<Indicator?> Missing)> missing)
    {
        var contested = missing.SelectMany(month => month.Missing.OfType<Indicator>().Select(indicator =>
            new ContestedMean(month.Month.Section, month.Month.Month, indicator.Name, StaysMissing: month.Month != open)));
        return Terms.AssessRange(Period, _actual.Facts, [.. contested], _actual.Stated);
    }

    private Movable? Movable(string section, Indicator indicator, ImmutableArray<YearMonth> months)
    {
        var known = months.Select(month => (Month: month, Mean: _facts.Mean(section, month, indicator))).Where(month => month.Mean.Value is not null).ToList();
        if (known.Count == 0) return null;
        var mean = Means.OverMonths(indicator, known.ToDictionary(month => month.Month, month => month.Mean.Mean), required: 1).Value.Value!.Value;
        var range = _facts.Admissible(indicator);
        return new(
            section, Codes[section], indicator, known.ToImmutableSortedDictionary(month => month.Month, month => month.Mean.Value!.Value), mean,
            range.Least - known.Min(month => month.Mean.Value!.Value), range.Most - known.Max(month => month.Mean.Value!.Value));
    }

    private static MonthFacts Moved(MonthFacts facts, Indicator indicator, Func<decimal, decimal> move) =>
        facts.Means.TryGetValue(indicator.Name, out var mean) && mean.Value is { } value
            ? facts with { Means = facts.Means.SetItem(indicator.Name, mean with { Value = move(value) }) }
            : facts;

    private static ImmutableArray<(SectionMonth Month, ImmutableArray<Indicator?> Indicators)> InputsOf(Document document, Period period) =>
    [
        .. Observed.Observations(document)
            .SelectMany(found => Observed.Months(found.Observation, found.Loops, period).SelectMany(month => Observed.InputsOf(found.Observation).Select(indicator => (month, indicator))))
            .GroupBy(input => input.month, input => input.indicator)
            .Select(month => (month.Key, month.Distinct().OrderBy(indicator => indicator?.Name, StringComparer.Ordinal).ToImmutableArray()))
            .OrderBy(month => month.Key.Section, StringComparer.Ordinal).ThenBy(month => month.Key.Month),
    ];
}

/// <summary>A mean concentration that can be moved: one indicator in the known months of a period.</summary>
/// <param name="Section">Section code.</param>
/// <param name="Name">The section's name in the document.</param>
/// <param name="Months">The means of the months that have one.</param>
/// <param name="Mean">Their mean, by the rule of <see cref="Means.OverMonths"/>.</param>
/// <param name="Least">The lowest amount, 0 or less, by which all can be moved and stay admissible.</param>
/// <param name="Most">The highest amount, 0 or more.</param>
internal sealed record Movable(
    string Section, string Name, Indicator Indicator, ImmutableSortedDictionary<YearMonth, decimal> Months, decimal Mean, decimal Least, decimal Most);
