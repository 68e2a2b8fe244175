using Basin.Hosting;

namespace Basin.Exchange;

/// <summary>What became of a party's money of one period, with everything that was said about it.</summary>
public sealed record FundUseView(
    FundSums Sums, IReadOnlyList<FundUseView.ReportView> Reports, IReadOnlyList<UseQuestion> Questions, IReadOnlyList<FundUseView.OrderView> Orders)
{
    /// <param name="ReversedAt">When it was taken back as wrong; null while it counts.</param>
    public sealed record ReportView(
        string Reference, CaseView.Amount Amount, string Purpose, string What, DateOnly UsedOn, IReadOnlyList<Evidence> Evidence, string By, DateTimeOffset At, DateTimeOffset? ReversedAt,
        string? ReversalReason);

    /// <param name="Amount">Of what is cut or recovered.</param>
    public sealed record OrderView(
        int Number, FundMeasure Measure, string? Reference, string Reason, CaseView.Amount? Amount, DateOnly? DueOn, string By, DateTimeOffset At, IReadOnlyList<RecoveryView> Recoveries,
        DateTimeOffset? LiftedAt, string? LiftingReason);

    public sealed record RecoveryView(string Reference, CaseView.Amount Amount, DateOnly PaidOn, string By, DateTimeOffset At);

    /// <param name="use">Null while nothing was said about it.</param>
    public static FundUseView Of(Fund fund, FundReceipts receipts, FundUse? use) => new(
        FundSums.Of(fund, receipts, use),
        [.. use?.Reports.Select(r => new ReportView(r.Reference, CaseView.Amount.Of(r.AmountFen), r.Purpose, r.What, r.UsedOn, r.Evidence, r.By, r.At, r.ReversedAt, r.ReversalReason)) ?? []],
        use?.Questions ?? [],
        [.. use?.Orders.Select(Of) ?? []]);

    private static OrderView Of(FundOrder o) => new(
        o.Number, o.Measure, o.Reference, o.Reason, o.AmountFen is { } fen ? CaseView.Amount.Of(fen) : null, o.DueOn, o.By, o.At,
        [.. o.Recoveries.Select(r => new RecoveryView(r.Reference, CaseView.Amount.Of(r.AmountFen), r.PaidOn, r.By, r.At))], o.LiftedAt, o.LiftingReason);
}

/// <summary>The sums of one party's money of one period.</summary>
/// <param name="Received">Confirmed payments to it.</param>
/// <param name="Returned">Confirmed payments of its own in the same case, such as the difference of a correction.</param>
/// <param name="Recovered">Paid back on orders to recover; no posting of the ledger follows from it.</param>
/// <param name="Unused">Received less returned, recovered and used; below zero where what was returned or recovered had been used.</param>
/// <param name="Questioned">Of what was used, that a question waits for an answer about.</param>
/// <param name="OpenQuestions">Questions that wait for an answer, about single uses or the whole.</param>
/// <param name="InForce">Orders that are in force.</param>
public sealed record FundSums(
    string Agreement, string Period, string Party, string Region, CaseView.Amount Received, CaseView.Amount Returned, CaseView.Amount Recovered, CaseView.Amount Used,
    IReadOnlyDictionary<string, CaseView.Amount> UsedByPurpose, CaseView.Amount Unused, CaseView.Amount Questioned, int OpenQuestions, IReadOnlyList<FundMeasure> InForce)
{
    public static FundSums Of(Fund fund, FundReceipts receipts, FundUse? use)
    {
        var (used, recovered) = (use?.UsedFen ?? 0, use?.RecoveredFen ?? 0);
        return new(
            fund.Agreement, fund.Period, fund.Party, fund.Region, CaseView.Amount.Of(receipts.ReceivedFen), CaseView.Amount.Of(receipts.ReturnedFen), CaseView.Amount.Of(recovered), CaseView.Amount.Of(used),
            new SortedDictionary<string, CaseView.Amount>(
                (use?.Reports ?? []).Where(report => report.Stands).GroupBy(report => report.Purpose).ToDictionary(purpose => purpose.Key, purpose => CaseView.Amount.Of(purpose.Sum(report => report.AmountFen))),
                StringComparer.Ordinal),
            CaseView.Amount.Of(receipts.NetFen - recovered - used), CaseView.Amount.Of(use?.QuestionedFen ?? 0), use?.Questions.Count(question => question.Answer is null) ?? 0,
            [.. (use?.Orders ?? []).Where(order => order.LiftedAt is null).Select(order => order.Measure)]);
    }
}
