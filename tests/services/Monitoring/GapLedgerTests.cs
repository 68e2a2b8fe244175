using System.Collections.Immutable;
using Basin.Monitoring;
using Basin.Rules;
using CsCheck;

namespace Basin.Services.Tests.Monitoring;

public sealed class GapLedgerTests
{
    private static readonly Station Station = new(
        "JK-01", 3, "街口站", "JK", "OP-1", ["pH", "总磷"], 4, 0.5m, ImmutableSortedDictionary<string, MeasuringRange>.Empty, new(2024, 5, 2), null);

    private static readonly DateTimeOffset Later = new(2024, 7, 1, 0, 0, 0, TimeSpan.Zero);

    private static StoredFrame Sent(string local, int revision = 1, StationState state = StationState.Normal, string? held = null, bool whole = true, string flag = "N")
    {
        var time = DateTimeOffset.Parse($"{local}+08:00").ToUniversalTime();
        Reading[] readings = whole ? [new("pH", 7m, flag), new("总磷", 0.1m, flag)] : [new("pH", 7m, flag)];
        return new("JK-01", time, revision, state, readings, $"{revision}", held, "OP-1", time.AddMinutes(1));
    }

    private static GapLedger Of(DateOnly from, DateOnly to, DateTimeOffset until, params StoredFrame[] frames) => GapLedger.Of(Station, from, to, until, frames, ReadingCounts.Counts);

    private static GapLedger Day(params StoredFrame[] frames) => Of(new(2024, 5, 2), new(2024, 5, 2), Later, frames);

    [Fact]
    public void Every_slot_of_a_day_in_service_is_expected_and_what_misses_is_named()
    {
        var ledger = Day(Sent("2024-05-02T00:00"), Sent("2024-05-02T04:10"), Sent("2024-05-02T20:00"));
        ledger.Total.ShouldBe(new(6, 3, 3));
        ledger.Gaps.ShouldHaveSingleItem().ShouldBe(new(At("2024-05-02T08:00"), At("2024-05-02T20:00"), 3));
        ledger.Total.Transmission.ShouldBe(new(3, 6));
        ledger.Total.Transmission.Percent.ShouldBe("50.00");
        ledger.Total.Validity.Percent.ShouldBe("100.00");
    }

    [Theory]
    [InlineData("a frame of state 维护 is received and not valid", 1, 0)]
    [InlineData("a held frame is received and not valid", 1, 0)]
    [InlineData("a flagged frame is received and not valid", 1, 0)]
    [InlineData("a frame of one indicator is received and not valid as a whole", 1, 0)]
    [InlineData("a frame held for the clock fills no slot", 0, 0)]
    [InlineData("a corrected frame counts as corrected", 1, 1)]
    [InlineData("indicators of one slot in two frames", 1, 1)]
    public void What_is_received_and_what_is_valid(string what, int received, int valid)
    {
        StoredFrame[] frames = what switch
        {
            "a frame of state 维护 is received and not valid" => [Sent("2024-05-02T08:00", state: StationState.Maintenance)],
            "a held frame is received and not valid" => [Sent("2024-05-02T08:00", held: "range")],
            "a flagged frame is received and not valid" => [Sent("2024-05-02T08:00", flag: "D")],
            "a frame of one indicator is received and not valid as a whole" => [Sent("2024-05-02T08:00", whole: false)],
            "a frame held for the clock fills no slot" => [Sent("2024-05-02T08:00", held: ClockHold())],
            "a corrected frame counts as corrected" => [Sent("2024-05-02T08:00", flag: "D"), Sent("2024-05-02T08:00", revision: 2)],
            _ => [Sent("2024-05-02T08:00", whole: false), Sent("2024-05-02T11:59") with { Readings = [new("总磷", 0.1m)] }],
        };
        Day(frames).Total.ShouldBe(new(6, received, valid), what);
    }

    [Fact]
    public void Each_indicator_has_its_own_validity()
    {
        var ledger = Day(Sent("2024-05-02T00:00"), Sent("2024-05-02T04:00", whole: false));
        ledger.Indicators.Select(tally => (tally.Indicator, tally.Valid, tally.Received, tally.Expected)).ShouldBe([("pH", 2, 2, 6), ("总磷", 1, 1, 6)]);
        ledger.Indicators[1].TransmissionValidity.Percent.ShouldBe("16.67");
    }

    [Theory]
    [InlineData("2024-05-02T03:59:59", 0)]
    [InlineData("2024-05-02T04:00:00", 1)]
    [InlineData("2024-05-03T00:00:00", 6)]
    public void A_slot_is_expected_when_it_is_over(string until, int expected) => Of(new(2024, 5, 2), new(2024, 5, 3), At(until)).Total.Expected.ShouldBe(expected);

    [Fact]
    public void Days_before_service_expect_nothing_and_nothing_has_no_rate()
    {
        Of(new(2024, 5, 1), new(2024, 5, 1), Later).Total.Transmission.Percent.ShouldBeNull();
        Of(new(2024, 5, 1), new(2024, 5, 31), Later).Total.Expected.ShouldBe(30 * 6);
    }

    [Fact]
    public void A_ledger_is_the_same_whatever_came_first_and_its_days_add_up() =>
        Gen.Int[0, 6 * 5 - 1].Array[0, 40].Sample(places =>
        {
            var frames = places.Distinct().Select(place => Sent($"2024-05-{2 + (place / 6):D2}T{place % 6 * 4:D2}:00", flag: place % 5 == 0 ? "D" : "N")).ToArray();
            var ledger = Of(new(2024, 5, 2), new(2024, 5, 6), Later, frames);
            Twice.Text(Of(new(2024, 5, 2), new(2024, 5, 6), Later, [.. frames.Reverse()])).ShouldBe(Twice.Text(ledger));
            ledger.Days.Sum(day => day.Tally.Received).ShouldBe(ledger.Total.Received);
            ledger.Days.Sum(day => day.Tally.Valid).ShouldBe(ledger.Total.Valid);
            (ledger.Total.Received + ledger.Gaps.Sum(gap => gap.Slots)).ShouldBe(ledger.Total.Expected);
        });

    private static string ClockHold() => ClockRule.HoldReason(null, new("JK-01", Later.AddDays(-45), StationState.Normal, []), FrameWay.Live, Later)!.Reason;

    private static DateTimeOffset At(string local) => DateTimeOffset.Parse($"{local}+08:00");
}
