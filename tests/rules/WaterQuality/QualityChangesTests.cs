using Basin.Rules.WaterQuality;
using CsCheck;
using static Basin.Rules.Tests.WaterQuality.Sections;

namespace Basin.Rules.Tests.WaterQuality;

public sealed class QualityChangesTests
{
    [Theory]
    [InlineData(WaterClass.I, WaterClass.I, ChangeGrade.NoMarkedChange)]
    [InlineData(WaterClass.II, WaterClass.I, ChangeGrade.NoMarkedChange)]
    [InlineData(WaterClass.I, WaterClass.II, ChangeGrade.NoMarkedChange)]
    [InlineData(WaterClass.II, WaterClass.III, ChangeGrade.SlightDecline)]
    [InlineData(WaterClass.I, WaterClass.III, ChangeGrade.SlightDecline)]
    [InlineData(WaterClass.III, WaterClass.II, ChangeGrade.SlightImprovement)]
    [InlineData(WaterClass.V, WaterClass.IV, ChangeGrade.SlightImprovement)]
    [InlineData(WaterClass.II, WaterClass.IV, ChangeGrade.MarkedDecline)]
    [InlineData(WaterClass.IV, WaterClass.II, ChangeGrade.MarkedImprovement)]
    [InlineData(WaterClass.III, WaterClass.V, ChangeGrade.MarkedDecline)]
    [InlineData(WaterClass.I, WaterClass.WorseThanV, ChangeGrade.MarkedDecline)]
    [InlineData(WaterClass.WorseThanV, WaterClass.I, ChangeGrade.MarkedImprovement)]
    public void A_section_changes_by_the_levels_of_its_grade(WaterClass before, WaterClass after, ChangeGrade expected) =>
        QualityChanges.OfSection(Section(before), Section(after)).Value.ShouldBe(new QualityChange(expected, null));

    [Fact]
    public void The_step_of_a_section_shows_both_words_and_rests_on_both_classes()
    {
        var (before, after) = (Section(WaterClass.II), Section(WaterClass.IV));

        var step = QualityChanges.OfSection(before, after).Step;

        (step.Value, step.Formula).ShouldBe(("明显变差", "优 → 轻度污染（2级）"));
        step.Because.Select(period => (period.Name, period.Value)).ShouldBe([("前时段", "Ⅱ"), ("后时段", "Ⅳ")]);
        step.Because.Select(period => period.Because.Single()).ShouldBe([before.Step, after.Step]);
        step.Citation!.ShouldContain("环办〔2011〕22号");
    }

    [Fact]
    public void A_class_that_is_not_determined_leaves_the_change_undetermined()
    {
        var none = Classification.OfSection([], WaterBody.River);

        QualityChanges.OfSection(none, Section(WaterClass.I)).Value.ShouldBe(new QualityChange(null, "前时段未定：参评指标均无数值"));
        QualityChanges.OfSection(Section(WaterClass.I), none).Value.Reason.ShouldBe("后时段未定：参评指标均无数值");
        QualityChanges.OfSection(none, none).Value.Reason.ShouldBe("前时段未定：参评指标均无数值；后时段未定：参评指标均无数值");
    }

    // Of the sections before and after: of Ⅰ to Ⅲ, of Ⅳ, of 劣Ⅴ.
    public static TheoryData<string, int[], int[], ChangeGrade> Points => new()
    {
        { "nothing changed", [10, 10, 0], [10, 10, 0], ChangeGrade.NoMarkedChange },

        // ΔG = 60 - 50 = 10, ΔD = 0: 10 points
        { "10 points up", [10, 10, 0], [12, 8, 0], ChangeGrade.NoMarkedChange },
        { "10 points down", [12, 8, 0], [10, 10, 0], ChangeGrade.NoMarkedChange },

        // ΔG = 60.1 - 50 = 10.1
        { "10.1 points up", [500, 500, 0], [601, 399, 0], ChangeGrade.SlightImprovement },
        { "10.1 points down", [601, 399, 0], [500, 500, 0], ChangeGrade.SlightDecline },

        // ΔG = 5, ΔD = -5: 10 points; ΔG = 5.1 makes 10.1
        { "both shares count together, 10 points", [500, 400, 100], [550, 400, 50], ChangeGrade.NoMarkedChange },
        { "both shares count together, 10.1 points", [500, 400, 100], [551, 399, 50], ChangeGrade.SlightImprovement },
        { "both shares up cancel each other", [500, 500, 0], [600, 300, 100], ChangeGrade.NoMarkedChange },
        { "20 points up", [10, 10, 0], [14, 6, 0], ChangeGrade.SlightImprovement },
        { "20 points down", [14, 6, 0], [10, 10, 0], ChangeGrade.SlightDecline },
        { "20.1 points up", [500, 500, 0], [701, 299, 0], ChangeGrade.MarkedImprovement },
        { "20.1 points down", [701, 299, 0], [500, 500, 0], ChangeGrade.MarkedDecline },

        // 5/9 - 4/9 = 11.1..., and 1/10 of 9 sections more or less is no whole one: fractions are compared across
        { "other counts of sections", [4, 5, 0], [50, 40, 0], ChangeGrade.SlightImprovement },
    };

    [Theory]
    [MemberData(nameof(Points))]
    public void A_basin_that_keeps_its_grade_changes_by_the_points_of_its_shares(string name, int[] before, int[] after, ChangeGrade expected)
    {
        var (earlier, later) = (Basin(before), Basin(after));

        earlier.Value.Grade.ShouldBe(later.Value.Grade, name);
        QualityChanges.OfBasin(earlier, later).Value.Grade.ShouldBe(expected, name);
    }

    [Fact]
    public void The_step_of_a_basin_shows_the_points()
    {
        // (14 / 20 - 10 / 20) - (1 / 20 - 2 / 20) = 20 + 5 = 25 points
        var step = QualityChanges.OfBasin(Basin([10, 8, 2]), Basin([14, 5, 1])).Step;

        step.Value.ShouldBe("明显好转");
        (step.Because[0].Formula, step.Because[0].Value, step.Because[0].Unit).ShouldBe(("(14/20 - 10/20) - (1/20 - 2/20)", "25", "百分点"));
        step.Because.Skip(1).Select(because => because.Rule).ShouldBe(["change.before", "change.after"]);
    }

    [Fact]
    public void A_basin_that_changes_its_grade_changes_by_its_levels()
    {
        // 74.9 % to 75 %: only 0.1 points, but from 轻度污染 to 良好
        QualityChanges.OfBasin(Basin([749, 251, 0]), Basin([750, 250, 0])).Value.Grade.ShouldBe(ChangeGrade.SlightImprovement);
        QualityChanges.OfBasin(Basin([10, 0, 0]), Basin([5, 5, 0])).Value.Grade.ShouldBe(ChangeGrade.MarkedDecline);
    }

    [Fact]
    public void A_small_basin_has_no_shares_and_changes_by_its_levels()
    {
        var (good, other) = (BasinEvaluation.OfBasin([River("1", "氨氮 0.6")]), BasinEvaluation.OfBasin([River("1", "氨氮 1.0")]));

        QualityChanges.OfBasin(good, other).Step.Formula.ShouldBe("良好 → 良好（0级）");
        QualityChanges.OfBasin(good, other).Value.Grade.ShouldBe(ChangeGrade.NoMarkedChange);
    }

    [Fact]
    public void A_basin_that_is_not_determined_leaves_the_change_undetermined() =>
        QualityChanges.OfBasin(BasinEvaluation.OfBasin([]), Basin([5, 0, 0])).Value.ShouldBe(new QualityChange(null, "前时段未定：没有断面"));

    [Theory]
    [InlineData("氨氮", "0.20", "0.15", "-25")]
    [InlineData("氨氮", "0.15", "0.15", "0")]
    [InlineData("总磷", "0.08", "0.1", "25")]
    [InlineData("透明度", "0.5", "0", "-100")]
    public void A_concentration_changes_in_percent_of_its_earlier_value(string name, string before, string after, string expected)
    {
        var change = QualityChanges.OfConcentration(F(name, before), F(name, after));

        change.Value.ShouldBe(new ConcentrationChange(D(expected), null));
        (change.Step.Formula, change.Step.Unit).ShouldBe(($"({after} - {before}) / {before} * 100", "%"));
    }

    [Theory]
    [InlineData("氨氮", "0", "前时段氨氮为0，须大于0才能作除数")]
    [InlineData("pH", "7", "pH不是浓度，不计算变化率")]
    [InlineData("水温", "20", "水温不是浓度，不计算变化率")]
    public void No_rate_comes_from_zero_or_from_what_is_no_concentration(string name, string before, string reason)
    {
        var change = QualityChanges.OfConcentration(F(name, before), F(name, "8"));

        change.Value.ShouldBe(new ConcentrationChange(null, reason));
        (change.Step.Value, change.Step.Unit).ShouldBe((reason, null));
    }

    [Fact]
    public void Two_indicators_are_not_compared() =>
        Should.Throw<ArgumentException>(() => QualityChanges.OfConcentration(F("氨氮", "1"), F("总磷", "1")));

    [Fact]
    public void Every_change_has_its_word() => Enum.GetValues<ChangeGrade>().OrderBy(change => (int)change).Select(QualityChanges.Word)
        .ShouldBe(["明显好转", "有所好转", "无明显变化", "有所变差", "明显变差"]);

    [Fact]
    public void The_way_back_is_the_opposite_change() =>
        Gen.Select(Counts, Counts).Sample((before, after) =>
        {
            var there = QualityChanges.OfBasin(Basin(before), Basin(after)).Value.Grade!.Value;
            var back = QualityChanges.OfBasin(Basin(after), Basin(before)).Value.Grade!.Value;

            ((int)there).ShouldBe(-(int)back);
        });

    [Fact]
    public void A_better_grade_is_never_called_a_decline() =>
        Gen.Select(Counts, Counts).Sample((before, after) =>
        {
            var (earlier, later) = (Basin(before), Basin(after));
            var change = QualityChanges.OfBasin(earlier, later).Value.Grade!.Value;

            if (later.Value.Grade < earlier.Value.Grade) ((int)change).ShouldBeLessThan(0);
            if (later.Value.Grade > earlier.Value.Grade) ((int)change).ShouldBeGreaterThan(0);
        });

    private static Gen<int[]> Counts => Gen.Int[0, 12].Array[3].Where(counts => counts.Sum() >= 5);

    private static Explained<SectionClass> Section(WaterClass waterClass) => OfClass(1, waterClass).Classify(null);

    private static Explained<BasinCondition> Basin(int[] counts) => BasinEvaluation.OfBasin(OfCounts(0, 0, counts[0], counts[1], 0, counts[2]));
}
