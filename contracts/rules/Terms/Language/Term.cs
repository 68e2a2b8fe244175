using System.Collections.Immutable;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Terms;

/// <summary>A section as the document names it, and its code.</summary>
internal readonly record struct SectionName(string Name, string Code);

internal enum WindowKind
{
    /// <summary>本期 (年均): the months of the settled period.</summary>
    Period,

    /// <summary>上年同期 (上年均): the same months one year before.</summary>
    YearBefore,

    /// <summary>上期 of a yearly period: the calendar year before, whole.</summary>
    CalendarYearBefore,

    /// <summary>2012年至2014年: fixed calendar years.</summary>
    Years,

    /// <summary>A monthly period's own month (月均), or a month at a fixed distance from it (上期, 上年同期).</summary>
    OwnMonth,

    /// <summary>The month of a loop over 各月, or one at a fixed distance from it (上月, 上年同月).</summary>
    LoopMonth,
}

/// <summary>Which months an observation is about (时段).</summary>
/// <param name="Text">As the parties wrote it, for the names of steps.</param>
/// <param name="Variable">The loop variable that holds the month; null unless <paramref name="Kind"/> is <see cref="WindowKind.LoopMonth"/>.</param>
/// <param name="MonthsBack">Distance of <see cref="WindowKind.OwnMonth"/> and <see cref="WindowKind.LoopMonth"/> from their month, 0 or more.</param>
/// <param name="FirstYear">First calendar year of <see cref="WindowKind.Years"/>, inclusive.</param>
/// <param name="LastYear">Last calendar year of <see cref="WindowKind.Years"/>, inclusive.</param>
internal readonly record struct Window(WindowKind Kind, string Text, string? Variable = null, int MonthsBack = 0, int FirstYear = 0, int LastYear = 0)
{
    private const int MonthsPerYear = 12;

    public static readonly Window Period = new(WindowKind.Period, "本期");

    public bool IsOneMonth => Kind is WindowKind.OwnMonth or WindowKind.LoopMonth;

    /// <summary>Months it can have at most.</summary>
    public int MonthsMax => IsOneMonth ? 1 : Kind == WindowKind.Years ? (LastYear - FirstYear + 1) * MonthsPerYear : MonthsPerYear;

    /// <summary>The months of the window, in order.</summary>
    /// <param name="period">The settled period.</param>
    /// <param name="loopMonth">The month that the loop variable holds; looked at only for <see cref="WindowKind.LoopMonth"/>.</param>
    public ImmutableArray<YearMonth> Months(Period period, Func<string, YearMonth> loopMonth) => Kind switch
    {
        WindowKind.Period => [.. period.Months()],
        WindowKind.YearBefore => [.. period.Months().Select(month => month.AddMonths(-MonthsPerYear))],
        WindowKind.CalendarYearBefore => Calendar(period.FirstMonth.Year - 1, period.FirstMonth.Year - 1),
        WindowKind.Years => Calendar(FirstYear, LastYear),
        WindowKind.OwnMonth => [period.FirstMonth.AddMonths(-MonthsBack)],
        _ => [loopMonth(Variable!).AddMonths(-MonthsBack)],
    };

    private static ImmutableArray<YearMonth> Calendar(int first, int last) =>
        [.. Enumerable.Range(0, (last - first + 1) * MonthsPerYear).Select(index => new YearMonth(first, 1).AddMonths(index))];
}

/// <summary>What is taken of the months of a window, beside their mean.</summary>
internal enum Statistic
{
    /// <summary>最高月均: the greatest monthly mean.</summary>
    GreatestMonth,

    /// <summary>最低月均: the least monthly mean.</summary>
    LeastMonth,

    /// <summary>有效月数: months that have a mean.</summary>
    ValidMonths,

    /// <summary>流量加权均: the mean weighted by the months' volumes.</summary>
    FlowWeighted,

    /// <summary>通量: mean times volume, summed over the months.</summary>
    Flux,

    /// <summary>水量: the volumes' sum.</summary>
    Volume,
}

/// <summary>The direction in which a number is rounded to a multiple.</summary>
internal enum RoundingWay
{
    /// <summary>舍去: toward zero.</summary>
    Down,

    /// <summary>进一: away from zero.</summary>
    Up,

    /// <summary>修约: to the nearest, half to even (GB/T 8170).</summary>
    Nearest,
}

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

/// <summary>Where in a document a part of a formula stands, for problems that only evaluation can find.</summary>
internal readonly record struct Spot(string Place, int Line, int Column);

/// <summary>A term that gives a number, a class or a day, as its kind says.</summary>
internal abstract record Scalar(string Text, Kind Kind) : Term(Text)
{
    public sealed record Literal(string Text, Kind Kind, decimal Value) : Scalar(Text, Kind);

    /// <summary>A constant of the document, or one entry of a table, with its source.</summary>
    public sealed record Constant(string Text, Kind Kind, string Name, decimal Value, string? Source) : Scalar(Text, Kind);

    /// <summary>The entry of a table for the settled period's year (本年), or for a year at a fixed distance from it (上年, 下年).</summary>
    public sealed record YearEntry(string Text, Table Table, int YearsOn) : Scalar(Text, Table.Kind);

    /// <summary>A named formula, or one with its parameters filled in.</summary>
    /// <param name="HoldsMonth">Whether a loop's month was filled in, so that its value differs from month to month.</param>
    public sealed record Defined(string Name, Scalar Body, bool HoldsMonth = false) : Scalar(Name, Body.Kind);

    public sealed record Negative(string Text, Scalar Operand) : Scalar(Text, Operand.Kind);

    public sealed record Arithmetic(string Text, Kind Kind, char Operator, Scalar Left, Scalar Right, Spot At) : Scalar(Text, Kind);

    public sealed record AsPoints(string Text, Scalar Operand) : Scalar(Text, Points);

    public sealed record Conditional(string Text, Condition Condition, Scalar Then, Scalar Else) : Scalar(Text, Then.Kind);

    public sealed record Gathered(string Text, Kind Kind, Gathering Gathering, ImmutableArray<Element<Scalar>> Elements) : Scalar(Text, Kind);

    public sealed record GatheredMonths(string Text, Kind Kind, Gathering Gathering, string Variable, Scalar Body) : Scalar(Text, Kind);

    /// <summary>达标率: the share of the months whose condition holds among those for which it can be decided.</summary>
    /// <param name="Decided">The class of one month that <paramref name="Body"/> judges.</param>
    public sealed record ShareOfMonths(string Text, Window Window, string Variable, SectionClass Decided, Condition Body) : Scalar(Text, Ratio);

    public sealed record Count(string Text, ImmutableArray<Element<Condition>> Elements) : Scalar(Text, Ratio);

    public sealed record CountMonths(string Text, Window Window, string Variable, Condition Body) : Scalar(Text, Months);

    public sealed record Clamp(string Text, Scalar Operand, Scalar Least, Scalar Most) : Scalar(Text, Operand.Kind);

    /// <summary>
    /// A mean rounded to the indicator's assessment decimals before it is compared (data.compare 修约值). Only a mean that is compared itself;
    /// a comparison of what is made of means is refused under 修约值 (rounding-unclear).
    /// </summary>
    public sealed record Rounded(Scalar Operand, Indicator Indicator) : Scalar(Operand.Text, Operand.Kind);

    /// <summary>A multiple of <paramref name="Step"/>, a constant above zero.</summary>
    public sealed record RoundedTo(string Text, RoundingWay Way, Scalar Operand, Scalar Step) : Scalar(Text, Operand.Kind);

    /// <summary>超标倍数: by how many times the limit the value lies above it, never below zero.</summary>
    public sealed record ExceedanceMultiple(string Text, Scalar Value, Scalar Limit, Spot At) : Scalar(Text, Ratio);

    /// <summary>What rests on the facts of a section's months.</summary>
    public abstract record Observation(string Text, Kind Kind, SectionName Section, Window Window) : Scalar(Text, Kind);

    public sealed record Mean(string Text, SectionName Section, Indicator Indicator, Window Window)
        : Observation(Text, Of(Indicator), Section, Window);

    /// <param name="Indicator">Null for 水量 alone.</param>
    public sealed record OfMonths(string Text, Kind Kind, Statistic Statistic, SectionName Section, Indicator? Indicator, Window Window)
        : Observation(Text, Kind, Section, Window);

    /// <summary>The worst single factor among <paramref name="Indicators"/> (单因子评价法).</summary>
    public sealed record SectionClass(string Text, SectionName Section, ImmutableArray<Indicator> Indicators, Window Window, bool IsRounded)
        : Observation(Text, new Kind.Class(), Section, Window);

    /// <summary>Class steps from the first to the second, above zero where the second is better.</summary>
    public sealed record ClassDifference(string Text, Scalar From, Scalar To) : Scalar(Text, Steps);

    /// <summary>A number or day that somebody states about the period.</summary>
    public sealed record Stated(Statable Fact) : Scalar(Fact.Name, Fact.Kind);

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

    public sealed record Defined(string Name, Condition Body, bool HoldsMonth = false) : Condition(Name);

    /// <summary>What somebody states to be so or not about the period.</summary>
    public sealed record Stated(Statable Fact) : Condition(Fact.Name);

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
        Scalar.ShareOfMonths months => [months.Body],
        Scalar.RoundedTo rounded => [rounded.Operand, rounded.Step],
        Scalar.ExceedanceMultiple multiple => [multiple.Value, multiple.Limit],
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
    public static long Operations(Document document)
    {
        var known = new Dictionary<string, long>(StringComparer.Ordinal);
        return document.Clauses.SelectMany(clause => clause.Arms).SelectMany(arm => arm.Formulas).Sum(formula => Operations(formula, known));
    }

    public static long Operations(Term term, Dictionary<string, long> known)
    {
        var name = (term as Scalar.Defined)?.Name ?? (term as Condition.Defined)?.Name;
        if (name is not null && known.TryGetValue(name, out var counted)) return counted;
        var times = Repetitions(term);
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
        Scalar.Mean or Scalar.OfMonths { Statistic: Statistic.GreatestMonth or Statistic.LeastMonth or Statistic.FlowWeighted } => true,
        Scalar.RoundedTo rounded => PassesMean(rounded.Operand, known),
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

    /// <summary>Whether the value depends on which year is settled, even where all data is the same.</summary>
    public static bool NamesYears(Term term, HashSet<string> seen)
    {
        var name = (term as Scalar.Defined)?.Name ?? (term as Condition.Defined)?.Name;
        if (name is not null && !seen.Add(name)) return false;
        return term is Scalar.YearEntry or Scalar.PeriodDay || Parts(term).Any(part => NamesYears(part, seen));
    }

    /// <summary>Every constant of a term with its kind, in base units.</summary>
    public static IEnumerable<(Kind Kind, decimal Value)> Constants(Term term, HashSet<string> seen)
    {
        var name = (term as Scalar.Defined)?.Name ?? (term as Condition.Defined)?.Name;
        if (name is not null && !seen.Add(name)) return [];
        return term switch
        {
            Scalar.Literal literal => [(literal.Kind, literal.Value)],
            Scalar.Constant constant => [(constant.Kind, constant.Value)],
            _ => Parts(term).SelectMany(part => Constants(part, seen)),
        };
    }

    /// <summary>Whether the value rests on data or statements; where not, it is the same whatever happens in the period.</summary>
    public static bool RestsOnFacts(Term term) => term is Scalar.Observation or Scalar.Stated or Condition.Stated || Parts(term).Any(RestsOnFacts);

    private static long Repetitions(Term term) => term switch
    {
        Scalar.GatheredMonths or Condition.EveryMonth => MonthsPerYear,
        Scalar.CountMonths months => months.Window.MonthsMax,
        Scalar.ShareOfMonths months => months.Window.MonthsMax,
        _ => 1,
    };

    private static long OwnOperations(Term term) => term switch
    {
        Scalar.SectionClass section => section.Indicators.Length * section.Window.MonthsMax,
        Scalar.OfMonths { Statistic: Statistic.Flux or Statistic.FlowWeighted } months => 2L * months.Window.MonthsMax,
        Scalar.Observation observation => observation.Window.MonthsMax,
        _ => 1,
    };

    /// <summary>How deep operations stand inside each other after every name is replaced by what it stands for.</summary>
    public static int Depth(Term term, Dictionary<string, int> known)
    {
        var name = (term as Scalar.Defined)?.Name ?? (term as Condition.Defined)?.Name;
        if (name is not null && known.TryGetValue(name, out var measured)) return measured;
        var depth = Parts(term).Select(part => Depth(part, known)).DefaultIfEmpty(0).Max() + 1;
        if (name is not null) known[name] = depth;
        return depth;
    }

    /// <summary>Every observation in a term, through named formulas, with the window of each loop that it stands in, by loop variable.</summary>
    public static IEnumerable<(Scalar.Observation Observation, ImmutableDictionary<string, Window> Loops)> Observations(
        Term term, HashSet<string> seen, ImmutableDictionary<string, Window> loops)
    {
        var name = (term as Scalar.Defined)?.Name ?? (term as Condition.Defined)?.Name;
        if (name is not null && loops.IsEmpty && !seen.Add(name)) return [];
        if (term is Scalar.Observation observation) return [(observation, loops)];
        var inner = term switch
        {
            Scalar.GatheredMonths months => loops.SetItem(months.Variable, Window.Period),
            Condition.EveryMonth months => loops.SetItem(months.Variable, Window.Period),
            Scalar.CountMonths months => loops.SetItem(months.Variable, months.Window),
            Scalar.ShareOfMonths months => loops.SetItem(months.Variable, months.Window),
            _ => loops,
        };
        return Parts(term).SelectMany(part => Observations(part, seen, inner));
    }

    private const int MonthsPerYear = 12;
}
