using Basin.Rules.WaterQuality;
using CsCheck;
using static Basin.Rules.Tests.WaterQuality.Sections;

namespace Basin.Rules.Tests.WaterQuality;

public sealed class BasinEvaluationTests
{
    // Sections in all, of Ⅰ to Ⅲ, and of 劣Ⅴ; the rest are Ⅳ.
    public static TheoryData<string, int, int, int, WaterGrade> Shares => new()
    {
        { "90 % exactly", 10, 9, 0, WaterGrade.Excellent },
        { "90 % exactly, the rest worse than Ⅴ", 10, 9, 1, WaterGrade.Excellent },
        { "all", 5, 5, 0, WaterGrade.Excellent },
        { "89.9 %", 1000, 899, 0, WaterGrade.Good },

        // 1799 / 1999 = 89.995 %: shown as 90.0 %, but 1799 * 100 = 179900 < 90 * 1999 = 179910
        { "a share that only rounds to 90.0 %", 1999, 1799, 0, WaterGrade.Good },
        { "75 % exactly", 8, 6, 2, WaterGrade.Good },
        { "74.9 %, 劣Ⅴ 0 %", 1000, 749, 0, WaterGrade.LightlyPolluted },
        { "74.9 %, 劣Ⅴ 19.9 %", 1000, 749, 199, WaterGrade.LightlyPolluted },
        { "74.9 %, 劣Ⅴ 20 %", 1000, 749, 200, WaterGrade.ModeratelyPolluted },
        { "none good, 劣Ⅴ 19.9 %", 1000, 0, 199, WaterGrade.LightlyPolluted },
        { "none good, 劣Ⅴ 20 %", 5, 0, 1, WaterGrade.ModeratelyPolluted },
        { "60 %, 劣Ⅴ 20 %", 5, 3, 1, WaterGrade.ModeratelyPolluted },
        { "60.1 %, 劣Ⅴ 39.9 %", 1000, 601, 399, WaterGrade.ModeratelyPolluted },
        { "59.9 %, 劣Ⅴ 39.9 %", 1000, 599, 399, WaterGrade.ModeratelyPolluted },
        { "59.9 %, 劣Ⅴ 40 %", 1000, 599, 400, WaterGrade.HeavilyPolluted },
        { "59.9 %, 劣Ⅴ 40.1 %", 1000, 599, 401, WaterGrade.HeavilyPolluted },
        { "none good, all worse than Ⅴ", 5, 0, 5, WaterGrade.HeavilyPolluted },
        { "the point the table leaves open: 60 % and 40 %", 5, 3, 2, WaterGrade.HeavilyPolluted },
    };

    [Theory]
    [MemberData(nameof(Shares))]
    public void Five_or_more_sections_are_graded_by_the_shares_of_their_classes(string name, int total, int good, int worst, WaterGrade expected)
    {
        var condition = BasinEvaluation.OfBasin(OfCounts(0, 0, good, total - good - worst, 0, worst)).Value;

        condition.Grade.ShouldBe(expected, name);
        condition.Class.ShouldBeNull();
        (condition.Shares!.Good, condition.Shares.Worst, condition.Shares.Total).ShouldBe((good, worst, total));
    }

    [Fact]
    public void The_data_says_that_the_open_point_is_our_own_choice() =>
        EvaluationMeasures.Basin.Source.ShouldContain("this product's own choice");

    [Fact]
    public void The_step_shows_the_shares_with_one_decimal_and_every_section()
    {
        // 4 / 6 = 66.66... %, 1 / 6 = 16.66... %
        var step = BasinEvaluation.OfBasin(OfCounts(1, 1, 2, 1, 0, 1)).Step;

        step.Value.ShouldBe("轻度污染");
        step.Formula.ShouldBe("Ⅰ~Ⅲ < 75% 且 劣Ⅴ < 20%");
        step.Citation!.ShouldContain("环办〔2011〕22号");
        step.Because.Take(7).Select(share => (share.Name, share.Formula, share.Value)).ShouldBe(
        [
            ("Ⅰ~Ⅲ类比例", "4 / 6", "66.7"), ("Ⅰ类比例", "1 / 6", "16.7"), ("Ⅱ类比例", "1 / 6", "16.7"), ("Ⅲ类比例", "2 / 6", "33.3"),
            ("Ⅳ类比例", "1 / 6", "16.7"), ("Ⅴ类比例", "0 / 6", "0.0"), ("劣Ⅴ类比例", "1 / 6", "16.7"),
        ]);
        step.Because[0].Unit.ShouldBe("%");
        step.Because.Skip(7).Select(section => section.Name).ShouldBe(["S00000", "S00001", "S00002", "S00003", "S00004", "S00005"]);
    }

    [Fact]
    public void Fewer_than_five_sections_are_averaged_and_classed_as_one()
    {
        // NH3-N (0.3 + 1.4 + 1.3 + 1.4) / 4 = 1.1: Ⅳ, though by shares 3 of 4 would be over
        var small = BasinEvaluation.OfBasin([River("1", "氨氮 0.3"), River("2", "氨氮 1.4"), River("3", "氨氮 1.3"), River("4", "氨氮 1.4")]);

        small.Value.Class.ShouldBe(WaterClass.IV);
        small.Value.Grade.ShouldBe(WaterGrade.LightlyPolluted);
        small.Value.Shares.ShouldBeNull();
        var average = small.Step.Because.Single().Because.Single().Because.Single();
        (average.Name, average.Formula, average.Value, average.Unit).ShouldBe(("断面均值(氨氮)", "4.4 / 4", "1.1", "mg/L"));
        average.Because.Select(section => section.Name).ShouldBe(["氨氮(1)", "氨氮(2)", "氨氮(3)", "氨氮(4)"]);
    }

    [Theory]
    [InlineData(4, WaterGrade.HeavilyPolluted)]
    [InlineData(5, WaterGrade.Good)]
    [InlineData(10, WaterGrade.Excellent)]
    public void The_fifth_section_changes_the_way_of_evaluation(int sections, WaterGrade expected)
    {
        // The last has 100 mg/L: the average of four is 25.075, of five or more only the shares count. 9 of 10 are 90 %, 4 of 5 are 80 %.
        var basin = Enumerable.Range(1, sections).Select(n => River($"{n:D2}", n == sections ? "氨氮 100" : "氨氮 0.1")).ToList();

        BasinEvaluation.OfBasin(basin).Value.Grade.ShouldBe(expected);
    }

    [Fact]
    public void PH_is_averaged_by_its_hydrogen_ions()
    {
        // -lg((10^-7 + 10^-8) / 2) = 7 - lg(1.1 / 2) = 7.2596...
        var average = SectionAverages.Of([River("1", "pH 7"), River("2", "pH 8")]).Single();

        Rounding.Of(average.Value, 4).ShouldBe(7.2596m);
    }

    [Fact]
    public void An_indicator_is_averaged_over_the_sections_that_have_it()
    {
        // NH3-N (0.2 + 0.4) / 2 = 0.3, TP 0.1 / 1
        var averages = SectionAverages.Of([River("1", "氨氮 0.2 总磷 0.1"), River("2", "氨氮 0.4")]);

        averages.Select(factor => (factor.Indicator.Name, factor.Value)).ShouldBe([("氨氮", 0.3m), ("总磷", 0.1m)]);
        averages[1].Because!.Formula.ShouldBe("0.1 / 1");
    }

    [Fact]
    public void Indicators_named_need_a_value_at_every_section()
    {
        Indicator[] named = [Indicators.Find("氨氮"), Indicators.Find("总磷")];

        var condition = BasinEvaluation.OfBasin([River("1", "氨氮 0.2 总磷 0.1"), River("2", "氨氮 0.4")], named).Value;

        condition.Grade.ShouldBeNull();
        condition.Reason.ShouldBe("2个断面中有1个水质类别未定：2（2项参评指标中有1项无数值：总磷）");
    }

    [Fact]
    public void A_section_without_class_leaves_the_basin_undetermined()
    {
        var condition = BasinEvaluation.OfBasin([.. OfCounts(5), River("X", "水温 20")]);

        condition.Value.ShouldBe(new BasinCondition(null, null, null, "6个断面中有1个水质类别未定：X（参评指标均无数值）"));
        condition.Step.Value.ShouldBe(condition.Value.Reason);
    }

    [Fact]
    public void A_basin_without_sections_has_no_condition() => BasinEvaluation.OfBasin([]).Value.Reason.ShouldBe("没有断面");

    [Fact]
    public void River_and_lake_are_not_averaged_together()
    {
        BasinEvaluation.OfBasin([River("1", "总磷 0.1"), Lake("2", "总磷 0.1")]).Value.Reason!.ShouldContain("不能一起平均");
        BasinEvaluation.OfBasin([River("1", "总磷 0.1"), Lake("2", "总磷 0.1"), .. OfCounts(3)]).Value.Grade.ShouldBe(WaterGrade.Good);
    }

    [Fact]
    public void A_section_given_twice_is_refused() =>
        Should.Throw<ArgumentException>(() => BasinEvaluation.OfBasin([River("1", "总磷 0.1"), River("1", "总磷 0.2")])).Message.ShouldContain("'1'");

    [Fact]
    public void Saturated_oxygen_counts_at_its_section_but_not_in_an_average()
    {
        var saturated = Enumerable.Range(1, 5).Select(n => River($"{n}", "溶解氧 4") with { OxygenSaturation = 90 }).ToList();

        BasinEvaluation.OfBasin(saturated).Value.Grade.ShouldBe(WaterGrade.Excellent);
        BasinEvaluation.OfBasin(saturated.Take(4).ToList()).Value.Class.ShouldBe(WaterClass.IV);
    }

    [Fact]
    public void A_lake_is_averaged_however_many_points_it_has()
    {
        // TP (5 * 0.04 + 0.1) / 6 = 0.05: Ⅲ on the limit of lakes
        SectionFactors[] points = [.. Enumerable.Range(1, 5).Select(n => Lake($"{n}", "总磷 0.04")), Lake("6", "总磷 0.1")];

        var lake = BasinEvaluation.OfLake(points);

        (lake.Value.Class, lake.Value.Grade).ShouldBe((WaterClass.III, WaterGrade.Good));
        lake.Step.Citation!.ShouldContain("湖泊、水库");
        BasinEvaluation.OfLake([]).Value.Reason.ShouldBe("没有点位");
        BasinEvaluation.OfLake([Lake("1", "水温 20")]).Value.Reason!.ShouldContain("未定");
    }

    [Fact]
    public void The_order_of_sections_does_not_matter() =>
        Gen.Select(Gen.Int[0, 30_000].Array[1, 12], Gen.Int).Sample((values, seed) =>
        {
            var basin = values.Index().Select(row => River($"{row.Index}", $"氨氮 {row.Item / 7000m}")).ToArray();
            var shuffled = basin.ToArray();
            new Random(seed).Shuffle(shuffled);

            Explanation.Json(BasinEvaluation.OfBasin(shuffled).Step).ShouldBe(Explanation.Json(BasinEvaluation.OfBasin(basin).Step));
        });

    [Fact]
    public void The_shares_sum_to_the_whole() =>
        Gen.Enum<WaterClass>().Array[5, 60].Sample(classes =>
        {
            var shares = BasinEvaluation.OfBasin([.. classes.Index().Select(row => OfClass(row.Index, row.Item))]).Value.Shares!;

            shares.Total.ShouldBe(classes.Length);
            shares.Counts.Sum().ShouldBe(classes.Length);
            shares.Good.ShouldBe(classes.Count(waterClass => waterClass <= WaterClass.III));
            shares.Worst.ShouldBe(classes.Count(waterClass => waterClass == WaterClass.WorseThanV));
        });

    [Fact]
    public void A_worse_section_never_improves_a_basin() =>
        Gen.Select(Gen.Int[0, 3000].Array[1, 20], Gen.Int[0, 3000], Gen.Int[0, 19]).Sample((values, rise, at) =>
        {
            var worse = values.ToArray();
            worse[at % values.Length] += rise;

            (GradeOf(worse) >= GradeOf(values)).ShouldBeTrue();
        });

    private static WaterGrade GradeOf(int[] thousandths) =>
        BasinEvaluation.OfBasin([.. thousandths.Index().Select(row => River($"{row.Index}", $"氨氮 {row.Item / 1000m}"))]).Value.Grade!.Value;
}
