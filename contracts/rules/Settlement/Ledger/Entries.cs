using System.Collections.Immutable;

namespace Basin.Rules.Settlement.Ledger;

/// <summary>
/// What is posted for what happens in a case. The legs of an obligation pass through the clearing account of the basin, in and out again, so that
/// the gross amount between two accounts stays visible and the clearing account is always at zero.
/// </summary>
public static class Entries
{
    /// <summary>From now on <paramref name="from"/> owes and <paramref name="to"/> is owed.</summary>
    /// <param name="amount">Above zero.</param>
    public static ImmutableArray<Leg> ObligationDue(Account from, Account to, Account clearing, Money amount)
    {
        Check(from, to, amount);
        return
        [
            new(from, Book.Owed, -amount), new(clearing, Book.Owed, amount),
            new(clearing, Book.Owed, -amount), new(to, Book.Owed, amount),
        ];
    }

    /// <summary>Money has gone from <paramref name="from"/> to <paramref name="to"/>, and so much less is owed.</summary>
    /// <param name="amount">Above zero; of what was paid, not of what was owed.</param>
    public static ImmutableArray<Leg> PaymentConfirmed(Account from, Account to, Account clearing, Money amount)
    {
        Check(from, to, amount);
        return
        [
            new(from, Book.Owed, amount), new(clearing, Book.Owed, -amount),
            new(clearing, Book.Owed, amount), new(to, Book.Owed, -amount),
            new(from, Book.Paid, -amount), new(to, Book.Paid, amount),
        ];
    }

    /// <summary>The opposite of every leg, in the same order.</summary>
    public static ImmutableArray<Leg> Opposite(ImmutableArray<Leg> legs) => [.. legs.Select(leg => leg with { Amount = -leg.Amount })];

    private static void Check(Account from, Account to, Money amount)
    {
        if (amount <= Money.Zero) throw new ArgumentOutOfRangeException(nameof(amount), amount, "An amount that is posted is above zero.");
        if (from == to) throw new ArgumentException($"{from} cannot owe itself.", nameof(to));
    }
}
