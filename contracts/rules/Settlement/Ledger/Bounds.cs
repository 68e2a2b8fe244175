namespace Basin.Rules.Settlement.Ledger;

/// <summary>How far an account may go.</summary>
public static class Bounds
{
    /// <summary>
    /// A pot pays out what was paid into it and no more. Parties may owe whatever their agreements ask of them, and the clearing account is at zero by
    /// its very entries, so neither has a bound.
    /// </summary>
    /// <param name="held">What is on the account before, in the book <see cref="Book.Paid"/>.</param>
    /// <param name="change">What the posting would add to it; below zero takes away.</param>
    /// <returns>Why the posting may not be made; null where it may. A pot that comes to exactly zero is all right.</returns>
    public static Rejection? Refuse(Account account, Money held, Money change)
    {
        if (account.Kind != AccountKind.Pot || change >= Money.Zero || held + change >= Money.Zero) return null;
        return new(
            Refusal.NotAllowed, "pot-below-zero", $"资金池余额不足 The pot {account.PotName} of {account.Holder} holds {held}; {-change} were to leave it, {-(held + change)} more than there is.", "account", account.Id);
    }
}
