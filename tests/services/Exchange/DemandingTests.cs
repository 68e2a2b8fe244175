using Basin.Exchange;
using Basin.Rules.Settlement.Ledger;
using static Basin.Services.Tests.Exchange.Cases;
using Case = Basin.Exchange.Case;

namespace Basin.Services.Tests.Exchange;

/// <summary>What the calendar asks for: 浙 pays 60 ahead, and a tenth more of what is late by more than five days.</summary>
public sealed class DemandingTests
{
    private static readonly PayingRules s_advance = PayingRules.None with { Advances = [new("七", "浙", "皖", 60, new(2024, 1, 1), new(2024, 1, 31))] };
    private static readonly PayingRules s_late = PayingRules.None with { Late = new("八", "10%", 5) };

    /// <summary>The last day to pay of an obligation that falls due on the tenth of January.</summary>
    private static readonly DateOnly s_due = new(2026, 2, 9);

    [Fact]
    public void An_advance_is_demanded_once_on_its_day_and_set_off_when_the_period_is_assessed()
    {
        var open = Given(Open(1) with { Paying = s_advance });
        Demanding.NextOn(open).ShouldBe(new DateOnly(2024, 1, 1));
        Demanding.Of(open, new(2023, 12, 31)).ShouldBeEmpty();
        var demanded = Apply(open, Then(open, Demand("2024-1")));
        demanded.Status.ShouldBe(CaseStatus.Open);
        demanded.Obligations.Select(o => (o.Number, o.Kind, o.AmountFen, o.DueOn, o.Notice)).ShouldBe([(1, ObligationKind.Advance, 60, new DateOnly(2024, 1, 31), "2024-1")]);
        Demanding.NextOn(demanded).ShouldBeNull();
        var assessed = Apply(demanded, Then(demanded, Assess(1, fen: 100)));
        assessed.Proposed.Select(o => (o.Number, o.Clause, o.From, o.AmountFen)).ShouldBe([(2, "七、四", "浙", 40)]);
    }

    [Theory]
    [InlineData(60, 0, "")]
    [InlineData(25, 35, "皖")]
    [InlineData(0, 60, "皖")]
    public void What_was_paid_ahead_and_is_not_owed_is_paid_back(long fen, long back, string from)
    {
        var demanded = Given(Open(1) with { Paying = s_advance }, Demand("2024-1"), Assess(1, fen));
        demanded.Proposed.Select(o => (o.From, o.AmountFen)).ShouldBe(back == 0 ? [] : [(from, back)]);
    }

    [Fact]
    public void An_advance_is_not_demanded_any_more_once_the_period_is_assessed() =>
        Demanding.Of(Given(Open(1) with { Paying = s_advance }, Assess(1, fen: 100)), new(2026, 1, 10)).ShouldBeEmpty();

    [Theory]
    [InlineData(5, 0)]
    [InlineData(6, 10)]
    public void What_is_unpaid_when_the_days_of_grace_are_over_is_surcharged(int daysAfterDue, long fen) =>
        Demanding.Of(Late(), s_due.AddDays(daysAfterDue)).Select(o => o.AmountFen).ShouldBe(fen == 0 ? [] : [fen]);

    [Fact]
    public void The_day_of_payment_counts_and_not_the_day_it_was_reported()
    {
        var paid = Paid(Late(), 40, "P-1");
        Demanding.Of(paid, s_due.AddDays(6)).Single().AmountFen.ShouldBe(6);
        Demanding.NextOn(Paid(Late(), 100, "P-1")).ShouldBeNull();
    }

    [Fact]
    public void A_surcharge_is_demanded_once_no_correction_touches_it_and_the_case_ends_when_it_is_paid_too()
    {
        var late = Late();
        var demand = Demand("2026-2") with { At = Day(s_due.AddDays(6)) };
        var demanded = Apply(late, Then(late, demand));
        demanded.Obligations.Select(o => (o.Number, o.Kind, o.LateFor, o.AmountFen, o.DueOn)).ShouldBe(
            [(1, ObligationKind.Assessed, null, 100, s_due), (2, ObligationKind.Surcharge, 1, 10, new DateOnly(2026, 3, 17))]);
        var corrected = Apply(demanded, Then(demanded, Assess(2, fen: 130)));
        corrected.Proposed.Select(o => (o.Number, o.AmountFen)).ShouldBe([(3, 30)]);

        var principal = PaidLate(demanded);
        Then(principal, ConfirmPayment("P-1")).ShouldHaveSingleItem();
        var both = Paid(Apply(principal, Then(principal, ConfirmPayment("P-1"))), 10, "P-2", obligation: 2);
        Then(both, new Case.Command.ConfirmPayment(2, "P-2", "340000", "FIN", Now))[^1].ShouldBeOfType<Case.Event.Closed>();
    }

    [Fact]
    public void A_case_does_not_end_before_the_surcharge_for_a_late_payment_was_demanded()
    {
        var at = Day(s_due.AddDays(10));
        var late = Late();
        var proposed = Apply(late, Then(late, Propose(100, "P-1") with { PaidOn = s_due.AddDays(7), At = at }));
        var paid = Apply(proposed, Then(proposed, Approve(100, "P-1") with { PaidOn = s_due.AddDays(7), At = at }));
        var confirmed = Apply(paid, Then(paid, ConfirmPayment("P-1") with { At = at }));
        (confirmed.Status, Demanding.Of(confirmed, s_due.AddDays(10)).Single().AmountFen).ShouldBe((CaseStatus.Due, 10));
    }

    [Fact]
    public void The_payee_or_the_superior_gives_a_surcharge_up_and_the_ledger_undoes_it()
    {
        var late = PaidLate(Late());
        var closing = Apply(late, [new Case.Event.ObligationDemanded(2, ObligationKind.Surcharge, "八", "浙", "皖", 10, s_due, s_due, "2026-2", 1, Now)]);
        var arrived = Apply(closing, Then(closing, ConfirmPayment("P-1")));
        var waiver = new Case.Command.WaiveSurcharge(2, "已按期支付", "340000", "FIN", "甲", Now);
        Refused(arrived, waiver with { Region = "330000" }).Code.ShouldBe("not-the-payee");
        Refused(arrived, waiver with { Region = "110000" }).Code.ShouldBe("no-such-case");
        Refused(arrived, waiver with { Obligation = 1 }).Code.ShouldBe("not-a-surcharge");
        Refused(arrived, waiver with { Obligation = 3 }).Code.ShouldBe("no-such-obligation");
        Refused(arrived, waiver with { Reason = "" }).Code.ShouldBe("invalid-reason");
        Then(arrived, waiver with { Region = null }).Length.ShouldBe(2);
        var events = Then(arrived, waiver);
        events[^1].ShouldBeOfType<Case.Event.Closed>();
        var waived = Apply(arrived, events);
        Refused(waived, Propose(10, "P-2", obligation: 2)).Code.ShouldBe("waived");

        var clearing = Account.Clearing("XAJ");
        var brought = LedgerEntry.Of(closing, new Case.Event.ObligationDemanded(2, ObligationKind.Surcharge, "八", "浙", "皖", 10, s_due, s_due, "2026-2", 1, Now), 8, clearing)!;
        var undone = LedgerEntry.Of(waived, events[0], 10, clearing, reversed: 3)!;
        (undone.Kind, undone.Reverses).ShouldBe((PostingKind.Reversal, 3));
        undone.Legs.ShouldBe(Entries.Opposite(brought.Legs));
        LedgerEntry.Of(waived, events[0], 10, clearing, reversed: 3)!.IsBalanced.ShouldBeTrue();
    }

    [Fact]
    public void Who_keeps_a_pot_pays_out_of_it_and_confirms_what_is_paid_in()
    {
        var rules = PayingRules.None with { Pots = PayingRules.None.Pots.Add("共同资金", "100000") };
        var found = Given(Open(1) with { Paying = rules }, Assess(1, fen: 0) with { Payments = [new("四", "浙", "共同资金", 100)], Proposals = [new(1, "四", "浙", "共同资金", new(100))] }, Confirm("340000"), Confirm("330000"), new Case.Command.FallDue(["2026-1"], Now));
        var paid = Paid(found, 100, "P-1");
        Refused(paid, ConfirmPayment("P-1")).Code.ShouldBe("not-the-payee");
        Then(paid, ConfirmPayment("P-1") with { Region = "100000" })[^1].ShouldBeOfType<Case.Event.Closed>();
        Refused(found, Confirm("100000")).Code.ShouldBe("no-such-case");
    }

    [Fact]
    public void A_payment_in_time_that_is_rejected_later_brings_the_rest_of_the_surcharge()
    {
        var nearly = Paid(Late(), 90, "P-1");
        var demanded = Apply(nearly, Then(nearly, Demand("2026-2") with { At = Day(s_due.AddDays(6)) }));
        demanded.Obligations[^1].AmountFen.ShouldBe(1);
        var rejected = Apply(demanded, Then(demanded, new Case.Command.RejectPayment(1, "P-1", "未到账", "340000", "FIN", Now)));
        Demanding.NextOn(rejected).ShouldBe(s_due.AddDays(6));
        Demanding.Of(rejected, s_due.AddDays(9)).Single().AmountFen.ShouldBe(9);
        var again = Apply(rejected, Then(rejected, Demand("2026-3") with { At = Day(s_due.AddDays(9)) }));
        (Demanding.NextOn(again), again.Obligations.Sum(o => o.LateFor == 1 ? o.AmountFen : 0)).ShouldBe((null, 10));
    }

    [Fact]
    public void What_is_too_little_to_be_surcharged_is_not_looked_at_again_and_again()
    {
        var nearly = Paid(Late(), 99, "P-1");
        Demanding.Of(nearly, s_due.AddDays(6)).ShouldBeEmpty();
        Demanding.NextOn(nearly).ShouldBeNull();
    }

    [Fact]
    public void Amended_terms_demand_what_they_add_to_an_advance_and_nothing_twice()
    {
        var demanded = Given(Open(1) with { Paying = s_advance }, Demand("2024-1"));
        Case Amended(string clause, long fen) =>
            Apply(demanded, Then(demanded, Open(2) with { Paying = PayingRules.None with { Advances = [new(clause, "浙", "皖", fen, new(2024, 6, 1), new(2024, 7, 1))] } }));
        Demanding.Of(Amended("八", 60), new(2024, 6, 1)).ShouldBeEmpty();
        Demanding.Of(Amended("八", 90), new(2024, 6, 1)).Select(o => (o.Clause, o.AmountFen)).ShouldBe([("八", 30)]);
        Demanding.Of(Amended("七", 50), new(2024, 6, 1)).ShouldBeEmpty("the assessment pays back what is too much");
    }

    [Fact]
    public void A_surcharge_that_somebody_is_about_to_pay_is_waived_all_the_same()
    {
        var late = Late();
        var demanded = Apply(late, Then(late, Demand("2026-2") with { At = Day(s_due.AddDays(6)) }));
        var proposed = Apply(demanded, Then(demanded, Propose(10, "P-2", obligation: 2)));
        Then(proposed, new Case.Command.WaiveSurcharge(2, "已按期支付", "340000", "FIN", "甲", Now)).Select(e => e.GetType().Name).ShouldBe(["PaymentReturned", "SurchargeWaived"]);
    }

    [Fact]
    public void A_surcharge_is_taken_back_when_the_payee_confirms_a_payment_in_time_that_was_reported_late()
    {
        var late = Late();
        var demanded = Apply(late, Then(late, Demand("2026-2") with { At = Day(s_due.AddDays(6)) }));
        var all = Paid(demanded, 100, "P-1");
        Then(all, ConfirmPayment("P-1")).Select(e => e.GetType().Name).ShouldBe(["PaymentConfirmed", "SurchargeWaived", "Closed"]);

        var part = Paid(demanded, 40, "P-1");
        var confirmed = Apply(part, Then(part, ConfirmPayment("P-1") with { At = Day(s_due.AddDays(7)) }));
        (confirmed.Obligations[1].NeverOwed, confirmed.Status).ShouldBe((true, CaseStatus.Due));
        Demanding.NextOn(confirmed).ShouldBe(s_due.AddDays(6));
        Demanding.Of(confirmed, s_due.AddDays(7)).Single().AmountFen.ShouldBe(6, "a tenth of what was late all the same");

        var given = Apply(demanded, Then(demanded, new Case.Command.WaiveSurcharge(2, "经收款方确认已按期支付", "340000", "FIN", "甲", Now)));
        Demanding.Of(given, s_due.AddDays(9)).ShouldBeEmpty("what somebody gave up is not asked for again, whatever the reason is called");
    }

    [Fact]
    public void Who_gives_guiding_support_and_a_pot_owe_no_surcharge()
    {
        var rules = s_late with { Pots = PayingRules.None.Pots.Add("共同资金", "100000"), Guides = PayingRules.None.Guides.Add("中央财政", "100000") };
        var found = Given(
            Open(1) with { Paying = rules },
            Assess(1, fen: 0) with { Payments = [new("四", "中央财政", "共同资金", 100), new("五", "共同资金", "皖", 100)], Proposals = [new(1, "四", "中央财政", "共同资金", new(100)), new(2, "五", "共同资金", "皖", new(100))] },
            Confirm("340000"), Confirm("330000"), new Case.Command.FallDue(["2026-1", "2026-2"], Now));
        Demanding.NextOn(found).ShouldBeNull();
        Demanding.Of(found, s_due.AddDays(30)).ShouldBeEmpty();
    }

    private static Case PaidLate(Case found)
    {
        var (day, at) = (s_due.AddDays(7), Day(s_due.AddDays(7)));
        var proposed = Apply(found, Then(found, Propose(100, "P-1") with { PaidOn = day, At = at }));
        return Apply(proposed, Then(proposed, Approve(100, "P-1") with { PaidOn = day, At = at }));
    }

    private static Case Late() => Given(Open(1) with { Paying = s_late }, Assess(1, fen: 100), Confirm("340000"), Confirm("330000"), new Case.Command.FallDue(["2026-1"], Now));

    private static Case.Command.Demand Demand(params string[] notices) => new([.. notices], Now);

    private static DateTimeOffset Day(DateOnly day) => new(day, new(12, 0), TimeSpan.FromHours(8));
}
