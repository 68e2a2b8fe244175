using Basin.Monitoring;
using CsCheck;

namespace Basin.Services.Tests.Monitoring;

public sealed class ClockRuleTests
{
    private static readonly DateTimeOffset Now = new(2024, 6, 15, 4, 0, 0, TimeSpan.Zero);
    private static readonly Frame Good = new("JK-01", Now.AddDays(-45), StationState.Normal, [new("总磷", 0.049m)]);
    private static readonly Frame Strayed = Good with { Readings = [new("总磷", 0.9m)] };

    [Theory]
    [InlineData("as it is measured, 45 days", FrameWay.Live, null, 45 * 24 * 60, true)]
    [InlineData("as it is measured, at the limit", FrameWay.Live, null, ClockRule.LiveLateDays * 24 * 60, false)]
    [InlineData("as it is measured, over the limit", FrameWay.Live, null, (ClockRule.LiveLateDays * 24 * 60) + 1, true)]
    [InlineData("as it is measured, the profile allows it", FrameWay.Live, 60, 45 * 24 * 60, false)]
    [InlineData("pushed, the profile says nothing", FrameWay.Pushed, null, 3000 * 24 * 60, false)]
    [InlineData("pushed, at the profile's limit", FrameWay.Pushed, 2, 2 * 24 * 60, false)]
    [InlineData("pushed, over the profile's limit", FrameWay.Pushed, 2, (2 * 24 * 60) + 1, true)]
    [InlineData("asked for", FrameWay.BackFill, 2, 45 * 24 * 60, false)]
    [InlineData("ahead at the limit", FrameWay.Live, null, -10, false)]
    [InlineData("ahead over the limit", FrameWay.Live, null, -11, true)]
    [InlineData("ahead in an answer", FrameWay.BackFill, null, -11, true)]
    public void A_time_far_from_the_time_of_receipt_is_held(string what, FrameWay way, int? lateDaysMax, int lateMinutes, bool held)
    {
        var hold = ClockRule.HoldReason(lateDaysMax, Good with { Time = Now.AddMinutes(-lateMinutes) }, way, Now);
        (hold is not null).ShouldBe(held, what);
        ClockRule.IsOfClock(hold?.Reason).ShouldBe(held, what);
    }

    [Fact]
    public void The_reason_has_the_difference_and_both_times() =>
        ClockRule.HoldReason(null, Good, FrameWay.Live, Now).ShouldBe(new(
            "时钟 clock: 相差 45 天；late by more than 7 days, and nobody had asked for it: it says 2024-05-01T12:00:00+08:00 and came at 2024-06-15T12:00:00+08:00.", "time", $"{Good.Time:O}"));

    [Fact]
    public void What_is_amended_on_purpose_may_be_old() => ClockRule.HoldReason(2, Good with { Amends = 1 }, FrameWay.Pushed, Now).ShouldBeNull();

    [Fact]
    public void A_strayed_frame_takes_nothing_away_from_the_instant_it_names()
    {
        var (history, log) = Send((Good, FrameWay.BackFill), (Strayed, FrameWay.Live));
        history.Revisions.Length.ShouldBe(2);
        log.Counted().ShouldHaveSingleItem().ContentSha256.ShouldBe(Good.ContentSha256());
        history.Decide(Strayed, Strayed.ContentSha256(), ClockRule.HoldReason(null, Strayed, FrameWay.Live, Now)).ChangesItsMonth.ShouldBeFalse();
    }

    [Fact]
    public void A_strayed_frame_counts_when_it_is_asked_for_and_comes_again()
    {
        var (_, log) = Send((Strayed, FrameWay.Live), (Strayed, FrameWay.BackFill), (Strayed, FrameWay.Live));
        log.Count.ShouldBe(2);
        log.Counted().ShouldHaveSingleItem().ContentSha256.ShouldBe(Strayed.ContentSha256());
    }

    [Fact]
    public void A_held_strayed_frame_changes_no_month_and_a_revision_held_for_its_range_does()
    {
        var known = FrameHistory.None.With(Good.ContentSha256(), null);
        known.Decide(Strayed, Strayed.ContentSha256(), ClockRule.HoldReason(null, Strayed, FrameWay.Live, Now)).ChangesItsMonth.ShouldBeFalse();
        known.Decide(Strayed, Strayed.ContentSha256(), new("Outside the range.")).ChangesItsMonth.ShouldBeTrue();
    }

    [Fact]
    public void Whatever_the_order_a_clock_that_is_off_leaves_the_same_readings_counted() =>
        Gen.Shuffle(new (Frame, FrameWay)[]
            {
                (Good, FrameWay.BackFill), (Strayed, FrameWay.Live), (Strayed with { Readings = [new("总磷", 0.8m)] }, FrameWay.Live), (Good, FrameWay.BackFill), (Strayed, FrameWay.Live),
            })
            .Sample(sent => Send(sent).Log.Counted().ShouldHaveSingleItem().ContentSha256.ShouldBe(Good.ContentSha256()));

    private static (FrameHistory History, List<StoredFrame> Log) Send(params (Frame Frame, FrameWay Way)[] sent)
    {
        var (history, log) = (FrameHistory.None, new List<StoredFrame>());
        foreach (var (frame, way) in sent)
        {
            var hash = frame.ContentSha256();
            var taken = history.Decide(frame, hash, ClockRule.HoldReason(null, frame, way, Now));
            if (!taken.IsStored) continue;
            history = history.With(hash, taken.Hold?.Reason);
            log.Add(new(frame.Station, frame.Time, taken.Revision!.Value, frame.State, frame.Readings, hash, taken.Hold?.Reason, "OP-1", Now));
        }

        return (history, log);
    }
}
