using System.Collections.Immutable;
using Basin.Monitoring;
using Basin.Rules;
using Basin.Rules.WaterQuality;
using CsCheck;

namespace Basin.Services.Tests.Monitoring;

public sealed class JudgedMonthTests
{
    private static readonly YearMonth May = new(2024, 5);
    private static readonly DateTimeOffset Start = May.Start.ToUniversalTime();

    private static readonly Station Station = new(
        "JK-01", 1, "街口站", "JK", "OP-1", ["总磷", "氨氮"], 4, 0.01m, ImmutableSortedDictionary<string, MeasuringRange>.Empty, new(2024, 1, 1), null);

    private static readonly QualityRules Rules = new(
        "试用规则",
        ImmutableSortedDictionary<string, IndicatorRules>.Empty
            .Add("总磷", new(Change: new ChangeRule(0.01m), Persistence: new PersistenceRule(4, 12), Missing: new MissingRule(24))));

    private static StoredFrame Frame(int slot, string phosphorus, string station = "JK-01", int revision = 1, StationState state = StationState.Normal, string? held = null)
    {
        var flag = char.IsAsciiLetter(phosphorus[^1]) ? phosphorus[^1..] : "N";
        var (time, value) = (Start.AddHours(4 * slot), decimal.Parse(phosphorus.TrimEnd('S', 'M', 'N')));
        return new(station, time, revision, state, [new("总磷", value, flag), new("氨氮", 0.1m + (slot / 100m))], $"{station}-{time:O}-{phosphorus}-{state}", held, "OP-1", time);
    }

    private static StoredFrame[] Frames(string phosphorus) => [.. phosphorus.Split(' ').Index().Select(row => Frame(row.Index, row.Item))];

    private static MonthReadings Readings(IEnumerable<StoredFrame> frames, QualityRules? rules = null, params ReadingVerdict[] verdicts) => new(
        May, [Station], ImmutableDictionary<string, Station>.Empty,
        rules is null ? ImmutableDictionary<string, StationQuality.Statement>.Empty : ImmutableDictionary<string, StationQuality.Statement>.Empty.Add("JK-01", new(2, "2024-03", rules, "100000", Start)),
        [.. frames], verdicts);

    private static ReadingVerdict Verdict(StoredFrame frame, ReviewVerdict verdict, string review = "r1", int day = 1) =>
        new(review, frame.Station, frame.Time, frame.ContentSha256, "总磷", verdict, Start.AddDays(40 + day));

    private static string[] Counted(MonthReadings readings) =>
        [.. JudgedMonth.Of(readings).Counted.SelectMany(frame => frame.Readings.Where(reading => reading.Indicator == "总磷").Select(reading => $"{reading.Value}{reading.Flag}"))];

    private static Explained<MonthResult> Result(MonthReadings readings) => MonthResult.Of("JK", May, WaterBody.River, [Station], JudgedMonth.Of(readings));

    [Theory]
    [InlineData(StationState.Normal, null, 1)]
    [InlineData(StationState.Normal, "why", 0)]
    [InlineData(StationState.Maintenance, null, 0)]
    [InlineData(StationState.Stopped, null, 0)]
    public void Only_the_latest_revision_counts_and_only_if_it_is_not_held_and_the_station_in_order(StationState state, string? held, int counted) =>
        JudgedMonth.Of(Readings([Frame(0, "0.1"), Frame(0, "0.2", revision: 2, state: state, held: held), Frame(1, "0.3", state: StationState.Stopped)]))
            .Counted.Select(frame => frame.ContentSha256).ShouldBe(Enumerable.Repeat(Frame(0, "0.2", state: state).ContentSha256, counted));

    [Fact]
    public void Sections_gathered_together_are_judged_as_each_alone() => Gen.Select(Gen.Int[0, 9].Array[12], Gen.Bool.Array[3], Gen.Bool).Sample((values, ruled, isNeighbourInside) =>
    {
        // Three sections of one station each, the second with two; the first is held against a station of the second, or against one that is nobody's here.
        Station[] stations = [Station, Station with { Code = "SY-01", Section = "SY" }, Station with { Code = "SY-02", Section = "SY" }, Station with { Code = "XY-01", Section = "XY" }];
        var outside = Station with { Code = "FAR-01", Section = "FAR" };
        var neighbour = isNeighbourInside ? "SY-01" : "FAR-01";
        var rules = new Dictionary<string, StationQuality.Statement>();
        if (ruled[0]) rules["JK-01"] = new(1, "2024-03", Rules with { Balance = new(neighbour, ImmutableSortedDictionary<string, RatioBand>.Empty.Add("总磷", new(0.5m, 1.5m))) }, "100000", Start);
        if (ruled[1]) rules["SY-01"] = new(1, "2024-03", Rules, "100000", Start);
        if (ruled[2]) rules["XY-01"] = new(1, "2024-03", Rules, "100000", Start);
        Station[] all = [.. stations, outside];
        StoredFrame[] frames = [.. all.SelectMany((station, place) => values.Select((value, slot) => Frame(slot, $"0.{(value + place) % 10}", station.Code)))];
        var neighbours = new Dictionary<string, Station> { ["FAR-01"] = outside };
        var together = new MonthReadings(May, stations, neighbours, rules, frames, []).BySection();
        foreach (var section in new[] { "JK", "SY", "XY" })
        {
            Station[] own = [.. stations.Where(station => station.Section == section)];
            var others = all.Where(station => rules.GetValueOrDefault(own[0].Code)?.Neighbour == station.Code).ToDictionary(station => station.Code);
            var alone = new MonthReadings(May, own, others, rules.Where(rule => own.Any(station => station.Code == rule.Key) || others.ContainsKey(rule.Key)).ToDictionary(), [.. frames.Where(frame => own.Any(station => station.Code == frame.Station) || others.ContainsKey(frame.Station))], []);
            Twice.Text(JudgedMonth.Of(together(section))).ShouldBe(Twice.Text(JudgedMonth.Of(alone)), section);
        }

        JudgedMonth.Of(together("NOBODY")).Counted.ShouldBeEmpty();
    }, iter: 200);

    [Fact]
    public void Without_rules_only_flags_speak_and_the_month_says_what_it_said()
    {
        var frames = Frames("0.1 0.9 0.1 0.1 0.1 0.1 0.2S 0.2M");
        var (judged, plain) = (Result(Readings(frames)), MonthResult.Of("JK", May, WaterBody.River, [Station], frames.Select(frame => new CountedFrame(frame.Station, frame.Time, frame.ContentSha256, frame.Readings))));

        Twice.Text(judged.Value).ShouldBe(Twice.Text(plain.Value));
        judged.Value.Quality.ShouldBeNull();
        judged.Step.Because[^1].Because[0].Value.ShouldContain("未作规定");
    }

    [Fact]
    public void A_jump_and_a_frozen_sensor_do_not_go_into_the_mean_and_the_month_says_so()
    {
        var result = Result(Readings(Frames("0.11 0.90 0.12 0.12 0.12 0.12 0.13"), Rules));

        Counted(Readings(Frames("0.11 0.90 0.12 0.12 0.12 0.12 0.13"), Rules)).ShouldBe(["0.11N", "0.12N", "0.13N"]);
        result.Value.Means.Single(mean => mean.Indicator == "总磷").Mean.ShouldBe(0.12m);
        result.Value.Means.Single(mean => mean.Indicator == "氨氮").Valid.ShouldBe(7);
        result.Value.Quality!.Single().ShouldSay(new StationMonthQuality(
            "JK-01", 2, 10, 4, 0, 0, ImmutableSortedDictionary<string, int>.Empty.Add("quality.change", 1).Add("quality.persistence", 3)));
        var step = result.Step.Because[^1];
        step.Value.ShouldBe("有效10，存疑4，无效0，其中经复核0");
        step.Because.Select(fact => $"{fact.Name} {fact.Value}").ShouldContain("质控规则 revision 2，自 2024-03");
        step.Because.Select(fact => fact.Name).ShouldContain("连续缺测(总磷)");
    }

    [Fact]
    public void Frames_around_the_month_are_compared_but_do_not_count()
    {
        // Frozen since the day before: the first value of May repeats what stood before.
        StoredFrame[] frames = [Frame(-3, "0.12"), Frame(-2, "0.12"), Frame(-1, "0.12"), Frame(0, "0.12"), Frame(1, "0.13")];

        Counted(Readings(frames, Rules)).ShouldBe(["0.13N"]);
        JudgedMonth.Of(Readings(frames, Rules)).Judged.Count.ShouldBe(4);
    }

    [Fact]
    public void People_find_valid_what_the_rules_put_aside_and_invalid_what_they_let_pass()
    {
        var frames = Frames("0.11 0.90 0.12");

        Counted(Readings(frames, Rules, Verdict(frames[1], ReviewVerdict.Valid))).ShouldBe(["0.11N", "0.90N", "0.12N"]);
        Counted(Readings(frames, Rules, Verdict(frames[0], ReviewVerdict.Invalid))).ShouldBe(["0.12N"]);
        var step = Result(Readings(frames, Rules, Verdict(frames[1], ReviewVerdict.Valid))).Step.Because[^1];
        step.Value.ShouldBe("有效6，存疑0，无效0，其中经复核1");
        step.Because.Select(fact => $"{fact.Name} {fact.Value}").ShouldContain("复核(r1) 1个读数有效");
    }

    [Theory]
    [InlineData("0.2S")]
    [InlineData("0.2M")]
    public void A_flagged_reading_that_people_find_valid_counts(string reading)
    {
        var frame = Frame(0, reading);

        Counted(Readings([frame])).ShouldBeEmpty();
        Counted(Readings([frame], null, Verdict(frame, ReviewVerdict.Valid))).ShouldBe(["0.2N"]);
    }

    [Fact]
    public void A_held_frame_counts_as_far_as_people_find_it_valid()
    {
        var frame = Frame(0, "0.2", held: "outside the range");

        JudgedMonth.Of(Readings([frame])).Counted.ShouldBeEmpty();
        JudgedMonth.Of(Readings([frame], null, Verdict(frame, ReviewVerdict.Valid))).Counted.Single().Readings.Single().Indicator.ShouldBe("总磷");
    }

    [Fact]
    public void A_value_set_by_hand_counts_where_the_rules_say_so() => Counted(Readings(Frames("0.11 0.12S"), Rules with { HandSet = QualityOutcome.Valid })).ShouldBe(["0.11N", "0.12N"]);

    [Fact]
    public void A_verdict_is_about_one_content_and_a_later_revision_voids_it_openly()
    {
        var (first, revised) = (Frame(1, "0.90"), Frame(1, "0.91", revision: 2));
        var readings = Readings([Frame(0, "0.11"), first, revised, Frame(2, "0.12")], Rules, Verdict(first, ReviewVerdict.Valid));

        Counted(readings).ShouldBe(["0.11N", "0.12N"]);
        Result(readings).Step.Because[^1].Because.Select(fact => fact.Rule).ShouldContain("month.review-void");
        // Whoever goes back to the old content on purpose goes back to its verdict too.
        Counted(readings with { Frames = [.. readings.Frames, first with { Revision = 3 }] }).ShouldBe(["0.11N", "0.90N", "0.12N"]);
    }

    [Fact]
    public void Of_two_verdicts_the_later_one_holds()
    {
        var frames = Frames("0.11 0.12");
        ReadingVerdict[] verdicts = [Verdict(frames[0], ReviewVerdict.Valid, "r2", day: 2), Verdict(frames[0], ReviewVerdict.Invalid, "r1", day: 1)];

        Counted(Readings(frames, null, verdicts)).ShouldBe(["0.11N", "0.12N"]);
        Counted(Readings(frames, null, [.. verdicts.Reverse()])).ShouldBe(["0.11N", "0.12N"]);
    }

    [Fact]
    public void The_neighbour_is_asked_by_its_own_rules_and_counts_nothing_here()
    {
        var rules = Rules with { Balance = new("UP-01", ImmutableSortedDictionary<string, RatioBand>.Empty.Add("总磷", new(0.5m, 2))) };
        var upstream = Station with { Code = "UP-01", Section = "UP" };
        StoredFrame[] frames = [Frame(0, "0.11"), Frame(1, "0.12"), Frame(0, "0.50", "UP-01"), Frame(1, "0.50M", "UP-01")];
        var readings = Readings(frames, rules) with { Neighbours = new Dictionary<string, Station> { ["UP-01"] = upstream } };

        Counted(readings).ShouldBe(["0.12N"]);
        JudgedMonth.Of(readings).Judged.ShouldAllBe(reading => reading.Frame.Station == "JK-01");
    }

    [Fact]
    public void What_a_verdict_does_to_the_month_is_told_in_numbers()
    {
        var frames = Frames("0.11 0.90 0.12");
        var compared = ReviewComparison.Of(Result(Readings(frames, Rules)).Value, Result(Readings(frames, Rules, Verdict(frames[1], ReviewVerdict.Valid))).Value, isOver: true);

        compared.Means.Single(mean => mean.Indicator == "总磷").ShouldBe(new("总磷", "0.115", "0.3766666666666666666666666667", 2, 3));
        (compared.ClassBefore, compared.ClassAfter, compared.Changes).ShouldBe(("Ⅲ", "Ⅴ", true));
    }

    [Fact]
    public void Any_order_and_repetition_of_frames_and_verdicts_gives_the_same_month()
    {
        var any = Gen.Select(Gen.Int[-10, 60], Gen.OneOfConst("0.11", "0.11", "0.12", "0.90", "0.13S", "0.14M"), Gen.Int[1, 2], (slot, value, revision) => Frame(slot, value, revision: revision))
            .Array[0, 40].Select(frames => frames.DistinctBy(frame => (frame.Time, frame.Revision)).ToArray());
        Gen.Select(any, Gen.Int).Sample((frames, seed) =>
        {
            var random = new Random(seed);
            ReadingVerdict[] verdicts = [.. frames.Where(_ => random.Next(5) == 0).Index().Select(row => Verdict(row.Item, random.Next(2) == 0 ? ReviewVerdict.Valid : ReviewVerdict.Invalid, $"r{row.Index}"))];
            StoredFrame[] again = [.. frames, .. frames.Where(_ => random.Next(2) == 0)];
            random.Shuffle(again);
            var others = verdicts.ToArray();
            random.Shuffle(others);
            Text(Readings(again, Rules, others)).ShouldBe(Text(Readings(frames, Rules, verdicts)));
        });

        static string Text(MonthReadings readings) => Twice.Text(Result(readings).Value) + Twice.Text(Result(readings).Step);
    }

    [Fact]
    public void What_is_said_of_each_reading_is_what_the_month_does_with_it()
    {
        // Two frames within one slot, one that was revised, and one that is held.
        var burst = Frame(1, "0.13") with { Time = Start.AddHours(6) };
        StoredFrame[] frames = [.. Frames("0.11 0.12 0.90 0.13S 0.14"), burst, Frame(4, "0.16", revision: 2), Frame(6, "0.17", held: "why")];
        var readings = Readings(frames, Rules, Verdict(frames[0], ReviewVerdict.Invalid), Verdict(frames[2], ReviewVerdict.Valid, "r2"));
        var judged = JudgedReadings.Of(readings);

        string Said(StoredFrame frame) => judged.Find(frame, "总磷") is { } said ? $"{said.Outcome} {said.Review} {said.Counts}" : "nothing";
        Said(frames[0]).ShouldBe("Invalid r1 False");
        Said(frames[1]).ShouldBe("Valid  True");
        Said(burst).ShouldBe("Valid  False");
        Said(frames[2]).ShouldBe("Valid r2 True");
        Said(frames[4]).ShouldBe("nothing");
        judged.Find(frames[3], "pH").ShouldBeNull();
        foreach (var mean in Result(readings).Value.Means) frames.Count(frame => judged.Find(frame, mean.Indicator) is { Counts: true }).ShouldBe(mean.Valid, mean.Indicator);
    }

    [Fact]
    public void Where_people_decided_the_day_says_which_review_and_why()
    {
        var frames = Frames("0.11 0.12");
        var judged = JudgedMonth.Of(Readings(frames, Rules, Verdict(frames[0], ReviewVerdict.Invalid) with { Reason = "采样管堵塞" })).Judged;

        var decided = ReadDay.ReadingOutcome.Of(judged.Single(reading => reading.Frame == frames[0] && reading.Found.Reading.Indicator == "总磷"));
        (decided.Outcome, decided.Findings.Count, decided.Review, decided.Reason).ShouldBe((QualityOutcome.Invalid, 0, "r1", "采样管堵塞"));
        judged.Where(reading => reading.Verdict is null).Select(ReadDay.ReadingOutcome.Of).ShouldAllBe(outcome => outcome.Review == null && outcome.Reason == null);
    }

    [Fact]
    public void Frames_near_the_end_of_a_month_are_judged_with_the_next_one()
    {
        var around = JudgedSections.Around(["JK", "XX"], May.Start.AddHours(71), new(2024, 1)).ToList();

        around.ShouldBe([("JK", new YearMonth(2024, 4)), ("JK", May), ("XX", new YearMonth(2024, 4)), ("XX", May)]);
        JudgedSections.Around(["JK"], May.Start.AddDays(15), new(2024, 1)).ShouldBe([("JK", May)]);
        JudgedSections.Around(["JK"], May.End.AddHours(-1), new(2024, 1)).ShouldBe([("JK", May), ("JK", new YearMonth(2024, 6))]);
        JudgedSections.Around(["JK"], May.Start, May).ShouldBe([("JK", May)]);
        JudgedSections.Around(null, May.Start, May).ShouldBeEmpty();
    }
}
