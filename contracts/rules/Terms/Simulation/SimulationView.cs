using System.Collections.Immutable;
using Basin.Rules.Settlement;

namespace Basin.Rules.Terms;

/// <summary>A simulation as plain records for JSON. Amounts are fen as text, with figures and capitals beside them; decimals are text.</summary>
/// <param name="Title">Title of the document.</param>
/// <param name="DocumentSha256">SHA-256 of the document's canonical JSON, lower-case hexadecimal.</param>
/// <param name="Periods">Every period of the range, in order.</param>
/// <param name="Totals">Of every party and pot, in ordinal order.</param>
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

    /// <param name="Fen">Whole fen as decimal text; a net below zero is paid.</param>
    /// <param name="Figures">The same in yuan with two decimals, such as <c>100,000,000.00</c>.</param>
    /// <param name="Capitals">The same in capitals, such as 壹亿元整.</param>
    public sealed record AmountView(string Fen, string Figures, string Capitals)
    {
        public static AmountView Of(Money amount) => new($"{amount.Fen}", amount.Figures(), amount.Capitals());

        public static AmountView? Of(Money? amount) => amount is { } known ? Of(known) : null;
    }

    /// <param name="Clause">Number of the clause, as the document writes it.</param>
    /// <param name="From">Party or pot that pays.</param>
    /// <param name="To">Party or pot that is paid.</param>
    /// <param name="Amount">Zero or more; null when it cannot be determined.</param>
    public sealed record PaymentView(string Clause, string From, string To, AmountView? Amount)
    {
        public static ImmutableArray<PaymentView> Of(IEnumerable<Payment> payments) =>
            [.. payments.Select(payment => new PaymentView(payment.Clause, payment.From, payment.To, AmountView.Of(payment.Amount)))];
    }

    /// <param name="Section">Section code; empty for what belongs to no section.</param>
    /// <param name="Month">Such as 2020-05.</param>
    /// <param name="Indicator">Standard name; empty for what belongs to no indicator.</param>
    /// <param name="Reason">Why there is no value.</param>
    public sealed record GapView(string Section, string Month, string Indicator, string Reason);

    /// <param name="Period">Such as 2020 or 2020-05.</param>
    /// <param name="FirstMonth">Such as 2020-01, inclusive.</param>
    /// <param name="LastMonth">Inclusive.</param>
    /// <param name="Payments">One for each clause and recipient that applies, determined or not.</param>
    /// <param name="Gaps">What keeps payments from being determined.</param>
    /// <param name="Net">Of every party and pot what it gets (above zero) or pays in all; null while it is not determined.</param>
    /// <param name="Analysis">Null where it was not asked for.</param>
    /// <param name="Explanation">Null where it was not asked for.</param>
    public sealed record PeriodView(
        string Period, string FirstMonth, string LastMonth, ImmutableArray<PaymentView> Payments, ImmutableArray<GapView> Gaps,
        ImmutableSortedDictionary<string, AmountView?> Net, AnalysisView? Analysis, Step? Explanation)
    {
        public static PeriodView Of(SimulatedPeriod period, PeriodAnalysis? analysis, bool explained) => new(
            period.Period.Id, period.Period.FirstMonth.ToString(), period.Period.LastMonth.ToString(), PaymentView.Of(period.Assessment.Payments),
            [.. period.Assessment.Gaps.Select(gap => new GapView(gap.Section, gap.Month.ToString(), gap.Indicator, gap.Reason))],
            Amounts(period.Net), analysis is null ? null : AnalysisView.Of(analysis), explained ? period.Assessment.Step : null);
    }

    /// <param name="Period">The period's id.</param>
    /// <param name="Net">What the account gets (above zero) or pays in it.</param>
    public sealed record PositionView(string Period, AmountView Net)
    {
        public static PositionView? Of(PeriodPosition? position) => position is null ? null : new(position.Period, AmountView.Of(position.Net));
    }

    /// <param name="Account">Party or pot.</param>
    /// <param name="Net">Sum over the periods that are determined.</param>
    /// <param name="UndeterminedPeriods">How many periods are not, 0 or more.</param>
    /// <param name="Best">The determined period with the highest net; null where there is none.</param>
    /// <param name="Worst">The one with the lowest.</param>
    public sealed record TotalView(string Account, AmountView Net, int UndeterminedPeriods, PositionView? Best, PositionView? Worst);

    /// <param name="MissingMonths">The first missing section-months, with what each can still change.</param>
    /// <param name="MissingCount">How many section-months miss something in all, 0 or more.</param>
    public sealed record AnalysisView(
        ImmutableArray<BreakEvenView> BreakEvens, ImmutableArray<SensitivityView> Sensitivities, ImmutableArray<MissingMonthView> MissingMonths, int MissingCount)
    {
        public static AnalysisView Of(PeriodAnalysis analysis) => new(
            [.. analysis.BreakEvens.Select(BreakEvenView.Of)], [.. analysis.Sensitivities.Select(SensitivityView.Of)],
            [.. analysis.MissingMonths.Select(MissingMonthView.Of)], analysis.MissingCount);
    }

    /// <param name="Section">Name of the section in the document.</param>
    /// <param name="Indicator">Standard name.</param>
    /// <param name="Unit">The indicator's unit, such as mg/L; empty for pH. Mean, Below, Above and Distance are in it.</param>
    /// <param name="Mean">The period's actual mean, unrounded, 0 or more.</param>
    /// <param name="Below">Last value below the change, within the admissible range.</param>
    /// <param name="Above">First value above the change.</param>
    /// <param name="Distance">How far the actual mean must move to the other side: above zero to rise, below zero to fall.</param>
    /// <param name="PaymentsBelow">The payments at Below.</param>
    /// <param name="PaymentsAbove">The payments at Above.</param>
    /// <param name="NetBelow">The accounts' positions at Below; null where not determined.</param>
    /// <param name="NetAbove">The accounts' positions at Above.</param>
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

    /// <param name="Section">Name of the section in the document.</param>
    /// <param name="Indicator">Standard name.</param>
    /// <param name="Unit">The indicator's unit; Mean and Distance are in it.</param>
    /// <param name="Mean">The period's actual mean, unrounded, 0 or more.</param>
    /// <param name="Distance">How far the mean is moved up and down, above zero.</param>
    /// <param name="Up">Changes of the positions when it is higher; null where a month would leave the admissible range.</param>
    /// <param name="Down">The same when it is lower.</param>
    public sealed record SensitivityView(
        string Section, string SectionCode, string Indicator, string Unit, string Mean, string Distance,
        ImmutableSortedDictionary<string, AmountView?>? Up, ImmutableSortedDictionary<string, AmountView?>? Down)
    {
        public static SensitivityView Of(Sensitivity sensitivity) => new(
            sensitivity.Section, sensitivity.SectionCode, sensitivity.Indicator.Name, sensitivity.Indicator.Unit, DecimalText.Of(sensitivity.Mean),
            DecimalText.Of(Sensitivity.Distance), sensitivity.Up is null ? null : Amounts(sensitivity.Up), sensitivity.Down is null ? null : Amounts(sensitivity.Down));
    }

    /// <param name="Section">Name of the section in the document.</param>
    /// <param name="Month">Such as 2020-05.</param>
    /// <param name="Missing">Standard names of the indicators without a mean that counts, and 水量 for the volume.</param>
    /// <param name="Matters">Whether the month changes any payment, or determines one.</param>
    /// <param name="Effects">What it does to each payment.</param>
    public sealed record MissingMonthView(
        string Section, string SectionCode, string Month, ImmutableArray<string> Missing, bool Matters, ImmutableArray<EffectView> Effects)
    {
        public static MissingMonthView Of(MissingMonth month) => new(
            month.Section, month.SectionCode, month.Month.ToString(), month.Missing, month.Matters, [.. month.Effects.Select(EffectView.Of)]);
    }

    /// <param name="Clause">Number of the clause, as the document writes it.</param>
    /// <param name="From">Party or pot that pays.</param>
    /// <param name="To">Party or pot that is paid.</param>
    /// <param name="Now">The payment without the month; null while it is not determined.</param>
    /// <param name="Least">The least it can be with the month, zero or more.</param>
    /// <param name="Most">The most it can be with the month, inclusive; null where the terms set no bound.</param>
    /// <param name="StaysUndetermined">Whether it is not determined with this month either, because more is missing.</param>
    /// <param name="Matters">Whether the month changes the payment or determines it.</param>
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
