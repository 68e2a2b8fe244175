using Basin.Rules.Settlement;
using Basin.Rules.Settlement.Ledger;
using CsCheck;

namespace Basin.Rules.Tests.Settlement.Ledger;

public sealed class NetPositionsTests
{
    private static readonly Account s_yun = Account.Party("530000"), s_gui = Account.Party("520000"), s_chuan = Account.Party("510000"), s_clearing = Account.Clearing("CS");

    private static readonly DateOnly s_on = new(2026, 6, 30);

    [Fact]
    public void Nets_sum_to_zero_and_each_is_the_sum_of_its_legs() => Books.Happenings.Sample(happenings =>
    {
        var journal = Books.Of(happenings);
        foreach (var day in Enumerable.Range(0, 3).Select(Books.FirstDay.AddDays))
        {
            var net = NetPositions.Of(Books.Clearing, day, NetPositions.LegsOf(journal.Postings.Where(posting => posting.SettlesOn == day)));
            var proof = net.Prove();
            proof.Holds.ShouldBeTrue();
            proof.SumOfNets.ShouldBe(Money.Zero);
        }
    });

    [Fact]
    public void What_is_owed_on_every_settlement_date_is_what_the_ledger_says_is_owed() => Books.Happenings.Sample(happenings =>
    {
        var journal = Books.Of(happenings);
        var nets = journal.Postings.Select(posting => posting.SettlesOn).Distinct()
            .SelectMany(day => NetPositions.Of(Books.Clearing, day, NetPositions.LegsOf(journal.Postings.Where(posting => posting.SettlesOn == day))).Positions).ToList();
        foreach (var party in Books.Parties)
            nets.Where(position => position.Account == party).Sum(position => (decimal)position.Net.Fen).ShouldBe(journal.Balance(party, Book.Owed, DateOnly.MaxValue).Fen);
    });

    [Fact]
    public void Each_province_has_one_net_position_and_the_gross_amounts_stay()
    {
        var net = NetPositions.Of(s_clearing, s_on, [Leg(s_gui, s_yun, 30), Leg(s_yun, s_gui, 12), Leg(s_chuan, s_yun, 20)]);
        net.Positions.Select(position => (position.Account.Holder, position.Net.Fen)).ShouldBe([("510000", -20L), ("520000", -18), ("530000", 38)]);
        net.Positions[2].Legs.Select(leg => leg.Amount.Fen).ShouldBe([30L, 12, 20]);
        net.Prove().Holds.ShouldBeTrue();
    }

    [Fact]
    public void What_was_paid_is_no_longer_to_be_paid()
    {
        var net = NetPositions.Of(s_clearing, s_on, [Leg(s_gui, s_yun, 30), Leg(s_yun, s_gui, 30, PostingKind.PaymentConfirmed)]);
        net.Positions.ShouldAllBe(position => position.Net == Money.Zero);
        net.Legs.Length.ShouldBe(2);
    }

    [Fact]
    public void The_proof_shows_a_net_that_is_not_the_sum_of_its_legs()
    {
        var net = NetPositions.Of(s_clearing, s_on, [Leg(s_gui, s_yun, 30), Leg(s_chuan, s_yun, 20)]);
        var forged = net with { Positions = [net.Positions[0] with { Net = new(-19) }, .. net.Positions.Skip(1)] };
        var proof = forged.Prove();
        (proof.Holds, proof.NetsSumToZero, proof.SumOfNets.Fen).ShouldBe((false, false, 1L));
        proof.Wrong.ShouldBe(["party:510000"]);
    }

    [Fact]
    public void The_proof_shows_a_leg_that_was_left_out_although_the_nets_sum_to_zero()
    {
        var net = NetPositions.Of(s_clearing, s_on, [Leg(s_gui, s_yun, 30), Leg(s_chuan, s_yun, 20)]);
        var forged = NetPositions.Of(s_clearing, s_on, [net.Legs[0]]) with { Legs = net.Legs };
        (forged.Prove().NetsSumToZero, forged.Prove().EachNetIsTheSumOfItsLegs).ShouldBe((true, false));
    }

    [Fact]
    public void Without_any_leg_there_is_no_position_and_the_proof_holds()
    {
        var net = NetPositions.Of(s_clearing, s_on, []);
        net.Positions.ShouldBeEmpty();
        net.Prove().Holds.ShouldBeTrue();
    }

    private static GrossLeg Leg(Account from, Account to, long fen, PostingKind kind = PostingKind.ObligationDue) => new(from, to, new(fen), kind, new("CS", "2024", 1, 1, "2026-1"));
}
