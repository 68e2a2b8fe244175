using System.Collections.Immutable;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Terms;

/// <summary>
/// What the terms take from the facts: means, classes, volumes and loads of a section over a window of months. Holds the month of every loop
/// that is being written out.
/// </summary>
internal sealed class ObservationPlanner<TNumber, TTruth>(Inputs inputs, Period period, int validMonths)
{
    private const int MonthsPerYear = 12;
    private readonly Dictionary<string, YearMonth> _loopMonths = new(StringComparer.Ordinal);

    /// <summary>Makes a body once for each month of a window, with the loop variable standing for that month.</summary>
    public List<T> EachMonth<T>(Window window, string variable, Func<YearMonth, T> body)
    {
        var parts = new List<T>();
        var isNested = _loopMonths.TryGetValue(variable, out var outer);
        foreach (var month in MonthsOf(window))
        {
            _loopMonths[variable] = month;
            parts.Add(body(month));
        }

        if (isNested) _loopMonths[variable] = outer;
        else _loopMonths.Remove(variable);
        return parts;
    }

    /// <summary>How many months of a window must have a value: what the document asks of a year, as often as the window has years.</summary>
    public int Required(Window window)
    {
        var months = MonthsOf(window).Length;
        var years = Math.Max(1, months / MonthsPerYear);
        // A period cut short by the term has fewer months than a year; more than it has cannot be asked for.
        return Math.Min(validMonths * years, months);
    }

    /// <summary>For each month of a window, the places of the means without which a class judged in it cannot be decided.</summary>
    public ImmutableArray<ImmutableArray<int>> Decisive(Scalar.SectionClass judged, Window window) =>
        [.. MonthsOf(window).Select(month => judged.Indicators.Select(indicator => inputs.Month(judged.Section, month, indicator)).ToImmutableArray())];

    public Number<TNumber, TTruth> Number(Scalar.Observation term) => term switch
    {
        Scalar.Mean mean => Mean(mean.Section, mean.Indicator, mean.Window),
        Scalar.SectionClass section => Class(section),
        Scalar.OfMonths { Statistic: Statistic.GreatestMonth } months => Extreme(months, months.Indicator!, isGreatest: true),
        Scalar.OfMonths { Statistic: Statistic.LeastMonth } months => Extreme(months, months.Indicator!, isGreatest: false),
        Scalar.OfMonths { Statistic: Statistic.ValidMonths } months => ValidMonths(months, months.Indicator!),
        Scalar.OfMonths { Statistic: Statistic.Volume } months => Summed(months, month => Volume(months.Section, month)),
        Scalar.OfMonths { Statistic: Statistic.Flux } months => Summed(months, month => Flux(months.Section, month, months.Indicator!)),
        Scalar.OfMonths { Statistic: Statistic.FlowWeighted } months => FlowWeighted(months, months.Indicator!),
        _ => throw new InvalidOperationException("Terms are closed."),
    };

    private MonthValue<TNumber, TTruth> Month(SectionName section, YearMonth month, Indicator? indicator) => new(inputs.Month(section, month, indicator), new(section, month, indicator));

    private MonthValue<TNumber, TTruth> Volume(SectionName section, YearMonth month) => Month(section, month, null);

    private Number<TNumber, TTruth> Mean(SectionName section, Indicator indicator, Window window)
    {
        var months = MonthsOf(window);
        if (window.IsOneMonth) return Month(section, months[0], indicator);
        return OverMonths(
            "terms.mean", MeanName(section, indicator, window), Kind.Of(indicator), section, window, indicator,
            (domain, values, presence, required) => domain.MeanOverMonths(indicator, values, presence, required),
            (domain, values) => domain.MeanFormula(indicator, values), countWords: true);
    }

    private OverMonths<TNumber, TTruth> OverMonths(
        string rule, string name, Kind kind, SectionName section, Window window, Indicator indicator, OverMonths<TNumber, TTruth>.Rule apply,
        Func<IDomain<TNumber, TTruth>, TNumber[], string?> formula, bool countWords)
    {
        var months = MonthsOf(window);
        return new(
            inputs.NewBuffer(), rule, name, kind, [.. months.Select(month => inputs.Month(section, month, indicator))], [.. months.Select(month => Month(section, month, indicator))], Required(window),
            apply, formula, countWords);
    }

    private SectionClassed<TNumber, TTruth> Class(Scalar.SectionClass term)
    {
        var months = MonthsOf(term.Window);
        return new(
            inputs.NewBuffer(), $"类别({term.Section.Name}, {WindowText(term.Window)})",
            new(term.Section, months[0], term.Indicators),
            [.. months.Select(month => inputs.Water(term.Section, month))],
            [.. term.Indicators.Select(indicator => Factor(term, indicator))]);
    }

    private Number<TNumber, TTruth> Factor(Scalar.SectionClass term, Indicator indicator)
    {
        var mean = Mean(term.Section, indicator, term.Window);
        return term.IsRounded ? new RoundedMean<TNumber, TTruth>(mean, indicator) : mean;
    }

    private OverMonths<TNumber, TTruth> Extreme(Scalar.OfMonths term, Indicator indicator, bool isGreatest) => OverMonths(
        "terms.extreme-month", NameOf(term), term.Kind, term.Section, term.Window, indicator,
        (domain, values, presence, required) => domain.ExtremeMonth(indicator, values, presence, required, isGreatest), (_, _) => null, countWords: true);

    private OverMonths<TNumber, TTruth> ValidMonths(Scalar.OfMonths term, Indicator indicator) => OverMonths(
        "terms.of-months", NameOf(term), term.Kind, term.Section, term.Window, indicator,
        (domain, values, presence, _) => domain.ValidMonths(values, presence), (_, _) => null, countWords: false);

    private Number<TNumber, TTruth> Summed(Scalar.OfMonths term, Func<YearMonth, Number<TNumber, TTruth>> part)
    {
        ImmutableArray<Number<TNumber, TTruth>> months = [.. MonthsOf(term.Window).Select(part)];
        return months.Length == 1 ? months[0] : new NamedOperation<TNumber, TTruth>("terms.of-months", NameOf(term), null, term.Kind, months, (domain, values) => values.Aggregate(domain.Add));
    }

    private NamedOperation<TNumber, TTruth> Flux(SectionName section, YearMonth month, Indicator indicator) => new(
        "terms.flux", $"通量({section.Name}, {indicator.Name}, {month})", "月均浓度 * 月水量", Kind.Mass,
        [Month(section, month, indicator), Volume(section, month)], (domain, parts) => domain.Multiply(parts[0], parts[1]));

    private NamedOperation<TNumber, TTruth> FlowWeighted(Scalar.OfMonths term, Indicator indicator) => new(
        "terms.of-months", NameOf(term), null, term.Kind,
        [.. MonthsOf(term.Window).SelectMany(month => new[] { Month(term.Section, month, indicator), Volume(term.Section, month) })],
        (domain, parts) =>
        {
            // Means and volumes take turns.
            TNumber[] means = [.. parts.Where((_, index) => index % 2 == 0)], volumes = [.. parts.Where((_, index) => index % 2 == 1)];
            var weighted = means.Zip(volumes, domain.Multiply).Aggregate(domain.Add);
            var quotient = domain.Divide(weighted, volumes.Aggregate(domain.Add));
            // A weighted mean lies between its values; said so here, because over ranges the quotient alone would not show it.
            return domain.Lesser(domain.Greater(quotient, means.Aggregate(domain.Lesser)), means.Aggregate(domain.Greater));
        });

    private string NameOf(Scalar.OfMonths term)
    {
        var function = Words.FunctionOf(term.Statistic);
        return term.Indicator is { } indicator ? $"{function}({term.Section.Name}, {indicator.Name}, {WindowText(term.Window)})" : $"{function}({term.Section.Name}, {WindowText(term.Window)})";
    }

    private string MeanName(SectionName section, Indicator indicator, Window window) => window.Kind switch
    {
        WindowKind.Period or WindowKind.YearBefore => $"{WindowText(window)}({section.Name}, {indicator.Name})",
        _ => $"均值({section.Name}, {indicator.Name}, {WindowText(window)})",
    };

    private string WindowText(Window window) => window.IsOneMonth ? MonthsOf(window)[0].ToString() : window.Text;

    private ImmutableArray<YearMonth> MonthsOf(Window window) => window.Months(period, variable => _loopMonths[variable]);
}
