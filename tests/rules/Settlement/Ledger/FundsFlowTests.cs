using Basin.Rules.Settlement;
using Basin.Rules.Settlement.Ledger;

namespace Basin.Rules.Tests.Settlement.Ledger;

public sealed class FundsFlowTests
{
    private static readonly Account Zhe = Account.Party("330000"), Wan = Account.Party("340000");
    private static readonly DateOnly LastDay = new(2025, 3, 31);

    private static IEnumerable<LegSum> Sums(PostingKind kind, IEnumerable<Leg> legs, bool isUndone = false) =>
        legs.Select(leg => new LegSum(leg.Account, "XAJ", 2024, LastDay, leg.Book, kind, leg.Amount < Money.Zero, isUndone ? -leg.Amount : leg.Amount));

    private static LegSum[] Due(long fen) => [.. Sums(PostingKind.ObligationDue, Entries.ObligationDue(Zhe, Wan, Books.Clearing, new(fen)))];

    private static LegSum[] Paid(long fen) => [.. Sums(PostingKind.PaymentConfirmed, Entries.PaymentConfirmed(Zhe, Wan, Books.Clearing, new(fen)))];

    [Fact]
    public void What_one_province_owes_and_pays_is_what_the_other_claims_and_receives()
    {
        LegSum[] sums = [.. Due(100), .. Paid(30)];
        FundsFlow.Of(sums, LastDay).ShouldBe(
        [
            new(Zhe, "XAJ", 2024, new(100), new(30), Money.Zero, Money.Zero, Money.Zero),
            new(Wan, "XAJ", 2024, Money.Zero, Money.Zero, new(100), new(30), Money.Zero),
        ]);
        FundsFlow.IsBalanced(sums).ShouldBeTrue();
    }

    [Theory]
    [InlineData("2025-03-31", 0)]
    [InlineData("2025-04-01", 70)]
    public void What_is_unpaid_is_overdue_from_the_day_after_its_last_day_on(string today, long overdue) =>
        FundsFlow.Of([.. Due(100), .. Paid(30)], DateOnly.Parse(today))[0].Overdue.ShouldBe(new Money(overdue));

    [Fact]
    public void What_was_undone_counts_on_the_side_it_undid()
    {
        LegSum[] sums = [.. Due(100), .. Paid(30), .. Sums(PostingKind.PaymentConfirmed, Entries.PaymentConfirmed(Zhe, Wan, Books.Clearing, new(30)), isUndone: true)];
        var flow = FundsFlow.Of(sums, LastDay.AddDays(1))[0];
        (flow.Obliged, flow.Paid, flow.Outstanding, flow.Overdue).ShouldBe((new(100), Money.Zero, new(100), new(100)));
    }

    [Fact]
    public void A_leg_that_lacks_its_other_side_is_noticed() => FundsFlow.IsBalanced(Due(100)[1..]).ShouldBeFalse();
}
