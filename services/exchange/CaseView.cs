using System.Text.Json.Serialization;
using Basin.Hosting;
using Basin.Rules.Settlement;

namespace Basin.Exchange;

/// <summary>A case as it is read. Amounts are fen as text, with figures and capitals beside them.</summary>
/// <param name="SettledOn">Day on which it was first settled, Asia/Shanghai.</param>
/// <param name="Correction">Number of the correction that waits for confirmation: it is the restatement, and its difference is what the obligations without a due day say.</param>
/// <param name="CorrectionsUntil">Last day, inclusive, on which corrections are settled by themselves; null for no end.</param>
/// <param name="FundMarks">Orders in force to slow, cut or stop payments to a party because of how it used money of the agreement; left out where there are none.</param>
public sealed record CaseView(
    string Agreement,
    string Period,
    CaseStatus Status,
    int TermsRevision,
    IReadOnlyDictionary<string, string> Parties,
    DateOnly DataDueOn,
    DateOnly? SilenceEndsOn,
    IReadOnlyList<string> Missing,
    CaseView.AssessmentView? Assessment,
    IReadOnlyList<CaseView.ConfirmationView> Confirmations,
    IReadOnlyList<Objection> Objections,
    IReadOnlyList<CaseView.ObligationView> Obligations,
    CaseView.AssessmentView? Restatement,
    IReadOnlyList<CaseView.StatementView> Stated,
    DateOnly? SettledOn,
    int? Correction,
    DateOnly? CorrectionsUntil,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<FundMark>? FundMarks = null)
{
    /// <param name="Facts">The section-months it was made with, each with its revision.</param>
    /// <param name="Stated">
    /// What was stated about the period and went into it, which may be less than has been stated since: with this and <paramref name="Facts"/>
    /// anybody recomputes it.
    /// </param>
    public sealed record AssessmentView(
        int Revision, bool Determined, DateTimeOffset At, IReadOnlyList<PaymentView> Payments,
        IReadOnlyList<Case.AssessedGap> Gaps, IReadOnlyList<Case.UsedFact> Facts, IReadOnlyList<Case.UsedStatement> Stated, string RulesEdition);

    /// <param name="Amount">Null when it cannot be determined.</param>
    public sealed record PaymentView(string Clause, string From, string To, Amount? Amount);

    public sealed record Amount(string Fen, string Figures, string Capitals)
    {
        public static Amount Of(long fen) => new(fen.ToString(), new Money(fen).Figures(), new Money(fen).Capitals());
    }

    /// <summary>What somebody whom the terms name has stated about the period.</summary>
    /// <param name="Incident">Number of the confirmed pollution incident that made it so by the terms; null where somebody said so.</param>
    public sealed record StatementView(string Name, string Value, string By, DateTimeOffset At, string? Incident);

    public sealed record ConfirmationView(string Party, int Assessment, bool BySilence, DateTimeOffset At);

    /// <param name="LateFor">Number of the obligation whose late payment a surcharge is for; null for any other.</param>
    /// <param name="Waiver">Why a surcharge is not owed after all; null where it is.</param>
    public sealed record ObligationView(
        int Number, string Clause, string From, string To, Amount Amount, DateOnly? ObligedOn, DateOnly? DueOn, string? Notice, Amount Unpaid,
        IReadOnlyList<PaymentRecordView> Payments, IReadOnlyList<ProposedPaymentView> Proposals, ObligationKind Kind, int? LateFor, string? Waiver,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<FundMark>? FundMarks = null);

    /// <param name="Proposer">Who of the payer proposed it (经办), as the key's holder is registered; null for payments of before two people were asked for.</param>
    /// <param name="Approver">Who approved it (复核).</param>
    /// <param name="Withheld">Whether the common superior withheld it (扣缴).</param>
    public sealed record PaymentRecordView(
        string Reference, Amount Amount, DateOnly PaidOn, DateTimeOffset RecordedAt, DateTimeOffset? ConfirmedAt, string? Rejection, string? Proposer, string? Approver, bool Withheld);

    /// <summary>A payment that waits for the payer's second person to approve it.</summary>
    public sealed record ProposedPaymentView(string Reference, Amount Amount, DateOnly PaidOn, bool Withheld, string Proposer, DateTimeOffset ProposedAt);

    public static CaseView Of(Case c, IReadOnlyList<string> missing) => new(
        c.Agreement, c.Period, c.Status, c.TermsRevision, c.Parties, c.DataDueOn, c.SilenceEndsOn, missing,
        Of(c.Assessment),
        [.. c.Confirmations.Values.Select(e => new ConfirmationView(e.Party, e.Assessment, e.BySilence, e.At))],
        c.Objections,
        [.. c.Obligations.Select(o => new ObligationView(
            o.Number, o.Clause, o.From, o.To, Amount.Of(o.AmountFen), o.ObligedOn, o.DueOn, o.Notice, Amount.Of(o.UnpaidFen),
            [.. o.Payments.Select(p => new PaymentRecordView(p.Reference, Amount.Of(p.AmountFen), p.PaidOn, p.RecordedAt, p.ConfirmedAt, p.Rejection, p.Proposer, p.Approver, p.IsWithheld))],
            [.. o.Proposals.Select(p => new ProposedPaymentView(p.Reference, Amount.Of(p.AmountFen), p.PaidOn, p.IsWithheld, p.Person, p.ProposedAt))],
            o.Kind, o.LateFor, o.Waiver))],
        Of(c.Restatement?.Assessment),
        [.. c.Stated.Values.Select(e => new StatementView(e.Name, e.Value, e.By, e.At, e.Incident))],
        c.SettledOn, c.Correction, c.CorrectionDays is { } days ? c.SettledOn?.AddDays(days) : null);

    /// <summary>With the marks, and each of them on whatever is still to be paid to the party it names.</summary>
    public CaseView With(IReadOnlyList<FundMark> marks) => marks.Count == 0 ? this : this with
    {
        FundMarks = marks,
        Obligations =
        [
            .. Obligations.Select(o => o.Unpaid.Fen != "0" && marks.Where(mark => mark.Party == o.To).ToList() is { Count: > 0 } on ? o with { FundMarks = on } : o),
        ],
    };

    private static AssessmentView? Of(Case.Assessed? a) => a is null ? null : new(
        a.Revision, a.IsDetermined, a.At,
        [.. a.Payments.Select(p => new PaymentView(p.Clause, p.From, p.To, p.AmountFen is { } fen ? Amount.Of(fen) : null))],
        a.Gaps, a.Facts, a.Stated ?? [], a.RulesEdition);
}

public static class CaseResults
{
    /// <summary>The case after a command, or the refusal.</summary>
    public static IResult ToResult(this Outcome<Case> outcome) =>
        outcome.Rejection?.ToResult() ?? TypedResults.Ok(CaseView.Of(outcome.State!, []));
}
