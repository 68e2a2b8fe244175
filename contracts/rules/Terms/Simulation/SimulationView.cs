using System.Collections.Immutable;
using Basin.Rules.Settlement;

namespace Basin.Rules.Terms;

/// <summary>A simulation as plain records for JSON. Amounts are fen as text, with figures and capitals beside them; decimals are text.</summary>
public sealed record SimulationView(
    string Title, string DocumentSha256, ImmutableArray<SimulationView.PeriodView> Periods, ImmutableArray<SimulationView.TotalView> Totals)
{
    /// <param name="simulation">The simulation.</param>
    /// <param name="analyses">Analyses of its periods, in the same order; null for none.</param>
    /// <param name="explained">Whether each period carries its explanation.</param>
    public static SimulationView Of(Simulation simulation, IReadOnlyList<PeriodAnalysis>? analyses = null, bool explained = false) => new(
        simulation.Terms.Title, simulation.Terms.Sha256,
        [.. simulation.Periods.Select((period, index) => PeriodView.Of(period, analyses?[index], explained))],
        [.. simulation.Totals.Select(total => new TotalView(
            total.Account, AmountView.Of(total.Net), total.Undetermined, PositionView.Of(total.Best), PositionView.Of(total.Worst)))]);

    public sealed record AmountView(string Fen, string Figures, string Capitals)
    {
        public static AmountView Of(Money amount) => new($"{amount.Fen}", amount.Figures(), amount.Capitals());

        public static AmountView? Of(Money? amount) => amount is { } known ? Of(known) : null;
    }

    /// <param name="Amount">Null when it cannot be determined.</param>
    public sealed record PaymentView(string Clause, string From, string To, AmountView? Amount)
    {
        public static ImmutableArray<PaymentView> Of(IEnumerable<Payment> payments) =>
            [.. payments.Select(payment => new PaymentView(payment.Clause, payment.From, payment.To, AmountView.Of(payment.Amount)))];
    }

    public sealed record GapView(string Section, string Month, string Indicator, string Reason);

    public sealed record PeriodView(
        string Period, string FirstMonth, string LastMonth, ImmutableArray<PaymentView> Payments, ImmutableArray<GapView> Gaps,
        ImmutableSortedDictionary<string, AmountView?> Net, AnalysisView? Analysis, Step? Explanation)
    {
        public static PeriodView Of(SimulatedPeriod period, PeriodAnalysis? analysis, bool explained) => new(
            period.Period.Id, period.Period.FirstMonth.ToString(), period.Period.LastMonth.ToString(), PaymentView.Of(period.Assessment.Payments),
            [.. period.Assessment.Gaps.Select(gap => new GapView(gap.Section, gap.Month.ToString(), gap.Indicator, gap.Reason))],
            Amounts(period.Net), analysis is null ? null : AnalysisView.Of(analysis), explained ? period.Assessment.Step : null);
    }

    public sealed record PositionView(string Period, AmountView Net)
    {
        public static PositionView? Of(PeriodPosition? position) => position is null ? null : new(position.Period, AmountView.Of(position.Net));
    }

    public sealed record TotalView(string Account, AmountView Net, int UndeterminedPeriods, PositionView? Best, PositionView? Worst);

    public sealed record AnalysisView(
        ImmutableArray<BreakEvenView> BreakEvens, ImmutableArray<SensitivityView> Sensitivities, ImmutableArray<MissingMonthView> MissingMonths, int MissingCount)
    {
        public static AnalysisView Of(PeriodAnalysis analysis) => new(
            [.. analysis.BreakEvens.Select(BreakEvenView.Of)], [.. analysis.Sensitivities.Select(SensitivityView.Of)],
            [.. analysis.MissingMonths.Select(MissingMonthView.Of)], analysis.MissingCount);
    }

    public sealed record BreakEvenView(
        string Section, string SectionCode, string Indicator, string Unit, string Mean, string Below, string Above, string Distance,
        ImmutableArray<PaymentView> PaymentsBelow, ImmutableArray<PaymentView> PaymentsAbove,
        ImmutableSortedDictionary<string, AmountView?> NetBelow, ImmutableSortedDictionary<string, AmountView?> NetAbove)
    {
        public static BreakEvenView Of(BreakEven change) => new(
            change.Section, change.SectionCode, change.Indicator.Name, change.Indicator.Unit, DecimalText.Of(change.Mean), DecimalText.Of(change.Below),
            DecimalText.Of(change.Above), DecimalText.Of(change.Distance), PaymentView.Of(change.PaymentsBelow), PaymentView.Of(change.PaymentsAbove),
            Amounts(change.NetBelow), Amounts(change.NetAbove));
    }

    /// <param name="Up">Changes of the positions; null where a month would leave the admissible range.</param>
    public sealed record SensitivityView(
        string Section, string SectionCode, string Indicator, string Unit, string Mean, string Distance,
        ImmutableSortedDictionary<string, AmountView?>? Up, ImmutableSortedDictionary<string, AmountView?>? Down)
    {
        public static SensitivityView Of(Sensitivity sensitivity) => new(
            sensitivity.Section, sensitivity.SectionCode, sensitivity.Indicator.Name, sensitivity.Indicator.Unit, DecimalText.Of(sensitivity.Mean),
            DecimalText.Of(Sensitivity.Distance), sensitivity.Up is null ? null : Amounts(sensitivity.Up), sensitivity.Down is null ? null : Amounts(sensitivity.Down));
    }

    public sealed record MissingMonthView(
        string Section, string SectionCode, string Month, ImmutableArray<string> Missing, bool Matters, ImmutableArray<EffectView> Effects)
    {
        public static MissingMonthView Of(MissingMonth month) => new(
            month.Section, month.SectionCode, month.Month.ToString(), month.Missing, month.Matters, [.. month.Effects.Select(EffectView.Of)]);
    }

    /// <param name="Now">Null while it is not determined.</param>
    /// <param name="Most">Null where the terms set no bound.</param>
    public sealed record EffectView(
        string Clause, string From, string To, AmountView? Now, AmountView Least, AmountView? Most, bool StaysUndetermined, bool Matters)
    {
        public static EffectView Of(MissingMonth.Effect effect) => new(
            effect.Clause, effect.From, effect.To, AmountView.Of(effect.Now), AmountView.Of(effect.Least), AmountView.Of(effect.Most),
            effect.StaysUndetermined, effect.Matters);
    }

    private static ImmutableSortedDictionary<string, AmountView?> Amounts(ImmutableSortedDictionary<string, Money?> net) =>
        net.ToImmutableSortedDictionary(account => account.Key, account => AmountView.Of(account.Value), StringComparer.Ordinal);
}
