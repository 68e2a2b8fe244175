using Basin.Rules.Settlement;
using Basin.Rules.Settlement.Ledger;
using CsCheck;

namespace Basin.Rules.Tests.Settlement.Ledger;

public sealed class JournalTests
{
    private static readonly Account s_zhejiang = Account.Party("330000"), s_anhui = Account.Party("340000"), s_clearing = Account.Clearing("XAJ"), s_pot = Account.Pot("CS", "共同资金");

    private static readonly DateOnly s_day = new(2026, 3, 31);

    private static readonly Money s_amount = Money.FromYuanText("100000000");

    [Fact]
    public void Every_sequence_of_postings_keeps_the_sum_of_all_accounts_at_zero() => Books.Happenings.Sample(happenings =>
    {
        var journal = Books.Of(happenings);
        foreach (var day in new[] { Books.FirstDay, Books.FirstDay.AddDays(100), DateOnly.MaxValue })
        {
            var balance = journal.TrialBalance(day);
            balance.IsBalanced.ShouldBeTrue();
            foreach (var book in Enum.GetValues<Book>())
                balance.Accounts.Where(account => account.Book == book).Sum(account => (decimal)account.Balance.Fen).ShouldBe(0);
        }
    });

    [Fact]
    public void A_balance_of_a_day_ignores_what_is_posted_later() => Gen.Select(Books.Happenings, Books.Happenings, Gen.Int[0, 400]).Sample((before, after, day) =>
    {
        var on = Books.FirstDay.AddDays(day);
        var journal = Books.Of(before);
        var later = after.Select(happening => happening with { Day = day + 1 + happening.Day }).Aggregate(journal, Books.With);
        foreach (var account in Books.Parties)
        {
            later.Balance(account, Book.Owed, on).ShouldBe(journal.Balance(account, Book.Owed, on));
            later.Balance(account, Book.Paid, on).ShouldBe(journal.Balance(account, Book.Paid, on));
        }
    });

    [Fact]
    public void A_reversal_restores_every_balance() => Books.Happenings.Sample(happenings =>
    {
        var journal = Books.Of(happenings);
        foreach (var posting in journal.Postings.Where(posting => posting.Kind != PostingKind.Reversal && journal.Postings.All(other => other.Cause.Period != posting.Cause.Period || other.Reverses != posting.Number)))
        {
            // What the others come to is what is left when this one is undone.
            var (undone, refused) = journal.Add(journal.Reversal(posting, posting.Cause with { Event = 1_000 }, DateOnly.MaxValue));
            refused.ShouldBeNull();
            var others = new Journal(journal.Postings.Remove(posting));
            undone.TrialBalance(DateOnly.MaxValue).Accounts.Where(account => account.Balance != Money.Zero).Select(account => (account.Account, account.Book, account.Balance))
                .ShouldBe(others.TrialBalance(DateOnly.MaxValue).Accounts.Where(account => account.Balance != Money.Zero).Select(account => (account.Account, account.Book, account.Balance)));
        }
    });

    [Fact]
    public void An_obligation_is_owed_until_it_is_paid_and_then_says_what_was_paid()
    {
        var journal = Add(Journal.Empty, 1, s_day, Entries.ObligationDue(s_zhejiang, s_anhui, s_clearing, s_amount));
        journal = Add(journal, 2, s_day.AddDays(9), Entries.PaymentConfirmed(s_zhejiang, s_anhui, s_clearing, s_amount), PostingKind.PaymentConfirmed);

        (journal.Balance(s_zhejiang, Book.Owed, s_day.AddDays(-1)), journal.Balance(s_zhejiang, Book.Owed, s_day), journal.Balance(s_zhejiang, Book.Owed, s_day.AddDays(8))).ShouldBe((Money.Zero, -s_amount, -s_amount));
        (journal.Balance(s_anhui, Book.Owed, s_day), journal.Balance(s_anhui, Book.Paid, s_day)).ShouldBe((s_amount, Money.Zero));
        (journal.Balance(s_zhejiang, Book.Owed, s_day.AddDays(9)), journal.Balance(s_zhejiang, Book.Paid, s_day.AddDays(9))).ShouldBe((Money.Zero, -s_amount));
        (journal.Balance(s_anhui, Book.Owed, s_day.AddDays(9)), journal.Balance(s_anhui, Book.Paid, s_day.AddDays(9))).ShouldBe((Money.Zero, s_amount));
    }

    [Fact]
    public void The_same_event_is_posted_once()
    {
        var journal = Add(Journal.Empty, 1, s_day, Entries.ObligationDue(s_zhejiang, s_anhui, s_clearing, s_amount));
        var (again, refused) = journal.Add(journal.Postings[0]);
        (again, refused).ShouldBe((journal, null));
    }

    [Fact]
    public void A_posting_that_does_not_sum_to_zero_in_each_book_is_refused()
    {
        Refusal_of([new(s_zhejiang, Book.Owed, new(-5)), new(s_anhui, Book.Owed, new(4))]).ShouldBe("posting-not-balanced");
        Refusal_of([new(s_zhejiang, Book.Owed, new(-5)), new(s_anhui, Book.Paid, new(5))]).ShouldBe("posting-not-balanced");
    }

    [Fact]
    public void A_posting_is_undone_once_and_by_its_very_opposite()
    {
        var journal = Add(Journal.Empty, 1, s_day, Entries.ObligationDue(s_zhejiang, s_anhui, s_clearing, s_amount));
        var reversal = journal.Reversal(journal.Postings[0], CauseOf(2), s_day.AddDays(1));
        journal.Add(reversal with { Legs = Entries.ObligationDue(s_anhui, s_zhejiang, s_clearing, new(1)) }).Rejection!.Code.ShouldBe("not-the-opposite");
        journal.Add(reversal with { Reverses = 7 }).Rejection!.Code.ShouldBe("no-such-posting");

        var (undone, refused) = journal.Add(reversal);
        refused.ShouldBeNull();
        undone.Balance(s_zhejiang, Book.Owed, s_day.AddDays(1)).ShouldBe(Money.Zero);
        undone.Balance(s_zhejiang, Book.Owed, s_day).ShouldBe(-s_amount);
        undone.Add(undone.Reversal(undone.Postings[0], CauseOf(3), s_day.AddDays(2))).Rejection!.Code.ShouldBe("already-reversed");
        undone.Add(undone.Reversal(undone.Postings[1], CauseOf(3), s_day.AddDays(2))).Rejection!.Code.ShouldBe("reversal-of-reversal");
    }

    [Theory]
    [InlineData(10000, true)]
    [InlineData(10001, false)]
    public void A_pot_pays_out_what_was_paid_in_and_not_a_fen_more(long fen, bool allowed)
    {
        var journal = Add(Journal.Empty, 1, s_day, Entries.PaymentConfirmed(s_zhejiang, s_pot, s_clearing, new(10000)), PostingKind.PaymentConfirmed);
        var (_, refused) = journal.Add(Posting(journal, 2, s_day, Entries.PaymentConfirmed(s_pot, s_anhui, s_clearing, new(fen)), PostingKind.PaymentConfirmed));
        (refused is null).ShouldBe(allowed);
        if (allowed) return;
        refused!.Code.ShouldBe("pot-below-zero");
        refused.Sentence.ShouldContain("100.00元");
        refused.Sentence.ShouldContain("100.01元");
        refused.Sentence.ShouldContain("0.01元");
    }

    [Fact]
    public void Amounts_are_above_zero_and_nobody_owes_itself()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => Entries.ObligationDue(s_zhejiang, s_anhui, s_clearing, Money.Zero));
        Should.Throw<ArgumentOutOfRangeException>(() => Entries.PaymentConfirmed(s_zhejiang, s_anhui, s_clearing, new(-1)));
        Should.Throw<ArgumentException>(() => Entries.ObligationDue(s_zhejiang, s_zhejiang, s_clearing, s_amount));
    }

    [Theory]
    [InlineData("party:340000", AccountKind.Party, "340000", null)]
    [InlineData("pot:CS-2018:共同资金", AccountKind.Pot, "CS-2018", "共同资金")]
    [InlineData("clearing:XAJ", AccountKind.Clearing, "XAJ", null)]
    public void An_account_reads_back_from_its_id(string id, AccountKind kind, string holder, string? pot)
    {
        var account = Account.Of(id)!;
        (account.Kind, account.Holder, account.PotName, account.Id).ShouldBe((kind, holder, pot, id));
    }

    [Theory]
    [InlineData("")]
    [InlineData("party")]
    [InlineData("party:")]
    [InlineData("pot:CS")]
    [InlineData("cash:1")]
    public void What_is_no_account_reads_back_as_none(string id) => Account.Of(id).ShouldBeNull();

    [Fact]
    public void The_hash_of_a_posting_changes_with_everything_it_says()
    {
        var posting = Posting(Journal.Empty, 1, s_day, Entries.ObligationDue(s_zhejiang, s_anhui, s_clearing, s_amount));
        Posting[] others =
        [
            posting with { Number = 2 }, posting with { Kind = PostingKind.Reversal }, posting with { Date = s_day.AddDays(1) }, posting with { SettlesOn = s_day.AddDays(1) },
            posting with { ValueOn = s_day.AddDays(1) }, posting with { Clearing = Account.Clearing("DJ") }, posting with { Cause = CauseOf(9) }, posting with { Reverses = 1 },
            posting with { Legs = Entries.ObligationDue(s_anhui, s_zhejiang, s_clearing, s_amount) },
        ];
        string[] hashes = [posting.Sha256(s_noPredecessor), .. others.Select(other => other.Sha256(s_noPredecessor)), posting.Sha256(new('1', 64))];
        hashes.Distinct().Count().ShouldBe(others.Length + 2);
    }

    private static readonly string s_noPredecessor = Rules.Settlement.Ledger.Posting.NoPredecessor;

    private static string Refusal_of(Leg[] legs) => Journal.Empty.Add(Posting(Journal.Empty, 1, s_day, [.. legs])).Rejection!.Code;

    private static Cause CauseOf(long number) => new("XAJ", "2024", number, 1, $"2026-{number}");

    private static Posting Posting(Journal journal, long number, DateOnly on, System.Collections.Immutable.ImmutableArray<Leg> legs, PostingKind kind = PostingKind.ObligationDue) =>
        new(journal.Next(CauseOf(number)), kind, on, s_day.AddDays(30), on, s_clearing, CauseOf(number), legs);

    private static Journal Add(Journal journal, long number, DateOnly on, System.Collections.Immutable.ImmutableArray<Leg> legs, PostingKind kind = PostingKind.ObligationDue)
    {
        var (after, refused) = journal.Add(Posting(journal, number, on, legs, kind));
        refused.ShouldBeNull();
        return after;
    }
}
