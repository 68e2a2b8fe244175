using System.Collections.Immutable;
using Basin.Rules.Settlement.Ledger;

namespace Basin.Exchange;

/// <summary>
/// Payments under way (在途): recorded by two people of the payer, neither confirmed nor rejected by the payee. The ledger knows nothing of them, but whoever
/// instructs a treasury without them asks for the same money a second time.
/// </summary>
public static class UnderWay
{
    /// <summary>What is still to be instructed: the net positions once the payments under way are taken off, each like a confirmed one from both of its sides.</summary>
    /// <param name="cases">Those that the legs come from.</param>
    public static NetPositions Deducted(NetPositions net, IEnumerable<Case> cases) => NetPositions.Of(net.Clearing, net.On, [.. net.Legs, .. Legs(net.Legs, cases)]);

    /// <summary>Behind the reference of a payment under way, for people; nothing behind any other.</summary>
    internal static string Mark(GrossLeg leg) => leg.Kind == PostingKind.PaymentUnderWay ? "（在途）" : "";

    /// <summary>
    /// One for each payment under way of an obligation among the posted legs. A payment that was confirmed after the legs were read is still one: by what is posted
    /// here its money was not deducted.
    /// </summary>
    private static ImmutableArray<GrossLeg> Legs(ImmutableArray<GrossLeg> posted, IEnumerable<Case> cases)
    {
        var ofObligation = posted.ToLookup(leg => (leg.Cause.Agreement, leg.Cause.Period, leg.Cause.Obligation));
        return
        [
            .. from found in cases
            from obligation in found.Obligations
            let legs = ofObligation[(found.Agreement, found.Period, obligation.Number)]
            let brought = legs.FirstOrDefault(leg => leg.Kind == PostingKind.ObligationDue)
            where brought is not null && legs.All(leg => leg.Kind != PostingKind.Reversal)
            from payment in obligation.Payments
            where payment.Rejection is null && !legs.Any(leg => leg.Kind == PostingKind.PaymentConfirmed && leg.Cause.Reference == payment.Reference)
            select new GrossLeg(brought.To, brought.From, new(payment.AmountFen), PostingKind.PaymentUnderWay, new(found.Agreement, found.Period, 0, obligation.Number, payment.Reference)),
        ];
    }
}
