using System.Collections.Immutable;
using Basin.Monitoring;
using Basin.Rules.WaterQuality;
using CsCheck;

namespace Basin.Services.Tests.Monitoring;

public sealed class WarningTests
{
    private static readonly DateTimeOffset Start = new(2024, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Indicator Phosphorus = Indicators.Find("总磷");

    private static WarningSigns.Point Point(int slot, decimal value, bool below = false) => new(Start.AddHours(4 * slot), new(value, below));

    private static ImmutableArray<WarningSign> Over(int endAfter, params WarningSigns.Point[] points) =>
        WarningSigns.OverTarget(Phosphorus, WaterBody.River, WaterClass.III, [.. points.OrderBy(point => point.Time)], endAfter);

    private static WarningLine.Look Look(ImmutableArray<WarningSign> signs, int slot = 6) =>
        new("JK", "JK-01", WarningKind.OverTarget, "总磷", signs, null, Start.AddHours(4 * slot));

    private static object[] Run(IEnumerable<object> given, WarningLine.Look command) => Twice.Run<WarningLine, WarningLine.Look>(WarningLine.Apply, WarningLine.Decide, given, command);

    [Theory]
    [InlineData("总磷", "0.2", false, 0)]
    [InlineData("总磷", "0.20001", false, 1)]
    [InlineData("总磷", "0.3", true, 0)]
    [InlineData("溶解氧", "5", false, 0)]
    [InlineData("溶解氧", "4.99", false, 1)]
    [InlineData("pH", "9", false, 0)]
    [InlineData("pH", "9.01", false, 1)]
    [InlineData("浊度", "900", false, 0)]
    public void A_value_worse_than_the_target_class_is_over(string indicator, string value, bool below, int signs) =>
        WarningSigns.OverTarget(Indicators.Find(indicator), WaterBody.River, WaterClass.III, [new(Start, new(decimal.Parse(value), below))], 1).Length.ShouldBe(signs);

    [Fact]
    public void A_sign_says_what_the_value_was_held_against() =>
        Over(1, Point(0, 0.25m), Point(1, 0.1m)).ShouldHaveSingleItem().ShouldBe(new(Start, Start, Start.AddHours(4), "0.25", "0.1", "Ⅲ类 ≤0.2 mg/L"));

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    public void A_time_ends_after_so_many_good_values_in_a_row(int endAfter, int signs) => Over(endAfter, Point(0, 0.3m), Point(1, 0.1m), Point(2, 0.3m), Point(3, 0.1m), Point(4, 0.1m)).Length.ShouldBe(signs);

    [Theory]
    [InlineData("0.30", 0)]
    [InlineData("0.31", 1)]
    public void A_value_above_a_multiple_of_the_mean_before_it_is_a_sudden_rise(string value, int signs) =>
        WarningSigns.SuddenRise(Phosphorus, WaterBody.River, 3, 2, [Point(0, 0.08m), Point(1, 0.12m), Point(2, decimal.Parse(value))], 1).Length.ShouldBe(signs);

    [Fact]
    public void Too_few_values_before_it_make_no_rise_and_oxygen_knows_none()
    {
        WarningSigns.SuddenRise(Phosphorus, WaterBody.River, 3, 2, [Point(0, 0.08m), Point(1, 9m)], 1).ShouldBeEmpty();
        WarningSigns.SuddenRise(Indicators.Find("溶解氧"), WaterBody.River, 3, 1, [Point(0, 1m), Point(1, 9m)], 1).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(12, 0)]
    [InlineData(13, 1)]
    public void A_station_is_silent_when_more_than_its_slots_have_passed(int hours, int signs)
    {
        var station = new Station("JK-01", 1, "街口站", "JK", "OP-1", ["总磷"], 4, 0.5m, ImmutableSortedDictionary<string, MeasuringRange>.Empty, new(2024, 5, 1), null);
        WarningSigns.Silent(station, 3, Start, Start.AddHours(hours)).Length.ShouldBe(signs);
        WarningSigns.Silent(station with { InServiceTo = new(2024, 5, 31) }, 3, Start.AddDays(-1), Start.AddDays(9)).ShouldBeEmpty();
    }

    [Fact]
    public void A_warning_opens_once_and_its_end_is_told_once()
    {
        var opened = Run([], Look(Over(1, Point(0, 0.3m)))).ShouldHaveSingleItem();
        opened.ShouldBe(new WarningLine.Event.Opened(1, "JK", "JK-01", WarningKind.OverTarget, "总磷", "0.3", "Ⅲ类 ≤0.2 mg/L", Start, Start.AddHours(24)));
        Run([opened], Look(Over(1, Point(0, 0.3m), Point(1, 0.4m)))).ShouldBeEmpty();
        var ended = Run([opened], Look(Over(1, Point(0, 0.3m), Point(1, 0.4m), Point(2, 0.1m)))).ShouldHaveSingleItem();
        ended.ShouldBe(new WarningLine.Event.Ended(1, Start.AddHours(8), "0.1", false, Start.AddHours(24)));
        Run([opened, ended], Look(Over(1, Point(0, 0.3m), Point(1, 0.4m), Point(2, 0.1m)))).ShouldBeEmpty();
    }

    [Fact]
    public void What_began_and_ended_between_two_looks_is_told_whole() => Run([], Look(Over(1, Point(0, 0.3m), Point(1, 0.1m), Point(2, 0.3m)))).Length.ShouldBe(3);

    [Fact]
    public void A_bad_value_in_what_was_told_opens_nothing()
    {
        var told = Run([], Look(Over(1, Point(0, 0.3m), Point(2, 0.1m))));
        Run(told, Look(Over(1, Point(0, 0.3m), Point(1, 0.1m), Point(2, 0.1m)))).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(6, 1)]
    [InlineData(7, 0)]
    public void A_bad_value_of_more_than_a_day_ago_opens_nothing(int slotsAgo, int events) => Run([], Look(Over(1, Point(0, 0.3m)), slotsAgo)).Length.ShouldBe(events);

    [Fact]
    public void A_warning_whose_values_were_corrected_is_withdrawn()
    {
        var opened = Run([], Look(Over(1, Point(0, 0.3m))));
        Run(opened, Look(Over(1, Point(0, 0.03m)))).ShouldHaveSingleItem().ShouldBeOfType<WarningLine.Event.Ended>().Withdrawn.ShouldBeTrue();
    }

    [Fact]
    public void A_station_that_was_silent_ends_its_warning_with_its_first_frame()
    {
        var silent = new WarningLine.Look("JK", "JK-01", WarningKind.Silent, null, [new(Start, Start.AddHours(9), null, null, null, "3个时段")], Start.AddHours(-12), Start.AddHours(9));
        var opened = Run([], silent);
        var ended = Run(opened, silent with { Signs = [], End = Start.AddHours(10), At = Start.AddHours(11) }).ShouldHaveSingleItem().ShouldBeOfType<WarningLine.Event.Ended>();
        (ended.EndedAt, ended.Withdrawn).ShouldBe((Start.AddHours(10), false));
    }

    [Fact]
    public void Whatever_the_order_of_arrival_the_same_is_open_at_last_and_nothing_is_told_twice() =>
        Gen.Select(Gen.Bool.Array[1, 6], Gen.Int[0, 1000]).Sample((bad, seed) =>
        {
            var points = bad.Select((isBad, slot) => Point(slot, isBad ? 0.3m : 0.1m)).ToList();
            Span<WarningSigns.Point> shuffled = [.. points];
            new Random(seed).Shuffle(shuffled);
            var (events, come) = (new List<object>(), new List<WarningSigns.Point>());
            foreach (var point in shuffled)
            {
                come.Add(point);
                events.AddRange(Run(events, Look(Over(1, [.. come]))));
            }

            var line = events.Aggregate(default(WarningLine), WarningLine.Apply);
            (line?.Open is not null).ShouldBe(bad[^1]);
            var opened = 0;
            foreach (var told in events) (opened += told is WarningLine.Event.Opened ? 1 : -1).ShouldBeInRange(0, 1);
            Run(events, Look(Over(1, [.. points]))).ShouldBeEmpty();
        });
}
