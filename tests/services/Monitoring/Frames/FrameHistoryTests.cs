using System.Collections.Immutable;
using Basin.Monitoring;
using Basin.Rules;
using CsCheck;

namespace Basin.Services.Tests.Monitoring;

public sealed class FrameHistoryTests
{
    private static readonly DateTimeOffset Time = new(2024, 5, 31, 16, 0, 0, TimeSpan.Zero);
    private static readonly Hold OutOfRange = new("Outside the range.", "readings.总磷", "0.051");
    private static readonly Frame First = new("JK-01", Time, StationState.Normal, [new("pH", 7.06m), new("总磷", 0.049m)]);
    private static readonly Frame Corrected = First with { Readings = [new("pH", 7.06m), new("总磷", 0.051m)] };

    /// <summary>Decides, and decides the same once more on what is known then: the second time nothing is stored.</summary>
    private static Taken Run(FrameHistory known, Frame frame, Hold? hold = null)
    {
        var taken = known.Decide(frame, frame.ContentSha256(), hold);
        var after = Keep(known, frame, hold, taken);
        after.Decide(frame, frame.ContentSha256(), hold).IsStored.ShouldBeFalse();
        return taken;
    }

    private static FrameHistory Keep(FrameHistory known, Frame frame, Hold? hold, Taken taken) =>
        taken.IsStored ? known.With(frame.ContentSha256(), hold?.Reason) : known;

    private static FrameHistory Known(params (Frame Frame, string? Held)[] revisions) =>
        revisions.Aggregate(FrameHistory.None, (known, revision) => known.With(revision.Frame.ContentSha256(), revision.Held));

    [Fact]
    public void A_new_frame_is_accepted() => Run(FrameHistory.None, First).ShouldBe(new(FrameOutcome.Accepted, 1));

    [Fact]
    public void A_resent_frame_changes_nothing() => Run(Known((First, null)), First).ShouldBe(new(FrameOutcome.Duplicate, 1));

    [Fact]
    public void The_same_numbers_in_another_order_and_notation_change_nothing() =>
        Run(Known((First, null)), First with { Readings = [new("总磷", 0.0490m), new("氨氮", null), new("pH", 7.060m)] }).Outcome.ShouldBe(FrameOutcome.Duplicate);

    [Fact]
    public void Other_content_of_the_same_instant_is_the_next_revision() => Run(Known((First, null)), Corrected).ShouldBe(new(FrameOutcome.Revision, 2));

    [Fact]
    public void The_first_version_delivered_again_late_does_not_undo_the_correction_and_says_how_to() =>
        Run(Known((First, null), (Corrected, null)), First).ShouldBe(new(
            FrameOutcome.Duplicate, 1, new("This is revision 1, but revision 2 of JK-01 at 2024-06-01T00:00:00+08:00 counts; send it with amends: 2 to replace it.")));

    [Fact]
    public void What_was_said_first_is_restored_by_naming_the_revision_it_replaces()
    {
        var known = Known((First, null), (Corrected, null));
        Run(known, First with { Amends = 2 }).ShouldBe(new(FrameOutcome.Revision, 3));
        Run(known.With(First.ContentSha256(), null), Corrected with { Amends = 3 }).ShouldBe(new(FrameOutcome.Revision, 4));
    }

    [Fact]
    public void What_counted_before_a_held_revision_counts_again_when_it_replaces_that_one() =>
        Run(Known((First, null), (Corrected, "why")), First with { Amends = 2 }).ShouldBe(new(FrameOutcome.Revision, 3));

    [Fact]
    public void A_replacement_delivered_again_after_later_ones_changes_nothing() =>
        Run(Known((First, null), (Corrected, null), (First, null), (Corrected, null)), First with { Amends = 2 }).Outcome.ShouldBe(FrameOutcome.Duplicate);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Only_the_latest_revision_is_amended(int amends)
    {
        var refused = Run(Known((First, null), (Corrected, null)), First with { Readings = [new("pH", 7m)], Amends = amends });
        refused.Outcome.ShouldBe(FrameOutcome.Refused);
        (refused.Rejection!.Code, refused.Rejection.Field, refused.Rejection.Value).ShouldBe(("stale-amends", "amends", $"{amends}"));
        refused.Rejection.Sentence.ShouldContain("the latest revision of JK-01 at 2024-06-01T00:00:00+08:00 is 2");
    }

    [Fact]
    public void A_frame_that_is_not_known_yet_amends_nothing() =>
        Run(FrameHistory.None, First with { Amends = 1 }).Rejection!.Code.ShouldBe("stale-amends");

    [Fact]
    public void A_duplicate_of_a_held_revision_says_why_it_does_not_count()
    {
        var known = Known((First, null), (Corrected, "Outside the range."));
        Run(known, Corrected, OutOfRange).ShouldBe(new(FrameOutcome.Duplicate, 2, new("Outside the range.")));
        Run(known, First).Hold!.Reason.ShouldBe(
            "This is revision 1, but revision 2 of JK-01 at 2024-06-01T00:00:00+08:00 is held, so that nothing counts (Outside the range); send it with amends: 2 to replace it.");
    }

    [Fact]
    public void A_held_frame_is_kept_and_changes_no_month_unless_it_takes_away_what_counted()
    {
        var first = Run(FrameHistory.None, First, OutOfRange);
        first.ShouldBe(new(FrameOutcome.Held, 1, OutOfRange));
        first.ChangesItsMonth.ShouldBeFalse();
        Run(Known((First, null)), Corrected, OutOfRange).ChangesItsMonth.ShouldBeTrue();
    }

    [Fact]
    public void A_held_frame_is_superseded_by_its_correction_and_released_when_the_profile_admits_it()
    {
        var held = Known((First, "why"));
        Run(held, Corrected).ShouldBe(new(FrameOutcome.Revision, 2));
        Run(held, First).ShouldBe(new(FrameOutcome.Revision, 2));
        Run(held, First, OutOfRange).Outcome.ShouldBe(FrameOutcome.Duplicate);
    }

    [Fact]
    public void The_hundred_and_first_revision_is_refused()
    {
        var full = new FrameHistory([.. Enumerable.Range(1, 100).Select(n => new FrameHistory.Mark($"{n}", null))]);
        Run(full, First).Rejection!.Code.ShouldBe("too-many-revisions");
    }

    [Theory]
    [InlineData(StationState.Normal, null, 1)]
    [InlineData(StationState.Normal, "why", 0)]
    [InlineData(StationState.Maintenance, null, 0)]
    [InlineData(StationState.Stopped, null, 0)]
    public void Only_the_latest_revision_counts_and_only_if_it_is_not_held_and_the_station_in_order(StationState state, string? held, int counted)
    {
        StoredFrame[] frames = [Stored(First, 1), Stored(Corrected with { State = state }, 2, held), Stored(First with { Time = Time.AddHours(4), State = StationState.Stopped }, 1)];
        frames.Counted().Select(frame => frame.ContentSha256).ShouldBe(Enumerable.Repeat(Corrected.ContentSha256(), counted));
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

    private static readonly Gen<decimal> Decimals = Gen.Select(Gen.Int[-99_999, 99_999], Gen.Int[0, 8], (digits, places) => new decimal(Math.Abs(digits), 0, 0, digits < 0, (byte)places));

    [Fact]
    public void Readings_come_back_from_the_log_as_they_went_in() =>
        Gen.Select(Gen.OneOfConst("pH", "总磷", "氨氮"), Decimals.Nullable(), Gen.OneOfConst("N", "M", "S"), Decimals.Nullable(), (name, value, flag, limit) => new Reading(name, value, flag, limit))
            .List[0, 5].Sample(readings => Twice.Text(ReadingText.Read(ReadingText.Write(readings))).ShouldBe(Twice.Text(readings.ToList())));

    [Fact]
    public void Readings_keep_every_digit_in_the_log() =>
        ReadingText.Write([new("pH", 7.060m), new("总磷", null, "N", 0.010m), new("氨氮", null, "M")]).ShouldBe("pH=7.060\n总磷=;N;0.010\n氨氮=;M");

    [Fact]
    public void Any_order_and_repetition_of_frames_gives_the_same_histories()
    {
        var frames = Gen.Select(Gen.Int[0, 23], Gen.Int[0, 1400], (hour, value) => First with { Time = Time.AddHours(hour), Readings = [new("pH", value / 100m)] })
            .List[1, 20].Select(list => list.DistinctBy(frame => frame.Time).ToList());
        Gen.Select(frames, Gen.Int).Sample((list, seed) =>
        {
            var shuffled = list.Concat(list).ToArray();
            new Random(seed).Shuffle(shuffled);
            Histories(shuffled).ShouldBe(Histories(list));
        });
    }

    [Fact]
    public void A_history_delivered_again_whole_leaves_everything_as_it_was()
    {
        var frames = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3], (hour, value) => First with { Time = Time.AddHours(hour), Readings = [new("pH", value)] }).List[1, 20];
        frames.Sample(list => Histories([.. list, .. list]).ShouldBe(Histories(list)));
    }

    internal static string Histories(IEnumerable<Frame> frames)
    {
        var histories = new SortedDictionary<string, FrameHistory>(StringComparer.Ordinal);
        foreach (var frame in frames)
        {
            var key = $"{frame.Station}/{frame.Time:O}";
            var known = histories.GetValueOrDefault(key, FrameHistory.None);
            histories[key] = Keep(known, frame, null, known.Decide(frame, frame.ContentSha256(), null));
        }

        return Twice.Text(histories);
    }

    private static StoredFrame Stored(Frame frame, int revision, string? held = null) =>
        new(frame.Station, frame.Time, revision, frame.State, frame.Readings, frame.ContentSha256(), held, "OP-1", Time);
}
