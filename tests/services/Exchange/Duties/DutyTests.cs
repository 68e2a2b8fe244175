using System.Collections.Immutable;
using Basin.Exchange;
using Basin.Rules;
using Case = Basin.Exchange.Case;

namespace Basin.Services.Tests.Exchange;

/// <summary>浙 owes 皖 a park by 30 June 2026; 沪 is a third party of the agreement. Every command runs twice.</summary>
public sealed class DutyTests
{
    private const string Zhe = "330000", Wan = "340000", Hu = "310000", Stranger = "440000";

    private static readonly DateOnly Due = new(2026, 6, 30);
    private static readonly ImmutableArray<Evidence> Proof = [new("竣工验收.pdf", new('a', 64))];
    private static readonly AgreedDuty Park = new("共建园区", "浙", "皖", "建成投产", "竣工验收文件", "九", Due, null);

    private static readonly ImmutableSortedDictionary<string, string> Parties =
        ImmutableSortedDictionary<string, string>.Empty.WithComparers(StringComparer.Ordinal).Add("浙", Zhe).Add("皖", Wan).Add("沪", Hu);

    [Fact]
    public void Signed_terms_hold_a_duty_for_each_of_its_due_days()
    {
        var terms = Basin.Rules.Terms.CheckedTerms.Read(SignedText).Terms.ShouldNotBeNull();
        var held = AgreeDuties.Held(new("XAJ/2", "XAJ", 2, terms.Canonical, terms.Sha256, At(Due)), At(Due));
        held.Select(duty => (duty.Name, duty.Period, duty.TermsRevision, duty.Duty.DueOn)).ShouldBe(
        [
            ("人才培训", "2025", 2, new(2025, 10, 31)), ("人才培训", "2026", 2, new(2026, 10, 31)), ("共建园区", "once", 2, Due),
        ]);
        (held[2].Duty, held[2].Parties["浙"]).ShouldBe((Park, Zhe));
    }

    private const string SignedText =
        """
        { "language": "basin-terms/1", "standards": ["GB/T 8170-2008"], "title": "t", "scope": "s", "targets": "t", "indicators": ["总磷"], "duties": ["d"],
          "compensation": "c", "term": { "from": "2025-01-01", "to": "2026-12-31" }, "period": "年", "parties": { "皖": "340000", "浙": "330000" }, "sections": { "街口": "JK" },
          "clauses": [ { "no": "一", "when": "年均(街口, 总磷) <= 0.1 mg/L", "pay": "1万元", "from": "浙", "to": "皖" } ],
          "cooperation": {
            "共建园区": { "kind": "共建园区", "by": "浙", "for": "皖", "what": "建成投产", "due": "2026-06-30", "proof": "竣工验收文件", "no": "九" },
            "人才培训": { "kind": "人才培训", "by": "浙", "for": "皖", "what": "培训", "due": "10-31", "silenceDays": 30 } },
          "calendar": { "dataDueDays": 30, "silenceDays": 15, "payDays": 30 }, "breach": "b", "other": "o" }
        """;

    [Fact]
    public void A_report_with_its_proof_waits_until_the_other_side_accepts_it()
    {
        var reported = Given(Agree(), Report());
        reported.Status.ShouldBe(DutyStatus.Reported);
        reported.IsOverdue(Due.AddDays(100)).ShouldBeFalse("it is for the other side to answer");
        var fulfilled = Run(reported, Accept());
        (fulfilled.Status, fulfilled.Reports[0].Answer, fulfilled.Reports[0].Late).ShouldBe((DutyStatus.Fulfilled, ReportAnswer.Accepted, false));
        Refused(fulfilled, Report(text: "再次")).Code.ShouldBe("duty-ended");
    }

    [Fact]
    public void A_refused_report_leaves_the_duty_open_and_another_may_follow()
    {
        var refused = Given(Agree(), Report(), Refuse("缺少验收文件"));
        (refused.Status, refused.Reports[0].Reason).ShouldBe((DutyStatus.Open, "缺少验收文件"));
        Then(refused, Report()).ShouldBeEmpty("the refused report arrived once more");
        Refused(refused, Accept()).Code.ShouldBe("report-answered");
        Refused(refused, Refuse("另一个理由")).Code.ShouldBe("report-answered");
        var again = Run(refused, Report(text: "已补验收文件"), Accept(2));
        again.Status.ShouldBe(DutyStatus.Fulfilled);
    }

    [Theory]
    [InlineData(Zhe, Zhe, "not-the-other-side")]
    [InlineData(Wan, Wan, "not-the-owing-side")]
    [InlineData(Hu, Wan, "not-the-owing-side")]
    [InlineData(Zhe, Hu, "not-the-other-side")]
    [InlineData(Stranger, Wan, "no-such-duty")]
    [InlineData(Zhe, Stranger, "no-such-duty")]
    [InlineData(Zhe, Wan, null)]
    public void The_side_that_owes_it_reports_and_the_side_it_is_owed_to_answers(string reports, string answers, string? code)
    {
        var (report, accept) = (Report() with { Region = reports }, Accept() with { Region = answers });
        var duty = Given(Agree());
        if (reports != Zhe) Refused(duty, report).Code.ShouldBe(code);
        else if (code is not null) Refused(Run(duty, report), accept).Code.ShouldBe(code);
        else Run(duty, report, accept).Status.ShouldBe(DutyStatus.Fulfilled);
    }

    [Fact]
    public void Only_the_side_it_is_owed_to_waives_it_and_a_third_party_does_nothing()
    {
        Refused(Given(Agree()), new Duty.Command.Waive("情况变化", Zhe, "330000-EE", At(Due))).Code.ShouldBe("not-the-other-side");
        Refused(Given(Agree()), new Duty.Command.AskExtension(Due.AddDays(1), "需要时间", Hu, "310000-EE", At(Due))).Code.ShouldBe("not-a-side");
        Run(Given(Agree(), Report()), new Duty.Command.Waive("情况变化", Wan, "340000-EE", At(Due))).Status.ShouldBe(DutyStatus.Waived);
    }

    public static TheoryData<string, Duty.Command, string, string?> Unreadable => new()
    {
        { "no proof", Report() with { Evidence = [] }, "proof-missing", "evidence" },
        { "no hash", Report() with { Evidence = [new("a.pdf", "ABC")] }, "invalid-evidence", "evidence[0].sha256" },
        { "nothing", Report() with { Evidence = [null!] }, "invalid-evidence", "evidence[0].name" },
        { "no words", Report(text: " "), "invalid-text", "text" },
        { "tomorrow", Report() with { FulfilledOn = Due.AddDays(-9) }, "fulfilled-in-future", "fulfilledOn" },
        { "no later", new Duty.Command.AskExtension(Due, "需要时间", Zhe, "330000-EE", At(Due)), "invalid-due-day", "dueOn" },
        { "too late", new Duty.Command.AskExtension(Due.AddDays(Duty.ExtensionDaysMax + 1), "需要时间", Zhe, "330000-EE", At(Due)), "invalid-due-day", "dueOn" },
        { "no reason", new Duty.Command.AskExtension(Due.AddDays(1), "", Zhe, "330000-EE", At(Due)), "invalid-reason", "reason" },
        { "no such report", Accept(2), "no-such-report", null },
        { "no such extension", new Duty.Command.GrantExtension(1, Wan, "340000-EE", At(Due)), "no-such-extension", null },
    };

    [Theory]
    [MemberData(nameof(Unreadable))]
    public void What_cannot_be_is_refused_with_its_field(string what, Duty.Command command, string code, string? field)
    {
        var refused = Refused(Given(Agree()), command);
        (refused.Code, refused.Field).ShouldBe((code, field), what);
    }

    [Fact]
    public void The_due_day_moves_when_the_other_side_consents_whoever_asked()
    {
        var asked = Given(Agree(), Ask(Due.AddDays(30)));
        asked.DueOn.ShouldBe(Due);
        Refused(asked, Ask(Due.AddDays(60))).Code.ShouldBe("extension-awaits-answer");
        Refused(asked, new Duty.Command.GrantExtension(1, Zhe, "330000-EE", At(Due))).Code.ShouldBe("not-the-other-side");
        var granted = Run(asked, new Duty.Command.GrantExtension(1, Wan, "340000-EE", At(Due)));
        (granted.DueOn, granted.Agreed.DueOn, granted.IsOverdue(Due.AddDays(30)), granted.IsOverdue(Due.AddDays(31))).ShouldBe((Due.AddDays(30), Due, false, true));

        var denied = Run(asked, new Duty.Command.DenyExtension(1, "无正当理由", Wan, "340000-EE", At(Due)));
        (denied.DueOn, denied.Extensions[0].Answer).ShouldBe((Due, ExtensionAnswer.Denied));
        Refused(denied, new Duty.Command.GrantExtension(1, Wan, "340000-EE", At(Due))).Code.ShouldBe("extension-answered");

        var byOther = Given(Agree(), Ask(Due.AddDays(30)) with { Region = Wan });
        Run(byOther, new Duty.Command.GrantExtension(1, Zhe, "330000-EE", At(Due))).DueOn.ShouldBe(Due.AddDays(30));
    }

    [Theory]
    [InlineData(-31, null)]
    [InlineData(-30, DutyReminder.Ahead)]
    [InlineData(-1, DutyReminder.Ahead)]
    [InlineData(0, DutyReminder.OnTheDay)]
    [InlineData(1, DutyReminder.Overdue)]
    [InlineData(400, DutyReminder.Overdue)]
    public void Whoever_owes_it_is_reminded_before_the_last_day_on_it_and_after_it(int days, DutyReminder? reminder)
    {
        var open = Given(Agree());
        var events = Then(open, Keep(days));
        if (reminder is null) events.ShouldBeEmpty();
        else events.ShouldHaveSingleItem().ShouldBeOfType<Duty.Event.Reminded>().Reminder.ShouldBe(reminder.Value);
        (open.NextOn <= Due.AddDays(days)).ShouldBe(reminder is not null, "the calendar finds it on that day");
    }

    [Fact]
    public void Each_reminder_is_given_once_and_a_new_due_day_begins_them_anew()
    {
        var reminded = Given(Agree(), Keep(-30), Keep(0), Keep(1));
        (reminded.Reminders.Length, reminded.NextOn).ShouldBe((3, null));
        var extended = Run(reminded, Ask(Due.AddDays(60)), new Duty.Command.GrantExtension(1, Wan, "340000-EE", At(Due.AddDays(2))));
        extended.NextOn.ShouldBe(Due.AddDays(30));
        Then(extended, Keep(31)).ShouldHaveSingleItem().ShouldBeOfType<Duty.Event.Reminded>().DueOn.ShouldBe(Due.AddDays(60));
        Then(Given(Agree(), Report()), Keep(100)).ShouldBeEmpty("a report waits for its answer");
    }

    [Fact]
    public void An_overdue_duty_owes_a_notice_once_to_its_two_sides()
    {
        var overdue = Given(Agree(), Keep(1));
        var owed = DutyNotice.Overdue(overdue).ShouldNotBeNull();
        owed.Id.ShouldBe("duty-overdue/XAJ/共建园区/once/2026-06-30");
        owed.Parties.Keys.ShouldBe(["浙", "皖"], ignoreOrder: true);
        owed.Facts.ShouldBeOfType<NoticeFacts.DutyOverdue>().AsOf.ShouldBe(Due.AddDays(1));
        DutyNotice.Overdue(Given(Agree(), Keep(0))).ShouldBeNull();
    }

    [Theory]
    [InlineData(null, 1000, DutyStatus.Reported)]
    [InlineData(30, 30, DutyStatus.Reported)]
    [InlineData(30, 31, DutyStatus.Fulfilled)]
    public void Silence_accepts_a_report_only_where_the_terms_say_so_and_after_their_days(int? silenceDays, int days, DutyStatus status)
    {
        var reported = Given(Agree(1, Park with { SilenceDays = silenceDays }), Report());
        var day = Case.ChinaDate(reported.Reports[0].At).AddDays(days);
        var kept = Run(reported, new Duty.Command.KeepDays(At(day)));
        kept.Status.ShouldBe(status);
        if (status == DutyStatus.Fulfilled) kept.Reports[0].AnsweredBy.ShouldBe("");
    }

    [Fact]
    public void Amended_terms_change_what_is_not_fulfilled_and_a_due_day_they_leave_keeps_its_extension()
    {
        var extended = Given(Agree(), Ask(Due.AddDays(30)), new Duty.Command.GrantExtension(1, Wan, "340000-EE", At(Due)));
        Then(extended, Agree(2)).ShouldBeEmpty("the terms say of it what they said");
        var wider = Run(extended, Agree(2, Park with { What = "建成投产并运营一年" }));
        (wider.Agreed.What, wider.DueOn, wider.TermsRevision).ShouldBe(("建成投产并运营一年", Due.AddDays(30), 2));
        Run(extended, Agree(2, Park with { DueOn = Due.AddDays(7) })).DueOn.ShouldBe(Due.AddDays(7));
        Then(wider, Agree(1)).ShouldBeEmpty("an earlier revision arrives late");
        Then(Given(Agree(), Report(), Accept()), Agree(2, Park with { What = "其他" })).ShouldBeEmpty();
    }

    [Fact]
    public void A_question_for_a_later_day_lapses_when_the_terms_give_another()
    {
        var amended = Given(Agree(), Ask(Due.AddDays(30)), Agree(2, Park with { DueOn = Due.AddDays(90) }));
        amended.Extensions[0].Answer.ShouldBe(ExtensionAnswer.Lapsed);
        Refused(amended, new Duty.Command.GrantExtension(1, Wan, "340000-EE", At(Due))).Code.ShouldBe("extension-answered");
    }

    [Fact]
    public void Terms_that_no_longer_hold_it_withdraw_it_and_later_ones_may_bring_it_back()
    {
        var withdrawn = Given(Agree(), new Duty.Command.Withdraw(2, At(Due)));
        (withdrawn.Status, withdrawn.NextOn).ShouldBe((DutyStatus.Withdrawn, null));
        Refused(withdrawn, Report()).Code.ShouldBe("duty-ended");
        Then(withdrawn, Agree()).ShouldBeEmpty();
        Run(withdrawn, Agree(3)).Status.ShouldBe(DutyStatus.Open);
        Then(Given(Agree(), Report(), Accept()), new Duty.Command.Withdraw(2, At(Due))).ShouldBeEmpty("what is fulfilled stays so");
    }

    [Fact]
    public void A_report_after_the_last_day_is_late_and_counts_all_the_same()
    {
        var late = Given(Agree(), Report() with { FulfilledOn = Due.AddDays(1), At = At(Due.AddDays(2)) }, Accept());
        (late.Status, late.Reports[0].Late).ShouldBe((DutyStatus.Fulfilled, true));
    }

    [Theory]
    [InlineData(DutyStatus.Open, 0, DutyState.Open)]
    [InlineData(DutyStatus.Open, 1, DutyState.Overdue)]
    [InlineData(DutyStatus.Reported, 1, DutyState.Reported)]
    [InlineData(DutyStatus.Waived, 1, DutyState.Waived)]
    public void It_is_overdue_from_the_day_after_its_last_day_while_nothing_is_reported(DutyStatus status, int days, DutyState state) =>
        DutyView.StateOf(status, Due, Due.AddDays(days)).ShouldBe(state);

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("overdue", DutyState.Overdue, null)]
    [InlineData("Overdue", DutyState.Overdue, null)]
    [InlineData("1", null, "malformed-parameter")]
    [InlineData("late", null, "malformed-parameter")]
    public void A_state_is_asked_for_by_its_word(string? text, DutyState? state, string? code)
    {
        (ReadDuties.Read(text, out var read)?.Code).ShouldBe(code);
        read.ShouldBe(state);
    }

    private static DateTimeOffset At(DateOnly day) => new(day, new(12, 0), TimeSpan.FromHours(8));

    private static Duty.Command.Agree Agree(int revision = 1, AgreedDuty? duty = null) => new("XAJ", "共建园区", "once", revision, Parties, duty ?? Park, At(new(2026, 1, 10)));

    private static Duty.Command.Report Report(string text = "已建成投产") => new(Due.AddDays(-20), text, Proof, Zhe, "330000-EE", At(Due.AddDays(-10)));

    private static Duty.Command.Accept Accept(int number = 1) => new(number, Wan, "340000-EE", At(Due.AddDays(-5)));

    private static Duty.Command.Refuse Refuse(string reason) => new(1, reason, Wan, "340000-EE", At(Due.AddDays(-5)));

    private static Duty.Command.AskExtension Ask(DateOnly day) => new(day, "汛期延误", Zhe, "330000-EE", At(Due.AddDays(-5)));

    private static Duty.Command.KeepDays Keep(int days) => new(At(Due.AddDays(days)));

    private static Duty Given(params Duty.Command[] commands) => Run(null, commands);

    private static Duty Run(Duty? duty, params Duty.Command[] commands) => commands.Aggregate(duty, (state, command) => Then(state, command).Aggregate(state, Duty.Apply))!;

    /// <summary>Decides, and insists that the same command on the state after it yields nothing.</summary>
    private static ImmutableArray<object> Then(Duty? duty, Duty.Command command)
    {
        var decision = Duty.Decide(duty, command);
        decision.Rejection.ShouldBeNull();
        var again = Duty.Decide(decision.Events.Aggregate(duty, Duty.Apply), command);
        again.Rejection.ShouldBeNull();
        again.Events.ShouldBeEmpty($"{command.GetType().Name} carried out twice");
        return decision.Events;
    }

    private static Rejection Refused(Duty? duty, Duty.Command command)
    {
        var decision = Duty.Decide(duty, command);
        decision.Events.ShouldBeEmpty();
        return decision.Rejection.ShouldNotBeNull();
    }
}
