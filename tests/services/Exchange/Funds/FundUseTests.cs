using System.Collections.Immutable;
using Basin.Exchange;
using Basin.Rules;
using CsCheck;

namespace Basin.Services.Tests.Exchange;

/// <summary>皖 received 1000 fen of 浙 and tells what became of them. Every command runs twice.</summary>
public sealed class FundUseTests
{
    private const string Wan = "340000", Zhe = "330000";
    private const long Received = 1000;

    private static readonly DateTimeOffset Now = new(2026, 1, 10, 2, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = new(2026, 1, 10);
    private static readonly Fund Money = new("XAJ", "2024", "皖", Wan);
    private static readonly ImmutableArray<string> Purposes = ["生态环境保护", "污染治理"];

    [Fact]
    public void The_first_report_opens_the_use_of_the_money()
    {
        var events = Then(null, Report("SY-1", 400));
        events.Length.ShouldBe(2);
        events[0].ShouldBe(new FundUse.Event.Opened(Money));
        Given(Report("SY-1", 400)).UsedFen.ShouldBe(400);
    }

    [Theory]
    [InlineData(600, null)]
    [InlineData(601, "more-than-received")]
    [InlineData(0, "invalid-amount")]
    [InlineData(-1, "invalid-amount")]
    [InlineData(long.MaxValue, "more-than-received")]
    public void Uses_together_never_exceed_what_was_received(long fen, string? code)
    {
        var used = Given(Report("SY-1", 400));
        if (code is null) Run(used, Report("SY-2", fen)).UsedFen.ShouldBe(1000);
        else Refused(used, Report("SY-2", fen)).Code.ShouldBe(code);
    }

    [Fact]
    public void The_refusal_of_too_much_holds_the_numbers() =>
        Refused(Given(Report("SY-1", 400)), Report("SY-2", 601)).Sentence.ShouldBe("Received 10.00元, recovered 0.00元, used 4.00元, reported 6.01元.");

    [Fact]
    public void A_wrong_report_is_reversed_and_its_money_can_be_reported_anew_under_another_reference()
    {
        var reversed = Given(Report("SY-1", 1000), Reverse("SY-1"));
        (reversed.UsedFen, reversed.Reports.Length).ShouldBe((0, 1));
        Then(reversed, Report("SY-1", 1000)).ShouldBeEmpty("the report arrived once more");
        Refused(reversed, Report("SY-1", 900)).Code.ShouldBe("use-differs");
        Run(reversed, Report("SY-2", 900)).UsedFen.ShouldBe(900);
        Refused(reversed, Reverse("SY-1") with { Reason = "另一个理由" }).Code.ShouldBe("use-reversed");
    }

    public static TheoryData<string, FundUse.Command, string, string?> Unreadable => new()
    {
        { "another purpose", Report("SY-2", 1) with { Purpose = "楼堂馆所" }, "not-a-purpose", "purpose" },
        { "no reference", Report("", 1), "invalid-reference", "reference" },
        { "an address", Report("a/b", 1), "invalid-reference", "reference" },
        { "nothing said", Report("SY-2", 1) with { What = " " }, "invalid-what", "what" },
        { "tomorrow", Report("SY-2", 1) with { UsedOn = Today.AddDays(1) }, "day-in-future", "usedOn" },
        { "before the period", Report("SY-2", 1) with { UsedOn = new(2023, 12, 31) }, "day-before-period", "usedOn" },
        { "a cut of more than the use", Order(FundMeasure.Cut) with { Reference = "SY-1", AmountFen = 401 }, "more-than-used", "amountFen" },
        { "more recovered than the use", Recover(401) with { Reference = "SY-1" }, "more-than-used", "amountFen" },
        { "a cut of more than was received", Order(FundMeasure.Cut) with { AmountFen = 1001 }, "more-than-received", "amountFen" },
        { "no hash", Report("SY-2", 1) with { Evidence = [new("a.pdf", "x")] }, "invalid-evidence", "evidence[0].sha256" },
        { "unknown report", Ask("SY-9"), "no-such-report", "reference" },
        { "unknown order", Lift(7), "no-such-order", null },
        { "unknown question", Answer(7), "no-such-question", null },
        { "no such reversal", Reverse("SY-9"), "no-such-report", "reference" },
        { "a stop with an amount", Order(FundMeasure.Stop) with { AmountFen = 1 }, "invalid-amount", "amountFen" },
        { "a stop with a day", Order(FundMeasure.Stop) with { DueOn = Today }, "invalid-due-day", "dueOn" },
        { "a cut without an amount", Order(FundMeasure.Cut), "invalid-amount", "amountFen" },
        { "a cut of nothing", Order(FundMeasure.Cut) with { AmountFen = 0 }, "invalid-amount", "amountFen" },
        { "a correction without a day", Order(FundMeasure.Correct), "invalid-due-day", "dueOn" },
        { "a correction until yesterday", Order(FundMeasure.Correct) with { DueOn = Today.AddDays(-1) }, "invalid-due-day", "dueOn" },
        { "more than was received", Recover(1001), "more-than-received", "amountFen" },
    };

    [Theory]
    [MemberData(nameof(Unreadable))]
    public void What_cannot_be_is_refused_with_its_field(string what, FundUse.Command command, string code, string? field)
    {
        var refused = Refused(Given(Report("SY-1", 400)), command);
        (refused.Code, refused.Field).ShouldBe((code, field), what);
    }

    [Fact]
    public void Only_the_receiver_reports_reverses_and_answers_and_only_others_question()
    {
        var used = Given(Report("SY-1", 400), Ask("SY-1"));
        Refused(used, Report("SY-2", 1) with { Region = Zhe }).Code.ShouldBe("not-the-receiver");
        Refused(used, Report("SY-1", 400) with { Region = Zhe }).Code.ShouldBe("not-the-receiver");
        Refused(used, Reverse("SY-1") with { Region = Zhe }).Code.ShouldBe("not-the-receiver");
        Refused(used, Answer(1) with { Region = Zhe }).Code.ShouldBe("not-the-receiver");
        Refused(used, Ask("SY-1") with { Party = "皖" }).Code.ShouldBe("your-own-use");
    }

    [Fact]
    public void A_question_waits_until_it_is_answered_once()
    {
        var asked = Given(Report("SY-1", 400), Ask("SY-1"), Ask(null) with { Party = null });
        asked.QuestionedFen.ShouldBe(400);
        var answered = Run(asked, Answer(1));
        answered.QuestionedFen.ShouldBe(0);
        answered.Questions.Count(question => question.Answer is null).ShouldBe(1);
        Refused(answered, Answer(1) with { Text = "另一个答复" }).Code.ShouldBe("question-answered");
    }

    [Fact]
    public void Money_is_recovered_up_to_the_order_and_orders_up_to_what_was_received()
    {
        var ordered = Given(Report("SY-1", 400), Recover(300));
        Refused(ordered, Recover(701) with { Reason = "另案" }).Sentence.ShouldBe("Received 10.00元, ordered to be cut or recovered 3.00元, asked 7.01元.");
        var part = Run(ordered, Paid("SH-1", 200));
        (part.RecoveredFen, FundSums.Of(Money, new(Received, 0), part).Unused.Fen).ShouldBe((200, "400"));
        Refused(part, Paid("SH-2", 101)).Code.ShouldBe("more-than-ordered");
        Refused(part, Paid("SH-1", 100)).Code.ShouldBe("recovery-differs");
        Refused(part, Report("SY-2", 401)).Code.ShouldBe("more-than-received");
        var lifted = Run(part, Lift(1));
        Refused(lifted, Paid("SH-2", 1)).Code.ShouldBe("order-lifted");
        Run(lifted, Recover(800) with { Reason = "另案" }).Orders.Length.ShouldBe(2);
        Refused(Given(Order(FundMeasure.Stop)), Paid("SH-1", 1)).Code.ShouldBe("not-to-recover");
    }

    [Fact]
    public void Money_is_used_from_the_first_day_of_its_period_on() => Given(Report("SY-1", 400) with { UsedOn = new(2024, 1, 1) }).UsedFen.ShouldBe(400);

    [Fact]
    public void Orders_to_cut_and_to_recover_together_take_no_more_than_the_use_and_what_was_received()
    {
        var cut = Given(Report("SY-1", 400), Order(FundMeasure.Cut) with { Reference = "SY-1", AmountFen = 150 });
        Refused(cut, Recover(251) with { Reference = "SY-1" }).Sentence.ShouldBe("Use SY-1 is 4.00元, ordered on it to be cut or recovered 1.50元, asked 2.51元.");
        Run(cut, Recover(250) with { Reference = "SY-1" }).Orders.Length.ShouldBe(2);
        Refused(cut, Recover(851)).Sentence.ShouldBe("Received 10.00元, ordered to be cut or recovered 1.50元, asked 8.51元.");
        Run(cut, Recover(850)).Orders.Length.ShouldBe(2);
        Run(Run(cut, Lift(1)), Recover(400) with { Reference = "SY-1" }).Orders.Length.ShouldBe(2);
    }

    [Fact]
    public void An_order_to_stop_marks_the_party_until_it_is_lifted_and_is_not_revived_by_arriving_again()
    {
        var stopped = Given(Order(FundMeasure.Stop));
        var mark = FundMarks.Of(stopped).Marks.ShouldHaveSingleItem();
        (mark.Measure, mark.Party, mark.IsInForce(null), mark.IsInForce(Now), mark.IsInForce(Now.AddTicks(-1))).ShouldBe((FundMeasure.Stop, "皖", true, true, false));
        var lifted = Run(stopped, Lift(1));
        Then(lifted, Order(FundMeasure.Stop)).ShouldBeEmpty();
        var past = FundMarks.Of(lifted).Marks.ShouldHaveSingleItem();
        (past.IsInForce(null), past.IsInForce(Now.AddDays(1).AddTicks(-1)), past.IsInForce(Now.AddDays(1))).ShouldBe((false, true, false));
        Refused(lifted, Lift(1) with { Reason = "另一个理由" }).Code.ShouldBe("order-lifted");
    }

    [Theory]
    [InlineData(FundMeasure.Correct, false)]
    [InlineData(FundMeasure.Slow, true)]
    [InlineData(FundMeasure.Cut, true)]
    [InlineData(FundMeasure.Stop, true)]
    [InlineData(FundMeasure.Recover, false)]
    public void What_bears_on_further_payments_is_marked_on_cases(FundMeasure measure, bool marked)
    {
        var order = Order(measure) with
        {
            AmountFen = measure is FundMeasure.Cut or FundMeasure.Recover ? 1 : null, DueOn = measure is FundMeasure.Correct or FundMeasure.Recover ? Today : null,
        };
        FundMarks.Of(Given(order)).Marks.IsEmpty.ShouldBe(!marked);
    }

    [Fact]
    public void Only_confirmed_payments_are_received()
    {
        var paid = Cases.Paid(Cases.Paid(Cases.Due(1000), 400, "YB-1"), 300, "YB-2");
        FundReceipts.Of(paid, "皖").ShouldBe(new(0, 0));
        var confirmed = Cases.Apply(paid, Cases.Then(paid, Cases.ConfirmPayment("YB-1")));
        FundReceipts.Of(confirmed, "皖").ShouldBe(new(400, 0));
        FundReceipts.Of(confirmed, "浙").ShouldBe(new(0, 400));
    }

    [Fact]
    public void A_case_shows_a_mark_where_something_is_still_to_be_paid_to_the_party_it_names()
    {
        var marks = FundMarks.Of(Given(Order(FundMeasure.Stop))).Marks;
        var due = CaseView.Of(Cases.Due(1000), []);
        due.With([]).ShouldBe(due);
        due.With(marks).Obligations.ShouldHaveSingleItem().FundMarks.ShouldBe(marks);
        due.With([marks[0] with { Party = "浙" }]).Obligations.ShouldHaveSingleItem().FundMarks.ShouldBeNull();
        var paid = CaseView.Of(Cases.Paid(Cases.Due(1000), 1000, "YB-1"), []).With(marks);
        (paid.Obligations[0].FundMarks, paid.FundMarks!.Count).ShouldBe((null, 1));
    }

    [Fact]
    public void What_was_paid_back_in_the_same_case_is_no_longer_there_to_be_used()
    {
        var sums = FundSums.Of(Money, new(Received, 300), Given(Report("SY-1", 400)));
        (sums.Received.Fen, sums.Returned.Fen, sums.Used.Fen, sums.Unused.Fen).ShouldBe(("1000", "300", "400", "300"));
        FundSums.Of(Money, new(Received, 700), Given(Report("SY-1", 400))).Unused.Fen.ShouldBe("-100");
        FundSums.Of(Money, new(Received, 0), null).Unused.Fen.ShouldBe("1000");
    }

    [Fact]
    public void No_sequence_of_reports_and_reversals_uses_more_than_was_received() =>
        Gen.Select(Gen.Int[1, 6], Gen.Long[-1, 1200], Gen.Bool).Array[0, 30].Sample(steps =>
        {
            FundUse? found = null;
            foreach (var (number, fen, isReport) in steps)
            {
                FundUse.Command command = isReport ? Report($"SY-{number}", fen) : Reverse($"SY-{number}");
                found = FundUse.Decide(found, Money, command).Events.Aggregate(found, FundUse.Apply);
                (found?.UsedFen ?? 0).ShouldBeInRange(0, Received);
            }

            var sums = FundSums.Of(Money, new(Received, 0), found);
            (long.Parse(sums.Used.Fen) + long.Parse(sums.Unused.Fen)).ShouldBe(Received);
            sums.UsedByPurpose.Values.Sum(amount => long.Parse(amount.Fen)).ShouldBe(long.Parse(sums.Used.Fen));
        });

    [Fact]
    public void The_order_of_reports_does_not_matter_for_their_sums() =>
        Gen.Select(Gen.Select(Gen.Long[1, 100], Gen.Int[0, 1]).Array[1, 10], Gen.Int[0, 1000]).Sample((uses, turn) =>
        {
            var reports = uses.Select((use, i) => Report($"SY-{i}", use.Item1) with { Purpose = Purposes[use.Item2] }).ToArray();
            string Sums(IEnumerable<FundUse.Command> commands) => System.Text.Json.JsonSerializer.Serialize(FundSums.Of(Money, new(Received, 0), Given([.. commands])));
            Sums(reports.Skip(turn % uses.Length).Concat(reports.Take(turn % uses.Length))).ShouldBe(Sums(reports));
        });

    private static FundUse.Command.Report Report(string reference, long fen) => new(reference, fen, Purposes[0], "河道治理工程", Today, [], Received, Purposes, Wan, "340000-FIN", Now);

    private static FundUse.Command.Reverse Reverse(string reference) => new(reference, "金额填写有误", Wan, "340000-FIN", Now);

    private static FundUse.Command.Question Ask(string? reference) => new(reference, "与用途不符", "浙", "330000-FIN", Now);

    private static FundUse.Command.Answer Answer(int number) => new(number, "见附件", [], Wan, "340000-FIN", Now);

    private static FundUse.Command.Order Order(FundMeasure measure) => new(measure, null, "挪作他用", null, null, Received, "100000", Now);

    private static FundUse.Command.Order Recover(long fen) => Order(FundMeasure.Recover) with { AmountFen = fen, DueOn = Today.AddDays(30) };

    private static FundUse.Command.LiftOrder Lift(int number) => new(number, "已改正", "100000", Now.AddDays(1));

    private static FundUse.Command.RecordRecovery Paid(string reference, long fen) => new(1, reference, fen, Today, "100000", Now);

    private static FundUse Given(params FundUse.Command[] commands) => Run(null, commands);

    private static FundUse Run(FundUse? found, params FundUse.Command[] commands) => commands.Aggregate(found, (state, command) => Then(state, command).Aggregate(state, FundUse.Apply))!;

    /// <summary>Decides, and insists that the same command on the state after it yields nothing.</summary>
    private static ImmutableArray<object> Then(FundUse? found, FundUse.Command command)
    {
        var decision = FundUse.Decide(found, Money, command);
        decision.Rejection.ShouldBeNull();
        var again = FundUse.Decide(decision.Events.Aggregate(found, FundUse.Apply), Money, command);
        again.Rejection.ShouldBeNull();
        again.Events.ShouldBeEmpty($"{command.GetType().Name} carried out twice");
        return decision.Events;
    }

    private static Rejection Refused(FundUse? found, FundUse.Command command)
    {
        var decision = FundUse.Decide(found, Money, command);
        decision.Events.ShouldBeEmpty();
        return decision.Rejection.ShouldNotBeNull();
    }
}
