using Basin.Rules.Settlement;
using Basin.Rules.Settlement.Ledger;

namespace Basin.Exchange;

/// <summary>
/// What the ledger makes of an event of a case: a posting for an obligation that fell due or was demanded and for a payment that was confirmed, the opposite of
/// its posting for an obligation that was waived, nothing for any other.
/// </summary>
public static class LedgerEntry
{
    /// <summary>Names the events are stored under, for finding those that were never posted.</summary>
    public static readonly string[] EventNames = ["obligation_due.v1", "obligation_demanded.v1", "surcharge_waived.v1", "payment_confirmed.v1"];

    public static bool Posts(object happened) => happened is Case.Event.ObligationDue or Case.Event.ObligationDemanded or Case.Event.SurchargeWaived or Case.Event.PaymentConfirmed;

    /// <param name="after">The case with the event applied.</param>
    /// <param name="number">Place of the event in the case's log, from 1.</param>
    /// <param name="clearing">The clearing account to go through.</param>
    /// <param name="reversed">Number of the posting that brought the obligation in question; null where there is none.</param>
    /// <returns>The posting, without its number in the case; null where the event posts nothing.</returns>
    public static Posting? Of(Case after, object happened, long number, Account clearing, int? reversed = null) => happened switch
    {
        Case.Event.ObligationDue e => Due(after, after.Obligations.Single(o => o.Number == e.Number), e.At, CauseOf(after, e, number)!, clearing),
        Case.Event.ObligationDemanded e => Due(after, after.Obligations.Single(o => o.Number == e.Number), e.At, CauseOf(after, e, number)!, clearing),
        Case.Event.SurchargeWaived e => Waived(after, e, number, clearing, reversed),
        Case.Event.PaymentConfirmed e => Paid(after, e, number, clearing),
        _ => null,
    };

    /// <summary>The cause of the posting an event makes; null where it makes none.</summary>
    public static Cause? CauseOf(Case found, object happened, long number) => happened switch
    {
        Case.Event.ObligationDue e => new(found.Agreement, found.Period, number, e.Number, e.Notice),
        Case.Event.ObligationDemanded e => new(found.Agreement, found.Period, number, e.Number, e.Notice),
        Case.Event.SurchargeWaived e => new(found.Agreement, found.Period, number, e.Obligation, found.Obligations.Single(o => o.Number == e.Obligation).Notice!),
        Case.Event.PaymentConfirmed e => new(found.Agreement, found.Period, number, e.Obligation, e.Reference),
        _ => null,
    };

    private static Posting Due(Case after, Obligation obligation, DateTimeOffset at, Cause cause, Account clearing)
    {
        var legs = Entries.ObligationDue(AccountOf(after, obligation.From), AccountOf(after, obligation.To), clearing, new(obligation.AmountFen));
        return new(0, PostingKind.ObligationDue, Case.ChinaDate(at), obligation.DueOn!.Value, obligation.ObligedOn!.Value, clearing, cause, legs);
    }

    private static Posting Waived(Case after, Case.Event.SurchargeWaived e, long number, Account clearing, int? reversed)
    {
        if (reversed is null) throw new InvalidOperationException($"Obligation {e.Obligation} of {after.Agreement} {after.Period} was never posted.");
        var brought = Due(after, after.Obligations.Single(o => o.Number == e.Obligation), e.At, CauseOf(after, e, number)!, clearing);
        return brought with { Kind = PostingKind.Reversal, Legs = Entries.Opposite(brought.Legs), Reverses = reversed };
    }

    private static Posting Paid(Case after, Case.Event.PaymentConfirmed e, long number, Account clearing)
    {
        var obligation = after.Obligations.Single(o => o.Number == e.Obligation);
        var payment = obligation.Payments.Single(p => p.Reference == e.Reference);
        var legs = Entries.PaymentConfirmed(AccountOf(after, obligation.From), AccountOf(after, obligation.To), clearing, new(payment.AmountFen));
        return new(0, PostingKind.PaymentConfirmed, Case.ChinaDate(e.At), obligation.DueOn!.Value, payment.PaidOn, clearing, CauseOf(after, e, number)!, legs);
    }

    /// <summary>A party, or who gives guiding support, by its region, whatever the agreement calls it; any other name is a pot of the agreement.</summary>
    internal static Account AccountOf(Case found, string name) =>
        found.Parties.TryGetValue(name, out var region) || found.Rules.Guides.TryGetValue(name, out region) ? Account.Party(region) : Account.Pot(found.Agreement, name);
}
