using System.Collections.Immutable;
using Basin.Rules;
using Basin.Rules.Settlement;

namespace Basin.Exchange;

/// <summary>
/// What a case decides about payments. One person of the payer proposes (经办) and another one approves (复核): only then is a payment recorded, and only what
/// is recorded can be confirmed or rejected by the payee. What is overdue the common superior may withhold (扣缴) from the payer in the same way; that needs no
/// confirmation, because the superior itself passes it on.
/// </summary>
internal static class Paying
{
    public static Decision Decide(Case found, Case.Command.ProposePayment payment)
    {
        var obligation = found.Obligations.FirstOrDefault(o => o.Number == payment.Obligation);
        if (obligation is null) return NoSuchObligation(payment.Obligation);
        var same = obligation.Find(payment.Reference);
        if (!IsPayer(found, obligation, payment.Region)) return NotThePayer(obligation, payment.Region);
        if (obligation.Payments.FirstOrDefault(p => p.Reference == payment.Reference)?.Rejection is { } why)
            return Decision.Refuse(Refusal.Conflict, "payment-rejected", $"Payment {payment.Reference} was rejected by the payee: {why} A payment that is made after it has a reference of its own.", "reference", payment.Reference);
        if (same == (payment.AmountFen, payment.PaidOn, payment.Region is null)) return Decision.Nothing;
        if (same is { } other)
            return Decision.Refuse(Refusal.Conflict, "payment-differs", $"Payment {payment.Reference} stands with {new Money(other.AmountFen)} on {other.PaidOn:yyyy-MM-dd}; asked {new Money(payment.AmountFen)} on {payment.PaidOn:yyyy-MM-dd}.", "reference", payment.Reference);
        if (obligation.Waiver is { } waiver) return Decision.Refuse(Refusal.Conflict, "waived", $"Obligation {obligation.Number} is not owed any more: {waiver}");
        if (obligation.DueOn is not { } due) return Decision.Refuse(Refusal.Conflict, "not-due", $"Obligation {obligation.Number} is only proposed; it falls due when all parties have confirmed.");
        if (payment.Region is null && Case.ChinaDate(payment.At) <= due)
            return Decision.Refuse(Refusal.Conflict, "not-overdue", $"Obligation {obligation.Number} can be paid until {due:yyyy-MM-dd}, inclusive; only what is overdue is withheld.");
        if (!IsReference(payment.Reference))
            return Decision.Refuse(Refusal.NotAllowed, "invalid-reference", $"A reference has 1 to {Case.ReferenceCharactersMax} letters, digits, Chinese characters, '-' or '_'.", "reference", payment.Reference);
        if (payment.AmountFen <= 0) return Decision.Refuse(Refusal.NotAllowed, "invalid-amount", $"A payment is more than zero; asked {new Money(payment.AmountFen)}.", "amountFen", payment.AmountFen.ToString());
        if (payment.Region is null && payment.PaidOn <= due)
            return Decision.Refuse(Refusal.NotAllowed, "withheld-too-early", $"Obligation {obligation.Number} could be paid until {due:yyyy-MM-dd}; it is withheld on a day after it.", "paidOn", payment.PaidOn.ToString("yyyy-MM-dd"));
        if (payment.PaidOn > Case.ChinaDate(payment.At)) return Decision.Refuse(Refusal.NotAllowed, "paid-in-future", $"The payment date {payment.PaidOn:yyyy-MM-dd} is in the future.", "paidOn", payment.PaidOn.ToString("yyyy-MM-dd"));
        var earliest = EarliestDay(found, obligation);
        if (payment.PaidOn < earliest)
            return Decision.Refuse(
                Refusal.NotAllowed, "paid-too-early", $"The payment date {payment.PaidOn:yyyy-MM-dd} is before {earliest:yyyy-MM-dd}, from which on payments of the period {found.Period} count.", "paidOn", payment.PaidOn.ToString("yyyy-MM-dd"));
        // What the payer proposes and what the superior does hold up nobody else: who is approved first counts.
        var waiting = obligation.Proposals.Where(p => p.IsWithheld == payment.Region is null).Sum(p => p.AmountFen);
        if (payment.AmountFen > obligation.UnpaidFen - waiting)
            return Decision.Refuse(
                Refusal.NotAllowed, "more-than-owed", $"Owed {new Money(obligation.AmountFen)}, recorded {new Money(obligation.RecordedFen)}, waiting for approval {new Money(waiting)}, asked {new Money(payment.AmountFen)}.",
                "amountFen", payment.AmountFen.ToString());
        return Decision.Of(new Case.Event.PaymentProposed(
            obligation.Number, payment.Reference, payment.AmountFen, payment.PaidOn, payment.Region is null, payment.By, payment.Person, payment.At));
    }

    /// <summary>Proposals that come to nothing because of what somebody else does.</summary>
    internal static IEnumerable<Case.Event> Returned(Obligation obligation, IEnumerable<ProposedPayment> proposals, string reason, string by, string person, DateTimeOffset at) =>
        proposals.Select(p => new Case.Event.PaymentReturned(obligation.Number, p.Reference, reason, by, person, at));

    public static Decision Decide(Case found, Case.Command.ApprovePayment approval)
    {
        if (Answer(found, approval.Obligation, approval.Reference, approval.Region, approval.By, out var obligation, out var proposal) is { } refused) return refused;
        var (fen, day) = proposal is null ? Recorded(obligation!, approval.Reference) : (proposal.AmountFen, proposal.PaidOn);
        // A reference can be returned and proposed anew with other content: what is approved is what its approver has seen.
        if ((fen, day) != (approval.AmountFen, approval.PaidOn))
            return Decision.Refuse(Refusal.Conflict, "payment-differs", $"Payment {approval.Reference} stands with {new Money(fen)} on {day:yyyy-MM-dd}; the approval is of {new Money(approval.AmountFen)} on {approval.PaidOn:yyyy-MM-dd}.", "amountFen", $"{approval.AmountFen}");
        if (proposal is null) return Decision.Nothing;
        if (PersonOf(proposal) == approval.Person)
            return Decision.Refuse(Refusal.Forbidden, "same-person", $"Payment {proposal.Reference} was proposed by {proposal.Person}; another person of {approval.By} has to approve it.");
        if (proposal.AmountFen > obligation!.UnpaidFen)
            return Decision.Refuse(Refusal.Conflict, "more-than-owed", $"Of obligation {obligation.Number} {new Money(obligation.UnpaidFen)} are unpaid by now; payment {proposal.Reference} is {new Money(proposal.AmountFen)}.", "amountFen", $"{proposal.AmountFen}");
        IEnumerable<object> recorded =
        [
            new Case.Event.PaymentRecorded(
                obligation.Number, proposal.Reference, proposal.AmountFen, proposal.PaidOn, approval.By, approval.At, proposal.Person, approval.Person, proposal.IsWithheld ? true : null),
            .. Returned(obligation, NoLongerFitting(obligation, proposal), proposal.IsWithheld ? "扣缴" : "已由付款方支付", approval.By, approval.Person, approval.At),
        ];
        if (!proposal.IsWithheld) return Decision.Of([.. recorded]);
        return found.ClosingAfter([.. recorded, new Case.Event.PaymentConfirmed(obligation.Number, proposal.Reference, approval.By, approval.At)], approval.At);
    }

    /// <summary>
    /// Of what the other side, payer or superior, has waiting for approval the latest, as many as the unpaid rest has no room for. What the same side has waiting fitted
    /// beside the approved when it was proposed.
    /// </summary>
    private static IEnumerable<ProposedPayment> NoLongerFitting(Obligation obligation, ProposedPayment approved)
    {
        var others = obligation.Proposals.Where(p => p.IsWithheld != approved.IsWithheld).ToList();
        var over = others.Sum(p => p.AmountFen) - (obligation.UnpaidFen - approved.AmountFen);
        foreach (var other in Enumerable.Reverse(others))
        {
            if (over <= 0) yield break;
            over -= other.AmountFen;
            yield return other;
        }
    }

    /// <summary>A key that nobody was named for counted as a person of its own once; now all of them are the organisation's.</summary>
    private static string PersonOf(ProposedPayment proposal) => Signatures.IsKeyId(proposal.Person) ? proposal.By : proposal.Person;

    public static Decision Decide(Case found, Case.Command.ReturnPayment returning)
    {
        var obligation = found.Obligations.FirstOrDefault(o => o.Number == returning.Obligation);
        if (obligation is not null && obligation.Find(returning.Reference) is null && obligation.Returned.Contains(returning.Reference)) return Decision.Nothing;
        if (Answer(found, returning.Obligation, returning.Reference, returning.Region, returning.By, out _, out var proposal) is { } refused) return refused;
        if (proposal is null) return Decision.Refuse(Refusal.Conflict, "payment-approved", $"Payment {returning.Reference} was approved already.");
        if (!Case.IsReason(returning.Reason)) return InvalidReason(returning.Reason);
        return Decision.Of(new Case.Event.PaymentReturned(returning.Obligation, returning.Reference, returning.Reason, returning.By, returning.Person, returning.At));
    }

    public static Decision Decide(Case found, Case.Command.ConfirmPayment confirmation)
    {
        if (Payment(found, confirmation.Obligation, confirmation.Reference, confirmation.Region, out var payment) is { } refused) return refused;
        if (payment!.ConfirmedAt is not null) return Decision.Nothing;
        if (payment.Rejection is not null) return Decision.Refuse(Refusal.Conflict, "payment-rejected", $"Payment {payment.Reference} was rejected: {payment.Rejection}");
        var confirmed = new Case.Event.PaymentConfirmed(confirmation.Obligation, payment.Reference, confirmation.By, confirmation.At);
        return found.ClosingAfter([confirmed, .. Demanding.NotOwed(Case.Apply(found, confirmed)!, confirmation.Obligation, confirmation.At)], confirmation.At);
    }

    public static Decision Decide(Case found, Case.Command.RejectPayment rejection)
    {
        if (Payment(found, rejection.Obligation, rejection.Reference, rejection.Region, out var payment) is { } refused) return refused;
        if (payment!.Rejection is not null) return Decision.Nothing;
        if (payment.ConfirmedAt is not null) return Decision.Refuse(Refusal.Conflict, "payment-confirmed", $"Payment {payment.Reference} was confirmed at {payment.ConfirmedAt:O}.");
        if (!Case.IsReason(rejection.Reason)) return InvalidReason(rejection.Reason);
        return Decision.Of(new Case.Event.PaymentRejected(rejection.Obligation, payment.Reference, rejection.Reason, rejection.By, rejection.At));
    }

    /// <summary>Who may answer a proposal: anybody of the organisation that made it.</summary>
    /// <param name="proposal">Null, without a refusal, where it was approved before.</param>
    private static Decision? Answer(Case found, int number, string reference, string? region, string by, out Obligation? obligation, out ProposedPayment? proposal)
    {
        obligation = found.Obligations.FirstOrDefault(o => o.Number == number);
        proposal = obligation?.Proposals.FirstOrDefault(p => p.Reference == reference);
        if (obligation is null) return NoSuchObligation(number);
        if (!IsPayer(found, obligation, region)) return NotThePayer(obligation, region);
        if (proposal is null && obligation.Payments.All(p => p.Reference != reference)) return NoSuchPayment(obligation, reference);
        if (proposal is not null && proposal.By != by) return Decision.Refuse(Refusal.Forbidden, "another-organisation", $"Payment {reference} was proposed by {proposal.By}; it is approved or returned there, not by {by}.");
        return null;
    }

    private static Decision? Payment(Case found, int number, string reference, string region, out RecordedPayment? payment)
    {
        payment = null;
        if (found.Obligations.FirstOrDefault(o => o.Number == number) is not { } obligation) return NoSuchObligation(number);
        if (found.RegionOf(obligation.To) != region) return Decision.Refuse(Refusal.Forbidden, "not-the-payee", $"Obligation {obligation.Number} is paid to {obligation.To}, not to the region {region}.");
        payment = obligation.Payments.FirstOrDefault(p => p.Reference == reference);
        if (payment is not null) return null;
        return obligation.Find(reference) is null
            ? NoSuchPayment(obligation, reference)
            : Decision.Refuse(Refusal.Conflict, "not-approved", $"Payment {reference} waits for the payer's second person to approve it.");
    }

    /// <param name="region">Null for the common superior, who pays on the payer's behalf what it withholds.</param>
    private static bool IsPayer(Case found, Obligation obligation, string? region) => region is null || found.RegionOf(obligation.From) == region;

    private static (long AmountFen, DateOnly PaidOn) Recorded(Obligation obligation, string reference)
    {
        var recorded = obligation.Payments.Single(p => p.Reference == reference);
        return (recorded.AmountFen, recorded.PaidOn);
    }

    /// <summary>The first day on which a payment can have been made: of the assessed period, and for an advance a year earlier, because some are paid at the end of the year before.</summary>
    private static DateOnly EarliestDay(Case found, Obligation obligation) =>
        obligation.Kind == ObligationKind.Advance ? FirstDayOf(found.Period).AddYears(-1) : FirstDayOf(found.Period);

    /// <summary>A period is a year, such as 2024, or a month, such as 2024-05.</summary>
    private static DateOnly FirstDayOf(string period) => (YearMonth.TryParse(period, out var month) ? month : YearMonth.Parse($"{period}-01")).FirstDay;

    /// <summary>A reference is part of an address, so it must not mean anything there.</summary>
    internal static bool IsReference(string text) => text.Length is > 0 and <= Case.ReferenceCharactersMax && text.All(c => char.IsLetterOrDigit(c) || c is '-' or '_');

    private static Decision NoSuchObligation(int number) => Decision.Refuse(Refusal.NotFound, "no-such-obligation", $"There is no obligation {number} in this case.");

    private static Decision NoSuchPayment(Obligation obligation, string reference) =>
        Decision.Refuse(Refusal.NotFound, "no-such-payment", $"No payment {reference} stands for obligation {obligation.Number}.");

    private static Decision NotThePayer(Obligation obligation, string? region) =>
        Decision.Refuse(Refusal.Forbidden, "not-the-payer", $"Obligation {obligation.Number} is paid by {obligation.From}, not by the region {region}.");

    private static Decision InvalidReason(string reason) => Decision.Refuse(Refusal.NotAllowed, "invalid-reason", $"A reason has 1 to {Case.ReasonCharactersMax} characters.", "reason", reason);
}
