using System.Collections.Immutable;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Terms;

/// <summary>Checks the calls that take something from the facts of a section over a window of months (时段).</summary>
internal sealed class ObservationChecker(FormulaChecker formulas, Names names)
{
    private const int MonthsPerYear = 12;

    // The variable cannot be written in a formula, so it meets no other name.
    private const string OwnVariable = "·月";

    public Scalar.Mean? Mean(Syntax.Call call, Loop loop)
    {
        var (section, indicator) = (Section(call.Arguments[0], loop), Indicator(call.Arguments[1], loop));
        var window = MeanWindow(call, loop);
        return section is null || indicator is null || window is null ? null : new(formulas.Text(call), section.Value, indicator, window.Value);
    }

    public Scalar.OfMonths? OfMonths(Syntax.Call call, Loop loop, Statistic statistic)
    {
        var hasIndicator = statistic != Statistic.Volume;
        var section = Section(call.Arguments[0], loop);
        var indicator = hasIndicator ? Indicator(call.Arguments[1], loop) : null;
        var window = OptionalWindow(call, hasIndicator ? 2 : 1, loop);
        if (section is null || window is null || (hasIndicator && indicator is null)) return null;
        var kind = KindOf(call, statistic, indicator);
        return kind is null ? null : new(formulas.Text(call), kind, statistic, section.Value, indicator, window.Value);
    }

    public Scalar.SectionClass? SectionClass(Syntax.Call call, Loop loop)
    {
        names.UsesClasses = true;
        var section = Section(call.Arguments[0], loop);
        var window = call.Arguments.Length == 1 ? Fitting(call.Function.Span, WindowKind.Period, "本期") : Window(call.Arguments[1], loop);
        if (section is null || window is null || !CanBeClassed(call, section.Value)) return null;
        return new(formulas.Text(call), section.Value, [.. names.ClassIndicators], window.Value, names.ComparesRounded);
    }

    // Total nitrogen has limits in lakes only: a river classed by it alone could never be classed.
    private bool CanBeClassed(Syntax.Call call, SectionName section)
    {
        var water = names.Places[section.Name].Water;
        var bodies = water is { } body ? [body] : Enum.GetValues<WaterBody>();
        if (names.ClassIndicators.Exists(indicator => bodies.Any(known => Limits.TryFind(indicator, known, out _)))) return true;
        formulas.Add(call.Span, "no-limit", $"{Limits.Edition}中，{(water == WaterBody.River ? "河流" : water == WaterBody.Lake ? "湖库" : "各类水体")}的{string.Join("、", names.ClassIndicators)}都没有分类限值，断面“{section.Name}”无法定类。");
        return false;
    }

    public Scalar.CountMonths? CompliantMonths(Syntax.Call call, Loop loop) =>
        Compliance(call, loop) is ({ } window, _, { } body) ? new(formulas.Text(call), window, OwnVariable, body) : null;

    public Scalar.ShareOfMonths? ComplianceRate(Syntax.Call call, Loop loop) =>
        Compliance(call, loop) is ({ } window, { } judged, { } body) ? new(formulas.Text(call), window, OwnVariable, judged, body) : null;

    private (Window? Window, Scalar.SectionClass? Judged, Condition? Body) Compliance(Syntax.Call call, Loop loop)
    {
        names.UsesClasses = true;
        var (section, target) = (Section(call.Arguments[0], loop), formulas.CheckClass(call.Arguments[1], loop));
        var window = OptionalWindow(call, 2, loop);
        if (section is null || target is null || window is null || !CanBeClassed(call, section.Value)) return default;
        var text = $"类别({section.Value.Name}, 月均)";
        var judged = new Scalar.SectionClass(text, section.Value, [.. names.ClassIndicators], new(WindowKind.LoopMonth, OwnVariable, OwnVariable), names.ComparesRounded);
        return (window, judged, new Condition.Comparison($"{text} <= {target.Text}", "<=", judged, target));
    }

    private Kind? KindOf(Syntax.Call call, Statistic statistic, Indicator? indicator)
    {
        if (statistic == Statistic.Volume) return Kind.Volume;
        if (statistic == Statistic.ValidMonths) return Kind.Months;
        var measured = Kind.Of(indicator!);
        if (statistic is Statistic.GreatestMonth or Statistic.LeastMonth) return measured;
        if (measured == Kind.Concentration) return statistic == Statistic.Flux ? Kind.Mass : measured;
        return formulas.Report<Kind>(call.Arguments[1].Span, "kind-mismatch", $"“{call.Function.Text}”要求浓度指标({Units.MilligramPerLitre})，“{indicator}”是{measured.Text}。");
    }

    private Window? MeanWindow(Syntax.Call call, Loop loop) => call.Function.Text switch
    {
        "年均" => Fitting(call.Function.Span, WindowKind.Period, "年均"),
        "上年均" => Fitting(call.Function.Span, WindowKind.YearBefore, "上年均"),
        "月均" when call.Arguments.Length == 3 => OneMonth(call.Arguments[2], loop),
        "月均" => OwnMonth(call.Function.Span, 0, "月均"),
        _ => OptionalWindow(call, 2, loop),
    };

    private Window? OneMonth(Syntax argument, Loop loop)
    {
        if (Window(argument, loop) is not { } window) return null;
        if (window.IsOneMonth) return window;
        formulas.Add(argument.Span, "period-mismatch", $"“月均”是一个月的均值，“{formulas.Text(argument)}”不是一个月；多个月用“均值”。");
        return null;
    }

    private Window? OptionalWindow(Syntax.Call call, int index, Loop loop) =>
        call.Arguments.Length > index ? Window(call.Arguments[index], loop) : Relative(WindowKind.Period, 0, "本期");

    private Window? Window(Syntax argument, Loop loop) => argument switch
    {
        Syntax.Years years => Years(years),
        Syntax.Name { Text: "年均" or "上年均" or "月均" or "本期" or "上年同期" or "上期" } name => NamedWindow(name),
        Syntax.Call { Function.Text: "上年同月" or "上月", Arguments.Length: 1 } call => LoopMonth(call.Arguments[0], loop, call),
        _ => LoopMonth(argument, loop),
    };

    private Window? NamedWindow(Syntax.Name name) => name.Text switch
    {
        "年均" => Fitting(name.Span, WindowKind.Period, "年均"),
        "上年均" => Fitting(name.Span, WindowKind.YearBefore, "上年均"),
        "月均" => OwnMonth(name.Span, 0, "月均"),
        "本期" => Relative(WindowKind.Period, 0, "本期"),
        "上年同期" => Relative(WindowKind.YearBefore, MonthsPerYear, "上年同期"),
        _ => Relative(WindowKind.CalendarYearBefore, 1, "上期"),
    };

    // 本期, 上期 and 上年同期 fit both rhythms: a monthly period is one month, and so is the one before.
    private Window Relative(WindowKind yearly, int monthsBack, string text) =>
        names.IsMonthly ? new(WindowKind.OwnMonth, text, MonthsBack: monthsBack) : new(yearly, text);

    private Window? Fitting(Span span, WindowKind kind, string text)
    {
        if (!names.IsMonthly) return new Window(kind, text);
        formulas.Add(span, "period-mismatch", "结算期为月，应使用“月均”。");
        return null;
    }

    private Window? OwnMonth(Span span, int monthsBack, string text)
    {
        if (names.IsMonthly) return new Window(WindowKind.OwnMonth, text, MonthsBack: monthsBack);
        formulas.Add(span, "period-mismatch", "结算期为年，“月均”须写明月份，如“求和(月份 于 各月: …)”。");
        return null;
    }

    private Window? Years(Syntax.Years years)
    {
        var fits = YearMonth.YearMin <= years.First && years.First <= years.Last && years.Last <= YearMonth.YearMax && years.Last - years.First < TermsLimits.TermYearsMax;
        // When the last period is settled there is no such data yet, and nobody could wait for it.
        if (fits && names.Years is [.., var ends] && years.Last > ends)
        {
            formulas.Add(years.Span, "year-after-term", $"“{years.Text}”晚于协议期限的最后一年({ends}年)，结算时没有数据。");
            return null;
        }

        if (fits) return new Window(WindowKind.Years, years.Text, FirstYear: years.First, LastYear: years.Last);
        formulas.Add(years.Span, "window", $"“{years.Text}”应为{YearMonth.YearMin}至{YearMonth.YearMax}年间至多{TermsLimits.TermYearsMax}年，先后不颠倒。");
        return null;
    }

    private Window? LoopMonth(Syntax argument, Loop loop, Syntax.Call? shift = null)
    {
        var back = shift?.Function.Text switch { "上年同月" => MonthsPerYear, "上月" => 1, _ => 0 };
        if (argument is Syntax.Name name && loop.Find(name.Text) is { Month: { } variable }) return new Window(WindowKind.LoopMonth, formulas.Text(shift ?? argument), variable, back);
        formulas.Add(argument.Span, "unknown-window", $"“{formulas.Text(argument)}”不是时段：应为本期、上年同期、上期、某年(2019年)、某年至某年(2012年至2014年)，或“各月”循环中的月份名称。");
        return null;
    }

    public SectionName? Section(Syntax argument, Loop loop)
    {
        if (argument is Syntax.Name name)
        {
            if (loop.Find(name.Text) is { Section: { } bound }) return bound;
            if (names.Sections.TryGetValue(name.Text, out var code)) return new(name.Text, code);
        }

        formulas.Add(argument.Span, "unknown-section", $"文件中没有断面“{formulas.Text(argument)}”。");
        return null;
    }

    public Indicator? Indicator(Syntax argument, Loop loop)
    {
        var name = (argument as Syntax.Name)?.Text;
        var indicator = name is null ? null : loop.Find(name)?.Indicator;
        if (indicator is null && !Indicators.TryFind(name, out indicator)) return formulas.Report<Indicator>(argument.Span, "unknown-indicator", $"没有指标“{formulas.Text(argument)}”。");
        if (!names.Indicators.Contains(indicator)) return formulas.Report<Indicator>(argument.Span, "indicator-not-listed", $"指标“{indicator}”没有列入协议的监测评判指标(indicators)。");
        return indicator;
    }
}
