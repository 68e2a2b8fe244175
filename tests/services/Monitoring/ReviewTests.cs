using System.Collections.Immutable;
using Basin.Monitoring;
using Basin.Rules;
using Basin.Rules.WaterQuality;

namespace Basin.Services.Tests.Monitoring;

public sealed class ReviewTests
{
    private static readonly DateTimeOffset At = new(2024, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Time = new(2024, 5, 8, 0, 0, 0, TimeSpan.Zero);
    private static readonly string Content = new('a', 64);

    private static readonly Station Station = new(
        "JK-01", 1, "街口站", "JK", "OP-1", ["pH", "总磷"], 4, 0.5m, ImmutableSortedDictionary<string, MeasuringRange>.Empty, new(2024, 1, 1), null);

    private static readonly Review.Actor Operator = new("OP-1", Role.Operator, "330000");
    private static readonly Review.Actor Downstream = new("330000-EE", Role.Bureau, "330000");
    private static readonly Review.Actor Upstream = new("340000-EE", Role.Bureau, "340000");
    private static readonly Review.Actor Superior = new("100000", Role.Superior, "100000");
    private static readonly Review.Actor Third = new("360000-EE", Role.Bureau, "360000");
    private static readonly Review.Actor Finance = new("340000-FIN", Role.Finance, "340000");

    private static readonly ReviewComparison Same = new("2024-05", true, "Ⅱ", "Ⅱ", [new("总磷", "0.05", "0.05", 30, 31)]);
    private static readonly ReviewComparison Other = new("2024-05", true, "Ⅱ", "Ⅱ", [new("总磷", "0.05", "0.06", 30, 31)]);

    private static readonly Dictionary<DateTimeOffset, string> Current = new() { [Time] = Content };
    private static readonly Dictionary<DateTimeOffset, string> Revised = new() { [Time] = new('b', 64) };

    private static readonly Review.Propose Propose = new(
        Station, "340000", "330000", ReviewVerdict.Valid, [new(Time, Content, ["总磷"])], "现场核查属实", [], Operator,
        new Dictionary<DateTimeOffset, StoredFrame> { [Time] = new("JK-01", Time, 2, StationState.Normal, [new("总磷", 0.3m), new("pH", null)], Content, null, "OP-1", At) }, null, null, At);

    private static readonly object[] Proposed = [.. Review.Decide(null, Propose).Events];
    private static readonly object[] Awaiting = [.. Proposed, new Review.Event.Confirmed("330000-EE", "330000", "属实", Other, At)];
    private static readonly object[] Objected = [.. Awaiting, new Review.Event.Objected("340000-EE", "340000", "不同意", At)];
    private static readonly object[] InEffect = [.. Awaiting, new Review.Event.Consented("340000-EE", "340000", "同意", At), new Review.Event.TookEffect(At)];
    private static readonly object[] Rejected = [.. Proposed, new Review.Event.Rejected("330000-EE", "330000", "无据", At)];
    private static readonly object[] Dismissed = [.. Objected, new Review.Event.Ruled("100000", false, "不采纳", Other, At)];

    [Fact]
    public void A_proposal_states_readings_with_their_content_and_the_same_one_is_the_same_review()
    {
        var proposed = Run([], Propose, Review.Decide).ShouldHaveSingleItem().ShouldBeOfType<Review.Event.Proposed>();

        (proposed.Id, proposed.Month, proposed.Region).ShouldBe((Propose.Id, "2024-05", "330000"));
        proposed.Frames.Single().ContentSha256.ShouldBe(Content);
        (Propose with { At = At.AddDays(1) }).Id.ShouldBe(Propose.Id);
        Again(Propose with { Reason = "另有说明" }).ShouldNotBe(Propose.Id);
        Again(Propose with { Verdict = ReviewVerdict.Invalid }).ShouldNotBe(Propose.Id);
        Run(InEffect, Propose, Review.Decide).ShouldBeEmpty();

        // A copied record keeps the id it was made with; a command of its own is made anew.
        static string Again(Review.Propose command) => new Review.Propose(
            command.Station, command.UpstreamRegion, command.DownstreamRegion, command.Verdict, command.Frames, command.Reason, command.Evidence, command.By, command.Known, null, null, command.At).Id;
    }

    [Fact]
    public void Where_the_month_stays_as_it_is_the_province_alone_decides() =>
        Run(Proposed, Confirm(Downstream, Same), Review.Decide).Select(e => e.GetType().Name).ShouldBe(["Confirmed", "TookEffect"]);

    [Fact]
    public void Where_a_mean_changes_the_other_side_has_to_consent()
    {
        Run(Proposed, Confirm(Downstream, Other), Review.Decide).ShouldHaveSingleItem().ShouldBeOfType<Review.Event.Confirmed>().Compared.ShouldBe(Other);
        State(Awaiting).ShouldSatisfyAllConditions(
            review => review.State.ShouldBe(ReviewState.AwaitingConsent), review => review.OtherSide.ShouldBe("340000"), review => review.EffectiveAt.ShouldBeNull());

        Run(Awaiting, new Review.Consent(Upstream, "同意", Current, At), Review.Decide).Select(e => e.GetType().Name).ShouldBe(["Consented", "TookEffect"]);
        State(InEffect).EffectiveAt.ShouldBe(At);
    }

    [Theory]
    [InlineData("the same", true, "Ⅱ", "Ⅱ", "0.05", "0.05", 30, 30, false)]
    [InlineData("a reading more and the same mean", true, "Ⅱ", "Ⅱ", "0.05", "0.05", 30, 31, false)]
    [InlineData("another mean", true, "Ⅱ", "Ⅱ", "0.05", "0.06", 30, 30, true)]
    [InlineData("another class", true, "Ⅱ", "Ⅲ", "0.05", "0.05", 30, 30, true)]
    [InlineData("a mean lost", true, null, null, "0.05", null, 93, 92, true)]
    [InlineData("no mean yet, and readings that may make one", true, null, null, null, null, 30, 31, true)]
    [InlineData("a month that is not over", false, "Ⅱ", "Ⅱ", "0.05", "0.05", 30, 31, true)]
    [InlineData("a month that is not over, no reading more", false, "Ⅱ", "Ⅱ", "0.05", "0.05", 30, 30, false)]
    public void What_may_change_a_payment_is_more_than_the_province_decides(
        string name, bool isOver, string? classBefore, string? classAfter, string? before, string? after, int validBefore, int validAfter, bool changes) =>
        new ReviewComparison("2024-05", isOver, classBefore, classAfter, [new("总磷", before, after, validBefore, validAfter)]).Changes.ShouldBe(changes, name);

    [Fact]
    public void The_other_side_objects_and_may_still_consent_or_the_superior_rules()
    {
        Run(Awaiting, new Review.ObjectTo(Upstream, "不同意", At), Review.Decide).ShouldHaveSingleItem();
        Run(Objected, new Review.Consent(Upstream, "同意", Current, At), Review.Decide).Length.ShouldBe(2);
        Run(Objected, Ruling(Superior, true), Review.Decide).Select(e => e.GetType().Name).ShouldBe(["Ruled", "TookEffect"]);
        Run(Objected, Ruling(Superior, false), Review.Decide).ShouldHaveSingleItem();
        State(Dismissed).State.ShouldBe(ReviewState.Dismissed);
    }

    [Fact]
    public void Silence_of_a_province_or_the_other_side_does_not_hold_up_the_superior()
    {
        Run(Proposed, Ruling(Superior, true), Review.Decide).Length.ShouldBe(2);
        Run(Awaiting, Ruling(Superior, true), Review.Decide).Length.ShouldBe(2);
    }

    [Fact]
    public void Both_sides_read_every_reason()
    {
        State(Dismissed).Opinions.Select(opinion => (opinion.Kind, opinion.Reason)).ShouldBe(
            [(ReviewOpinionKind.Confirmed, "属实"), (ReviewOpinionKind.Objected, "不同意"), (ReviewOpinionKind.Dismissed, "不采纳")]);
    }

    [Fact]
    public void A_bureau_proposes_and_confirms_at_once_and_never_for_the_other_side()
    {
        var command = Fresh(Upstream, ReviewVerdict.Invalid, Other);
        var events = Run([], command, Review.Decide);

        events.Select(e => e.GetType().Name).ShouldBe(["Proposed", "Confirmed"]);
        State(events).OtherSide.ShouldBe("330000");
        Refused(events, new Review.Consent(Upstream, "同意", Current, At), Review.Decide).Code.ShouldBe("not-the-other-side");
        Run([], Fresh(Upstream, ReviewVerdict.Invalid, Same), Review.Decide).Select(e => e.GetType().Name).ShouldBe(["Proposed", "Confirmed", "TookEffect"]);
    }

    [Fact]
    public void An_operator_of_a_third_province_is_confirmed_by_either_side()
    {
        object[] proposed = [.. Review.Decide(null, Fresh(Operator with { Region = "360000" }, ReviewVerdict.Valid, null)).Events];

        State(proposed).Provinces.ShouldBe(["340000", "330000"]);
        Run(proposed, Confirm(Upstream, Other), Review.Decide).ShouldHaveSingleItem();
        object[] confirmed = [.. proposed, .. Review.Decide(State(proposed), Confirm(Upstream, Other)).Events];
        State(confirmed).OtherSide.ShouldBe("330000");
        Refused(confirmed, Confirm(Downstream, Other), Review.Decide).Code.ShouldBe("review-not-open");
        Run(confirmed, new Review.Consent(Downstream, "同意", Current, At), Review.Decide).Length.ShouldBe(2);
    }

    [Fact]
    public void Inside_one_region_there_is_no_other_side_but_the_superior()
    {
        var command = new Review.Propose(Station, "330000", "330000", Propose.Verdict, Propose.Frames, Propose.Reason, [], Operator, Propose.Known, null, null, At);
        object[] confirmed = [.. Review.Decide(null, command).Events, new Review.Event.Confirmed("330000-EE", "330000", "属实", Other, At)];

        Refused(confirmed, new Review.Consent(Downstream, "同意", Current, At), Review.Decide).Sentence.ShouldContain("the superior rules");
        Run(confirmed, Ruling(Superior, true), Review.Decide).Length.ShouldBe(2);
    }

    public static TheoryData<string, string, string> Strangers => new()
    {
        { "confirmation", "340000-EE", "not-the-province" },
        { "confirmation", "360000-EE", "not-the-province" },
        { "confirmation", "OP-1", "not-the-province" },
        { "confirmation", "100000", "not-the-province" },
        { "rejection", "340000-EE", "not-the-province" },
        { "consent", "330000-EE", "not-the-other-side" },
        { "consent", "360000-EE", "not-the-other-side" },
        { "consent", "340000-FIN", "not-the-other-side" },
        { "consent", "100000", "not-the-other-side" },
        { "objection", "330000-EE", "not-the-other-side" },
        { "objection", "OP-1", "not-the-other-side" },
        { "ruling", "330000-EE", "superior-only" },
        { "ruling", "340000-EE", "superior-only" },
        { "ruling", "OP-1", "superior-only" },
    };

    [Theory]
    [MemberData(nameof(Strangers))]
    public void Everyone_says_only_what_is_theirs_to_say(string answer, string who, string code)
    {
        var by = new[] { Operator, Downstream, Upstream, Superior, Third, Finance }.Single(actor => actor.Organisation == who);
        var refused = answer switch
        {
            "confirmation" => Refused(Proposed, Confirm(by, Other), Review.Decide),
            "rejection" => Refused(Proposed, new Review.Reject(by, "无据", At), Review.Decide),
            "consent" => Refused(Awaiting, new Review.Consent(by, "同意", Current, At), Review.Decide),
            "objection" => Refused(Awaiting, new Review.ObjectTo(by, "不同意", At), Review.Decide),
            _ => Refused(Awaiting, Ruling(by, true), Review.Decide),
        };

        (refused.Kind, refused.Code).ShouldBe((Refusal.Forbidden, code));
        refused.Sentence.ShouldContain(by.Organisation);
    }

    [Fact]
    public void Nobody_speaks_out_of_turn()
    {
        Refused(Proposed, new Review.Consent(Upstream, "同意", Current, At), Review.Decide).Code.ShouldBe("not-confirmed");
        Refused(Awaiting, new Review.Reject(Downstream, "无据", At), Review.Decide).Code.ShouldBe("review-not-open");
        Refused(InEffect, new Review.ObjectTo(Upstream, "不同意", At), Review.Decide).Code.ShouldBe("review-not-open");
        Refused(Rejected, Confirm(Downstream, Other), Review.Decide).Code.ShouldBe("review-not-open");
        Refused(Rejected, Ruling(Superior, true), Review.Decide).Sentence.ShouldContain("is rejected");
        Refused(Dismissed, Ruling(Superior, true), Review.Decide).Code.ShouldBe("review-not-open");
        Refused(InEffect, Ruling(Superior, false), Review.Decide).Code.ShouldBe("review-not-open");
    }

    [Fact]
    public void What_was_said_before_changes_nothing_whatever_has_happened_since()
    {
        Run(InEffect, Confirm(Downstream, Same), Review.Decide).ShouldBeEmpty();
        Run(InEffect, new Review.Consent(Upstream, "同意", Revised, At), Review.Decide).ShouldBeEmpty();
        Run(Dismissed, new Review.ObjectTo(Upstream, "不同意", At), Review.Decide).ShouldBeEmpty();
        Run(Rejected, new Review.Reject(Downstream, "无据", At), Review.Decide).ShouldBeEmpty();
    }

    [Fact]
    public void A_later_revision_voids_the_review_openly()
    {
        foreach (var refused in new[]
        {
            Refused(Proposed, new Review.Confirm(Downstream, "属实", Revised, Other, At), Review.Decide),
            Refused(Awaiting, new Review.Consent(Upstream, "同意", Revised, At), Review.Decide),
            Refused(Awaiting, new Review.Rule(Superior, true, "采纳", Revised, Other, At), Review.Decide),
        })
        {
            (refused.Kind, refused.Code).ShouldBe((Refusal.Conflict, "revision-superseded"));
            refused.Sentence.ShouldContain("2024-05-08T08:00:00+08:00");
        }

        ReviewView.Of(State(InEffect), Revised).Superseded.ShouldNotBeNull();
        ReviewView.Of(State(InEffect), Current).Superseded.ShouldBeNull();
        // It can still be ended.
        Run(Proposed, new Review.Reject(Downstream, "已修订", At), Review.Decide).ShouldHaveSingleItem();
        Run(Awaiting, new Review.Rule(Superior, false, "已修订", Revised, Other, At), Review.Decide).ShouldHaveSingleItem();
    }

    [Fact]
    public void It_shows_who_may_speak_next()
    {
        ReviewView.Of(State(Proposed), Current).Awaits.ShouldBe(["330000", "superior"]);
        ReviewView.Of(State(Objected), Current).Awaits.ShouldBe(["340000", "superior"]);
        ReviewView.Of(State(InEffect), Current).Awaits.ShouldBeEmpty();
    }

    public static TheoryData<string, Review.Propose, string, string?> BadProposals => new()
    {
        { "by a third province", Fresh(Third, ReviewVerdict.Invalid, Other), "not-your-station", null },
        { "by a finance department", Fresh(Finance, ReviewVerdict.Invalid, Other), "not-your-station", null },
        { "without a reason", Propose with { Reason = " " }, "reason-needed", "reason" },
        { "without readings", Propose with { Frames = [] }, "invalid-readings", "readings" },
        { "of two months", Propose with { Frames = [Propose.Frames[0], new(Time.AddMonths(1), Content, ["总磷"])] }, "several-months", "readings" },
        { "of a frame twice", Propose with { Frames = [Propose.Frames[0], Propose.Frames[0]] }, "invalid-readings", "readings" },
        { "of a frame nobody sent", Propose with { Frames = [new(Time.AddHours(1), Content, ["总磷"])] }, "unknown-frame", "readings[0].time" },
        { "of another content", Propose with { Frames = [new(Time, new('b', 64), ["总磷"])] }, "revision-superseded", "readings[0].contentSha256" },
        { "of an indicator the frame lacks", Propose with { Frames = [new(Time, Content, ["氨氮"])] }, "no-reading", "readings[0].indicators" },
        { "that finds nothing valid", Propose with { Frames = [new(Time, Content, ["pH"])] }, "no-reading", "readings[0].indicators" },
        { "of a reading under review", Propose with { UnderReview = "0123456789abcdef" }, "under-review", "readings" },
        { "with evidence without a hash", Propose with { Evidence = [new("照片.jpg", "abc")] }, "invalid-evidence", "evidence[0]" },
        { "out of service", Propose with { Station = Station with { InServiceTo = new(2024, 5, 7) } }, "not-in-service", "readings[0].time" },
    };

    [Theory]
    [MemberData(nameof(BadProposals))]
    public void A_proposal_must_be_in_order(string name, Review.Propose command, string code, string? field)
    {
        var refused = Refused([], command, Review.Decide);
        (refused.Code, refused.Field).ShouldBe((code, field), name);
    }

    private static Review.Propose Fresh(Review.Actor by, ReviewVerdict verdict, ReviewComparison? compared) => new(
        Station, "340000", "330000", verdict, Propose.Frames, Propose.Reason, [], by, Propose.Known, null, compared, At);

    private static Review.Confirm Confirm(Review.Actor by, ReviewComparison compared) => new(by, "属实", Current, compared, At);

    private static Review.Rule Ruling(Review.Actor by, bool upheld) => new(by, upheld, "裁定", Current, Other, At);

    private static Review State(object[] events) => events.Aggregate(default(Review), Review.Apply)!;

    private static object[] Run<TCommand>(object[] given, TCommand command, Func<Review?, TCommand, Decision> decide) => Twice.Run(Review.Apply, decide, given, command);

    private static Rejection Refused<TCommand>(object[] given, TCommand command, Func<Review?, TCommand, Decision> decide) => Twice.Refused(Review.Apply, decide, given, command);
}
