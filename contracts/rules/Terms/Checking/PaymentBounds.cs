using Basin.Rules.Settlement;

namespace Basin.Rules.Terms;

/// <summary>
/// What can be known of the payments before any data: evaluates the periods over the whole admissible range. A payment without bound, one
/// that may fall below zero without a word about it, a division by what may be zero and a case that can never apply are problems while the
/// document is drafted.
/// </summary>
internal static class PaymentBounds
{
    public static void Check(Document document, ProblemList problems)
    {
        if (TermParts.Operations(document) > TermsLimits.DocumentOperationsMax)
        {
            problems.Add("clauses", "too-large", $"全部条款展开后超过{TermsLimits.DocumentOperationsMax}次运算。");
            return;
        }

        var possible = new HashSet<string>(StringComparer.Ordinal);
        var byZero = new Dictionary<Scalar, Period>(ReferenceEqualityComparer.Instance);
        foreach (var period in document.UnlikePeriods())
        {
            var outcomes = RangeOutcomes.OfAnything(document, period);
            var run = document.RangePlan(period).Run(RangeOutcomes.Anything(document, period));
            foreach (var (division, _) in document.RangePlan(period).Divisions.Where(division => division.Divisor.Value(run).Contains(0))) byZero.TryAdd(division, period);
            foreach (var outcome in outcomes.SelectMany(outcome => outcome.Arms)) possible.Add(outcome.Arm.Place);
            foreach (var outcome in outcomes.SelectMany(outcome => outcome.Arms)) CheckArm(outcome, problems);
            if (problems.IsEmpty) CheckSums(outcomes, problems);
        }

        Divisions.Check(document, byZero, problems);
        foreach (var arm in document.Clauses.SelectMany(clause => clause.Arms).Where(arm => !possible.Contains(arm.Place)))
        {
            problems.Add(arm.Place, "unreachable", "这一情形在任何数据下都不会适用。");
        }
    }

    private static void CheckArm(ArmOutcome<Interval> outcome, ProblemList problems)
    {
        var (arm, range) = (outcome.Arm, outcome.Amount.Value);
        if (arm.BelowZero == BelowZero.Unstated && (range.Least is null || range.Least < 0))
        {
            problems.Add($"{arm.Place}.pay", "negative-unstated", "金额可能小于零，应写明 negative 为“反向”或“不付”。");
        }

        var open = IsOpen(range.Most) || (arm.BelowZero == BelowZero.Turned && IsOpen(-range.Least));
        if (open) problems.Add($"{arm.Place}.pay", "unbounded", "金额没有上限，或只受可采范围限制而可超过1000亿元，应写明限额(cap)或使用“限幅”。");
    }

    private static bool IsOpen(decimal? most) => most is null or > TermsLimits.PaymentYuanMax;

    private static void CheckSums(IEnumerable<ClauseOutcome<Interval, RangeTruth>> outcomes, ProblemList problems)
    {
        var payments = outcomes.SelectMany(outcome => RangeOutcomes.Payments(outcome));
        var most = payments.Sum(payment => (decimal)(payment.Most ?? Money.Zero).Fen);
        if (most > long.MaxValue) problems.Add("clauses", "too-large", "各条款金额的上限合计过大。");
    }
}
