using System.Text;
using Basin.Exchange;
using Basin.Rules.Settlement;
using Basin.Rules.Settlement.Ledger;
using Case = Basin.Exchange.Case;

namespace Basin.Services.Tests.Exchange.Ledger;

/// <summary>What is instructed while payments are under way. The case owes 1000 fen from 浙 to 皖.</summary>
public sealed class UnderWayTests
{
    private static readonly Account s_payer = Account.Party("330000"), s_payee = Account.Party("340000"), s_clearing = Account.Clearing("XAJ");

    private static readonly DateOnly s_on = new(2026, 2, 10);

    private static readonly Case.Event.ObligationDue s_due = new(1, new(2026, 1, 11), s_on, "2026-1", default);

    private static readonly GrossLeg s_owed = new(s_payer, s_payee, new(1000), PostingKind.ObligationDue, new("XAJ", "2024", 4, 1, "2026-1"));

    [Fact]
    public void A_recorded_payment_is_not_asked_for_again_from_either_side()
    {
        var left = Left([s_owed], s_due, Recorded("P-1", 600));
        Nets(left).ShouldBe([("party:330000", -400), ("party:340000", 400)]);
        left.Prove().Holds.ShouldBeTrue();
        Set(left).Instructions.Select(i => i.Amount.Fen).ShouldBe([400, 400]);
        Set(Left([s_owed], s_due, Recorded("P-1", 600), Recorded("P-2", 400))).Instructions.ShouldBeEmpty("all of it is under way");
    }

    [Fact]
    public void A_payment_counts_once_whether_it_is_under_way_or_confirmed()
    {
        var confirmed = new Case.Event.PaymentConfirmed(1, "P-1", "340000-FIN", default);
        var paid = new GrossLeg(s_payee, s_payer, new(600), PostingKind.PaymentConfirmed, new("XAJ", "2024", 6, 1, "P-1"));
        Nets(Left([s_owed, paid], s_due, Recorded("P-1", 600), confirmed)).ShouldBe([("party:330000", -400), ("party:340000", 400)]);
        Nets(Left([s_owed], s_due, Recorded("P-1", 600), confirmed)).ShouldBe([("party:330000", -400), ("party:340000", 400)], "confirmed since the postings were read");
        Nets(Left([s_owed, paid], s_due, Recorded("P-1", 600))).ShouldBe([("party:330000", -400), ("party:340000", 400)]);
    }

    [Fact]
    public void What_was_only_proposed_or_did_not_arrive_is_still_asked_for()
    {
        var proposed = new Case.Event.PaymentProposed(1, "P-1", 600, new(2026, 1, 20), false, "330000-FIN", "张三", default);
        Nets(Left([s_owed], s_due, proposed)).ShouldBe([("party:330000", -1000), ("party:340000", 1000)]);
        Nets(Left([s_owed], s_due, Recorded("P-1", 600), new Case.Event.PaymentRejected(1, "P-1", "未到账", "340000-FIN", default))).ShouldBe([("party:330000", -1000), ("party:340000", 1000)]);
    }

    [Fact]
    public void Payments_of_obligations_that_settle_on_another_day_change_nothing()
    {
        var other = s_owed with { Cause = s_owed.Cause with { Period = "2023" } };
        Nets(Left([other], s_due, Recorded("P-1", 600))).ShouldBe([("party:330000", -1000), ("party:340000", 1000)]);
    }

    [Fact]
    public void A_net_of_several_obligations_is_lowered_by_what_is_under_way_for_each()
    {
        var back = new GrossLeg(s_payee, s_payer, new(300), PostingKind.ObligationDue, new("OTHER", "2024", 4, 1, "2026-2"));
        var left = Left([s_owed, back], s_due, Recorded("P-1", 600));
        Nets(left).ShouldBe([("party:330000", -100), ("party:340000", 100)]);
        left.Prove().Holds.ShouldBeTrue();
    }

    [Fact]
    public void The_basis_of_an_instruction_shows_what_is_under_way()
    {
        var set = Set(Left([s_owed], s_due, Recorded("P-1", 600)));
        Encoding.UTF8.GetString(InstructionCsv.Of(set)).ShouldContain("XAJ 2024 #1 2026-1; XAJ 2024 #1 P-1（在途）");
        Encoding.UTF8.GetString(Pain013.Of(set)).ShouldContain("P-1（在途） party:340000&gt;party:330000 6.00");
    }

    [Fact]
    public void The_positions_say_what_of_them_is_still_instructed()
    {
        var found = LedgerEntryTests.Given(s_due, Recorded("P-1", 600));
        var net = NetPositions.Of(s_clearing, s_on, [s_owed]);
        var view = ReadNetPositions.Of(net, UnderWay.Deducted(net, [found]), "XAJ", new Dictionary<string, string>(), net.Positions);
        view.Positions.Select(position => (position.NetFen, position.InstructedFen)).ShouldBe([("-1000", "-400"), ("1000", "400")]);
        (view.Proof.NetsSumToZero, view.Proof.EachNetIsTheSumOfItsLegs).ShouldBe((true, true));
    }

    private static Case.Event.PaymentRecorded Recorded(string reference, long fen) => new(1, reference, fen, new(2026, 1, 20), "330000-FIN", default);

    private static NetPositions Left(GrossLeg[] posted, params object[] events) => UnderWay.Deducted(NetPositions.Of(s_clearing, s_on, [.. posted]), [LedgerEntryTests.Given(events)]);

    private static (string, long)[] Nets(NetPositions net) => [.. net.Positions.Select(position => (position.Account.Id, position.Net.Fen))];

    private static InstructionSet Set(NetPositions net) => InstructionSet.Of(net, "XAJ", net.Positions, new Dictionary<string, string>(), default);
}
