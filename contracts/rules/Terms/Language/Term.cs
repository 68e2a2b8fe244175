using System.Collections.Immutable;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Terms;

/// <summary>A section as the document names it, and its code.</summary>
internal readonly record struct SectionName(string Name, string Code);

internal enum WindowKind
{
    /// <summary>年均: the months of the settled period.</summary>
    Period,

    /// <summary>上年均: the same months one year before.</summary>
    YearBefore,

    /// <summary>月均 without a month: the one month of a monthly period.</summary>
    OwnMonth,

    /// <summary>月均 with the month of a loop over 各月.</summary>
    LoopMonth,
}

/// <summary>Which months a mean or a class is about.</summary>
/// <param name="Variable">The loop variable that holds the month; null unless <paramref name="Kind"/> is <see cref="WindowKind.LoopMonth"/>.</param>
internal readonly record struct Window(WindowKind Kind, string? Variable = null);

internal enum Gathering
{
    Sum,
    Mean,
    Greatest,
    Least,
}

/// <summary>
/// A formula after checking: every name is looked up, every unit is known, loops over named sets are written out. Only such terms are evaluated.
/// </summary>
/// <param name="Text">The formula text as the parties wrote it.</param>
internal abstract record Term(string Text);

/// <summary>A term that gives a number, a class or a day, as its kind says.</summary>
internal abstract record Scalar(string Text, Kind Kind) : Term(Text)
{
    public sealed record Literal(string Text, Kind Kind, decimal Value) : Scalar(Text, Kind);

    /// <summary>A constant of the document, or one entry of a table, with its source.</summary>
    public sealed record Constant(string Text, Kind Kind, string Name, decimal Value, string? Source) : Scalar(Text, Kind);

    /// <summary>A named formula.</summary>
    public sealed record Defined(string Name, Scalar Body) : Scalar(Name, Body.Kind);

    public sealed record Negative(string Text, Scalar Operand) : Scalar(Text, Operand.Kind);

    public sealed record Arithmetic(string Text, Kind Kind, char Operator, Scalar Left, Scalar Right) : Scalar(Text, Kind);

    public sealed record AsPoints(string Text, Scalar Operand) : Scalar(Text, Points);

    public sealed record Conditional(string Text, Condition Condition, Scalar Then, Scalar Else) : Scalar(Text, Then.Kind);

    public sealed record Gathered(string Text, Kind Kind, Gathering Gathering, ImmutableArray<Element<Scalar>> Elements) : Scalar(Text, Kind);

    public sealed record GatheredMonths(string Text, Kind Kind, Gathering Gathering, string Variable, Scalar Body) : Scalar(Text, Kind);

    public sealed record Count(string Text, ImmutableArray<Element<Condition>> Elements) : Scalar(Text, Ratio);

    public sealed record CountMonths(string Text, string Variable, Condition Body) : Scalar(Text, Months);

    public sealed record Clamp(string Text, Scalar Operand, Scalar Least, Scalar Most) : Scalar(Text, Operand.Kind);

    /// <summary>
    /// A mean rounded to the indicator's assessment decimals before it is compared (data.compare 修约值). Only a mean that is compared itself;
    /// a comparison of what is made of means is refused under 修约值 (rounding-unclear).
    /// </summary>
    public sealed record Rounded(Scalar Operand, Indicator Indicator) : Scalar(Operand.Text, Operand.Kind);

    public sealed record Mean(string Text, SectionName Section, Indicator Indicator, Window Window) : Scalar(Text, Of(Indicator));

    /// <summary>The worst single factor among <paramref name="Indicators"/> (单因子评价法).</summary>
    public sealed record SectionClass(string Text, SectionName Section, ImmutableArray<Indicator> Indicators, Window Window, bool IsRounded)
        : Scalar(Text, new Kind.Class());

    /// <summary>Class steps from the first to the second, above zero where the second is better.</summary>
    public sealed record ClassDifference(string Text, Scalar From, Scalar To) : Scalar(Text, Steps);

    /// <summary>期首 or 期末.</summary>
    public sealed record PeriodDay(string Text, bool IsLast) : Scalar(Text, new Kind.Date());

    private static readonly Kind Points = Kind.Points;
    private static readonly Kind Ratio = Kind.Ratio;
    private static readonly Kind Months = Kind.Months;
    private static readonly Kind Steps = Kind.Steps;

    private static Kind Of(Indicator indicator) => Kind.Of(indicator);
}

/// <summary>A term that is true or false.</summary>
internal abstract record Condition(string Text) : Term(Text)
{
    public sealed record Constant(string Text, bool Value) : Condition(Text);

    public sealed record Defined(string Name, Condition Body) : Condition(Name);

    public sealed record Not(string Text, Condition Operand) : Condition(Text);

    public sealed record Logic(string Text, bool IsOr, Condition Left, Condition Right) : Condition(Text);

    public sealed record Comparison(string Text, string Operator, Scalar Left, Scalar Right) : Condition(Text);

    /// <summary>全部 or 任一 over a set that the document names.</summary>
    public sealed record Every(string Text, bool IsAny, ImmutableArray<Element<Condition>> Elements) : Condition(Text);

    /// <summary>全部 or 任一 over 各月.</summary>
    public sealed record EveryMonth(string Text, bool IsAny, string Variable, Condition Body) : Condition(Text);
}

/// <summary>One element of a set and the body written out for it.</summary>
internal readonly record struct Element<T>(string Label, T Body)
    where T : Term;

/// <summary>What a term is made of.</summary>
internal static class TermParts
{
    public static IEnumerable<Term> Parts(Term term) => term switch
    {
        Scalar.Defined defined => [defined.Body],
        Scalar.Negative negative => [negative.Operand],
        Scalar.Arithmetic arithmetic => [arithmetic.Left, arithmetic.Right],
        Scalar.AsPoints points => [points.Operand],
        Scalar.Conditional conditional => [conditional.Condition, conditional.Then, conditional.Else],
        Scalar.Gathered gathered => gathered.Elements.Select(element => element.Body),
        Scalar.GatheredMonths months => [months.Body],
        Scalar.Count count => count.Elements.Select(element => element.Body),
        Scalar.CountMonths months => [months.Body],
        Scalar.Clamp clamp => [clamp.Operand, clamp.Least, clamp.Most],
        Scalar.Rounded rounded => [rounded.Operand],
        Scalar.ClassDifference difference => [difference.From, difference.To],
        Condition.Defined defined => [defined.Body],
        Condition.Not not => [not.Operand],
        Condition.Logic logic => [logic.Left, logic.Right],
        Condition.Comparison comparison => [comparison.Left, comparison.Right],
        Condition.Every every => every.Elements.Select(element => element.Body),
        Condition.EveryMonth months => [months.Body],
        _ => [],
    };

    /// <summary>Operations after every name is replaced by what it stands for; counting stops above the limit.</summary>
    public static long Operations(Term term, Dictionary<string, long> known)
    {
        var name = (term as Scalar.Defined)?.Name ?? (term as Condition.Defined)?.Name;
        if (name is not null && known.TryGetValue(name, out var counted)) return counted;
        var times = term is Scalar.GatheredMonths or Scalar.CountMonths or Condition.EveryMonth ? MonthsPerYear : 1;
        var own = OwnOperations(term);
        var total = own;
        foreach (var part in Parts(term)) total = Math.Min(total + times * Operations(part, known), TermsLimits.OperationsMax + 1L);
        if (name is not null) known[name] = total;
        return total;
    }

    /// <summary>
    /// Whether the value of a term is a mean, or is made of one in the same unit: chosen (最大, 最小, 若, 限幅), summed, averaged or scaled. An
    /// index is not: a mean divided by another, or multiplied to a load, is a value of its own that no indicator's decimals are for.
    /// </summary>
    public static bool PassesMean(Scalar term, Dictionary<string, bool> known) => term switch
    {
        Scalar.Mean => true,
        Scalar.Defined defined => known.TryGetValue(defined.Name, out var passes) ? passes : known[defined.Name] = PassesMean(defined.Body, known),
        Scalar.Negative negative => PassesMean(negative.Operand, known),
        Scalar.Arithmetic { Operator: '+' or '-' } sum => PassesMean(sum.Left, known) || PassesMean(sum.Right, known),
        Scalar.Arithmetic scaled => scaled.Kind != Kind.Ratio && new[] { scaled.Left, scaled.Right }.Any(side => side.Kind == scaled.Kind && PassesMean(side, known)),
        Scalar.Conditional conditional => PassesMean(conditional.Then, known) || PassesMean(conditional.Else, known),
        Scalar.Gathered gathered => gathered.Elements.Any(element => PassesMean(element.Body, known)),
        Scalar.GatheredMonths months => PassesMean(months.Body, known),
        Scalar.Clamp clamp => PassesMean(clamp.Operand, known) || PassesMean(clamp.Least, known) || PassesMean(clamp.Most, known),
        _ => false,
    };

    private static long OwnOperations(Term term) => term switch
    {
        Scalar.Mean mean => Months(mean.Window),
        Scalar.SectionClass section => section.Indicators.Length * Months(section.Window),
        _ => 1,
    };

    private static long Months(Window window) => window.Kind is WindowKind.Period or WindowKind.YearBefore ? MonthsPerYear : 1;

    /// <summary>How deep operations stand inside each other after every name is replaced by what it stands for.</summary>
    public static int Depth(Term term, Dictionary<string, int> known)
    {
        var name = (term as Scalar.Defined)?.Name ?? (term as Condition.Defined)?.Name;
        if (name is not null && known.TryGetValue(name, out var measured)) return measured;
        var depth = Parts(term).Select(part => Depth(part, known)).DefaultIfEmpty(0).Max() + 1;
        if (name is not null) known[name] = depth;
        return depth;
    }

    /// <summary>Every mean and class in a term, through named formulas.</summary>
    public static IEnumerable<Scalar> Observations(Term term, HashSet<string> seen)
    {
        var name = (term as Scalar.Defined)?.Name ?? (term as Condition.Defined)?.Name;
        if (name is not null && !seen.Add(name)) return [];
        return term is Scalar.Mean or Scalar.SectionClass ? [(Scalar)term] : Parts(term).SelectMany(part => Observations(part, seen));
    }

    private const int MonthsPerYear = 12;
}
