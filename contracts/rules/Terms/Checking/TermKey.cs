using System.Collections.Immutable;

namespace Basin.Rules.Terms;

/// <summary>A text that two terms share where they are the same formula over the same names, however each was written.</summary>
internal static class TermKey
{
    public static string Of(Term term) => term switch
    {
        Scalar.Literal literal => $"{DecimalText.Of(literal.Value)}{literal.Kind.Text}",
        Scalar.Constant constant => $"常量 {constant.Name}",
        Scalar.YearEntry entry => $"表 {entry.Table.Name} {entry.YearsOn}",
        Scalar.Defined defined => $"式 {defined.Name}",
        Condition.Defined defined => $"式 {defined.Name}",
        Scalar.Stated stated => $"认定 {stated.Fact.Name}",
        Condition.Stated stated => $"认定 {stated.Fact.Name}",
        Scalar.PeriodDay day => day.Text,
        Scalar.Mean mean => Observed("均值", mean, [mean.Indicator.Name]),
        Scalar.OfMonths months => Observed($"{months.Statistic}", months, [months.Indicator?.Name ?? ""]),
        Scalar.SectionClass section => Observed($"类别{section.IsRounded}", section, [.. section.Indicators.Select(indicator => indicator.Name)]),
        Condition.Constant constant => constant.Value ? Statable.Yes : Statable.No,
        _ => $"{Head(term)}({string.Join("; ", TermParts.Parts(term).Select(Of))})",
    };

    private static string Head(Term term) => term switch
    {
        Scalar.Arithmetic arithmetic => $"{arithmetic.Operator}",
        Scalar.Gathered gathered => $"{gathered.Gathering}",
        Scalar.GatheredMonths months => $"月{months.Gathering} {months.Variable}",
        Scalar.CountMonths months => $"月数 {Window(months.Window)}",
        Scalar.ShareOfMonths months => $"月率 {Window(months.Window)}",
        Scalar.Rounded rounded => $"修约 {rounded.Indicator.AssessmentDecimals}",
        Scalar.RoundedTo rounded => $"{rounded.Way}",
        Condition.Logic logic => logic.IsOr ? "或" : "且",
        Condition.Comparison comparison => comparison.Operator,
        Condition.Every every => every.IsAny ? "任一" : "全部",
        Condition.EveryMonth months => $"{(months.IsAny ? "任一" : "全部")}月 {months.Variable}",
        _ => term.GetType().Name,
    };

    private static string Observed(string what, Scalar.Observation term, ImmutableArray<string> indicators) =>
        $"{what} {term.Section.Code} {string.Join(",", indicators)} {Window(term.Window)}";

    // The word for the window is left out: 年均 and 本期 may mean the same months.
    private static string Window(Window window) => $"{window.Kind} {window.Variable} {window.MonthsBack} {window.FirstYear} {window.LastYear}";
}
