using Basin.Rules.Settlement;
using Basin.Rules.Settlement.Ledger;
using CsCheck;

namespace Basin.Rules.Tests.Settlement.Ledger;

/// <summary>Random postings of a few accounts and cases, as they may follow one another.</summary>
internal static class Books
{
    public static readonly Account Clearing = Account.Clearing("XAJ");

    public static readonly DateOnly FirstDay = new(2026, 1, 1);

    public static readonly Account[] Parties = [Account.Party("330000"), Account.Party("340000"), Account.Party("360000"), Account.Party("320000")];

    /// <summary>One thing that happens.</summary>
    /// <param name="What">0 an obligation falls due, 1 a payment is confirmed, 2 an earlier posting is undone.</param>
    /// <param name="Which">Which earlier posting is undone.</param>
    public sealed record Happening(int What, int Case, int From, int To, long Fen, int Day, int Which);

    public static readonly Gen<Happening[]> Happenings =
        (from what in Gen.Int[0, 2]
         from number in Gen.Int[0, 2]
         from sides in Gen.Select(Gen.Int[0, 3], Gen.Int[1, 3])
         from fen in Gen.Long[1, 100_000_000_000_000]
         from day in Gen.Int[0, 400]
         from which in Gen.Int[0, 100]
         select new Happening(what, number, sides.Item1, (sides.Item1 + sides.Item2) % 4, fen, day, which)).Array[0, 30];

    public static Journal Of(IEnumerable<Happening> happenings) => happenings.Aggregate(Journal.Empty, With);

    /// <summary>The journal after another happening; one that the rules refuse changes nothing.</summary>
    public static Journal With(Journal journal, Happening happening)
    {
        var cause = new Cause("XAJ", $"{2020 + happening.Case}", journal.Postings.Length + 1, 1, $"N-{journal.Postings.Length + 1}");
        var (from, to) = (Parties[happening.From], Parties[happening.To]);
        return happening.What switch
        {
            0 => journal.Add(Posting(journal, cause, PostingKind.ObligationDue, happening, Entries.ObligationDue(from, to, Clearing, new(happening.Fen)))).Journal,
            1 => journal.Add(Posting(journal, cause, PostingKind.PaymentConfirmed, happening, Entries.PaymentConfirmed(from, to, Clearing, new(happening.Fen)))).Journal,
            _ when journal.Postings.IsEmpty => journal,
            _ => Undo(journal, journal.Postings[happening.Which % journal.Postings.Length], happening),
        };
    }

    public static Posting Posting(Journal journal, Cause cause, PostingKind kind, Happening happening, System.Collections.Immutable.ImmutableArray<Leg> legs) =>
        new(journal.Next(cause), kind, FirstDay.AddDays(happening.Day), FirstDay.AddDays(happening.Day % 3), FirstDay, Clearing, cause, legs);

    private static Journal Undo(Journal journal, Posting undone, Happening happening) =>
        journal.Add(journal.Reversal(undone, undone.Cause with { Event = journal.Postings.Length + 1 }, FirstDay.AddDays(happening.Day))).Journal;
}
