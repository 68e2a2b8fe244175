using System.Collections.Immutable;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Terms;

/// <summary>
/// What the terms take from the facts: means, classes, volumes and loads of a section over a window of months. Holds the month of every loop
/// that is under way.
/// </summary>
internal sealed class Observations<TNumber, TTruth>(IDomain<TNumber, TTruth> domain, Period period, int validMonths)
{
    private const int MonthsPerYear = 12;
    private readonly Dictionary<string, YearMonth> _loopMonths = new(StringComparer.Ordinal);

    /// <summary>Evaluates a body once for each month of a window, with the loop variable standing for that month.</summary>
    public ImmutableArray<Explained<T>> EachMonth<T>(Window window, string variable, Func<Explained<T>> body)
    {
        var parts = ImmutableArray.CreateBuilder<Explained<T>>();
        var isNested = _loopMonths.TryGetValue(variable, out var outer);
        foreach (var month in MonthsOf(window))
        {
            _loopMonths[variable] = month;
            var part = body();
            parts.Add(part with { Step = part.Step with { Name = part.Step.Name ?? month.ToString() } });
        }

        if (isNested) _loopMonths[variable] = outer;
        else _loopMonths.Remove(variable);
        return parts.ToImmutable();
    }

    /// <summary>How many months of a window must have a value: what the document asks of a year, as often as the window has years.</summary>
    public int Required(Window window)
    {
        var months = MonthsOf(window).Length;
        var years = Math.Max(1, months / MonthsPerYear);
        // A period cut short by the term has fewer months than a year; more than it has cannot be asked for.
        return Math.Min(validMonths * years, months);
    }

    public Explained<TNumber> Mean(SectionName section, Indicator indicator, Window window)
    {
        var months = MonthsOf(window);
        if (window.IsOneMonth) return domain.MonthMean(section, months[0], indicator);
        var mean = domain.MeanOverMonths(section, months, indicator, Required(window));
        return Named(mean, MeanName(section, indicator, window));
    }

    public Explained<TNumber> Class(Scalar.SectionClass term)
    {
        var factors = term.Indicators.Select(indicator => (indicator, Factor(term, indicator))).ToList();
        return Named(domain.Class(term.Section, MonthsOf(term.Window), factors), $"类别({term.Section.Name}, {WindowText(term.Window)})");
    }

    /// <summary>For each month of a window, whether a class judged in it may stay without data.</summary>
    public IEnumerable<bool> MayBeMissing(Scalar.SectionClass judged, Window window) =>
        MonthsOf(window).Select(month => domain.MayBeMissing(judged.Section, month, judged.Indicators));

    public Explained<TNumber> OfMonths(Scalar.OfMonths term) => term.Statistic switch
    {
        Statistic.GreatestMonth or Statistic.LeastMonth => Extreme(term, term.Indicator!),
        Statistic.ValidMonths => ValidMonths(term, term.Indicator!),
        Statistic.Volume => Volume(term),
        Statistic.Flux => Flux(term, term.Indicator!),
        _ => FlowWeighted(term, term.Indicator!),
    };

    /// <summary>A mean rounded to the indicator's decimals for assessment, before it is compared.</summary>
    public Explained<TNumber> Rounded(Explained<TNumber> mean, Indicator indicator)
    {
        var value = domain.Round(mean.Value, indicator.AssessmentDecimals);
        var (shown, unit) = domain.Show(value, Kind.Of(indicator));
        return new(value, new("rounding", mean.Step.Name, $"修约到{indicator.AssessmentDecimals}位小数", shown, unit, Rounding.Edition, [mean.Step]));
    }

    private Explained<TNumber> Factor(Scalar.SectionClass term, Indicator indicator)
    {
        var mean = Mean(term.Section, indicator, term.Window);
        return term.IsRounded ? Rounded(mean, indicator) : mean;
    }

    private Explained<TNumber> Extreme(Scalar.OfMonths term, Indicator indicator)
    {
        var isGreatest = term.Statistic == Statistic.GreatestMonth;
        return Named(domain.ExtremeMonth(term.Section, MonthsOf(term.Window), indicator, Required(term.Window), isGreatest), NameOf(term));
    }

    private Explained<TNumber> ValidMonths(Scalar.OfMonths term, Indicator indicator)
    {
        var months = MonthsOf(term.Window);
        return Result(term, domain.ValidMonths(term.Section, months, indicator), [.. months.Select(month => domain.MonthMean(term.Section, month, indicator).Step)]);
    }

    private Explained<TNumber> Volume(Scalar.OfMonths term)
    {
        ImmutableArray<Explained<TNumber>> months = [.. MonthsOf(term.Window).Select(month => domain.MonthVolume(term.Section, month))];
        return months.Length == 1 ? months[0] : Result(term, Sum(months), Steps(months));
    }

    private Explained<TNumber> Flux(Scalar.OfMonths term, Indicator indicator)
    {
        ImmutableArray<Explained<TNumber>> months = [.. MonthsOf(term.Window).Select(month => MonthFlux(term.Section, month, indicator))];
        return months.Length == 1 ? months[0] : Result(term, Sum(months), Steps(months));
    }

    private Explained<TNumber> MonthFlux(SectionName section, YearMonth month, Indicator indicator)
    {
        var (mean, volume) = (domain.MonthMean(section, month, indicator), domain.MonthVolume(section, month));
        var value = domain.Multiply(mean.Value, volume.Value);
        var (shown, unit) = domain.Show(value, Kind.Mass);
        return new(value, new("terms.flux", $"通量({section.Name}, {indicator.Name}, {month})", "月均浓度 * 月水量", shown, unit, null, [mean.Step, volume.Step]));
    }

    private Explained<TNumber> FlowWeighted(Scalar.OfMonths term, Indicator indicator)
    {
        var months = MonthsOf(term.Window);
        ImmutableArray<Explained<TNumber>> means = [.. months.Select(month => domain.MonthMean(term.Section, month, indicator))];
        ImmutableArray<Explained<TNumber>> volumes = [.. months.Select(month => domain.MonthVolume(term.Section, month))];
        var weighted = means.Zip(volumes, (mean, volume) => domain.Multiply(mean.Value, volume.Value)).Aggregate(domain.Add);
        var quotient = domain.Divide(weighted, Sum(volumes));
        // A weighted mean lies between its values; said so here, because over ranges the quotient alone would not show it.
        var least = means.Select(mean => mean.Value).Aggregate(domain.Lesser);
        var most = means.Select(mean => mean.Value).Aggregate(domain.Greater);
        return Result(term, domain.Lesser(domain.Greater(quotient, least), most), [.. means.Zip(volumes, (mean, volume) => (Step[])[mean.Step, volume.Step]).SelectMany(pair => pair)]);
    }

    private TNumber Sum(ImmutableArray<Explained<TNumber>> parts) => parts.Select(part => part.Value).Aggregate(domain.Add);

    private static ImmutableArray<Step> Steps(ImmutableArray<Explained<TNumber>> parts) => [.. parts.Select(part => part.Step)];

    private Explained<TNumber> Result(Scalar.OfMonths term, TNumber value, ImmutableArray<Step> because)
    {
        var (shown, unit) = domain.Show(value, term.Kind);
        return new(value, new("terms.of-months", NameOf(term), null, shown, unit, null, because));
    }

    private static Explained<TNumber> Named(Explained<TNumber> observed, string name) => observed with { Step = observed.Step with { Name = name } };

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
