using System.Collections.Immutable;
using Basin.Monitoring;
using Basin.Rules;
using CsCheck;

namespace Basin.Services.Tests.Monitoring;

public sealed class DecidingTests
{
    private static readonly DateTimeOffset Now = new(2024, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Station Own = StationOf("S1", "OP");

    private static readonly Gen<Frame> AnyFrame = Gen.Select(Gen.Int[1, 2], Gen.Int[0, 9], Gen.Int[0, 2], (station, hour, value) => FrameOf($"S{station}", hour, value));

    private static Station StationOf(string code, string organisation) => Station.Apply(null, new Station.Event.Stated(
        code, 1, code, "JK", organisation, ["pH"], 4, 0.5m, ImmutableSortedDictionary<string, MeasuringRange>.Empty.Add("pH", new(0, 9)), new(2024, 1, 1), null, "EE", Now))!;

    private static Frame FrameOf(string station, int hour, decimal ph) => new(station, Now.AddHours(hour), StationState.Normal, [new("pH", ph)]);

    private static Deciding New(params Station[] stations) => new(stations.ToDictionary(station => station.Code), [], new Queue<long>(Enumerable.Range(1, 100).Select(n => (long)n)), [], Now);

    private static Submission Of(IEnumerable<Frame> frames, string organisation = "OP", BatchBytes? batch = null, bool allOrNothing = false) =>
        new(organisation, [.. frames.Select(frame => new Submitted(frame, default))], batch, allOrNothing);

    private static BatchBytes Bytes(string hash, string? key = null) => new(hash, default, 1, key, key is null ? null : _ => [1]);

    [Fact]
    public void What_one_submission_adds_is_known_to_the_next_of_the_group()
    {
        var deciding = New(Own);
        deciding.Take(Of([FrameOf("S1", 0, 7)])).Frames.ShouldHaveSingleItem().ShouldBe(new(FrameOutcome.Accepted, 1));
        deciding.Take(Of([FrameOf("S1", 0, 7)])).Frames.ShouldHaveSingleItem().ShouldBe(new(FrameOutcome.Duplicate, 1));
        deciding.Take(Of([FrameOf("S1", 0, 8)])).Frames.ShouldHaveSingleItem().ShouldBe(new(FrameOutcome.Revision, 2));
        deciding.Rows.Select(row => (row.Revision, row.Held)).ShouldBe([(1, null), (2, null)]);
        deciding.Touched.ShouldBe([("JK", new YearMonth(2024, 6))]);
    }

    [Fact]
    public void Frames_of_others_and_of_nobody_are_refused_and_leave_nothing_behind()
    {
        var deciding = New(Own);
        var receipt = deciding.Take(Of([FrameOf("S1", 0, 7), FrameOf("S9", 0, 7)], "OTHER", Bytes("aa")));
        receipt.Frames.Select(taken => taken.Rejection!.Code).ShouldBe(["not-your-station", "unknown-station"]);
        (receipt.Position, deciding.Rows.Count, deciding.Batches.Count, deciding.Touched.Count).ShouldBe((null, 0, 0, 0));
    }

    [Fact]
    public void All_or_nothing_takes_back_what_was_decided_before_the_refused_frame()
    {
        var deciding = New(Own);
        deciding.Take(Of([FrameOf("S1", 0, 7)]));
        deciding.Take(Of([FrameOf("S1", 0, 8), FrameOf("S1", 1, 7), FrameOf("S9", 0, 7)], allOrNothing: true)).Frames.Count(taken => taken.Outcome == FrameOutcome.Refused).ShouldBe(1);
        deciding.Rows.ShouldHaveSingleItem().Revision.ShouldBe(1);
        deciding.Take(Of([FrameOf("S1", 0, 8), FrameOf("S1", 1, 7)], allOrNothing: true)).Frames.Select(taken => taken.Outcome).ShouldBe([FrameOutcome.Revision, FrameOutcome.Accepted]);
    }

    [Fact]
    public void A_key_is_answered_the_same_and_serves_one_body_only()
    {
        var deciding = New(Own);
        deciding.Take(Of([FrameOf("S1", 0, 7)], batch: Bytes("aa", "k"))).Position.ShouldBe(1);
        var again = deciding.Take(Of([FrameOf("S1", 0, 7)], batch: Bytes("aa", "k")));
        (again.Position, again.Frames.Length).ShouldBe((1, 0));
        again.AnsweredBefore!.Value.ToArray().ShouldBe([1]);
        deciding.Take(Of([FrameOf("S1", 1, 7)], batch: Bytes("bb", "k"))).Rejection!.Code.ShouldBe("idempotency-key-reused");
        deciding.Rows.ShouldHaveSingleItem();
        deciding.Take(Of([FrameOf("S1", 1, 7)], batch: Bytes("bb", "k2"))).Position.ShouldBe(2);
    }

    [Fact]
    public void A_frame_that_is_held_from_the_first_changes_no_month()
    {
        var deciding = New(Own);
        deciding.Take(Of([FrameOf("S1", 0, 10)])).Frames.ShouldHaveSingleItem().Outcome.ShouldBe(FrameOutcome.Held);
        deciding.Touched.ShouldBeEmpty();
        deciding.Take(Of([FrameOf("S1", 0, 7)])).Frames.ShouldHaveSingleItem().ShouldBe(new(FrameOutcome.Revision, 2));
        deciding.Touched.ShouldHaveSingleItem();
    }

    [Fact]
    public void Frames_split_merged_and_repeated_in_any_order_give_the_same_log()
    {
        var distinct = AnyFrame.List[1, 20].Select(list => list.DistinctBy(frame => (frame.Station, frame.Time)).ToList());
        Gen.Select(distinct, Gen.Int[1, 7], Gen.Int).Sample((frames, size, seed) =>
        {
            var shuffled = frames.Concat(frames.Take(5)).ToArray();
            new Random(seed).Shuffle(shuffled);
            Log(shuffled.Chunk(size)).ShouldBe(Log([[.. frames]]));
        });
    }

    [Fact]
    public void A_whole_history_with_its_corrections_sent_again_leaves_the_log_as_it_was() =>
        Gen.Select(AnyFrame.Array[1, 20], Gen.Int[1, 7]).Sample((frames, size) => Log([.. frames.Chunk(size), .. frames.Chunk(3)]).ShouldBe(Log(frames.Chunk(size))));

    private static string Log(IEnumerable<Frame[]> submissions)
    {
        var deciding = New(Own, StationOf("S2", "OP"));
        foreach (var frames in submissions) deciding.Take(Of(frames));
        return string.Join('\n', deciding.Rows.Select(row => $"{row.Submitted.Frame.Station} {row.Submitted.Frame.Time:O} {row.Revision} {row.Submitted.ContentSha256}").Order(StringComparer.Ordinal));
    }
}
