using System.Collections.Immutable;
using System.Text;
using Basin.Hosting;
using Basin.Messages.Monitoring.V1;
using Basin.Monitoring;
using Basin.Rules;
using Basin.Rules.WaterQuality;
using CsCheck;

namespace Basin.Services.Tests.Monitoring;

public sealed class SectionMonthTests
{
    private static readonly YearMonth May = new(2024, 5);
    private static readonly DateTimeOffset At = new(2024, 6, 11, 0, 0, 0, TimeSpan.FromHours(8));

    private static readonly Station Daily = new(
        "JK-01", 1, "街口站", "JK", "OP-1", ["pH", "溶解氧", "总磷", "总氮"], 24, 0.5m, ImmutableSortedDictionary<string, MeasuringRange>.Empty, new(2024, 1, 1), null);

    private static CountedFrame Frame(int day, string station = "JK-01", decimal phosphorus = 0.15m, string flag = "N") => new(
        station, May.Start.AddDays(day - 1).AddHours(8).ToUniversalTime(), $"{station}-{day}-{phosphorus}",
        [new("pH", 7.5m), new("溶解氧", 8m), new("总磷", phosphorus, flag), new("总氮", 9m)]);

    private static CountedFrame AtTime(int day, string time, decimal phosphorus = 0.15m, string flag = "N", int hours = 0)
    {
        var instant = May.Start.AddDays(day - 1).Add(TimeSpan.Parse(time)).AddHours(hours).ToUniversalTime();
        return Frame(day, phosphorus: phosphorus, flag: flag) with { Time = instant, ContentSha256 = $"{instant:O}-{phosphorus}-{flag}" };
    }

    private static IEnumerable<CountedFrame> Frames(int days, decimal phosphorus = 0.15m) => Enumerable.Range(1, days).Select(day => Frame(day, phosphorus: phosphorus));

    private static Explained<MonthResult> Result(IEnumerable<CountedFrame> frames, params Station[] stations) =>
        MonthResult.Of("JK", May, WaterBody.River, stations.Length == 0 ? [Daily] : stations, frames);

    private static SectionMonth.Close Close(Explained<MonthResult> result, DateTimeOffset? at = null) => new(May, new YearMonth(2024, 1), result, "340000-EE", at ?? At);

    private static object[] Run(object[] given, SectionMonth.Close command) => Twice.Run<SectionMonth, SectionMonth.Close>(SectionMonth.Apply, SectionMonth.Decide, given, command);

    private static Rejection Refused(object[] given, SectionMonth.Close command) =>
        Twice.Refused<SectionMonth, SectionMonth.Close>(SectionMonth.Apply, SectionMonth.Decide, given, command);

    [Fact]
    public void A_month_closes_with_means_counts_class_and_deciding_indicator()
    {
        var closed = Run([], Close(Result(Frames(31)))).ShouldHaveSingleItem().ShouldBeOfType<SectionMonth.Event.Closed>();
        closed.Revision.ShouldBe(1);
        closed.Result.Class.ShouldBe(WaterClass.III);
        closed.Result.DecidingIndicators.ShouldBe(["总磷"]);
        closed.Result.Means.Single(mean => mean.Indicator == "总磷").ShouldBe(new IndicatorMonth("总磷", 0.15m, "mg/L", 31, 31, null, ValidDays: 31));
        closed.Result.Means.Single(mean => mean.Indicator == "总氮").Mean.ShouldBe(9m, "measured, but not one of the indicators that make the class");
    }

    [Fact]
    public void Other_readings_restate_the_month_and_keep_what_was_said_before()
    {
        var closed = Run([], Close(Result(Frames(31))));
        var restated = Run(closed, Close(Result(Frames(31, 0.35m)))).ShouldHaveSingleItem().ShouldBeOfType<SectionMonth.Event.Restated>();
        restated.Revision.ShouldBe(2);
        var month = closed.Append(restated).Aggregate(default(SectionMonth), SectionMonth.Apply)!;
        month.Revisions.Select(statement => statement.Result.Class).ShouldBe([WaterClass.III, WaterClass.V]);
    }

    [Fact]
    public void Another_share_that_changes_no_result_restates_nothing() =>
        Run(Run([], Close(Result(Frames(31)))), Close(Result(Frames(31), Daily with { Revision = 2, MonthShare = 0.6m }))).ShouldBeEmpty();

    [Fact]
    public void A_running_month_cannot_be_closed() => Refused([], Close(Result(Frames(30)), May.End.AddTicks(-1))).Code.ShouldBe("month-not-over");

    [Fact]
    public void A_month_that_is_just_over_can_be_closed() => Run([], Close(Result(Frames(31)), May.End)).ShouldHaveSingleItem();

    [Fact]
    public void A_month_before_the_first_service_cannot_be_closed()
    {
        Refused([], Close(Result([])) with { FirstServed = null }).Code.ShouldBe("not-in-service");
        Refused([], Close(Result([])) with { FirstServed = May.AddMonths(1) }).Code.ShouldBe("not-in-service");
    }

    [Fact]
    public void Too_few_valid_values_leave_mean_and_class_not_determined_with_the_reason()
    {
        var result = Result(Frames(15)).Value;
        result.Class.ShouldBeNull();
        result.ClassReason.ShouldNotBeNull().ShouldContain("总磷");
        result.Means.Single(mean => mean.Indicator == "总磷").Reason.ShouldNotBeNull().ShouldContain("有效15个");
        Result(Frames(16)).Value.Class.ShouldBe(WaterClass.III);
    }

    [Fact]
    public void One_indicator_without_a_mean_leaves_the_class_open_and_the_other_means_stand()
    {
        var result = Result(Enumerable.Range(1, 31).Select(day => Frame(day, flag: "M"))).Value;
        result.Class.ShouldBeNull();
        result.Means.Single(mean => mean.Indicator == "总磷").Mean.ShouldBeNull();
        result.Means.Single(mean => mean.Indicator == "溶解氧").Mean.ShouldBe(8m);
    }

    [Fact]
    public void A_month_without_readings_is_stated_as_not_determined()
    {
        var closed = Run([], Close(Result([]))).ShouldHaveSingleItem().ShouldBeOfType<SectionMonth.Event.Closed>();
        closed.Result.Class.ShouldBeNull();
        closed.Result.Means.ShouldAllBe(mean => mean.Valid == 0 && mean.Expected == 31 && mean.Reason != null);
    }

    [Fact]
    public void Readings_below_detection_count_as_half_the_limit()
    {
        var frames = Enumerable.Range(1, 31).Select(day => Frame(day) with { Readings = [new("pH", 7m), new("溶解氧", 8m), new("总磷", null, "N", 0.02m)] });
        Result(frames).Value.Means.Single(mean => mean.Indicator == "总磷").Mean.ShouldBe(0.01m);
    }

    [Fact]
    public void All_stations_of_a_section_make_one_mean_and_the_highest_share_holds()
    {
        var second = Daily with { Code = "JK-02", Indicators = ["总磷"], MonthShare = 0.9m };
        var frames = Frames(31).Concat(Enumerable.Range(1, 31).Select(day => Frame(day, "JK-02", 0.05m)));
        Result(frames, Daily, second).Value.Means.Single(mean => mean.Indicator == "总磷").ShouldBe(new IndicatorMonth("总磷", 0.10m, "mg/L", 62, 62, null, ValidDays: 31));
        Result(Frames(31), Daily, second).Value.Means.Single(mean => mean.Indicator == "总磷").Reason.ShouldNotBeNull().ShouldContain("有效31个");
    }

    [Fact]
    public void The_order_of_frames_changes_neither_result_nor_hash() => Gen.Int.Sample(seed =>
    {
        var frames = Frames(31).ToArray();
        new Random(seed).Shuffle(frames);
        Twice.Text(Result(frames)).ShouldBe(Twice.Text(Result(Frames(31))));
    });

    [Fact]
    public void Another_frame_is_another_readings_hash() => Result(Frames(30)).Value.ReadingsSha256.ShouldNotBe(Result(Frames(31)).Value.ReadingsSha256);

    [Fact]
    public void A_burst_of_frames_within_two_hours_makes_no_month()
    {
        var burst = Enumerable.Range(0, 95).Select(minute => AtTime(1, $"08:{minute % 60:D2}", hours: minute / 60)).ToList();
        var explained = Result(burst, Daily with { EveryHours = 4, MonthShare = 0.5m });
        explained.Value.Class.ShouldBeNull();
        explained.Value.Means.Single(mean => mean.Indicator == "总磷").Valid.ShouldBe(1);
        explained.Value.ReadingsSha256.ShouldBe(Result(burst.Take(1)).Value.ReadingsSha256, "only the frame that went in");
        Flat(explained.Step).Single(step => step.Rule == "month.frames-left-out").Value.ShouldBe("94");
        Flat(explained.Step).Single(step => step.Rule == "month.frames").Value.ShouldBe("1");
    }

    [Theory]
    [InlineData("00:00", "03:59", 1)]
    [InlineData("03:59", "04:00", 2)]
    [InlineData("08:00", "11:59", 1)]
    [InlineData("19:59", "20:00", 2)]
    public void Slots_begin_at_midnight_in_Asia_Shanghai(string first, string second, int valid) =>
        Result([AtTime(1, first), AtTime(1, second)], Daily with { EveryHours = 4 }).Value.Means.Single(mean => mean.Indicator == "总磷").Valid.ShouldBe(valid);

    [Fact]
    public void The_valid_reading_nearest_the_start_of_the_slot_counts_whatever_order_the_frames_come_in()
    {
        CountedFrame[] frames = [AtTime(1, "09:00", 0.2m), AtTime(1, "08:01", 0.1m), AtTime(1, "08:00", 0.9m, flag: "M")];
        var mean = Result(frames, Daily with { EveryHours = 4, MonthShare = 0.001m }).Value.Means.Single(mean => mean.Indicator == "总磷");
        (mean.Mean, mean.Valid).ShouldBe((0.1m, 1));
    }

    [Fact]
    public void Each_station_has_slots_of_its_own()
    {
        var second = Daily with { Code = "JK-02" };
        Result([Frame(1), Frame(1, "JK-02")], Daily, second).Value.Means.Single(mean => mean.Indicator == "总磷").Valid.ShouldBe(2);
    }

    [Fact]
    public void The_explanation_shows_every_mean_once_and_the_readings_hash()
    {
        var explained = Result(Frames(31));
        var steps = Flat(explained.Step).ToList();
        steps.Count(step => step.Rule == "mean.month").ShouldBe(4);
        steps.Single(step => step.Rule == "month.readings-sha256").Value.ShouldBe(explained.Value.ReadingsSha256);
    }

    [Fact]
    public void A_question_is_answered_once_with_the_latest_statement()
    {
        var given = Run([], Close(Result(Frames(31))));
        var again = Twice.Run<SectionMonth, SectionMonth.Announce>(SectionMonth.Apply, SectionMonth.Decide, given, new(At.AddDays(1)))
            .ShouldHaveSingleItem().ShouldBeOfType<SectionMonth.Event.AnnouncedAgain>();
        (again.Revision, again.StatedAt).ShouldBe((1, At));
        Twice.Run<SectionMonth, SectionMonth.Announce>(SectionMonth.Apply, SectionMonth.Decide, [.. given, again], new(At.AddDays(2))).ShouldHaveSingleItem();
        Twice.Refused<SectionMonth, SectionMonth.Announce>(SectionMonth.Apply, SectionMonth.Decide, [], new(At)).Code.ShouldBe("month-not-closed");
    }

    [Fact]
    public void Closing_restating_and_announcing_again_all_tell_the_exchange()
    {
        MonitoringOutbound.Messages.EventTypes.ShouldBe(
            [typeof(SectionMonth.Event.Closed), typeof(SectionMonth.Event.Restated), typeof(SectionMonth.Event.AnnouncedAgain)], ignoreOrder: true);
        MonitoringOutbound.Messages.Subscribers[typeof(SectionMonthStated)].ShouldBe(["exchange"]);
    }

    private static IEnumerable<Step> Flat(Step step) => step.Because.SelectMany(Flat).Prepend(step);
}
