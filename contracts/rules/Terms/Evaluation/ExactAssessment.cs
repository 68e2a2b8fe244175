using System.Collections.Immutable;
using Basin.Rules.Settlement;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Terms;

/// <summary>Exact outcomes of clauses to payments.</summary>
internal static class ExactAssessment
{
    public static Assessment Of(Document document, Period period, IReadOnlyCollection<MonthFacts> facts, IReadOnlyCollection<StatedFact> stated)
    {
        var plan = document.ExactPlan(period);
        return Of(document, period, plan, plan.Run(new ExactDomain(period, new Facts(facts, stated, document.Data))));
    }

    public static Assessment Of(Document document, Period period, Plan<Exact, ExactTruth> plan, Frame<Exact, ExactTruth> run)
    {
        var outcomes = plan.Clauses.Select(clause => ClauseOutcome<Exact, ExactTruth>.Of(clause, run)).ToList();
        ImmutableArray<Payment> payments = [.. outcomes.SelectMany(outcome => Payments(document, outcome))];
        var gaps = payments.Aggregate(ImmutableArray<Gap>.Empty, (all, payment) => ExactDomain.Joined(all, payment.Gaps));
        var because = outcomes.Select(outcome => ClauseStep(document, outcome, payments));
        var unknown = payments.Count(payment => payment.Amount is null);
        ImmutableArray<Transfer>? netted = unknown == 0 && document.Netting != NettingRule.Gross ? Netted(document, payments) : null;
        if (netted is { } transfers) because = because.Append(NettingStep(document, payments, transfers));
        var words = unknown == 0 ? $"{payments.Length}笔支付" : $"{payments.Length}笔支付，其中{unknown}笔不能确定";
        return new(payments, gaps, new("terms.assessment", $"{document.Title} {period.Id}", null, words, null, null, [.. because]), netted);
    }

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

    private static IEnumerable<Payment> Payments(Document document, ClauseOutcome<Exact, ExactTruth> outcome)
    {
        if (outcome.Arms.IsEmpty) return [];
        var arm = outcome.Arms[0];
        var gaps = Gaps(outcome);
        return gaps.IsEmpty ? Determined(document, outcome, arm) : Undetermined(document, outcome, arm.Arm, gaps);
    }

    private static ImmutableArray<Gap> Gaps(ClauseOutcome<Exact, ExactTruth> outcome)
    {
        var decided = outcome.Arms.Length == 1 && !outcome.CanBeNothing;
        if (decided) return outcome.Arms[0].Amount.Value.Gaps;
        return outcome.Conditions.Aggregate(ImmutableArray<Gap>.Empty, (all, condition) => ExactDomain.Joined(all, condition.Value.Gaps));
    }

    private static IEnumerable<Payment> Undetermined(Document document, ClauseOutcome<Exact, ExactTruth> outcome, Arm arm, ImmutableArray<Gap> gaps)
    {
        var because = Because(outcome);
        return arm.To.Select(recipient => new Payment(
            outcome.Clause.Id, arm.From, recipient.Account, null, gaps,
            PaymentStep(document, outcome.Clause, arm.From, recipient.Account, ExactDomain.Reason(gaps), because)));
    }

    private static IEnumerable<Payment> Determined(Document document, ClauseOutcome<Exact, ExactTruth> outcome, ArmOutcome<Exact> chosen)
    {
        var arm = chosen.Arm;
        var whole = Money.HalfEven(chosen.Amount.Value.Value!.Value);
        var (owed, turned) = arm.Direction(whole);
        var parts = arm.Split(owed);
        var because = whole < Money.Zero ? Because(outcome).Add(DirectionStep(turned, whole)) : Because(outcome);
        return arm.To.Select((recipient, index) =>
        {
            var (from, to) = turned ? (recipient.Account, arm.From) : (arm.From, recipient.Account);
            var reasons = arm.To.Length == 1 ? because : because.Add(SplitStep(arm, owed, parts[index], recipient));
            return new Payment(outcome.Clause.Id, from, to, parts[index], [], PaymentStep(document, outcome.Clause, from, to, $"{parts[index].Figures()}元", reasons));
        });
    }

    private static ImmutableArray<Step> Because(ClauseOutcome<Exact, ExactTruth> outcome) =>
        [.. outcome.Conditions.Select(condition => condition.Step), .. outcome.Arms.Select(arm => arm.Amount.Step)];

    private static Step DirectionStep(bool turned, Money whole) =>
        new("terms.direction", null, $"{whole.Figures()} < 0", turned ? "金额小于零，反向支付" : "金额小于零，不付", null, null, []);

    private static Step SplitStep(Arm arm, Money whole, Money part, Recipient recipient)
    {
        var shares = string.Join(":", arm.To.Select(to => to.Text));
        return new("allot", $"{recipient.Account}的份额", $"{whole.Figures()} 按 {shares} 分配，舍到分，余数按地区代码顺序", part.Figures(), "元", null, []);
    }

    private static Step PaymentStep(Document document, Clause clause, string from, string to, string words, ImmutableArray<Step> because) =>
        new("terms.payment", $"{from} 付 {to}", null, words, null, $"《{document.Title}》第{clause.No}条", because);

    private static string ClauseName(Clause clause) => clause.Element is { } element ? $"第{clause.No}条（{element}）" : $"第{clause.No}条";

    private static Step ClauseStep(Document document, ClauseOutcome<Exact, ExactTruth> outcome, ImmutableArray<Payment> payments)
    {
        ImmutableArray<Step> steps = [.. payments.Where(payment => payment.Clause == outcome.Clause.Id).Select(payment => payment.Step)];
        var citation = $"《{document.Title}》第{outcome.Clause.No}条";
        return steps.IsEmpty
            ? new("terms.clause", ClauseName(outcome.Clause), null, "不产生支付", null, citation, Because(outcome))
            : new("terms.clause", ClauseName(outcome.Clause), null, $"{steps.Length}笔支付", null, citation, steps);
    }
}
