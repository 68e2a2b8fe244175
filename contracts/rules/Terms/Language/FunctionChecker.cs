using System.Collections.Immutable;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Terms;

/// <summary>Checks calls: one method for each function of the language. A new function is a line in <see cref="Check"/> and its method.</summary>
internal sealed class FunctionChecker(FormulaChecker formulas, Names names)
{
    private readonly ObservationChecker _observations = new(formulas, names);

    public Term? Check(Syntax.Call call, Loop loop) => call.Function.Text switch
    {
        "年均" or "上年均" => Counted(call, 2, 2) ? _observations.Mean(call, loop) : null,
        "月均" or "均值" => Counted(call, 2, 3) ? _observations.Mean(call, loop) : null,
        "水量" => Counted(call, 1, 2) ? _observations.OfMonths(call, loop, Statistic.Volume) : null,
        var word when Words.IsStatistic(word, out var statistic) => Counted(call, 2, 3) ? _observations.OfMonths(call, loop, statistic) : null,
        "类别" => Counted(call, 1, 2) ? _observations.SectionClass(call, loop) : null,
        "类别差" => Counted(call, 2, 2) ? ClassDifference(call, loop) : null,
        "达标月数" => Counted(call, 2, 3) ? _observations.CompliantMonths(call, loop) : null,
        "达标率" => Counted(call, 2, 3) ? _observations.ComplianceRate(call, loop) : null,
        "限值" => Counted(call, 2, 3) ? StandardLimit(call, loop) : null,
        "超标倍数" => Counted(call, 2, 2) ? ExceedanceMultiple(call, loop) : null,
        "限幅" => Counted(call, 3, 3) ? Clamp(call, loop) : null,
        var word when Words.IsRounding(word, out var way) => Counted(call, 2, 2) ? RoundedTo(call, loop, way) : null,
        "最大" or "最小" => Extreme(call, loop),
        "出资" or "份额" => Counted(call, 2, 2) ? PotPart(call, loop) : null,
        var name when names.Definitions.ContainsKey(name) => formulas.Applied(call, loop),
        _ => formulas.Report<Term>(call.Function.Span, "unknown-function", $"没有函数“{call.Function.Text}”。"),
    };

    private bool Counted(Syntax.Call call, int least, int most)
    {
        var fits = call.Arguments.Length >= least && call.Arguments.Length <= most;
        if (!fits) formulas.Report<Term>(call.Span, "arguments", $"“{call.Function.Text}”应有{(least == most ? $"{least}" : $"{least}至{most}")}个参数，写了{call.Arguments.Length}个。");
        return fits;
    }

    private Scalar.ClassDifference? ClassDifference(Syntax.Call call, Loop loop)
    {
        var (from, to) = (formulas.CheckClass(call.Arguments[0], loop), formulas.CheckClass(call.Arguments[1], loop));
        return from is null || to is null ? null : new(formulas.Text(call), from, to);
    }

    private Scalar.Constant? StandardLimit(Syntax.Call call, Loop loop)
    {
        names.UsesClasses = true;
        var indicator = _observations.Indicator(call.Arguments[0], loop);
        var known = formulas.CheckClass(call.Arguments[1], loop) is { } given ? ConstantClass(call.Arguments[1], given) : null;
        var isLake = call.Arguments.Length == 3;
        if (isLake && call.Arguments[2] is not Syntax.Name { Text: "湖库" }) return formulas.Report<Scalar.Constant>(call.Arguments[2].Span, "word", $"“{formulas.Text(call.Arguments[2])}”应为“湖库”，河流则不写。");
        if (indicator is null || known is null) return null;
        var hasLimit = Limits.TryFind(indicator, isLake ? WaterBody.Lake : WaterBody.River, out var limit) && limit.Sense != LimitSense.Within;
        return hasLimit
            ? new(formulas.Text(call), Kind.Of(indicator), $"限值({indicator}, {WaterClasses.Text(known.Value)}{(isLake ? ", 湖库" : "")})", limit!.BoundOf(known.Value), Limits.Citation)
            : formulas.Report<Scalar.Constant>(call.Arguments[0].Span, "no-limit", $"{Limits.Edition}中，{(isLake ? "湖库" : "河流")}的“{indicator}”没有分类限值。");
    }

    private WaterClass? ConstantClass(Syntax argument, Scalar given)
    {
        var value = given switch { Scalar.Literal literal => literal.Value, Scalar.Constant constant => constant.Value, _ => (decimal?)null };
        if (value is <= (int)WaterClass.V) return (WaterClass)(int)value;
        formulas.Add(argument.Span, "class", $"“{given.Text}”应为Ⅰ至Ⅴ类之一。");
        return null;
    }

    private Scalar.ExceedanceMultiple? ExceedanceMultiple(Syntax.Call call, Loop loop)
    {
        var (value, limit) = (formulas.CheckQuantity(call.Arguments[0], loop), formulas.CheckQuantity(call.Arguments[1], loop));
        if (value is null || limit is null) return null;
        return value.Kind == limit.Kind ? new(formulas.Text(call), value, limit, formulas.SpotOf(call.Span)) : formulas.Unlike<Scalar.ExceedanceMultiple>(call.Span, "超标倍数", value, limit);
    }

    private Scalar.RoundedTo? RoundedTo(Syntax.Call call, Loop loop, RoundingWay way)
    {
        var (operand, step) = (formulas.CheckQuantity(call.Arguments[0], loop), formulas.CheckQuantity(call.Arguments[1], loop));
        if (operand is null || step is null) return null;
        if (operand.Kind != step.Kind) return formulas.Unlike<Scalar.RoundedTo>(call.Span, call.Function.Text, operand, step);
        return step is Scalar.Literal { Value: > 0 } or Scalar.Constant { Value: > 0 }
            ? new(formulas.Text(call), way, operand, step)
            : formulas.Report<Scalar.RoundedTo>(call.Arguments[1].Span, "rounding-step", $"“{step.Text}”应为大于零的数或参数：{call.Function.Text}到它的整数倍。");
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
}
