using System.Collections.Immutable;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Terms;

/// <summary>Checks calls: one method for each function of the language. A new function is a line in <see cref="Check"/> and its method.</summary>
internal sealed class FunctionChecker(FormulaChecker formulas, Names names)
{
    public Term? Check(Syntax.Call call, Loop loop) => call.Function.Text switch
    {
        "年均" => Counted(call, 2, 2) ? Mean(call, loop, WindowKind.Period) : null,
        "上年均" => Counted(call, 2, 2) ? Mean(call, loop, WindowKind.YearBefore) : null,
        "月均" => Counted(call, 2, 3) ? Mean(call, loop, call.Arguments.Length == 3 ? WindowKind.LoopMonth : WindowKind.OwnMonth) : null,
        "类别" => Counted(call, 2, 2) ? SectionClass(call, loop) : null,
        "类别差" => Counted(call, 2, 2) ? ClassDifference(call, loop) : null,
        "达标月数" => Counted(call, 2, 2) ? CompliantMonths(call, loop) : null,
        "限幅" => Counted(call, 3, 3) ? Clamp(call, loop) : null,
        "最大" or "最小" => Extreme(call, loop),
        "出资" or "份额" => Counted(call, 2, 2) ? PotPart(call, loop) : null,
        _ => formulas.Report<Term>(call.Function.Span, "unknown-function", $"没有函数“{call.Function.Text}”。"),
    };

    private bool Counted(Syntax.Call call, int least, int most)
    {
        var fits = call.Arguments.Length >= least && call.Arguments.Length <= most;
        if (!fits) formulas.Report<Term>(call.Span, "arguments", $"“{call.Function.Text}”应有{(least == most ? $"{least}" : $"{least}至{most}")}个参数，写了{call.Arguments.Length}个。");
        return fits;
    }

    private Scalar.Mean? Mean(Syntax.Call call, Loop loop, WindowKind kind)
    {
        var section = Section(call.Arguments[0], loop);
        var indicator = Indicator(call.Arguments[1], loop);
        var window = kind == WindowKind.LoopMonth ? LoopMonth(call.Arguments[2], loop) : Fitting(call.Function.Span, kind);
        if (section is null || indicator is null || window is null) return null;
        return new(formulas.Text(call), section.Value, indicator, window.Value);
    }

    private Scalar.SectionClass? SectionClass(Syntax.Call call, Loop loop)
    {
        names.UsesClasses = true;
        var section = Section(call.Arguments[0], loop);
        var window = ClassWindow(call.Arguments[1], loop);
        if (section is null || window is null) return null;
        return new(formulas.Text(call), section.Value, [.. names.ClassIndicators], window.Value, names.ComparesRounded);
    }

    private Window? ClassWindow(Syntax argument, Loop loop) => (argument as Syntax.Name)?.Text switch
    {
        "年均" => Fitting(argument.Span, WindowKind.Period),
        "上年均" => Fitting(argument.Span, WindowKind.YearBefore),
        "月均" => Fitting(argument.Span, WindowKind.OwnMonth),
        _ => LoopMonth(argument, loop),
    };

    private Window? Fitting(Span span, WindowKind kind)
    {
        if (kind == WindowKind.OwnMonth == names.IsMonthly) return new Window(kind);
        formulas.Add(span, "period-mismatch", names.IsMonthly
            ? "结算期为月，应使用“月均”。"
            : "结算期为年，“月均”须写明月份，如“求和(月份 于 各月: …)”。");
        return null;
    }

    private Window? LoopMonth(Syntax argument, Loop loop)
    {
        if (argument is Syntax.Name name && loop.Find(name.Text) is { IsMonth: true }) return new Window(WindowKind.LoopMonth, name.Text);
        formulas.Add(argument.Span, "unknown-name", $"“{formulas.Text(argument)}”不是月份；应为“各月”循环中的名称。");
        return null;
    }

    private Scalar.ClassDifference? ClassDifference(Syntax.Call call, Loop loop)
    {
        var (from, to) = (formulas.CheckClass(call.Arguments[0], loop), formulas.CheckClass(call.Arguments[1], loop));
        return from is null || to is null ? null : new(formulas.Text(call), from, to);
    }

    private Scalar.CountMonths? CompliantMonths(Syntax.Call call, Loop loop)
    {
        // The variable cannot be written in a formula, so it meets no other name.
        const string variable = "·月";
        names.UsesClasses = true;
        var section = Section(call.Arguments[0], loop);
        var target = formulas.CheckClass(call.Arguments[1], loop);
        if (section is null || target is null) return null;
        var text = $"类别({section.Value.Name}, 月均)";
        var actual = new Scalar.SectionClass(text, section.Value, [.. names.ClassIndicators], new(WindowKind.LoopMonth, variable), names.ComparesRounded);
        return new(formulas.Text(call), variable, new Condition.Comparison($"{text} <= {target.Text}", "<=", actual, target));
    }

    private Scalar.Clamp? Clamp(Syntax.Call call, Loop loop)
    {
        var parts = call.Arguments.Select(argument => formulas.CheckQuantity(argument, loop)).ToArray();
        if (parts is not [{ } operand, { } least, { } most]) return null;
        if (least.Kind != operand.Kind) return formulas.Unlike<Scalar.Clamp>(call.Arguments[1].Span, "限幅", operand, least);
        if (most.Kind != operand.Kind) return formulas.Unlike<Scalar.Clamp>(call.Arguments[2].Span, "限幅", operand, most);
        return new(formulas.Text(call), operand, least, most);
    }

    private Scalar? Extreme(Syntax.Call call, Loop loop)
    {
        var parts = call.Arguments.Select(argument => formulas.CheckScalar(argument, loop)).ToArray();
        if (parts.Any(part => part is null)) return null;
        return formulas.Gathered(call.Function, call.Span, formulas.Text(call), [.. parts.Select(part => new Element<Scalar>(part!.Text, part))]);
    }

    private Scalar.Constant? PotPart(Syntax.Call call, Loop loop)
    {
        var potName = (call.Arguments[0] as Syntax.Name)?.Text;
        if (potName is null || !names.Pots.TryGetValue(potName, out var pot)) return formulas.Report<Scalar.Constant>(call.Arguments[0].Span, "unknown-name", $"文件中没有资金“{formulas.Text(call.Arguments[0])}”。");
        var party = (call.Arguments[1] as Syntax.Name)?.Text;
        party = party is null ? null : loop.Find(party)?.Label ?? party;
        var isShare = call.Function.Text == "份额";
        if (party is null || !(isShare ? pot.Out : pot.In).TryGetValue(party, out var money)) return formulas.Report<Scalar.Constant>(call.Arguments[1].Span, "unknown-key", $"资金“{pot.Name}”中没有“{formulas.Text(call.Arguments[1])}”的{call.Function.Text}。");
        return new(formulas.Text(call), Kind.Amount, $"{call.Function.Text}({pot.Name}, {party})", money.Yuan, isShare ? $"资金“{pot.Name}”共{pot.Total.Figures()}元，按份额分配" : null);
    }

    private SectionName? Section(Syntax argument, Loop loop)
    {
        if (argument is Syntax.Name name)
        {
            if (loop.Find(name.Text) is { Section: { } bound }) return bound;
            if (names.Sections.TryGetValue(name.Text, out var code)) return new(name.Text, code);
        }

        formulas.Add(argument.Span, "unknown-section", $"文件中没有断面“{formulas.Text(argument)}”。");
        return null;
    }

    private Indicator? Indicator(Syntax argument, Loop loop)
    {
        var name = (argument as Syntax.Name)?.Text;
        var indicator = name is null ? null : loop.Find(name)?.Indicator;
        if (indicator is null && !Indicators.TryFind(name, out indicator)) return formulas.Report<Indicator>(argument.Span, "unknown-indicator", $"没有指标“{formulas.Text(argument)}”。");
        if (!names.Indicators.Contains(indicator)) return formulas.Report<Indicator>(argument.Span, "indicator-not-listed", $"指标“{indicator}”没有列入协议的监测评判指标(indicators)。");
        return indicator;
    }
}
