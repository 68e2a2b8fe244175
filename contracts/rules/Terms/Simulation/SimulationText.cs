using System.Text;
using Basin.Rules.Settlement;

namespace Basin.Rules.Terms;

/// <summary>Simulations and analyses as text, Chinese first and English beside it. The same input always gives the same text.</summary>
public static class SimulationText
{
    /// <summary>Who would have paid whom in every period, then what each account would have got or paid in all.</summary>
    public static string Of(Simulation simulation)
    {
        var text = new StringBuilder();
        text.Append($"模拟 Simulation：《{simulation.Terms.Title}》\n");
        foreach (var period in simulation.Periods) Write(text, period);
        text.Append("合计 Totals\n");
        foreach (var total in simulation.Totals) text.Append($"  {Line(total)}\n");
        return text.ToString();
    }

    /// <summary>Break-even values, sensitivity and missing months of one period.</summary>
    public static string Of(PeriodAnalysis analysis)
    {
        var text = new StringBuilder();
        text.Append($"分析 Analysis {analysis.Period.Id}\n");
        WriteBreakEvens(text, analysis);
        WriteSensitivities(text, analysis);
        WriteMissing(text, analysis);
        return text.ToString();
    }

    private static void Write(StringBuilder text, SimulatedPeriod period)
    {
        text.Append($"结算期 Period {period.Period.Id}（{period.Period.FirstMonth} 至 {period.Period.LastMonth}）\n");
        if (period.Assessment.Payments.IsEmpty) text.Append("  不产生支付 no payment\n");
        foreach (var payment in period.Assessment.Payments) text.Append($"  {Line(payment)}\n");
        text.Append($"  净额 net：{Positions(period.Net)}\n");
    }

    private static string Line(Payment payment) => $"第{payment.Clause}条 {payment.From} 付 {payment.To} {payment.From} pays {payment.To}：" + (payment.Amount is { } amount
        ? $"{amount.Figures()}元 {amount.Capitals()}"
        : $"{ExactDomain.Reason(payment.Gaps)} undetermined");

    private static string Line(AccountTotal total)
    {
        var undetermined = total.Undetermined == 0 ? "" : $"，另有{total.Undetermined}期不能确定 {total.Undetermined} period(s) undetermined";
        if (total.Best is not { } best || total.Worst is not { } worst) return $"{total.Account}：不能确定 undetermined{undetermined}";
        return $"{total.Account}：净额 net {total.Net.Figures()}元 {total.Net.Capitals()}，最好 best {best.Period} {best.Net.Figures()}元，最差 worst {worst.Period} {worst.Net.Figures()}元{undetermined}";
    }

    private static void WriteBreakEvens(StringBuilder text, PeriodAnalysis analysis)
    {
        text.Append("  盈亏平衡点 Break-even means\n");
        if (analysis.BreakEvens.IsEmpty) text.Append("    没有 none\n");
        foreach (var change in analysis.BreakEvens)
        {
            var unit = Unit(change.Indicator.Unit);
            var direction = change.Distance > 0 ? "再升 up" : "再降 down";
            text.Append($"    {change.Section} {change.Indicator.Name}：{Shown(change.Below)} 与 {Shown(change.Above)}{unit} 之间 between；实际 actual {Shown(change.Mean)}{unit}，{direction} {Shown(decimal.Abs(change.Distance))}{unit}\n");
            text.Append($"      低侧 below：{Payments(change.PaymentsBelow)}；净额 net {Positions(change.NetBelow)}\n");
            text.Append($"      高侧 above：{Payments(change.PaymentsAbove)}；净额 net {Positions(change.NetAbove)}\n");
        }
    }

    private static void WriteSensitivities(StringBuilder text, PeriodAnalysis analysis)
    {
        text.Append($"  灵敏度 Sensitivity per {Sensitivity.Distance}\n");
        var idle = analysis.Sensitivities.Count(sensitivity => !sensitivity.Matters);
        foreach (var sensitivity in analysis.Sensitivities.Where(sensitivity => sensitivity.Matters))
        {
            var unit = Unit(sensitivity.Indicator.Unit);
            text.Append($"    {sensitivity.Section} {sensitivity.Indicator.Name}（{Shown(sensitivity.Mean)}{unit}）：升 up {Side(sensitivity.Up)}；降 down {Side(sensitivity.Down)}\n");
        }

        if (idle > 0) text.Append($"    其余{idle}项不变 the other {idle} change nothing\n");
    }

    private static void WriteMissing(StringBuilder text, PeriodAnalysis analysis)
    {
        text.Append($"  缺测月 Missing section-months：{analysis.MissingCount}\n");
        foreach (var month in analysis.MissingMonths)
        {
            text.Append($"    {month.Section} {month.Month}（{string.Join("、", month.Missing)}）：{Words(month)}\n");
            foreach (var effect in month.Effects.Where(effect => effect.Matters)) text.Append($"      {Line(effect)}\n");
        }

        var left = analysis.MissingCount - analysis.MissingMonths.Length;
        if (left > 0) text.Append($"    另有{left}个未逐一分析 {left} more not looked at one by one\n");
    }

    private static string Words(MissingMonth month)
    {
        if (month.Matters) return "有影响 matters";
        return month.Effects.Any(effect => effect.StaysUndetermined) ? "单独补齐仍不能确定 not enough on its own" : "无影响 changes nothing";
    }

    private static string Line(MissingMonth.Effect effect)
    {
        var now = effect.Now is { } amount ? $"{amount.Figures()}元" : "不能确定 undetermined";
        return $"第{effect.Clause}条 {effect.From} 付 {effect.To}：现 now {now}；可为 could be {effect.Least.Figures()}元 至 {(effect.Most is { } most ? $"{most.Figures()}元" : "不限 no bound")}";
    }

    private static string Payments(IEnumerable<Payment> payments)
    {
        // A change is only reported between two values at which every payment is determined.
        var paid = payments.Where(payment => payment.Amount != Money.Zero).Select(payment => $"第{payment.Clause}条 {payment.From} 付 {payment.To} {payment.Amount!.Value.Figures()}元");
        return string.Join("，", paid) is { Length: > 0 } text ? text : "不支付 nothing";
    }

    private static string Positions(IEnumerable<KeyValuePair<string, Money?>> net) =>
        string.Join("，", net.Select(account => $"{account.Key} {(account.Value is { } amount ? $"{amount.Figures()}元" : "不能确定 undetermined")}"));

    private static string Side(IEnumerable<KeyValuePair<string, Money?>>? changes) => changes is null ? "超出可采范围 outside the admissible range" : Positions(changes);

    private static string Unit(string unit) => unit.Length == 0 ? "" : $" {unit}";

    // Cut for people; the JSON form has every digit.
    private const int DecimalsShown = 6;

    private static string Shown(decimal value)
    {
        var scale = new decimal(1, 0, 0, false, DecimalsShown);
        return DecimalText.Of(decimal.Truncate(value / scale) * scale);
    }
}
