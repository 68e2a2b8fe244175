using Basin.Monitoring;
using Basin.Rules;
using CsCheck;

namespace Basin.Services.Tests.Monitoring;

public sealed class StationDayTests
{
    private static readonly DateTimeOffset Time = new(2024, 5, 31, 16, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset At = new(2024, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Frame First = new("JK-01", Time, StationState.Normal, [new("pH", 7.06m), new("总磷", 0.049m)]);
    private static readonly Frame Corrected = First with { Readings = [new("pH", 7.06m), new("总磷", 0.051m)] };
    private static readonly StationDay.Event.FrameAccepted Accepted = new("JK-01", Time, 1, StationState.Normal, First.Readings, First.ContentSha256(), "OP-1", At);
    private static readonly StationDay.Event.FrameRevised Revised = new("JK-01", Time, 2, StationState.Normal, Corrected.Readings, Corrected.ContentSha256(), "OP-1", At);
    private static readonly StationDay.Event.FrameRevised FirstAgain = new("JK-01", Time, 3, StationState.Normal, First.Readings, First.ContentSha256(), "OP-1", At);

    private static StationDay.Accept Accept(Frame frame, string? hold = null) => new(frame, hold, "OP-1", At);

    private static object[] Run(object[] given, StationDay.Accept command) => Twice.Run<StationDay, StationDay.Accept>(StationDay.Apply, StationDay.Decide, given, command);

    [Fact]
    public void A_new_frame_is_accepted() => Run([], Accept(First)).ShouldHaveSingleItem().ShouldSay(Accepted);

    [Fact]
    public void A_resent_frame_changes_nothing() => Run([Accepted], Accept(First)).ShouldBeEmpty();

    [Fact]
    public void The_same_numbers_in_another_order_and_notation_change_nothing() =>
        Run([Accepted], Accept(First with { Readings = [new("总磷", 0.0490m), new("氨氮", null), new("pH", 7.060m)] })).ShouldBeEmpty();

    [Fact]
    public void Other_content_of_the_same_instant_is_the_next_revision() => Run([Accepted], Accept(Corrected)).ShouldHaveSingleItem().ShouldSay(Revised);

    [Fact]
    public void The_first_version_delivered_again_late_does_not_undo_the_correction() => Run([Accepted, Revised], Accept(First)).ShouldBeEmpty();

    [Fact]
    public void What_was_said_first_is_restored_by_naming_the_revision_it_replaces()
    {
        var restored = Run([Accepted, Revised], Accept(First with { Amends = 2 }));
        restored.ShouldHaveSingleItem().ShouldSay(FirstAgain);
        After([Accepted, Revised, .. restored]).Counted().ShouldHaveSingleItem().ContentSha256.ShouldBe(First.ContentSha256());
        Run([Accepted, Revised, .. restored], Accept(Corrected with { Amends = 3 })).ShouldHaveSingleItem().ShouldSay(Revised with { Revision = 4 });
    }

    [Fact]
    public void What_counted_before_a_held_revision_counts_again_when_it_replaces_that_one()
    {
        var held = Run([Accepted], Accept(Corrected, "outside the range")).ShouldHaveSingleItem();
        var restored = Run([Accepted, held], Accept(First with { Amends = 2 }));
        After([Accepted, held, .. restored]).Counted().ShouldHaveSingleItem().ContentSha256.ShouldBe(First.ContentSha256());
    }

    [Fact]
    public void A_replacement_delivered_again_after_later_ones_changes_nothing() =>
        Run([Accepted, Revised, FirstAgain, Revised with { Revision = 4 }], Accept(First with { Amends = 2 })).ShouldBeEmpty();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Only_the_latest_revision_is_amended(int amends)
    {
        var other = First with { Readings = [new("pH", 7m)], Amends = amends };
        var refused = Twice.Refused<StationDay, StationDay.Accept>(StationDay.Apply, StationDay.Decide, [Accepted, Revised], Accept(other));
        (refused.Code, refused.Field, refused.Value).ShouldBe(("stale-amends", "amends", $"{amends}"));
        refused.Sentence.ShouldContain("the latest revision of JK-01 at 2024-06-01T00:00:00+08:00 is 2");
    }

    [Fact]
    public void A_frame_that_is_not_known_yet_amends_nothing() =>
        Twice.Refused<StationDay, StationDay.Accept>(StationDay.Apply, StationDay.Decide, [], Accept(First with { Amends = 1 })).Code.ShouldBe("stale-amends");

    [Fact]
    public void A_duplicate_says_which_revision_stands_in_its_place()
    {
        After([Accepted, Revised]).SameAs(Corrected).ShouldBe((2, null));
        After([Accepted, Revised]).SameAs(First).ShouldBe(
            (1, "This is revision 1, but revision 2 of JK-01 at 2024-06-01T00:00:00+08:00 counts; send it with amends: 2 to replace it."));
        var held = Run([Accepted], Accept(Corrected, "Outside the range.")).ShouldHaveSingleItem();
        After([Accepted, held]).SameAs(First).ShouldBe(
            (1, "This is revision 1, but revision 2 of JK-01 at 2024-06-01T00:00:00+08:00 is held, so that nothing counts (Outside the range); send it with amends: 2 to replace it."));
        After([Accepted, held]).SameAs(Corrected).ShouldBe((2, "Outside the range."));
    }

    [Fact]
    public void Both_revisions_stay_visible_and_the_latest_counts()
    {
        var day = new object[] { Accepted, Revised }.Aggregate(default(StationDay), StationDay.Apply)!;
        day.Day.ShouldBe(new DateOnly(2024, 6, 1));
        day.RevisionsOf(Time).Select(revision => revision.Number).ShouldBe([1, 2]);
        day.Counted().ShouldHaveSingleItem().ContentSha256.ShouldBe(Corrected.ContentSha256());
    }

    [Fact]
    public void A_held_frame_is_kept_and_does_not_count()
    {
        var held = Run([], Accept(First, "outside the range")).ShouldHaveSingleItem().ShouldBeOfType<StationDay.Event.FrameHeld>();
        held.Reason.ShouldBe("outside the range");
        StationDay.Apply(null, held)!.Counted().ShouldBeEmpty();
    }

    [Fact]
    public void A_held_revision_takes_away_what_counted()
    {
        var held = Run([Accepted], Accept(Corrected, "outside the range")).ShouldHaveSingleItem();
        new[] { Accepted, held }.Aggregate(default(StationDay), StationDay.Apply)!.Counted().ShouldBeEmpty();
    }

    [Fact]
    public void A_held_frame_is_superseded_by_its_correction_and_released_when_the_profile_admits_it()
    {
        object held = new StationDay.Event.FrameHeld("JK-01", Time, 1, StationState.Normal, First.Readings, First.ContentSha256(), "OP-1", At, "why");
        Run([held], Accept(Corrected)).ShouldHaveSingleItem().ShouldSay(Revised);
        Run([held], Accept(First)).ShouldHaveSingleItem().ShouldBeOfType<StationDay.Event.FrameRevised>().Revision.ShouldBe(2);
        Run([held], Accept(First, "why")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(StationState.Normal, 1)]
    [InlineData(StationState.Maintenance, 0)]
    [InlineData(StationState.Stopped, 0)]
    public void Frames_of_maintenance_and_stopped_stations_are_kept_and_count_nothing(StationState state, int counted)
    {
        var events = Run([], Accept(First with { State = state }));
        events.Aggregate(default(StationDay), StationDay.Apply)!.Counted().Count().ShouldBe(counted);
    }

    [Fact]
    public void The_hundred_and_first_revision_is_refused()
    {
        var given = Enumerable.Range(1, 100).Select(n => (object)(Revised with { Revision = n, ContentSha256 = $"{n}" })).ToArray();
        Twice.Refused<StationDay, StationDay.Accept>(StationDay.Apply, StationDay.Decide, given, Accept(First)).Code.ShouldBe("too-many-revisions");
    }

    [Theory]
    [InlineData("N", "1.5", null, "1.5")]
    [InlineData("N", null, "0.02", "<0.02")]
    [InlineData("N", "1.5", "0.02", "1.5")]
    [InlineData("N", null, null, null)]
    [InlineData("M", "1.5", null, null)]
    [InlineData("S", "1.5", null, null)]
    public void Only_readings_with_flag_N_go_into_a_mean(string flag, string? value, string? limit, string? measured) =>
        (new Reading("总磷", value is null ? null : decimal.Parse(value), flag, limit is null ? null : decimal.Parse(limit)).Measured()?.ToString()).ShouldBe(measured);

    [Fact]
    public void Any_order_and_repetition_of_frames_gives_the_same_day()
    {
        var frames = Gen.Select(Gen.Int[0, 23], Gen.Int[0, 1400], (hour, value) => First with { Time = Time.AddHours(hour), Readings = [new("pH", value / 100m)] })
            .List[1, 20].Select(list => list.DistinctBy(frame => frame.Time).ToList());
        Gen.Select(frames, Gen.Int).Sample((list, seed) =>
        {
            var shuffled = list.Concat(list).ToArray();
            new Random(seed).Shuffle(shuffled);
            Twice.Text(Day(shuffled)).ShouldBe(Twice.Text(Day(list)));
        });
    }

    [Fact]
    public void A_history_delivered_again_whole_leaves_the_day_as_it_was()
    {
        var frames = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3], Gen.Bool, (hour, value, _) => First with { Time = Time.AddHours(hour), Readings = [new("pH", value)] }).List[1, 20];
        frames.Sample(list => Twice.Text(Day([.. list, .. list])).ShouldBe(Twice.Text(Day(list))));
    }

    private static StationDay After(object[] events) => events.Aggregate(default(StationDay), StationDay.Apply)!;

    private static StationDay Day(IEnumerable<Frame> frames) =>
        frames.Aggregate(default(StationDay), (day, frame) => StationDay.Decide(day, Accept(frame)).Events.Aggregate(day, StationDay.Apply))!;
}
