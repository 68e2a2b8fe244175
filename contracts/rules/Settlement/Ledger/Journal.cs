using System.Collections.Immutable;

namespace Basin.Rules.Settlement.Ledger;

/// <summary>
/// Postings in the order they were made, with the rules of adding another. The services keep theirs in a table by the same rules; this one is for
/// whoever recomputes it.
/// </summary>
public sealed record Journal(ImmutableArray<Posting> Postings)
{
    public static Journal Empty { get; } = new(ImmutableArray<Posting>.Empty);

    /// <summary>The journal with another posting; or why it may not be made, and then nothing has changed.</summary>
    public (Journal Journal, Rejection? Rejection) Add(Posting posting)
    {
        if (Postings.Any(earlier => Of(earlier, posting.Cause) && earlier.Cause.Event == posting.Cause.Event)) return (this, null);
        return Refuse(posting) is { } refused ? (this, refused) : (new(Postings.Add(posting)), null);
    }

    /// <summary>What undoes a posting of this journal.</summary>
    /// <param name="cause">The event that undoes it, in the same case.</param>
    /// <param name="on">Day it is booked, Asia/Shanghai.</param>
    public Posting Reversal(Posting reversed, Cause cause, DateOnly on) => new(
        Next(cause), PostingKind.Reversal, on, reversed.SettlesOn, reversed.ValueOn, reversed.Clearing, cause, Entries.Opposite(reversed.Legs), reversed.Number);

    /// <summary>Number of the next posting of a case.</summary>
    public int Next(Cause cause) => Postings.Count(earlier => Of(earlier, cause)) + 1;

    /// <summary>Debits less credits of an account in one book at the end of a day.</summary>
    /// <param name="on">Inclusive; what was booked later does not count.</param>
    public Money Balance(Account account, Book book, DateOnly on) => LegsUntil(on)
        .Where(leg => leg.Account == account && leg.Book == book)
        .Aggregate(Money.Zero, (sum, leg) => sum + leg.Amount);

    /// <param name="on">Inclusive.</param>
    public TrialBalance TrialBalance(DateOnly on) => Ledger.TrialBalance.Of(on, LegsUntil(on));

    private IEnumerable<Leg> LegsUntil(DateOnly on) => Postings.Where(posting => posting.Date <= on).SelectMany(posting => posting.Legs);

    private Rejection? Refuse(Posting posting)
    {
        if (posting.Number != Next(posting.Cause)) return new(Refusal.Conflict, "posting-out-of-order", $"The next posting of {posting.Cause.Agreement} {posting.Cause.Period} is {Next(posting.Cause)}, not {posting.Number}.");
        if (!posting.IsBalanced) return new(Refusal.NotAllowed, "posting-not-balanced", $"Debits less credits come to {posting.Sum(Book.Owed)} owed and {posting.Sum(Book.Paid)} paid; both must be zero.");
        if (posting.Reverses is { } number && RefuseReversal(posting, number) is { } refused) return refused;
        return posting.Legs.Where(leg => leg.Book == Book.Paid).GroupBy(leg => leg.Account)
            .Select(legs => Bounds.Refuse(legs.Key, Balance(legs.Key, Book.Paid, DateOnly.MaxValue), legs.Aggregate(Money.Zero, (sum, leg) => sum + leg.Amount)))
            .FirstOrDefault(rejection => rejection is not null);
    }

    private Rejection? RefuseReversal(Posting posting, int number)
    {
        var reversed = Postings.FirstOrDefault(earlier => Of(earlier, posting.Cause) && earlier.Number == number);
        if (reversed is null) return new(Refusal.NotFound, "no-such-posting", $"There is no posting {number} of {posting.Cause.Agreement} {posting.Cause.Period} to reverse.");
        if (reversed.Kind == PostingKind.Reversal) return new(Refusal.NotAllowed, "reversal-of-reversal", $"Posting {number} is a reversal itself; post the matter anew instead.");
        if (Postings.Any(earlier => Of(earlier, posting.Cause) && earlier.Reverses == number)) return new(Refusal.Conflict, "already-reversed", $"Posting {number} has been reversed already.");
        return Entries.Opposite(reversed.Legs).SequenceEqual(posting.Legs) ? null : new(Refusal.NotAllowed, "not-the-opposite", $"A reversal has the opposite of every leg of posting {number} and nothing else.");
    }

    private static bool Of(Posting posting, Cause cause) => posting.Cause.Agreement == cause.Agreement && posting.Cause.Period == cause.Period;
}
