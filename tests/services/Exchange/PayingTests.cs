using Basin.Exchange;
using static Basin.Services.Tests.Exchange.Cases;
using Case = Basin.Exchange.Case;

namespace Basin.Services.Tests.Exchange;

public sealed class PayingTests
{
    public static TheoryData<string, long, string, string> BadPayments => new()
    {
        { "330000", 101, "2026-01-10", "more-than-owed" },
        { "330000", 0, "2026-01-10", "invalid-amount" },
        { "330000", -5, "2026-01-10", "invalid-amount" },
        { "330000", 100, "2026-01-11", "paid-in-future" },
        { "330000", 100, "2023-12-31", "paid-too-early" },
        { "330000", 100, "0001-01-01", "paid-too-early" },
        { "340000", 100, "2026-01-10", "not-the-payer" },
        { "110000", 100, "2026-01-10", "no-such-case" },
    };

    [Theory]
    [MemberData(nameof(BadPayments))]
    public void A_payment_that_does_not_fit_is_refused(string region, long fen, string paidOn, string code) =>
        Refused(Due(fen: 100), Propose(fen, "P-1") with { PaidOn = DateOnly.Parse(paidOn), Region = region }).Code.ShouldBe(code);

    [Fact]
    public void A_payment_of_the_first_day_of_the_period_is_recorded() =>
        Then(Due(fen: 100), Propose(100, "P-1") with { PaidOn = new(2024, 1, 1) }).Length.ShouldBe(1);

    [Theory]
    [InlineData("2023-01-01", null)]
    [InlineData("2022-12-31", "paid-too-early")]
    public void An_advance_may_have_been_paid_in_the_year_before_its_period(string paidOn, string? code)
    {
        var advance = Given(Open(1) with { Paying = PayingRules.None with { Advances = [new("七", "浙", "皖", 60, new(2024, 1, 1), new(2024, 1, 31))] } }, new Case.Command.Demand(["2024-1"], Now));
        var payment = Propose(60, "P-1") with { PaidOn = DateOnly.Parse(paidOn) };
        if (code is null) Then(advance, payment).ShouldHaveSingleItem();
        else Refused(advance, payment).Code.ShouldBe(code);
    }

    [Fact]
    public void The_same_reference_with_another_amount_is_its_own_outcome()
    {
        var proposed = Apply(Due(fen: 100), Then(Due(fen: 100), Propose(40, "P-1")));
        Refused(proposed, Propose(50, "P-1")).Code.ShouldBe("payment-differs");
        Refused(proposed, Propose(61, "P-2")).Sentence.ShouldContain("waiting for approval 0.40元");
        var paid = Apply(proposed, Then(proposed, Approve(40, "P-1")));
        Refused(paid, Propose(50, "P-1")).Code.ShouldBe("payment-differs");
        Refused(paid, Propose(61, "P-2")).Sentence.ShouldContain("recorded 0.40元");
    }

    [Fact]
    public void The_case_closes_with_the_last_confirmed_payment_and_not_before()
    {
        var due = Due(fen: 100);
        var half = Paid(due, 40, "P-40");
        Then(half, ConfirmPayment("P-40")).ShouldHaveSingleItem().ShouldBeOfType<Case.Event.PaymentConfirmed>();
        var whole = Paid(half, 60, "P-60");
        var first = Apply(whole, Then(whole, ConfirmPayment("P-40")));
        first.Status.ShouldBe(CaseStatus.Due);
        Then(first, ConfirmPayment("P-60")).Last().ShouldBeOfType<Case.Event.Closed>();
        Refused(first, new Case.Command.ConfirmPayment(1, "P-60", "330000", "FIN", Now)).Code.ShouldBe("not-the-payee");
        Refused(first, ConfirmPayment("P-99")).Code.ShouldBe("no-such-payment");
    }

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("")]
    public void A_reference_that_would_mean_something_in_an_address_is_refused(string reference) =>
        Refused(Due(fen: 100), Propose(100, reference)).Code.ShouldBe("invalid-reference");

    [Fact]
    public void A_payment_that_did_not_arrive_no_longer_counts_and_can_be_recorded_anew()
    {
        var due = Due(fen: 100);
        var recorded = Paid(due, 100, "P-100");
        var rejection = new Case.Command.RejectPayment(1, "P-100", "未到账", "340000", "FIN", Now);
        Refused(recorded, rejection with { Region = "330000" }).Code.ShouldBe("not-the-payee");
        var rejected = Apply(recorded, Then(recorded, rejection));
        rejected.Obligations.Single().UnpaidFen.ShouldBe(100);
        Refused(rejected, ConfirmPayment("P-100")).Code.ShouldBe("payment-rejected");
        var whole = Paid(Paid(rejected, 99, "P-99"), 1, "P-1");
        var first = Apply(whole, Then(whole, ConfirmPayment("P-99")));
        Then(first, ConfirmPayment("P-1")).Last().ShouldBeOfType<Case.Event.Closed>();
        Refused(first, rejection with { Reference = "P-99" }).Code.ShouldBe("payment-confirmed");
    }

    [Fact]
    public void A_payment_counts_only_when_another_person_of_the_payer_has_approved_it()
    {
        var proposed = Apply(Due(fen: 100), Then(Due(fen: 100), Propose(100, "P-1")));
        (proposed.Obligations.Single().UnpaidFen, proposed.Obligations.Single().Proposals.Single().AmountFen).ShouldBe((100, 100));
        Refused(proposed, new Case.Command.ConfirmPayment(1, "P-1", "340000", "FIN", Now)).Code.ShouldBe("not-approved");
        Refused(proposed, Approve(100, "P-1") with { Person = "经办员" }).Code.ShouldBe("same-person");
        Refused(proposed, Approve(100, "P-1") with { By = "FIN-2" }).Code.ShouldBe("another-organisation");
        Refused(proposed, Approve(100, "P-1") with { Region = "340000" }).Code.ShouldBe("not-the-payer");
        Refused(proposed, Approve(100, "P-9")).Code.ShouldBe("no-such-payment");
        var recorded = Apply(proposed, Then(proposed, Approve(100, "P-1"))).Obligations.Single();
        (recorded.UnpaidFen, recorded.Proposals.Length, recorded.Payments.Single().Proposer, recorded.Payments.Single().Approver).ShouldBe((0, 0, "经办员", "复核员"));
    }

    [Fact]
    public void A_returned_payment_leaves_its_reference_free_and_what_was_approved_is_not_returned()
    {
        var proposed = Apply(Due(fen: 100), Then(Due(fen: 100), Propose(100, "P-1")));
        var returning = new Case.Command.ReturnPayment(1, "P-1", "金额有误", "330000", "FIN", "复核员", Now);
        Refused(proposed, returning with { Reason = " " }).Code.ShouldBe("invalid-reason");
        var returned = Apply(proposed, Then(proposed, returning));
        returned.Obligations.Single().Proposals.ShouldBeEmpty();
        Refused(returned, Approve(100, "P-1")).Code.ShouldBe("no-such-payment");
        var paid = Paid(returned, 90, "P-1");
        Refused(paid, returning).Code.ShouldBe("payment-approved");
    }

    [Fact]
    public void An_approval_is_of_the_amount_and_day_that_its_approver_has_seen()
    {
        var proposed = Apply(Due(fen: 100), Then(Due(fen: 100), Propose(1, "P-1")));
        var returned = Apply(proposed, Then(proposed, new Case.Command.ReturnPayment(1, "P-1", "有误", "330000", "FIN", "经办员", Now)));
        var swapped = Apply(returned, Then(returned, Propose(100, "P-1")));
        Refused(swapped, Approve(1, "P-1")).Code.ShouldBe("payment-differs");
        Refused(swapped, Approve(100, "P-1") with { PaidOn = new(2026, 1, 9) }).Code.ShouldBe("payment-differs");
        Refused(Paid(returned, 100, "P-1"), Approve(1, "P-1")).Code.ShouldBe("payment-differs", "not of what was approved before either");
    }

    [Fact]
    public void A_rejected_payment_is_not_proposed_again_under_its_reference()
    {
        var recorded = Paid(Due(fen: 100), 100, "P-1");
        var rejected = Apply(recorded, Then(recorded, new Case.Command.RejectPayment(1, "P-1", "未到账", "340000", "FIN", Now)));
        Refused(rejected, Propose(100, "P-1")).Code.ShouldBe("payment-rejected");
    }

    [Fact]
    public void What_the_payer_never_approves_does_not_keep_the_superior_from_withholding()
    {
        var blocked = Apply(Due(fen: 100), Then(Due(fen: 100), Propose(100, "P-1")));
        var withholding = Apply(blocked, Then(blocked, Withhold(70, 31)));
        var events = Then(withholding, new Case.Command.ApprovePayment(1, "K-1", 70, new(2026, 2, 10), null, "SUP", "乙", Now.AddDays(31)));
        events.Select(e => e.GetType().Name).ShouldBe(["PaymentRecorded", "PaymentReturned", "PaymentConfirmed"]);
        var withheld = Apply(withholding, events);
        Refused(withheld, Approve(100, "P-1")).Code.ShouldBe("no-such-payment");
        Refused(withheld, Propose(31, "P-2")).Code.ShouldBe("more-than-owed");
    }

    [Fact]
    public void What_the_payers_second_person_approves_first_leaves_nothing_to_withhold()
    {
        var both = Apply(Due(fen: 100), Then(Due(fen: 100), Propose(60, "P-1")));
        both = Apply(both, Then(both, Withhold(70, 31)));
        both = Apply(both, Then(both, Propose(40, "P-2")));
        var events = Then(both, Approve(60, "P-1"));
        events.Select(e => e.GetType().Name).ShouldBe(["PaymentRecorded", "PaymentReturned"]);
        events[1].ShouldBeOfType<Case.Event.PaymentReturned>().Reference.ShouldBe("K-1", "the payer's own other payment fits");
        Refused(Apply(both, events), new Case.Command.ApprovePayment(1, "K-1", 70, new(2026, 2, 10), null, "SUP", "乙", Now.AddDays(31))).Code.ShouldBe("no-such-payment");
    }

    [Fact]
    public void A_key_that_nobody_is_named_for_is_no_person_of_its_own()
    {
        var old = Apply(Due(fen: 100), Then(Due(fen: 100), Propose(100, "P-1") with { Person = new('k', 43) }));
        Refused(old, Approve(100, "P-1") with { Person = "FIN" }).Code.ShouldBe("same-person");
        Then(old, Approve(100, "P-1")).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData(30, "not-overdue")]
    [InlineData(31, null)]
    public void The_superior_withholds_only_what_is_overdue(int daysLater, string? code)
    {
        var withholding = Withhold(40, daysLater);
        if (code is not null) Refused(Due(fen: 100), withholding).Code.ShouldBe(code);
        else Then(Due(fen: 100), withholding).ShouldHaveSingleItem().ShouldBeOfType<Case.Event.PaymentProposed>().Withheld.ShouldBeTrue();
    }

    [Fact]
    public void What_the_superior_withholds_counts_as_paid_and_arrived_once_its_second_person_approves()
    {
        var proposed = Apply(Due(fen: 100), Then(Due(fen: 100), Withhold(100, 31)));
        Refused(proposed, Approve(100, "K-1")).Code.ShouldBe("another-organisation");
        Refused(proposed, Withhold(100, 31) with { Region = "330000" }).Code.ShouldBe("payment-differs", "what is withheld is not what the payer paid");
        Refused(Due(fen: 100), Withhold(100, 31) with { PaidOn = new(2026, 2, 9) }).Code.ShouldBe("withheld-too-early");
        Refused(proposed, new Case.Command.ApprovePayment(1, "K-1", 100, new(2026, 2, 10), null, "SUP", "甲", Now.AddDays(31))).Code.ShouldBe("same-person");
        var events = Then(proposed, new Case.Command.ApprovePayment(1, "K-1", 100, new(2026, 2, 10), null, "SUP", "乙", Now.AddDays(31)));
        events.Select(e => e.GetType().Name).ShouldBe(["PaymentRecorded", "PaymentConfirmed", "Closed"]);
        Apply(proposed, events).Obligations.Single().Payments.Single().IsWithheld.ShouldBeTrue();
    }

    private static Case.Command.ProposePayment Withhold(long fen, int daysLater) => new(1, "K-1", fen, Case.ChinaDate(Now.AddDays(daysLater)), null, "SUP", "甲", Now.AddDays(daysLater));
}
