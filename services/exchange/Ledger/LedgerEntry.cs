using Basin.Rules.Settlement;
using Basin.Rules.Settlement.Ledger;

namespace Basin.Exchange;

/// <summary>What the ledger makes of an event of a case: a posting for an obligation that fell due and for a payment that was confirmed, nothing for any other.</summary>
public static class LedgerEntry
{
    /// <summary>Names the events are stored under, for finding those that were never posted.</summary>
    public static readonly string[] EventNames = ["obligation_due.v1", "payment_confirmed.v1"];

    public static bool Posts(object happened) => happened is Case.Event.ObligationDue or Case.Event.PaymentConfirmed;

    /// <param name="after">The case with the event applied.</param>
    /// <param name="number">Place of the event in the case's log, from 1.</param>
    /// <param name="clearing">The clearing account to go through.</param>
    /// <returns>The posting, without its number in the case; null where the event posts nothing.</returns>
    public static Posting? Of(Case after, object happened, long number, Account clearing) => happened switch
    {
        Case.Event.ObligationDue e => Due(after, e, number, clearing),
        Case.Event.PaymentConfirmed e => Paid(after, e, number, clearing),
        _ => null,
    };

    /// <summary>The cause of the posting an event makes; null where it makes none.</summary>
    public static Cause? CauseOf(Case found, object happened, long number) => happened switch
    {
        Case.Event.ObligationDue e => new(found.Agreement, found.Period, number, e.Number, e.Notice),
        Case.Event.PaymentConfirmed e => new(found.Agreement, found.Period, number, e.Obligation, e.Reference),
        _ => null,
    };

    private static Posting Due(Case after, Case.Event.ObligationDue e, long number, Account clearing)
    {
        var obligation = after.Obligations.Single(o => o.Number == e.Number);
        var legs = Entries.ObligationDue(AccountOf(after, obligation.From), AccountOf(after, obligation.To), clearing, new(obligation.AmountFen));
        return new(0, PostingKind.ObligationDue, Case.ChinaDate(e.At), e.DueOn, e.ObligedOn, clearing, CauseOf(after, e, number)!, legs);
    }

    private static Posting Paid(Case after, Case.Event.PaymentConfirmed e, long number, Account clearing)
    {
        var obligation = after.Obligations.Single(o => o.Number == e.Obligation);
        var payment = obligation.Payments.Single(p => p.Reference == e.Reference);
        var legs = Entries.PaymentConfirmed(AccountOf(after, obligation.From), AccountOf(after, obligation.To), clearing, new(payment.AmountFen));
        return new(0, PostingKind.PaymentConfirmed, Case.ChinaDate(e.At), obligation.DueOn!.Value, payment.PaidOn, clearing, CauseOf(after, e, number)!, legs);
    }

    /// <summary>A party by its region, whatever the agreement calls it; any other name is a pot of the agreement.</summary>
    private static Account AccountOf(Case found, string name) => found.Parties.TryGetValue(name, out var region) ? Account.Party(region) : Account.Pot(found.Agreement, name);
}
