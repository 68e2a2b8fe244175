using System.Collections.Immutable;
using Basin.Monitoring;
using Basin.Rules;

namespace Basin.Services.Tests.Monitoring;

public sealed class StationTests
{
    private static readonly DateTimeOffset At = new(2024, 6, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Station.State Command = new(
        "JK-01", "街口站", "JK", "OP-1", ["w21011", "pH", "nh3n"], 4, 0.5m,
        new Dictionary<string, MeasuringRange> { ["TP"] = new(0, 2) }, new(2020, 5, 11), null, "340000-EE", At, "operator");

    private static readonly Station.Event.Stated Stated = new(
        "JK-01", 1, "街口站", "JK", "OP-1", ["pH", "氨氮", "总磷"], 4, 0.5m,
        ImmutableSortedDictionary<string, MeasuringRange>.Empty.Add("总磷", new(0, 2)), new(2020, 5, 11), null, "340000-EE", At);

    [Fact]
    public void The_first_statement_registers_a_station_under_the_indicators_standard_names() =>
        Twice.Run<Station, Station.State>(Station.Apply, Station.Decide, [], Command).ShouldHaveSingleItem().ShouldSay(Stated);

    [Fact]
    public void The_same_statement_by_other_names_and_another_bureau_changes_nothing() =>
        Twice.Run<Station, Station.State>(Station.Apply, Station.Decide, [Stated], Command with
        {
            Indicators = ["氨氮", "总磷", "pH值"],
            MonthShare = 0.50m,
            Ranges = new Dictionary<string, MeasuringRange> { ["总磷"] = new(0.0m, 2.0m) },
            By = "330000-EE",
        }).ShouldBeEmpty();

    [Fact]
    public void Another_profile_stated_by_the_superior_is_the_next_revision() =>
        Twice.Run<Station, Station.State>(Station.Apply, Station.Decide, [Stated], Command with { EveryHours = 24, BySuperior = true })
            .ShouldHaveSingleItem().ShouldSay(Stated with { Revision = 2, EveryHours = 24 });

    [Fact]
    public void A_bureau_changes_the_name_but_not_what_counts()
    {
        Twice.Run<Station, Station.State>(Station.Apply, Station.Decide, [Stated], Command with { Name = "新名" }).ShouldHaveSingleItem();
        Station.Decide(Station.Apply(null, Stated), Command with { MonthShare = 0.01m }).Rejection!.Code.ShouldBe("superior-only");
    }

    [Fact]
    public void A_bureau_cannot_hand_a_station_to_another_operator()
    {
        var refused = Twice.Refused<Station, Station.State>(Station.Apply, Station.Decide, [Stated], Command with { Operator = "OP-2" });
        (refused.Kind, refused.Code, refused.Field, refused.Value).ShouldBe((Refusal.Forbidden, "superior-only", "operator", "OP-2"));
        Twice.Run<Station, Station.State>(Station.Apply, Station.Decide, [Stated], Command with { Operator = "OP-2", BySuperior = true }).ShouldHaveSingleItem();
    }

    [Fact]
    public void A_new_operator_sends_frames_from_its_take_over_on_and_none_of_before()
    {
        var handed = Station.Apply(Station.Apply(null, Stated), Stated with { Revision = 2, Operator = "OP-2", At = At });
        var renamed = Station.Apply(handed, Stated with { Revision = 3, Operator = "OP-2", Name = "新名", At = At.AddDays(1) })!;
        renamed.OperatorSince.ShouldBe(At);
        renamed.SenderProblem(FrameAt(At), "OP-2").ShouldBeNull();
        var refused = renamed.SenderProblem(FrameAt(At.AddSeconds(-1)), "OP-2")!;
        (refused.Code, refused.Field).ShouldBe(("before-your-service", "time"));
        refused.Sentence.ShouldContain("since 2024-06-01T08:00:00+08:00");
        renamed.SenderProblem(FrameAt(At.AddSeconds(-1)), "OP-1")!.Code.ShouldBe("not-your-station");
        Station.Apply(null, Stated)!.SenderProblem(FrameAt(At.AddYears(-4)), "OP-1").ShouldBeNull();

        static Frame FrameAt(DateTimeOffset time) => new("JK-01", time, StationState.Normal, [new("总磷", 0.1m)]);
    }

    [Theory]
    [InlineData(null, "unknown-operator")]
    [InlineData("", "unknown-operator")]
    [InlineData("finance", "not-an-operator")]
    public void Only_an_organisation_known_as_operator_runs_a_station(string? role, string code)
    {
        var refused = Twice.Refused<Station, Station.State>(Station.Apply, Station.Decide, [], Command with { OperatorRole = role, BySuperior = true });
        (refused.Kind, refused.Code, refused.Field, refused.Value).ShouldBe((Refusal.NotAllowed, code, "operator", "OP-1"));
        Twice.Run<Station, Station.State>(Station.Apply, Station.Decide, [Stated], Command with { OperatorRole = role, Name = "新名" }).ShouldHaveSingleItem();
    }

    [Fact]
    public void Only_the_superior_adds_a_station_to_a_section_that_has_one()
    {
        var refused = Twice.Refused<Station, Station.State>(Station.Apply, Station.Decide, [], Command with { IsFurther = true });
        (refused.Kind, refused.Code, refused.Field).ShouldBe((Refusal.Forbidden, "superior-only", "section"));
        Twice.Run<Station, Station.State>(Station.Apply, Station.Decide, [], Command with { IsFurther = true, BySuperior = true }).ShouldHaveSingleItem();
        Twice.Run<Station, Station.State>(Station.Apply, Station.Decide, [Stated], Command with { IsFurther = true, Name = "新名" }).ShouldHaveSingleItem();
    }

    private static readonly Station.State SamplingPoint = Command with { Code = "JK-S1", EveryHours = null, MonthShare = null, BySuperior = true, Source = "采测分离" };

    [Fact]
    public void A_sampling_point_is_stated_without_interval_and_share_and_keeps_its_source()
    {
        var stated = Twice.Run<Station, Station.State>(Station.Apply, Station.Decide, [], SamplingPoint).ShouldHaveSingleItem().ShouldBeOfType<Station.Event.Stated>();
        (stated.Source, stated.EveryHours, stated.MonthShare).ShouldBe(("采测分离", 24, 0.5m));
        Station.Apply(null, stated)!.Source.ShouldBe("采测分离");
        Twice.Run<Station, Station.State>(Station.Apply, Station.Decide, [stated], SamplingPoint with { Source = null, Name = "新名" }).ShouldHaveSingleItem()
            .ShouldBeOfType<Station.Event.Stated>().Source.ShouldBe("采测分离", "what is not said stays");
        Twice.Run<Station, Station.State>(Station.Apply, Station.Decide, [stated], SamplingPoint with { EveryHours = 24, MonthShare = 0.5m }).ShouldBeEmpty("as it is read, it can be sent back");
    }

    [Fact]
    public void A_station_of_before_is_an_automatic_one()
    {
        Station.Apply(null, Stated)!.Source.ShouldBe("自动站");
        Twice.Run<Station, Station.State>(Station.Apply, Station.Decide, [Stated], Command with { Source = "自动站" }).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("采测分离")]
    [InlineData("联合监测")]
    [InlineData("人工监测")]
    public void Only_the_superior_adds_a_source_even_to_a_section_without_a_station(string source)
    {
        var refused = Twice.Refused<Station, Station.State>(Station.Apply, Station.Decide, [], SamplingPoint with { Source = source, BySuperior = false });
        (refused.Kind, refused.Code, refused.Field, refused.Value).ShouldBe((Refusal.Forbidden, "superior-only", "source", source));
        Twice.Run<Station, Station.State>(Station.Apply, Station.Decide, [], SamplingPoint with { Source = source, IsFurther = true }).ShouldHaveSingleItem();
    }

    [Fact]
    public void A_source_never_changes()
    {
        var refused = Twice.Refused<Station, Station.State>(Station.Apply, Station.Decide, [Stated], Command with { Source = "采测分离", BySuperior = true });
        (refused.Kind, refused.Code, refused.Field).ShouldBe((Refusal.Conflict, "source-fixed", "source"));
    }

    public static TheoryData<Station.State, string, string> SourceSlips => new()
    {
        { Command with { Source = "卫星" }, "unknown-source", "source" },
        { Command with { EveryHours = null }, "invalid-interval", "everyHours" },
        { SamplingPoint with { EveryHours = 4 }, "not-for-samples", "everyHours" },
        { SamplingPoint with { MonthShare = 0.75m }, "not-for-samples", "monthShare" },
    };

    [Theory]
    [MemberData(nameof(SourceSlips))]
    public void What_a_source_does_not_have_is_refused_by_field(Station.State command, string refusal, string field)
    {
        var refused = Twice.Refused<Station, Station.State>(Station.Apply, Station.Decide, [], command);
        (refused.Code, refused.Field).ShouldBe((refusal, field));
    }

    [Theory]
    [InlineData(2020, 4, 0)]
    [InlineData(2020, 5, 1)]
    [InlineData(2020, 6, 1)]
    public void A_sampling_point_expects_one_sample_in_a_month_of_service(int year, int month, int expected) =>
        Station.Apply(null, Stated with { Source = "联合监测", EveryHours = 24 })!.ExpectedIn(new(year, month)).ShouldBe(expected);

    [Theory]
    [InlineData("0.01")]
    [InlineData("1")]
    public void A_share_just_above_none_and_the_whole_can_be_asked_for(string share) =>
        Twice.Run<Station, Station.State>(Station.Apply, Station.Decide, [], Command with { MonthShare = decimal.Parse(share) }).ShouldHaveSingleItem();

    [Fact]
    public void A_station_stays_with_its_section() =>
        Twice.Refused<Station, Station.State>(Station.Apply, Station.Decide, [Stated], Command with { Section = "LZ" }).Kind.ShouldBe(Refusal.Conflict);

    public static TheoryData<Station.State, string, string> Slips => new()
    {
        { Command with { Code = "a b" }, "invalid-code", "code" },
        { Command with { Name = "" }, "invalid-name", "name" },
        { Command with { Operator = "" }, "invalid-code", "operator" },
        { Command with { Indicators = [] }, "invalid-indicators", "indicators" },
        { Command with { Indicators = ["TP", null!] }, "invalid-indicators", "indicators" },
        { Command with { Indicators = [null!, null!, null!] }, "invalid-indicators", "indicators" },
        { Command with { Ranges = new Dictionary<string, MeasuringRange> { ["pH"] = null! } }, "invalid-range", "ranges.pH" },
        { Command with { Indicators = ["TP", "硫磺"] }, "unknown-indicator", "indicators" },
        { Command with { Indicators = ["TP", "总磷"] }, "duplicate-indicator", "indicators" },
        { Command with { EveryHours = 0 }, "invalid-interval", "everyHours" },
        { Command with { EveryHours = 5 }, "invalid-interval", "everyHours" },
        { Command with { EveryHours = 48 }, "invalid-interval", "everyHours" },
        { Command with { MonthShare = 0 }, "invalid-share", "monthShare" },
        { Command with { MonthShare = -0.01m }, "invalid-share", "monthShare" },
        { Command with { MonthShare = 1.01m }, "invalid-share", "monthShare" },
        { Command with { Ranges = new Dictionary<string, MeasuringRange> { ["TP"] = new(2, 1) } }, "invalid-range", "ranges.TP" },
        { Command with { Ranges = new Dictionary<string, MeasuringRange> { ["DO"] = new(0, 1) } }, "invalid-range", "ranges.溶解氧" },
        { Command with { Ranges = new Dictionary<string, MeasuringRange> { ["TP"] = new(0, 1), ["总磷"] = new(0, 1) } }, "duplicate-indicator", "ranges" },
        { Command with { InServiceFrom = new(1989, 12, 31) }, "invalid-service", "inServiceFrom" },
        { Command with { InServiceTo = new(2020, 5, 10) }, "invalid-service", "inServiceTo" },
    };

    [Fact]
    public void Nulls_are_refused_for_a_station_that_is_known_too() =>
        Twice.Refused<Station, Station.State>(Station.Apply, Station.Decide, [Stated], Command with { Indicators = ["pH", "TP", null!] }).Field.ShouldBe("indicators");

    [Theory]
    [MemberData(nameof(Slips))]
    public void What_cannot_be_a_station_is_refused_by_field(Station.State command, string refusal, string field)
    {
        var refused = Twice.Refused<Station, Station.State>(Station.Apply, Station.Decide, [], command);
        (refused.Code, refused.Field).ShouldBe((refusal, field));
    }

    [Theory]
    [InlineData(2020, 4, null, 0)]
    [InlineData(2020, 5, null, 21 * 6)]
    [InlineData(2020, 6, null, 30 * 6)]
    [InlineData(2020, 6, "2020-06-01", 6)]
    [InlineData(2020, 7, "2020-06-30", 0)]
    public void Only_days_in_service_expect_readings(int year, int month, string? to, int expected) =>
        Station.Apply(null, Stated with { InServiceTo = to is null ? null : DateOnly.Parse(to) })!.ExpectedIn(new(year, month)).ShouldBe(expected);

    [Theory]
    [InlineData("2020-05-10T23:59:59+08:00", "总磷", "0.1", "time")]
    [InlineData("2020-05-11T00:00:00+08:00", "总磷", "0", null)]
    [InlineData("2020-06-30T23:59:59+08:00", "总磷", "2", null)]
    [InlineData("2020-07-01T00:00:00+08:00", "总磷", "0.1", "time")]
    [InlineData("2020-06-01T00:00:00+08:00", "总磷", "2.0001", "readings.总磷")]
    [InlineData("2020-06-01T00:00:00+08:00", "溶解氧", "8", "readings.溶解氧")]
    [InlineData("2020-06-01T00:00:00+08:00", "氨氮", "900", null)]
    public void A_frame_outside_service_range_or_profile_is_held(string time, string indicator, string value, string? field)
    {
        var station = Station.Apply(null, Stated with { InServiceTo = new(2020, 6, 30) })!;
        var frame = new Frame("JK-01", DateTimeOffset.Parse(time).ToUniversalTime(), StationState.Normal, [new(indicator, decimal.Parse(value))]);
        (station.HoldReason(frame)?.Field).ShouldBe(field);
        (station.HoldReason(frame) is null).ShouldBe(field is null);
    }

    [Fact]
    public void An_indicator_that_the_profile_lacks_and_that_was_not_measured_holds_nothing() =>
        Station.Apply(null, Stated)!.HoldReason(new("JK-01", At, StationState.Normal, [new("总磷", 0.1m), new("叶绿素a", null)])).ShouldBeNull();
}
