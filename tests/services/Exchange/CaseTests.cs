using System.Collections.Immutable;
using Basin.Exchange;
using Basin.Rules;
using Basin.Rules.Settlement;
using static Basin.Services.Tests.Exchange.Cases;
using Case = Basin.Exchange.Case;

namespace Basin.Services.Tests.Exchange;

/// <summary>Given events, when a command, then events; and every command run twice yields nothing the second time.</summary>
public sealed class CaseTests
{
    [Fact]
    public void A_signed_agreement_opens_the_case_of_its_period()
    {
        var opened = Then(null, Open(1)).ShouldHaveSingleItem().ShouldBeOfType<Case.Event.Opened>();
        opened.Needs.ShouldBe(["JK/2024-12"]);
    }

    [Fact]
    public void Terms_of_a_later_revision_start_the_assessment_over_and_earlier_ones_change_nothing()
    {
        var assessed = Given(Open(1), Assess(1, fen: 100));
        Then(assessed, Open(1)).ShouldBeEmpty();
        var reopened = Apply(assessed, Then(assessed, Open(2)));
        (reopened.Status, reopened.TermsRevision, reopened.Obligations.Length).ShouldBe((CaseStatus.Open, 2, 0));
    }

    [Fact]
    public void Missing_months_are_asked_for_again_after_longer_and_longer_waits_up_to_a_day()
    {
        var open = Given(Open(1));
        Then(open, new Case.Command.ListMissing([], Now)).ShouldBeEmpty();
        var command = new Case.Command.ListMissing(["JK/2024-12"], Now);
        Then(open, command).ShouldHaveSingleItem().ShouldBeOfType<Case.Event.MonthsMissing>().Missing.ShouldBe(["JK/2024-12"]);

        var waits = new List<double>();
        for (var (asked, second) = (Apply(open, Then(open, command)), 0.0); waits.Count < 15; second = waits.Sum())
        {
            var wait = 30.0;
            while (Then(asked, command with { At = Now.AddSeconds(second + wait) }).IsEmpty) wait = double.Min(wait * 2, 86_400);
            Then(asked, command with { At = Now.AddSeconds(second + wait - 1) }).ShouldBeEmpty($"the answer to question {waits.Count + 1} may be under way for {wait} s");
            asked = Apply(asked, Then(asked, command with { At = Now.AddSeconds(second + wait) }));
            waits.Add(wait);
        }

        waits.ShouldBe([30, 60, 120, 240, 480, 960, 1920, 3840, 7680, 15360, 30720, 61440, 86400, 86400, 86400]);
    }

    [Fact]
    public void Months_that_are_missing_otherwise_are_asked_for_at_once()
    {
        var open = Given(Open(1));
        var asked = Apply(open, Then(open, new Case.Command.ListMissing(["JK/2024-11", "JK/2024-12"], Now)));
        Then(asked, new Case.Command.ListMissing(["JK/2024-12"], Now)).Length.ShouldBe(1);
    }

    [Fact]
    public void A_determined_assessment_proposes_its_obligations()
    {
        var events = Then(Given(Open(1)), Assess(1, fen: 10_000_000_000));
        events.Length.ShouldBe(2);
        events[0].ShouldBeOfType<Case.Event.PeriodAssessed>().Assessment.Revision.ShouldBe(1);
        events[1].ShouldBe(new Case.Event.ObligationProposed(1, 1, "四", "浙", "皖", 10_000_000_000));
    }

    [Fact]
    public void An_assessment_that_cannot_be_determined_proposes_nothing_and_cannot_be_confirmed()
    {
        var undetermined = Given(Open(1), Assess(1, fen: null));
        undetermined.Status.ShouldBe(CaseStatus.Undetermined);
        undetermined.Obligations.ShouldBeEmpty();
        Refused(undetermined, Confirm("340000")).Code.ShouldBe("not-determined");
    }

    [Fact]
    public void New_facts_before_confirmation_give_a_new_assessment_and_void_the_confirmations()
    {
        var half = Given(Open(1), Assess(1, fen: 100), Confirm("340000"));
        half.Confirmations.Count.ShouldBe(1);
        var again = Apply(half, Then(half, Assess(2, fen: 200)));
        (again.Assessment!.Revision, again.Confirmations.Count, again.Obligations.Single().AmountFen).ShouldBe((2, 0, 200));
    }

    [Fact]
    public void Older_facts_never_replace_newer_ones()
    {
        var assessed = Given(Open(1), Assess(2, fen: 200));
        Case.Decide(assessed, Assess(1, fen: 100)).Events.ShouldBeEmpty();
        var due = Apply(Due(fen: 100), Then(Due(fen: 100), Assess(3, fen: 300)));
        Case.Decide(due, Assess(2, fen: 200)).Events.ShouldBeEmpty();
    }

    [Fact]
    public void Revisions_are_older_or_newer_within_one_source_only()
    {
        var both = (int automatic, int sampled) => Assess(automatic, fen: 100) with { Facts = [new("JK", "2024-12", automatic, "a"), new("JK", "2024-12", sampled, "s", "采测分离")] };
        var assessed = Given(Open(1), both(2, 1));
        Case.Decide(assessed, both(1, 2)).Events.ShouldBeEmpty("its automatic data is older");
        Then(assessed, both(2, 2)).ShouldNotBeEmpty();
    }

    [Fact]
    public void New_facts_after_confirmation_are_noted_beside_what_was_settled()
    {
        var due = Due(fen: 100);
        var noted = Then(due, Assess(2, fen: 300))[0].ShouldBeOfType<Case.Event.RestatementNoted>();
        noted.Assessment.Payments.Single().AmountFen.ShouldBe(300);
        var after = Apply(due, [noted]);
        after.Obligations.Single().AmountFen.ShouldBe(100);
        Then(after, Assess(2, fen: 300)).ShouldBeEmpty();
        Then(after, Assess(3, fen: 100)).ShouldHaveSingleItem("it comes to what is obliged already").ShouldBeOfType<Case.Event.RestatementNoted>().Assessment.Revision.ShouldBe(3);
    }

    [Fact]
    public void A_restatement_that_comes_to_another_amount_opens_a_correction_by_the_difference()
    {
        var due = Due(fen: 100);
        var corrected = Apply(due, Then(due, Assess(2, fen: 300)));
        (corrected.Status, corrected.Correction, corrected.ToConfirm!.Revision, corrected.Confirmations.Count).ShouldBe((CaseStatus.Due, 1, 2, 0));
        corrected.Proposed.ShouldHaveSingleItem().ShouldBe(corrected.Obligations[1]);
        (corrected.Obligations[0].AmountFen, corrected.Obligations[1].AmountFen, corrected.Obligations[1].From).ShouldBe((100, 200, "浙"));

        Refused(corrected, Confirm("340000", assessment: 1)).Code.ShouldBe("not-the-latest-assessment");
        var one = Apply(corrected, Then(corrected, Confirm("340000", assessment: 2)));
        var both = Apply(one, Then(one, Confirm("330000", assessment: 2)));
        both.IsConfirmed.ShouldBeTrue();
        var settled = Apply(both, Then(both, new Case.Command.FallDue(["2026-2"], Now)));
        (settled.Status, settled.Correction, settled.Restatement, settled.Assessment!.Revision).ShouldBe((CaseStatus.Due, null, null, 2));
        settled.Obligations.Select(o => (o.Notice, o.AmountFen)).ShouldBe([("2026-1", 100), ("2026-2", 200)]);
    }

    [Fact]
    public void Payments_that_set_each_other_off_oblige_nobody()
    {
        var even = Given(Open(1), Assess(1, fen: 100) with { Payments = [new("四", "浙", "皖", 100), new("五", "皖", "浙", 100)], Proposals = [] });
        even.Proposed.ShouldBeEmpty();
        var confirmed = Apply(even, Then(even, Confirm("340000")));
        Then(confirmed, Confirm("330000")).Last().ShouldBe(new Case.Event.Closed(Now));
    }

    [Fact]
    public void A_correction_that_comes_to_nothing_closes_the_case_whose_payment_it_held_back()
    {
        var due = Due(fen: 100);
        var corrected = Apply(due, Then(due, Assess(2, fen: 300)));
        var paid = Paid(corrected, 100, "P-1");
        var confirmed = Apply(paid, Then(paid, ConfirmPayment("P-1")));
        confirmed.Status.ShouldBe(CaseStatus.Due, "the difference may still be owed");
        Then(confirmed, Assess(3, fen: 100)).Last().ShouldBe(new Case.Event.Closed(Now));
    }

    [Fact]
    public void A_correction_that_was_opened_in_time_is_taken_up_by_a_further_one_after_that_time()
    {
        var due = Given(Open(1) with { CorrectionDays = 10 }, Assess(1, fen: 100), Confirm("340000"), Confirm("330000"), new Case.Command.FallDue(["2026-1"], Now));
        Then(due, Assess(2, fen: 300) with { At = Now.AddDays(11) }).ShouldHaveSingleItem("it came too late").ShouldBeOfType<Case.Event.RestatementNoted>();
        var corrected = Apply(due, Then(due, Assess(2, fen: 300) with { At = Now.AddDays(10) }));
        Then(corrected, Assess(3, fen: 500) with { At = Now.AddDays(11) }).OfType<Case.Event.CorrectionOpened>().ShouldHaveSingleItem().Number.ShouldBe(2);
    }

    [Fact]
    public void Nobody_has_been_silent_about_a_correction_before_it_was_opened()
    {
        var due = Given(Open(1) with { CorrectionDays = 10 }, Assess(1, fen: 100), Confirm("340000"), Confirm("330000"), new Case.Command.FallDue(["2026-1"], Now));
        var noted = Apply(due, Then(due, Assess(2, fen: 300) with { At = Now.AddDays(11) }));
        var opened = Apply(noted, Then(noted, new Case.Command.Reopen(2, "更正", "100000", Now.AddDays(100))));
        opened.SilenceEndsOn.ShouldBe(Case.ChinaDate(Now.AddDays(100)).AddDays(opened.SilenceDays));
        Then(opened, new Case.Command.ConfirmBySilence(Now.AddDays(101))).ShouldBeEmpty();
    }

    [Fact]
    public void A_correction_that_turns_the_payment_round_is_owed_the_other_way()
    {
        var due = Due(fen: 100);
        var turned = Assess(2, fen: 0) with
        {
            Payments = [new("五", "皖", "浙", 40)], Proposals = [new(1, "五", "皖", "浙", new(40))],
        };
        Apply(due, Then(due, turned)).Proposed.ShouldHaveSingleItem().ShouldBe(new(2, "四、五", "皖", "浙", 140, null, null, null, []));
    }

    [Fact]
    public void A_closed_case_opens_again_by_its_correction_and_closes_when_it_is_paid()
    {
        var due = Due(fen: 100);
        var paid = Paid(due, 100, "P-100");
        var closed = Apply(paid, Then(paid, ConfirmPayment("P-100")));
        closed.Status.ShouldBe(CaseStatus.Closed);
        var corrected = Apply(closed, Then(closed, Assess(2, fen: 130)));
        (corrected.Status, corrected.Correction, corrected.SilenceEndsOn).ShouldBe((CaseStatus.Closed, 1, new DateOnly(2026, 1, 25)));
        var silent = Apply(corrected, Then(corrected, new Case.Command.ConfirmBySilence(Now.AddDays(20))));
        var again = Apply(silent, Then(silent, new Case.Command.FallDue(["2026-9"], Now.AddDays(20))));
        again.Status.ShouldBe(CaseStatus.Due);
        var recorded = Paid(again, 30, "P-2", obligation: 2);
        Then(recorded, new Case.Command.ConfirmPayment(2, "P-2", "340000", "FIN", Now))[^1].ShouldBeOfType<Case.Event.Closed>();
    }

    [Fact]
    public void A_further_restatement_takes_the_place_of_a_correction_that_nobody_has_confirmed()
    {
        var due = Due(fen: 100);
        var first = Apply(due, Then(due, Assess(2, fen: 300)));
        var second = Apply(first, Then(first, Assess(3, fen: 70)));
        (second.Correction, second.Proposed.Single().AmountFen, second.Proposed.Single().From).ShouldBe((2, 30, "皖"));
        var none = Apply(second, Then(second, Assess(4, fen: 100)));
        (none.Correction, none.Proposed.Length, none.Restatement!.Assessment.Revision).ShouldBe((null, 0, 4));
    }

    [Fact]
    public void After_the_days_for_corrections_only_the_superior_has_one_settled()
    {
        var late = Now.AddDays(11);
        var due = Given(Open(1) with { CorrectionDays = 10 }, Assess(1, fen: 100), Confirm("340000"), Confirm("330000"), new Case.Command.FallDue(["2026-1"], Now));
        Then(due, Assess(2, fen: 300) with { At = Now.AddDays(10) }).Length.ShouldBe(3, "the last day is in time");
        var noted = Apply(due, Then(due, Assess(2, fen: 300) with { At = late }));
        (noted.Correction, noted.Restatement!.Assessment.Revision).ShouldBe((null, 2));
        Refused(noted, Confirm("340000", assessment: 2)).Code.ShouldBe("nothing-to-confirm");
        Refused(noted, new Case.Command.Reopen(7, "查实", "SUP", late)).Code.ShouldBe("not-the-latest-assessment");
        Refused(noted, new Case.Command.Reopen(2, " ", "SUP", late)).Code.ShouldBe("invalid-reason");
        Refused(due, new Case.Command.Reopen(2, "查实", "SUP", late)).Code.ShouldBe("nothing-to-correct");
        var reopened = Apply(noted, Then(noted, new Case.Command.Reopen(2, "查实", "SUP", late)));
        (reopened.Correction, reopened.Proposed.Single().AmountFen).ShouldBe((1, 200));
    }

    [Fact]
    public void A_correction_can_be_objected_to_and_is_not_confirmed_meanwhile()
    {
        var due = Due(fen: 100);
        var corrected = Apply(due, Then(due, Assess(2, fen: 300)));
        var objected = Apply(corrected, Then(corrected, new Case.Command.Object(2, "330000", "更正有误", "EE", Now)));
        Refused(objected, Confirm("340000", assessment: 2)).Code.ShouldBe("objection-open");
        Then(objected, new Case.Command.ConfirmBySilence(Now.AddDays(60))).ShouldBeEmpty();
    }

    [Fact]
    public void Only_when_every_party_has_confirmed_do_obligations_fall_due()
    {
        var one = Given(Open(1), Assess(1, fen: 100), Confirm("340000"));
        Refused(one, new Case.Command.FallDue(["2026-1"], Now)).Code.ShouldBe("not-confirmed");
        var both = Apply(one, Then(one, Confirm("330000")));
        both.IsConfirmed.ShouldBeTrue();
        Then(both, new Case.Command.FallDue(["2026-1"], Now)).ShouldHaveSingleItem()
            .ShouldBe(new Case.Event.ObligationDue(1, new(2026, 1, 10), new(2026, 2, 9), "2026-1", Now));
    }

    [Fact]
    public void A_confirmed_case_that_owes_nothing_closes()
    {
        var one = Given(Open(1), Assess(1, fen: 0), Confirm("340000"));
        one.Obligations.ShouldBeEmpty();
        Then(one, Confirm("330000")).Last().ShouldBeOfType<Case.Event.Closed>();
    }

    [Fact]
    public void Confirming_is_refused_to_others_and_for_what_is_not_the_latest()
    {
        var assessed = Given(Open(1), Assess(1, fen: 100));
        Refused(assessed, Confirm("110000")).Code.ShouldBe("no-such-case", "to a stranger a case looks like none");
        Refused(assessed, Confirm("340000", assessment: 7)).Code.ShouldBe("not-the-latest-assessment");
        Refused(Given(Open(1)), Confirm("340000")).Code.ShouldBe("nothing-to-confirm");
        Refused(null, Confirm("340000")).Code.ShouldBe("no-such-case");
    }

    [Fact]
    public void Silence_confirms_the_day_after_the_last_day_and_not_on_it()
    {
        var assessed = Given(Open(1), Assess(1, fen: 100));
        var lastDay = new DateTimeOffset(2026, 1, 25, 15, 59, 59, TimeSpan.Zero); // 23:59:59 of 25 January in China: 10 January and 15 days
        Then(assessed, new Case.Command.ConfirmBySilence(lastDay)).ShouldBeEmpty();
        var events = Then(assessed, new Case.Command.ConfirmBySilence(lastDay.AddSeconds(1)));
        events.Cast<Case.Event.Confirmed>().Select(e => (e.Party, e.BySilence)).ShouldBe([("浙", true), ("皖", true)], ignoreOrder: true);
    }

    [Fact]
    public void While_an_objection_is_open_nothing_is_confirmed_not_by_silence_either()
    {
        var objected = Given(Open(1), Assess(1, fen: 100), new Case.Command.Object(1, "340000", "三月数据有误", "EE", Now));
        Refused(objected, Confirm("330000")).Code.ShouldBe("objection-open");
        Then(objected, new Case.Command.ConfirmBySilence(Now.AddDays(60))).ShouldBeEmpty();
        Refused(objected, new Case.Command.WithdrawObjection(1, "330000", "EE", Now)).Code.ShouldBe("not-your-objection");
        var withdrawn = Apply(objected, Then(objected, new Case.Command.WithdrawObjection(1, "340000", "EE", Now)));
        Then(withdrawn, Confirm("330000")).ShouldHaveSingleItem().ShouldBeOfType<Case.Event.Confirmed>();
        Refused(objected, Dismiss()).Code.ShouldBe("still-negotiated");
        var dismissed = Ruled(objected, Dismiss());
        dismissed.Objections.Single().Ruling.ShouldBe("数据无误");
        Refused(dismissed, new Case.Command.Object(1, "340000", "换个说法", "EE", Now)).Code.ShouldBe("already-ruled");
        Refused(withdrawn, new Case.Command.Object(1, "340000", "三月数据有误", "EE", Now)).Code.ShouldBe("objection-ended", "a resent objection is not a new one");
        Refused(withdrawn, new Case.Command.WithdrawObjection(1, "330000", "EE", Now)).Code.ShouldBe("not-your-objection");
    }

    [Fact]
    public void The_days_of_silence_begin_anew_when_an_objection_has_ended()
    {
        var objected = Given(Open(1), Assess(1, fen: 100), new Case.Command.Object(1, "340000", "三月数据有误", "EE", Now));
        var dismissed = Ruled(objected, Dismiss() with { At = Now.AddDays(40) });
        Then(dismissed, new Case.Command.ConfirmBySilence(Now.AddDays(41))).ShouldBeEmpty();
        Then(dismissed, new Case.Command.ConfirmBySilence(Now.AddDays(56))).Length.ShouldBe(2);
    }

    [Fact]
    public void A_new_assessment_supersedes_an_objection_to_the_earlier_one()
    {
        var objected = Given(Open(1), Assess(1, fen: 100), new Case.Command.Object(1, "340000", "三月数据有误", "EE", Now));
        var again = Apply(objected, Then(objected, Assess(2, fen: 200)));
        again.Objections.Single().Status.ShouldBe(ObjectionStatus.Superseded);
        Then(again, Confirm("330000", assessment: 2)).Length.ShouldBe(1);
    }

    [Fact]
    public void A_newer_correction_supersedes_an_objection_to_the_earlier_one()
    {
        var corrected = Apply(Due(fen: 100), Then(Due(fen: 100), Assess(2, fen: 300)));
        var objected = Apply(corrected, Then(corrected, new Case.Command.Object(2, "340000", "三月数据有误", "EE", Now)));
        Refused(objected, Confirm("330000", assessment: 2)).Code.ShouldBe("objection-open");
        var again = Apply(objected, Then(objected, Assess(3, fen: 400)));
        again.Objections.Single().Status.ShouldBe(ObjectionStatus.Superseded);
        Then(again, Confirm("330000", assessment: 3)).Length.ShouldBe(1);
    }

    private static Case.Command.Object Object(ObjectionSubject? subject = null) => new(1, "340000", "三月数据有误", "EE", Now, subject, [new("记录.pdf", new string('a', 64))]);

    [Fact]
    public void An_objection_is_negotiated_then_coordinated_and_each_stage_has_an_end()
    {
        var objected = Given(Open(1), Assess(1, fen: 100), Object());
        (objected.OpenObjection!.Stage, objected.OpenObjection.EndsOn).ShouldBe((ObjectionStage.Negotiation, new DateOnly(2026, 2, 9)));
        var lastDay = new DateTimeOffset(2026, 2, 9, 15, 59, 59, TimeSpan.Zero);
        Then(objected, new Case.Command.KeepDeadlines(Now.AddDays(26))).ShouldBeEmpty();
        var reminded = Apply(objected, Then(objected, new Case.Command.KeepDeadlines(Now.AddDays(27))));
        Then(reminded, new Case.Command.KeepDeadlines(lastDay)).ShouldBeEmpty("once is enough before the end");
        var escalated = Apply(reminded, Then(reminded, new Case.Command.KeepDeadlines(lastDay.AddSeconds(1))));
        (escalated.OpenObjection!.Stage, escalated.OpenObjection.EndsOn).ShouldBe((ObjectionStage.Coordination, new DateOnly(2026, 4, 11)));
        var before = Apply(escalated, Then(escalated, new Case.Command.KeepDeadlines(new(2026, 4, 8, 2, 0, 0, TimeSpan.Zero))));
        var over = Then(before, new Case.Command.KeepDeadlines(new(2026, 4, 12, 2, 0, 0, TimeSpan.Zero))).ShouldHaveSingleItem("nobody but the superior ends coordination, and it is told that it is late");
        over.ShouldBeOfType<Case.Event.ObjectionReminded>().Stage.ShouldBe(ObjectionStage.Coordination);
        var late = Apply(before, [over]);
        Then(late, new Case.Command.KeepDeadlines(new(2026, 4, 18, 2, 0, 0, TimeSpan.Zero))).ShouldBeEmpty("seven days lie between reminders");
        Then(late, new Case.Command.KeepDeadlines(new(2026, 4, 19, 2, 0, 0, TimeSpan.Zero))).ShouldHaveSingleItem("and they go on until there is a result");
    }

    [Fact]
    public void Either_side_and_the_superior_state_positions_and_either_may_ask_for_coordination()
    {
        var objected = Given(Open(1), Assess(1, fen: 100), Object());
        var position = new Case.Command.TakePosition(1, "330000", "数据无误", [], "330000-EE", Now);
        var argued = Apply(objected, Then(objected, position));
        argued = Apply(argued, Then(argued, position with { Region = null, Text = "请双方提供校准记录", By = "SUP" }));
        argued.OpenObjection!.Positions.Select(known => known.Party).ShouldBe(["浙", null]);
        Refused(argued, position with { Region = "110000" }).Code.ShouldBe("no-such-case");
        Refused(argued, position with { Text = " " }).Code.ShouldBe("invalid-text");
        Refused(argued, position with { Text = "另附", Evidence = [new("a.pdf", "XY")] }).Field.ShouldBe("evidence[0].sha256");
        Refused(argued, position with { Number = 2 }).Code.ShouldBe("no-such-objection");
        Apply(argued, Then(argued, new Case.Command.Escalate(1, "330000", "330000-EE", Now))).OpenObjection!.Stage.ShouldBe(ObjectionStage.Coordination);
    }

    [Fact]
    public void A_ruling_in_favour_keeps_every_assessment_from_being_confirmed_until_it_is_carried_out()
    {
        var objected = Given(Open(1), Assess(1, fen: 100), Object());
        Refused(objected, Uphold()).Code.ShouldBe("still-negotiated");
        var coordinated = Escalated(objected);
        Refused(coordinated, Uphold() with { Order = "" }).Code.ShouldBe("invalid-order");
        Refused(coordinated, CarryOut).Code.ShouldBe("not-upheld");
        var upheld = Apply(coordinated, Then(coordinated, Uphold()));
        Refused(upheld, Confirm("330000")).Code.ShouldBe("ruling-pending");
        Then(upheld, new Case.Command.ConfirmBySilence(Now.AddDays(90))).ShouldBeEmpty();
        var again = Apply(upheld, Then(upheld, Assess(2, fen: 40)));
        again.Objections.Single().Status.ShouldBe(ObjectionStatus.Upheld);
        Refused(again, Confirm("330000", assessment: 2)).Code.ShouldBe("ruling-pending", "nobody knows whether the whole was about what has changed");
        Refused(again, CarryOut with { Reason = " " }).Code.ShouldBe("invalid-reason");
        Refused(again, CarryOut with { Number = 2 }).Code.ShouldBe("no-such-objection");
        var done = Apply(again, Then(again, CarryOut));
        Then(done, Confirm("330000", assessment: 2)).Length.ShouldBe(1);
        done.SilenceEndsOn.ShouldBe(Case.ChinaDate(CarryOut.At).AddDays(15));
    }

    [Fact]
    public void A_ruling_on_how_a_clause_is_applied_is_carried_out_even_where_no_fact_changes()
    {
        var upheld = Ruled(Given(Open(1), Assess(1, fen: 100), Object(new(Contested.Formula, Clause: "四"))), Uphold());
        Then(Apply(upheld, Then(upheld, CarryOut)), Confirm("330000")).Length.ShouldBe(1);
    }

    [Fact]
    public void A_ruling_on_a_month_is_carried_out_when_that_month_is_stated_anew_and_not_when_another_is()
    {
        var upheld = Ruled(Given(OpenTwo, AssessTwo(1, 1, fen: 100), Object(new(Contested.Month, "JK", "2024-12"))), Uphold());
        var other = Apply(upheld, Then(upheld, AssessTwo(2, 1, fen: 90)));
        Refused(other, Confirm("330000", assessment: 2)).Code.ShouldBe("ruling-pending");
        var ordered = Apply(other, Then(other, AssessTwo(2, 2, fen: 50)));
        Then(ordered, Confirm("330000", assessment: 3)).Length.ShouldBe(1);
    }

    [Fact]
    public void An_objection_stays_open_while_what_it_contests_is_what_it_was()
    {
        var objected = Given(OpenTwo, AssessTwo(1, 1, fen: 100), Object(new(Contested.Month, "JK", "2024-12")));
        var other = Apply(objected, Then(objected, AssessTwo(2, 1, fen: 90)));
        (other.OpenObjection!.Number, other.OpenObjection.Assessment).ShouldBe((1, 2));
        Refused(other, Confirm("330000", assessment: 2)).Code.ShouldBe("objection-open");
        var contested = Apply(other, Then(other, AssessTwo(2, 2, fen: 50)));
        contested.Objections.Single().Status.ShouldBe(ObjectionStatus.Superseded);
        Apply(other, Then(other, Open(2))).OpenObjection.ShouldNotBeNull("the terms say when their water is assessed");
        var amended = Apply(other, Then(other, Open(2) with { Needs = OpenTwo.Needs }));
        Apply(amended, Then(amended, AssessTwo(2, 1, fen: 90) with { TermsRevision = 2 })).OpenObjection.ShouldBeNull("other terms are another assessment");
    }

    [Fact]
    public void A_correction_that_was_released_and_paid_already_closes_when_the_rest_is_confirmed()
    {
        var paid = Paid(Due(fen: 100), 100, "P-1");
        var closed = Apply(paid, Then(paid, ConfirmPayment("P-1")));
        var corrected = Apply(closed, Then(closed, Assess(2, fen: 150)));
        var objected = Apply(corrected, Then(corrected, Object(new(Contested.Formula, Clause: "四")) with { Assessment = 2 }));
        var released = Apply(objected, Then(objected, new Case.Command.ReleaseUndisputed(1, [new(1, "四", "浙", "皖", new(150))], Why, ["2026-2"], Now)));
        var whole = Paid(released, 50, "P-2", obligation: 2);
        var arrived = Apply(whole, Then(whole, new Case.Command.ConfirmPayment(2, "P-2", "340000", "FIN", Now)));
        var ruled = Ruled(arrived, Dismiss());
        var one = Apply(ruled, Then(ruled, Confirm("340000", assessment: 2)));
        Then(one, Confirm("330000", assessment: 2))[^1].ShouldBeOfType<Case.Event.Closed>();
    }

    [Fact]
    public void What_cannot_be_determined_leaves_a_correction_open_that_was_begun_in_time()
    {
        var due = Given(Open(1) with { CorrectionDays = 10 }, Assess(1, fen: 100), Confirm("340000"), Confirm("330000"), new Case.Command.FallDue(["2026-1"], Now));
        var corrected = Apply(due, Then(due, Assess(2, fen: 130) with { At = Now.AddDays(9) }));
        var undetermined = Apply(corrected, Then(corrected, Assess(3, fen: null) with { At = Now.AddDays(10) }));
        (undetermined.Correction, undetermined.ToConfirm).ShouldBe((1, null));
        Refused(undetermined, Confirm("330000", assessment: 3)).Code.ShouldBe("nothing-to-confirm");
        Refused(undetermined, new Case.Command.Reopen(3, "更正", "SUP", Now)).Code.ShouldBe("not-determined");
        var known = Apply(undetermined, Then(undetermined, Assess(4, fen: 140) with { At = Now.AddDays(20) }));
        (known.Correction, known.Proposed.Single().AmountFen).ShouldBe((2, 40));
    }

    [Fact]
    public void A_correction_that_comes_to_nothing_does_not_close_a_case_that_still_owes_a_surcharge()
    {
        var late = Given(
            Open(1) with { Paying = PayingRules.None with { Late = new("八", "10%", 0) } }, Assess(1, fen: 100), Confirm("340000"), Confirm("330000"), new Case.Command.FallDue(["2026-1"], Now),
            Assess(2, fen: 130));
        var day = Now.AddDays(40);
        var proposed = Apply(late, Then(late, Propose(100, "P-1") with { PaidOn = Case.ChinaDate(day), At = day }));
        var paid = Apply(proposed, Then(proposed, Approve(100, "P-1") with { PaidOn = Case.ChinaDate(day), At = day }));
        var arrived = Apply(paid, Then(paid, ConfirmPayment("P-1") with { At = day }));
        Then(arrived, Assess(3, fen: 100) with { At = day }).ShouldHaveSingleItem().ShouldBeOfType<Case.Event.RestatementNoted>();
    }

    [Fact]
    public void An_assessment_is_objected_to_only_so_many_times()
    {
        var tired = Enumerable.Range(0, Objection.PerAssessmentMax).Aggregate(Given(Open(1), Assess(1, fen: 100)), (found, turn) =>
        {
            var objected = Apply(found, Then(found, Object() with { Reason = $"理由{turn}" }));
            return Apply(objected, Then(objected, new Case.Command.WithdrawObjection(turn + 1, "340000", "EE", Now)));
        });
        Refused(tired, Object()).Code.ShouldBe("too-many-objections");
        Then(tired, Object() with { Region = "330000" }).ShouldHaveSingleItem();
    }

    [Fact]
    public void While_a_ruling_is_to_be_carried_out_another_objection_releases_nothing()
    {
        var upheld = Ruled(Given(OpenTwo, AssessTwo(1, 1, fen: 100), Object(new(Contested.Month, "JK", "2024-12"))), Uphold());
        var objected = Apply(upheld, Then(upheld, Object(new(Contested.Month, "JK", "2024-11")) with { Reason = "十一月数据有误" }));
        Then(objected, new Case.Command.ReleaseUndisputed(2, [new(1, "四", "浙", "皖", new(100))], Why, ["2026-1"], Now)).ShouldBeEmpty();
        objected.SilenceEndsOn.ShouldBeNull();
    }

    [Fact]
    public void An_objection_to_a_correction_stays_open_while_another_month_cannot_be_determined()
    {
        var due = Given(OpenTwo, AssessTwo(1, 1, fen: 100), Confirm("340000"), Confirm("330000"), new Case.Command.FallDue(["2026-1"], Now));
        var corrected = Apply(due, Then(due, AssessTwo(1, 2, fen: 150)));
        var objected = Apply(corrected, Then(corrected, Object(new(Contested.Month, "JK", "2024-12")) with { Assessment = 2 }));
        var undetermined = Apply(objected, Then(objected, AssessTwo(2, 2, fen: 0) with { Payments = [new("四", "浙", "皖", null)] }));
        undetermined.OpenObjection!.Number.ShouldBe(1);
        Apply(undetermined, Then(undetermined, AssessTwo(3, 2, fen: 150))).OpenObjection!.Assessment.ShouldBe(4);
    }

    [Fact]
    public void What_was_confirmed_over_an_objection_in_a_log_of_old_stays_confirmed()
    {
        var objected = Given(OpenTwo, AssessTwo(1, 1, fen: 100), Object(new(Contested.Month, "JK", "2024-12")));
        var again = Apply(objected, Then(objected, AssessTwo(2, 1, fen: 90)));
        var confirmed = Apply(again, [new Case.Event.Confirmed(2, "浙", "EE", false, Now), new Case.Event.Confirmed(2, "皖", "EE", false, Now)]);
        (confirmed.IsConfirmed, confirmed.OpenObjection).ShouldBe((true, null));
    }

    private static Case.Command.Open OpenTwo => Open(1) with { Needs = ["JK/2024-11", "JK/2024-12"] };

    private static Case.Command.Assess AssessTwo(int november, int december, long fen) => Assess(1, fen) with
    {
        Facts = [new("JK", "2024-11", november, $"sha-{november}"), new("JK", "2024-12", december, $"sha-{december}")],
    };

    private static Case.Command.DismissObjection Dismiss() => new(1, "数据无误", "SUP", Now);

    private static Case.Command.UpholdObjection Uphold() => new(1, "仪器故障", "剔除三月五日读数后重新公布。", "SUP", Now);

    private static Case.Command.CarryOutRuling CarryOut => new(1, "数据已重新公布", "SUP", Now.AddDays(30));

    private static Case Escalated(Case objected) => Apply(objected, Then(objected, new Case.Command.Escalate(1, null, "SUP", Now)));

    private static Case Ruled(Case objected, Case.Command ruling) => Escalated(objected) is var coordinated ? Apply(coordinated, Then(coordinated, ruling)) : objected;

    public static TheoryData<ObjectionSubject, string> BadSubjects => new()
    {
        { new(Contested.Month, "JK", "2024-11"), "subject.month" },
        { new(Contested.Month, "JK", "2024-12", "玄学"), "subject.indicator" },
        { new(Contested.Month, "JK", "2024-12", "镉"), "subject.indicator" },
        { new(Contested.Reading, "JK", "2024-12", "总磷"), "subject.indicator" },
        { new(Contested.Formula, Clause: "九"), "subject.clause" },
        { new(Contested.Reading, "JK", "2024-12", "总磷", "ST", new DateTimeOffset(2024, 11, 30, 15, 59, 59, TimeSpan.Zero)), "subject.time" },
        { new(Contested.Incident), "subject.fact" },
        { new(Contested.Incident, Fact: "天气"), "subject.fact" },
    };

    [Theory]
    [MemberData(nameof(BadSubjects))]
    public void What_is_contested_must_be_part_of_the_case(ObjectionSubject subject, string field)
    {
        var refused = Refused(Given(Open(1), Assess(1, fen: 100)), Object(subject) with { Contestable = new(["重大污染事故"], ["总磷"]) });
        (refused.Code, refused.Field).ShouldBe(("invalid-subject", field));
    }

    [Fact]
    public void What_is_undisputed_is_obliged_at_once_and_the_rest_when_the_objection_has_ended()
    {
        var objected = Given(Open(1), Assess(1, fen: 100), Object(new(Contested.Month, "JK", "2024-12", "总磷")));
        var release = new Case.Command.ReleaseUndisputed(1, [new(1, "四", "浙", "皖", new(60))], Why, ["2026-1"], Now);
        var released = Apply(objected, Then(objected, release));
        (released.Status, released.OpenObjection!.Number).ShouldBe((CaseStatus.Assessed, 1));
        released.Obligations.Select(o => (o.Number, o.AmountFen, o.Notice)).ShouldBe([(1, 60, "2026-1"), (2, 40, null)]);

        var paid = Paid(released, 60, "P-1");
        var received = Apply(paid, Then(paid, new Case.Command.ConfirmPayment(1, "P-1", "340000", "FIN", Now)));
        received.Status.ShouldBe(CaseStatus.Assessed, "the rest is still argued about");
        var ended = Ruled(received, Dismiss());
        var one = Apply(ended, Then(ended, Confirm("340000")));
        var both = Apply(one, Then(one, Confirm("330000")));
        var due = Apply(both, Then(both, new Case.Command.FallDue(["2026-2"], Now)));
        (due.Status, due.Standing.Sum(o => o.AmountFen)).ShouldBe((CaseStatus.Due, 100));
    }

    [Fact]
    public void What_was_released_is_taken_into_account_when_another_assessment_follows()
    {
        var objected = Given(Open(1), Assess(1, fen: 100), Object(new(Contested.Month, "JK", "2024-12", "总磷")));
        var released = Apply(objected, Then(objected, new Case.Command.ReleaseUndisputed(1, [new(1, "四", "浙", "皖", new(60))], Why, ["2026-1"], Now)));
        var again = Apply(released, Then(released, Assess(2, fen: 75)));
        again.Obligations.Select(o => (o.AmountFen, o.DueOn is null)).ShouldBe([(60, false), (15, true)]);
        var exact = Apply(released, Then(released, Assess(2, fen: 60)));
        var one = Apply(exact, Then(exact, Confirm("340000", assessment: 2)));
        Apply(one, Then(one, Confirm("330000", assessment: 2))).Status.ShouldBe(CaseStatus.Due, "nothing more is owed, and what is has a notice already");
    }

    [Fact]
    public void A_stated_fact_is_kept_and_a_later_statement_takes_its_place()
    {
        var stated = Given(Open(1), State("事故", "否"), State("事故", "是"));
        stated.Statements.ShouldBe([new Case.UsedStatement("事故", "是")]);
        Refused(stated, State("事故", "否") with { Region = "110000" }).Code.ShouldBe("no-such-case");
    }

    [Fact]
    public void One_fact_is_stated_a_limited_number_of_times_and_then_the_last_statement_stands()
    {
        var open = Given(Open(1));
        var last = Toggled(open, Case.StatementsPerFactMax - 1);
        var full = Apply(last, Then(last, State("事故", "最后")));
        var refused = Refused(full, State("事故", "是"));
        (refused.Kind, refused.Code, refused.Field, refused.Value).ShouldBe((Refusal.NotAllowed, "too-many-statements", "name", "事故"));
        refused.Sentence.ShouldContain("\"事故\" was stated 20 times in this case; the limit is 20.");
        Then(full, State("事故", "最后")).ShouldBeEmpty("what stands already may be sent again");
        Then(full, State("得分", "85")).Length.ShouldBe(1, "another fact is counted for itself");
        Refused(Apply(full, Then(full, Open(2))), State("事故", "是")).Code.ShouldBe("too-many-statements", "amended terms do not begin the count anew");
    }

    [Fact]
    public void A_closed_case_hears_statements_as_a_correction_to_be_noted_and_no_more_of_them_than_an_open_one()
    {
        var one = Given(Open(1), Assess(1, fen: 0), Confirm("340000"));
        var closed = Apply(one, Then(one, Confirm("330000")));
        closed.Status.ShouldBe(CaseStatus.Closed);
        var stated = Apply(closed, Then(closed, State("事故", "是")));
        stated.Status.ShouldBe(CaseStatus.Closed);
        Then(stated, Assess(1, fen: 300) with { Stated = stated.Statements }).First().ShouldBeOfType<Case.Event.RestatementNoted>();
        Refused(Toggled(closed, Case.StatementsPerFactMax), State("事故", "最后")).Code.ShouldBe("too-many-statements");
    }

    /// <summary>The case after a fact was stated so many times, its value going to and fro.</summary>
    private static Case Toggled(Case found, int times) =>
        Enumerable.Range(0, times).Aggregate(found, (state, turn) => Apply(state, Then(state, State("事故", turn % 2 == 0 ? "是" : "否"))));

    [Fact]
    public void An_assessment_made_before_a_statement_changes_nothing_after_it()
    {
        var stated = Given(Open(1), State("事故", "是"));
        Then(stated, Assess(1, fen: 100)).ShouldBeEmpty();
        var assessed = Apply(stated, Then(stated, Assess(1, fen: 100) with { Stated = stated.Statements }));
        (assessed.Status, assessed.Assessment!.Stated!.Value.Single().Value).ShouldBe((CaseStatus.Assessed, "是"));
    }

    [Fact]
    public void A_statement_on_the_same_water_gives_a_new_assessment_and_after_settlement_it_is_noted_beside()
    {
        var assessed = Given(Open(1), Assess(1, fen: 100), State("事故", "是"));
        Then(assessed, Assess(1, fen: 300) with { Stated = assessed.Statements })[0].ShouldBeOfType<Case.Event.PeriodAssessed>().Assessment.Revision.ShouldBe(2);
        var due = Apply(Due(fen: 100), Then(Due(fen: 100), State("事故", "是")));
        Then(due, Assess(1, fen: 300) with { Stated = due.Statements }).First().ShouldBeOfType<Case.Event.RestatementNoted>();
    }

    [Fact]
    public void What_was_stated_since_the_assessment_keeps_it_from_being_confirmed()
    {
        var restated = Given(Open(1), Assess(1, fen: 100), Confirm("340000"), State("事故", "是"));
        var refused = Refused(restated, Confirm("330000"));
        (refused.Kind, refused.Code).ShouldBe((Refusal.Conflict, "facts-restated"));
        refused.Sentence.ShouldContain("Assessment 1");
        refused.Sentence.ShouldContain("事故 = 是");
        Refused(restated, Confirm("330000", assessment: 7)).Code.ShouldBe("not-the-latest-assessment");

        var again = Apply(restated, Then(restated, Assess(1, fen: 300) with { Stated = restated.Statements }));
        Then(again, Confirm("330000", assessment: 2)).ShouldHaveSingleItem().ShouldBeOfType<Case.Event.Confirmed>();
    }

    [Fact]
    public void What_was_stated_before_the_assessment_keeps_nobody_from_confirming_it()
    {
        var stated = Given(Open(1), State("事故", "否"), State("事故", "是"));
        var assessed = Apply(stated, Then(stated, Assess(1, fen: 100) with { Stated = stated.Statements }));
        Then(assessed, Confirm("330000")).ShouldHaveSingleItem().ShouldBeOfType<Case.Event.Confirmed>();
    }

    [Fact]
    public void Silence_confirms_no_assessment_after_which_something_was_stated()
    {
        var restated = Given(Open(1), Assess(1, fen: 100), State("事故", "是"));
        Then(restated, new Case.Command.ConfirmBySilence(Now.AddDays(60))).ShouldBeEmpty();

        var again = Apply(restated, Then(restated, Assess(1, fen: 300) with { Stated = restated.Statements, At = Now.AddDays(60) }));
        Then(again, new Case.Command.ConfirmBySilence(Now.AddDays(75))).ShouldBeEmpty("its days begin with the new assessment");
        Then(again, new Case.Command.ConfirmBySilence(Now.AddDays(76))).Length.ShouldBe(2);
    }

    [Fact]
    public void The_calendar_assesses_anew_what_rests_on_facts_stated_since()
    {
        var assesses = KeepCalendar.WaitsForAssessment.Compile();
        bool Assesses(Case found) => assesses(CaseListing.Of(found));

        Assesses(Given(Open(1), State("事故", "是"))).ShouldBeFalse("nothing was assessed that could be assessed anew");
        var assessed = Given(Open(1), Assess(1, fen: 100));
        Assesses(assessed).ShouldBeFalse();
        var restated = Apply(assessed, Then(assessed, State("事故", "是")));
        Assesses(restated).ShouldBeTrue();
        var again = Apply(restated, Then(restated, Assess(1, fen: 300) with { Stated = restated.Statements }));
        Assesses(again).ShouldBeFalse();

        Assesses(Given(Open(1), Assess(1, fen: null), State("事故", "是"))).ShouldBeTrue("what could not be determined may be by now");
        var due = Apply(Due(fen: 100), Then(Due(fen: 100), State("事故", "是")));
        Assesses(due).ShouldBeTrue("a restatement is yet to be noted");
        Assesses(Apply(due, Then(due, Assess(1, fen: 300) with { Stated = due.Statements }))).ShouldBeFalse();
    }

    [Theory]
    [InlineData("事故", "是", Role.Superior, "100000", null)]
    [InlineData("得分", "85", Role.Bureau, "340000", null)]
    [InlineData("得分", "85", Role.Bureau, "330000", "not-yours-to-state")]
    [InlineData("事故", "是", Role.Bureau, "340000", "not-yours-to-state")]
    [InlineData("得分", "101", Role.Bureau, "340000", "invalid-statement")]
    [InlineData("事故", "也许", Role.Superior, "100000", "invalid-statement")]
    [InlineData("天气", "是", Role.Superior, "100000", "no-such-fact")]
    public void Only_those_whom_the_terms_name_state_a_fact_and_only_what_the_terms_allow(string name, string value, string role, string region, string? code)
    {
        var terms = Basin.Rules.Terms.CheckedTerms.Read(StatingTerms).Terms.ShouldNotBeNull();
        (StateFact.Refused(terms.Stated.FirstOrDefault(fact => fact.Name == name), Given(Open(1)), name, value, role, region)?.Code).ShouldBe(code);
    }

    private const string StatingTerms =
        """
        { "language": "basin-terms/1", "standards": ["GB/T 8170-2008"], "title": "t", "scope": "s", "targets": "t", "indicators": ["总磷"], "duties": ["d"],
          "compensation": "c", "term": { "from": "2024-01-01", "to": "2024-12-31" }, "period": "年", "parties": { "皖": "340000", "浙": "330000" }, "sections": { "街口": "JK" },
          "stated": { "事故": { "kind": "是否", "by": ["共同上级"], "otherwise": "否" }, "得分": { "kind": "数值", "from": "0", "to": "100", "by": ["皖"] } },
          "clauses": [ { "no": "一", "when": "非 事故 且 年均(街口, 总磷) <= 0.1 mg/L", "pay": "得分 * 1万元", "from": "浙", "to": "皖" } ],
          "calendar": { "dataDueDays": 30, "silenceDays": 15, "payDays": 30 }, "breach": "b", "other": "o" }
        """;

    [Fact]
    public void A_confirmed_incident_states_its_fact_once_and_who_states_it_otherwise_is_not_overruled_by_it()
    {
        var incident = new Case.Command.StateIncident("事故", "是", "SJ-2024-1", "340000-EE、330000-EE", Now);
        var stated = Given(Open(1), incident);
        stated.Statements.ShouldBe([new("事故", "是")]);
        stated.Stated["事故"].Incident.ShouldBe("SJ-2024-1");
        var otherwise = Apply(stated, Then(stated, State("事故", "否")));
        Then(otherwise, incident).ShouldBeEmpty();
        otherwise.Statements.ShouldBe([new("事故", "否")]);
        Apply(otherwise, Then(otherwise, incident with { Incident = "SJ-2024-2" })).Statements.ShouldBe([new("事故", "是")]);
    }

    [Theory]
    [InlineData("2023-12-30", "2023-12-31", false)]
    [InlineData("2023-12-30", "2024-01-01", true)]
    [InlineData("2024-12-31", "2025-01-02", true)]
    [InlineData("2025-01-01", "2025-01-02", false)]
    public void An_incident_falls_into_the_periods_that_hold_a_day_of_it(string from, string to, bool falls) =>
        new KnownIncident("SJ", "JK", DateOnly.Parse(from), DateOnly.Parse(to), "", Now).FallsInto(new("2024", new(2024, 1), new(2024, 12))).ShouldBe(falls);

    private static Case.Command.StateFact State(string name, string value) => new(name, value, null, "100000", Now);
}
