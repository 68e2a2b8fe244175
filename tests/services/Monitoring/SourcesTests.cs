using System.Collections.Immutable;
using Basin.Monitoring;
using Basin.Rules;
using Basin.Rules.WaterQuality;

namespace Basin.Services.Tests.Monitoring;

/// <summary>Automatic and sampled data of one section side by side, and the water that passed.</summary>
public sealed class SourcesTests
{
    private static readonly YearMonth May = new(2024, 5);
    private static readonly DateTimeOffset At = new(2024, 6, 11, 0, 0, 0, TimeSpan.FromHours(8));
    private static readonly ImmutableSortedDictionary<string, MeasuringRange> NoRanges = ImmutableSortedDictionary<string, MeasuringRange>.Empty;

    private static readonly Station Automatic = new("JK-01", 1, "街口站", "JK", "OP-1", ["总磷", "流量"], 24, 0.5m, NoRanges, new(2024, 1, 1), null);
    private static readonly Station Sampled = new("JK-S1", 1, "街口采样点", "JK", "OP-2", ["总磷"], 24, 0.5m, NoRanges, new(2024, 1, 1), null, Source: DataSource.Separated);

    private static CountedFrame Frame(string station, int day, int hour, params Reading[] readings) =>
        new(station, May.Start.AddDays(day - 1).AddHours(hour).ToUniversalTime(), $"{station}-{day}-{hour}", readings);

    private static IEnumerable<CountedFrame> Readings(int days, decimal flow = 10) =>
        Enumerable.Range(1, days).Select(day => Frame("JK-01", day, 8, new("总磷", 0.15m), new("流量", flow)));

    private static CountedFrame Sample(int day, int hour, decimal phosphorus, string station = "JK-S1") => Frame(station, day, hour, new Reading("总磷", phosphorus));

    private static MonthResult Result(string source, IReadOnlyCollection<Station> stations, params IEnumerable<CountedFrame> frames) =>
        MonthResult.Of("JK", May, WaterBody.River, stations, frames, source).Value;

    [Fact]
    public void Each_source_has_a_month_of_its_own_with_its_own_hash()
    {
        CountedFrame[] frames = [.. Readings(31), Sample(15, 9, 0.05m)];
        var (automatic, sampled) = (Result(DataSource.Stations, [Automatic, Sampled], frames), Result(DataSource.Separated, [Automatic, Sampled], frames));
        (automatic.Class, automatic.Source, automatic.Means[0].Valid).ShouldBe((WaterClass.III, null, 31));
        (sampled.Class, sampled.Source, sampled.Means.Single()).ShouldBe((WaterClass.II, DataSource.Separated, new IndicatorMonth("总磷", 0.05m, "mg/L", 1, 1, null)));
        automatic.ReadingsSha256.ShouldBe(Result(DataSource.Stations, [Automatic], Readings(31)).ReadingsSha256, "samples are no part of automatic data");
        sampled.ReadingsSha256.ShouldNotBe(automatic.ReadingsSha256);
        sampled.Stations.Select(station => station.Code).ShouldBe(["JK-S1"]);
        automatic.Sources.ShouldBe([DataSource.Stations, DataSource.Separated]);
        sampled.Sources.ShouldBe(automatic.Sources);
    }

    [Fact]
    public void Several_samples_are_averaged_even_of_one_day() =>
        Result(DataSource.Separated, [Sampled], Sample(15, 9, 0.05m), Sample(15, 10, 0.07m), Sample(20, 9, 0.09m)).Means.Single()
            .ShouldBe(new IndicatorMonth("总磷", 0.07m, "mg/L", 3, 1, null));

    [Fact]
    public void One_sample_at_one_of_two_points_makes_the_month_and_the_counts_tell()
    {
        var left = Sampled with { Code = "JK-S2" };
        Result(DataSource.Separated, [Sampled, left], Sample(15, 9, 0.05m)).Means.Single().ShouldBe(new IndicatorMonth("总磷", 0.05m, "mg/L", 1, 2, null));
    }

    [Fact]
    public void A_month_without_a_sample_is_stated_as_not_determined_where_a_point_is_in_service_and_not_stated_where_none_is()
    {
        var serving = MonthResult.Of("JK", May, WaterBody.River, [Automatic, Sampled], [], DataSource.Separated);
        serving.Value.Means.Single().Reason.ShouldBe("总磷应测1个，没有有效读数");
        Close(serving, StateMonth.FirstServed([Automatic, Sampled], May, DataSource.Separated)).Events.ShouldHaveSingleItem();

        var ended = Sampled with { InServiceTo = new(2024, 4, 30) };
        var refused = Close(MonthResult.Of("JK", May, WaterBody.River, [Automatic, ended], [], DataSource.Separated), StateMonth.FirstServed([Automatic, ended], May, DataSource.Separated)).Rejection!;
        (refused.Code, refused.Sentence.Contains(DataSource.Separated, StringComparison.Ordinal)).ShouldBe(("not-in-service", true));
        MonthResult.ServingIn(May, [Automatic, ended]).ShouldBe([DataSource.Stations]);
    }

    [Fact]
    public void Automatic_data_is_awaited_from_the_first_service_on_as_before()
    {
        StateMonth.FirstServed([Automatic with { InServiceTo = new(2024, 2, 1) }], May, DataSource.Stations).ShouldBe(new YearMonth(2024, 1));
        StateMonth.FirstServed([Sampled], May, DataSource.Stations).ShouldBeNull();
    }

    [Fact]
    public void A_sources_stream_is_named_after_it_and_automatic_data_keeps_its_name()
    {
        SectionMonth.Stream("JK", May).ShouldBe("section-month/JK/2024-05");
        SectionMonth.Stream("JK", May, DataSource.Stations).ShouldBe("section-month/JK/2024-05");
        SectionMonth.Stream("JK", May, DataSource.Joint).ShouldBe("section-month/JK/2024-05/联合监测");
    }

    [Fact]
    public void What_is_read_shows_automatic_and_sampled_data_side_by_side()
    {
        CountedFrame[] frames = [.. Readings(31), Sample(15, 9, 0.05m)];
        var statements = new[] { DataSource.Stations, DataSource.Separated }.Select(source => MonthResult.Of("JK", May, WaterBody.River, [Automatic, Sampled], frames, source))
            .Select(result => new SectionMonth.Statement(1, result.Value, result.Step, "monitoring", At)).ToList();
        var view = MonthView.Of(statements)!;
        (view.Source, view.Result.Class).ShouldBe((DataSource.Stations, WaterClass.III));
        var other = view.OtherSources.ShouldHaveSingleItem();
        (other.Source, other.Result.Class).ShouldBe((DataSource.Separated, WaterClass.II));
        MonthView.Of([]).ShouldBeNull();
    }

    [Fact]
    public void A_month_states_its_water_and_its_loads_from_the_flow()
    {
        var explained = MonthResult.Of("JK", May, WaterBody.River, [Automatic], Readings(31));
        explained.Value.Volume.ShouldBe(new MonthVolume(26_784_000m, "m³", 31, 31, null));
        explained.Value.Loads.ShouldHaveSingleItem().ShouldBe(new IndicatorLoad("总磷", 4.0176m, "吨", null));
        var steps = Flat(explained.Step).ToList();
        steps.Single(step => step.Rule == "month.volume" && step.Formula is not null).Formula.ShouldBe("10 * 86400 * 31");
        steps.Single(step => step.Rule == "month.load").Value.ShouldBe("4.0176");
        steps.Count(step => step.Rule == "mean.month").ShouldBe(2, "every mean is shown once");
    }

    [Fact]
    public void Below_the_month_share_there_is_no_water_and_no_load_but_a_reason()
    {
        var result = Result(DataSource.Stations, [Automatic], [.. Readings(15), .. Enumerable.Range(16, 16).Select(day => Frame("JK-01", day, 8, new Reading("总磷", 0.15m)))]);
        (result.Volume!.Value, result.Volume.Reason).ShouldBe((null, "流量应测31个，有效15个，至少需要16个（比例0.5）"));
        result.Loads!.Single().ShouldBe(new IndicatorLoad("总磷", null, "吨", result.Volume.Reason));
        result.Class.ShouldBe(WaterClass.III, "flow has no class and keeps none from being found");
    }

    [Fact]
    public void Only_days_in_service_carry_water() =>
        Result(DataSource.Stations, [Automatic with { InServiceFrom = new(2024, 5, 22) }], Readings(31).Skip(21)).Volume!.Value.ShouldBe(10m * 86_400 * 10);

    [Fact]
    public void Water_that_ran_upstream_is_below_zero() => Result(DataSource.Stations, [Automatic], Readings(31, -1.5m)).Volume!.Value.ShouldBe(-1.5m * 86_400 * 31);

    [Fact]
    public void Without_a_flow_meter_nothing_is_said_of_water_and_a_samples_flow_makes_no_month()
    {
        Result(DataSource.Stations, [Automatic with { Indicators = ["总磷"] }], Readings(31)).Volume.ShouldBeNull();
        var gauged = Sampled with { Indicators = ["总磷", "流量"] };
        var sampled = Result(DataSource.Separated, [gauged], Frame("JK-S1", 15, 9, new("总磷", 0.05m), new("流量", 12m)));
        (sampled.Volume, sampled.Loads, sampled.Means[^1].Mean).ShouldBe((null, null, 12m));
    }

    [Fact]
    public void Other_water_restates_a_month()
    {
        var before = Result(DataSource.Stations, [Automatic], Readings(31));
        before.SaysAs(before with { Volume = before.Volume! with { Value = 1 } }).ShouldBeFalse();
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(2, 0)]
    public void A_day_with_half_of_its_readings_is_valid(int readings, int days)
    {
        var four = Automatic with { EveryHours = 4, MonthShare = 0.001m };
        var frames = Enumerable.Range(0, readings).Select(slot => Frame("JK-01", 1, slot * 4, new Reading("总磷", 0.15m)));
        Result(DataSource.Stations, [four], frames).Means.Single(mean => mean.Indicator == "总磷").ValidDays.ShouldBe(days);
    }

    private static Decision Close(Explained<MonthResult> computed, YearMonth? first) =>
        SectionMonth.Decide(null, new SectionMonth.Close(May, first, computed, "monitoring", At));

    private static IEnumerable<Step> Flat(Step step) => step.Because.SelectMany(Flat).Prepend(step);
}
