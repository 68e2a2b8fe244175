using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Basin.Rules.Settlement;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Terms;

/// <summary>Exact outcomes of clauses to payments.</summary>
internal static class ExactAssessment
{
    public static Assessment Of(Document document, Period period, IReadOnlyCollection<MonthFacts> facts, IReadOnlyCollection<StatedFact> stated)
    {
        var plan = document.ExactPlan(period);
        return Of(document, plan, plan.Run(new ExactDomain(period, new Facts(facts, stated, document.Data))));
    }

    public static Assessment Of(Document document, Plan<Exact, ExactTruth> plan, Frame<Exact, ExactTruth> run)
    {
        ImmutableArray<Payment> payments = [];
        var clauses = new Step[plan.Clauses.Length];
        for (var index = 0; index < clauses.Length; index++)
        {
            var outcome = ClauseOutcome<Exact, ExactTruth>.Of(plan.Clauses[index], run);
            var own = Payments(outcome);
            payments = payments.IsEmpty ? own : payments.AddRange(own);
            clauses[index] = ClauseStep(outcome, own);
        }

        var (gaps, unknown) = (ImmutableArray<Gap>.Empty, 0);
        foreach (var payment in payments)
        {
            gaps = ExactDomain.Joined(gaps, payment.Gaps);
            if (payment.Amount is null) unknown++;
        }

        ImmutableArray<Transfer>? netted = unknown == 0 && document.Netting != NettingRule.Gross ? Netted(document, payments) : null;
        var because = ImmutableCollectionsMarshal.AsImmutableArray(clauses);
        if (netted is { } transfers) because = because.Add(NettingStep(document, payments, transfers));
        var words = unknown == 0 ? PaymentsInWords(payments.Length) : $"{payments.Length}笔支付，其中{unknown}笔不能确定";
        return new(payments, gaps, new("terms.assessment", plan.Title, null, words, null, null, because), netted);
    }

    // One payment is by far the most frequent count, and the text of it is always the same one.
    private static string PaymentsInWords(int payments) => payments == 1 ? "1笔支付" : $"{payments}笔支付";

    private static ImmutableArray<Transfer> TransfersOf(ImmutableArray<Payment> payments) =>
        [.. payments.Select(payment => new Transfer(payment.Clause, payment.From, payment.To, payment.Amount!.Value))];

    private static ImmutableArray<Transfer> Netted(Document document, ImmutableArray<Payment> payments)
    {
        var pots = document.Clauses.SelectMany(clause => clause.Arms).SelectMany(arm => arm.Accounts).Where(account => !document.Parties.ContainsKey(account));
        List<string> order = [.. document.Parties.OrderBy(party => party.Value, StringComparer.Ordinal).Select(party => party.Key), .. pots.Distinct().Order(StringComparer.Ordinal)];
        return Netting.Apply(document.Netting, TransfersOf(payments), order);
    }

    // Every account's position is shown, so that the reader sees that netting changed none.
    private static Step NettingStep(Document document, ImmutableArray<Payment> payments, ImmutableArray<Transfer> netted)
    {
        var positions = Netting.Positions(TransfersOf(payments)).Where(position => position.Value != Money.Zero)
            .Select(position => Step.Fact("terms.position", position.Key, position.Value < Money.Zero ? $"净付 {(-position.Value).Figures()}" : $"净收 {position.Value.Figures()}", "元"));
        var transfers = netted.Select(transfer => Step.Fact("terms.transfer", $"{transfer.From} 付 {transfer.To}", transfer.Amount.Figures(), "元", $"第{transfer.Clauses}条"));
        return new("terms.netting", document.Netting == NettingRule.Pairwise ? "两两轧差" : "多边轧差", null, $"{netted.Length}笔", null, null, [.. positions, .. transfers]);
    }

    private static ImmutableArray<Payment> Payments(ClauseOutcome<Exact, ExactTruth> outcome)
    {
        if (outcome.Arms.IsEmpty) return [];
        var gaps = Gaps(outcome);
        return gaps.IsEmpty ? Determined(outcome, outcome.Arms[0]) : Undetermined(outcome, outcome.Arms[0].Arm, gaps);
    }

    private static ImmutableArray<Gap> Gaps(ClauseOutcome<Exact, ExactTruth> outcome)
    {
        var decided = outcome.Arms.Length == 1 && !outcome.CanBeNothing;
        if (decided) return outcome.Arms[0].Amount.Value.Gaps;
        return outcome.Conditions.Aggregate(ImmutableArray<Gap>.Empty, (all, condition) => ExactDomain.Joined(all, condition.Value.Gaps));
    }

    private static ImmutableArray<Payment> Undetermined(ClauseOutcome<Exact, ExactTruth> outcome, Arm arm, ImmutableArray<Gap> gaps)
    {
        var because = outcome.Because;
        return [.. arm.Sharers.Select((_, sharer) => Open(sharer))];

        Payment Open(int sharer)
        {
            var (from, to) = arm.Ends(sharer, turned: false);
            return new(outcome.Clause.Id, from, to, null, gaps, PaymentStep(outcome, arm.PaymentName(sharer, turned: false), ExactDomain.Reason(gaps), because));
        }
    }

    private static ImmutableArray<Payment> Determined(ClauseOutcome<Exact, ExactTruth> outcome, ArmOutcome<Exact> chosen)
    {
        var arm = chosen.Arm;
        var whole = Money.OfWholeFen(chosen.Amount.Value.Value!.Value);
        var (owed, turned) = arm.Direction(whole);
        var because = whole < Money.Zero ? outcome.Because.Add(DirectionStep(turned, whole)) : outcome.Because;
        if (arm.Sharers.Length == 1) return [Paid(0, owed, because)];
        return [.. arm.Split(owed).Select((part, sharer) => Paid(sharer, part, because.Add(SplitStep(arm, owed, part, arm.Sharers[sharer]))))];

        Payment Paid(int sharer, Money amount, ImmutableArray<Step> reasons)
        {
            var (from, to) = arm.Ends(sharer, turned);
            return new(outcome.Clause.Id, from, to, amount, [], PaymentStep(outcome, arm.PaymentName(sharer, turned), LateText.Of(amount, paid => $"{paid.Figures()}元"), reasons));
        }
    }

    // What several share is worked out once: below each part stands only how it was split.
    private static ImmutableArray<Step> Shared(ImmutableArray<Payment> payments)
    {
        var common = payments[0].Step.Because.TakeWhile((step, index) => payments.All(payment => index < payment.Step.Because.Length && ReferenceEquals(payment.Step.Because[index], step))).ToList();
        return [.. common, .. payments.Select(payment => payment.Step with { Because = payment.Step.Because[common.Count..] })];
    }

    private static Step DirectionStep(bool turned, Money whole) =>
        new("terms.direction", null, $"{whole.Figures()} < 0", turned ? "金额小于零，反向支付" : "金额小于零，不付", null, null, []);

    private static Step SplitStep(Arm arm, Money whole, Money part, Sharer sharer)
    {
        var shares = string.Join(":", arm.Sharers.Select(other => other.Text));
        return new("allot", $"{sharer.Account}的份额", $"{whole.Figures()} 按 {shares} 分配，舍到分，余数按地区代码顺序", part.Figures(), "元", null, []);
    }

    private static Step PaymentStep(ClauseOutcome<Exact, ExactTruth> outcome, string name, object words, ImmutableArray<Step> because) =>
        Step.Late("terms.payment", name, null, words, null, outcome.Planned.Citation, because);

    private static Step ClauseStep(ClauseOutcome<Exact, ExactTruth> outcome, ImmutableArray<Payment> payments)
    {
        var planned = outcome.Planned;
        if (payments.IsEmpty) return new("terms.clause", planned.Name, null, "不产生支付", null, planned.Citation, outcome.Because);
        var because = payments.Length == 1 ? [payments[0].Step] : Shared(payments);
        return new("terms.clause", planned.Name, null, PaymentsInWords(payments.Length), null, planned.Citation, because);
    }
}
