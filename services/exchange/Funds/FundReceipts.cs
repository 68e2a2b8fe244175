namespace Basin.Exchange;

/// <summary>What a party received in a case, as far as its payments are confirmed, and what it paid itself, such as by the difference of a correction.</summary>
public readonly record struct FundReceipts(long ReceivedFen, long ReturnedFen)
{
    /// <summary>What there is to be used.</summary>
    public long NetFen => ReceivedFen - ReturnedFen;

    public static FundReceipts Of(Case found, string party) => new(
        Confirmed(found.Obligations.Where(obligation => obligation.To == party)), Confirmed(found.Obligations.Where(obligation => obligation.From == party)));

    private static long Confirmed(IEnumerable<Obligation> obligations) =>
        obligations.SelectMany(obligation => obligation.Payments).Where(payment => payment.ConfirmedAt is not null).Sum(payment => payment.AmountFen);
}
