using System.Collections.Immutable;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Terms;

/// <summary>One month's mean or volume.</summary>
internal sealed class MonthValue<TNumber, TTruth>(int place, MonthInput input) : Number<TNumber, TTruth>
{
    private readonly string _name = input.Name;
    private readonly Kind _kind = input.Kind;
    private readonly string? _unit = ShownValue.UnitOf(input.Kind);
    private readonly string _rule = input.Indicator is null ? "terms.volume" : "terms.fact";

    public override TNumber Value(Frame<TNumber, TTruth> frame) => frame.Months[place];

    public override Explained<TNumber> Explain(Frame<TNumber, TTruth> frame)
    {
        var value = frame.Months[place];
        // The step names section, month and indicator already; a reason for a gap need not say them again.
        var text = frame.Domain.ShowMonth(place, value, _kind);
        return new(value, Step.Late(_rule, _name, null, text, text is string ? null : _unit, frame.Domain.OriginOf(place)));
    }
}

/// <summary>What is taken of several months' means of one indicator: their mean, the greatest, the least, or how many there are.</summary>
/// <param name="apply">From the months' values, and whether each has one, to the value.</param>
/// <param name="formula">The arithmetic with its numbers; null where there is none to show.</param>
/// <param name="countWords">Whether the step says how many months are needed and how many there were.</param>
internal sealed class OverMonths<TNumber, TTruth>(
    int buffer, string rule, string name, Kind kind, ImmutableArray<int> places, ImmutableArray<Number<TNumber, TTruth>> months, int required,
    OverMonths<TNumber, TTruth>.Rule apply, Func<IDomain<TNumber, TTruth>, TNumber[], string?> formula, bool countWords) : Number<TNumber, TTruth>
{
    public delegate TNumber Rule(IDomain<TNumber, TTruth> domain, TNumber[] months, Presence[] presence, int required);

    public override TNumber Value(Frame<TNumber, TTruth> frame) => Applied(frame).Value;

    public override Explained<TNumber> Explain(Frame<TNumber, TTruth> frame)
    {
        var (value, values) = Applied(frame);
        var (text, unit) = frame.Domain.Show(value, kind);
        var citation = countWords ? frame.Domain.MonthsCounted(values, required) : null;
        return new(value, new(rule, name, formula(frame.Domain, values), text, unit, citation, [.. months.Select(month => month.Explain(frame).Step)]));
    }

    private (TNumber Value, TNumber[] Months) Applied(Frame<TNumber, TTruth> frame)
    {
        var (values, presence) = (frame.Buffer(buffer, places.Length), new Presence[places.Length]);
        for (var index = 0; index < values.Length; index++) (values[index], presence[index]) = (frame.Months[places[index]], frame.Presence[places[index]]);
        return (apply(frame.Domain, values, presence, required), values);
    }
}

/// <summary>Volumes or loads summed, means weighted by volumes: an operation with a name of its own.</summary>
internal sealed class NamedOperation<TNumber, TTruth>(
    string rule, string name, string? formula, Kind kind, ImmutableArray<Number<TNumber, TTruth>> parts, Func<IDomain<TNumber, TTruth>, TNumber[], TNumber> apply) : Number<TNumber, TTruth>
{
    public override TNumber Value(Frame<TNumber, TTruth> frame) => apply(frame.Domain, [.. parts.Select(part => part.Value(frame))]);

    public override Explained<TNumber> Explain(Frame<TNumber, TTruth> frame)
    {
        var explained = parts.Select(part => part.Explain(frame)).ToList();
        var value = apply(frame.Domain, [.. explained.Select(part => part.Value)]);
        var (shown, unit) = frame.Domain.Show(value, kind);
        return new(value, new(rule, name, formula, shown, unit, null, [.. explained.Select(part => part.Step)]));
    }
}

/// <summary>A mean rounded to the indicator's decimals for assessment, before it is compared.</summary>
internal sealed class RoundedMean<TNumber, TTruth>(Number<TNumber, TTruth> mean, Indicator indicator) : Number<TNumber, TTruth>
{
    public override TNumber Value(Frame<TNumber, TTruth> frame) => frame.Domain.Round(mean.Value(frame), indicator.AssessmentDecimals);

    public override Explained<TNumber> Explain(Frame<TNumber, TTruth> frame)
    {
        var full = mean.Explain(frame);
        var value = frame.Domain.Round(full.Value, indicator.AssessmentDecimals);
        var (shown, unit) = frame.Domain.Show(value, Kind.Of(indicator));
        return new(value, new("rounding", full.Step.Name, $"修约到{indicator.AssessmentDecimals}位小数", shown, unit, Rounding.Edition, [full.Step]));
    }
}

/// <summary>The indicators that decide a class, with their limits in each kind of water; null where one has none there.</summary>
internal sealed class ClassFactors
{
    public ClassFactors(SectionName section, YearMonth firstMonth, ImmutableArray<Indicator> indicators)
    {
        (Section, FirstMonth, Indicators) = (section, firstMonth, indicators);
        InOrder = [.. Enumerable.Range(0, indicators.Length).OrderBy(index => WaterQuality.Indicators.All.IndexOf(indicators[index]))];
        River = [.. indicators.Select(indicator => Limits.TryFind(indicator, WaterBody.River, out var limit) ? limit : null)];
        Lake = [.. indicators.Select(indicator => Limits.TryFind(indicator, WaterBody.Lake, out var limit) ? limit : null)];
    }

    public SectionName Section { get; }

    public YearMonth FirstMonth { get; }

    public ImmutableArray<Indicator> Indicators { get; }

    /// <summary>Their places in the order of the standard, in which explanations show them.</summary>
    public ImmutableArray<int> InOrder { get; }

    public ImmutableArray<Limit?> River { get; }

    public ImmutableArray<Limit?> Lake { get; }
}

/// <summary>The worst single factor of a section (单因子评价法).</summary>
/// <param name="waters">Places of the months' kinds of water.</param>
internal sealed class SectionClassed<TNumber, TTruth>(int buffer, string name, ClassFactors factors, ImmutableArray<int> waters, ImmutableArray<Number<TNumber, TTruth>> means) : Number<TNumber, TTruth>
{
    public override TNumber Value(Frame<TNumber, TTruth> frame)
    {
        var values = frame.Buffer(buffer, means.Length);
        for (var index = 0; index < values.Length; index++) values[index] = means[index].Value(frame);
        return frame.Domain.Class(factors, Water(frame), values);
    }

    /// <summary>Whether the class is <paramref name="target"/> or better.</summary>
    public TTruth Keeps(Frame<TNumber, TTruth> frame, WaterClass target)
    {
        var values = frame.Buffer(buffer, means.Length);
        for (var index = 0; index < values.Length; index++) values[index] = means[index].Value(frame);
        return frame.Domain.KeepsClass(factors, Water(frame), values, target);
    }

    public override Explained<TNumber> Explain(Frame<TNumber, TTruth> frame)
    {
        var factorMeans = frame.ExplainedBuffer(buffer, means.Length);
        for (var index = 0; index < factorMeans.Length; index++) factorMeans[index] = means[index].Explain(frame);
        return frame.Domain.ExplainClass(name, factors, Water(frame), factorMeans);
    }

    private Waters Water(Frame<TNumber, TTruth> frame)
    {
        var known = Waters.None;
        foreach (var place in waters) known |= frame.Waters[place];
        return known;
    }
}
