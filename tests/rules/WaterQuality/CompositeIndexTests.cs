using Basin.Rules.WaterQuality;
using CsCheck;
using static Basin.Rules.Tests.WaterQuality.Sections;

namespace Basin.Rules.Tests.WaterQuality;

public sealed class CompositeIndexTests
{
    private static readonly Indicator[] Five = [.. "pH 溶解氧 高锰酸盐指数 氨氮 总磷".Split(' ').Select(Indicators.Find)];

    // pH (7.8 - 7) / (9 - 7) = 0.4, DO 5 / 8 = 0.625, CODMn 3 / 6 = 0.5, NH3-N 0.25 / 1.0 = 0.25, TP 0.05 / 0.2 = 0.25: in all 2.025.
    [Fact]
    public void The_index_of_a_river_is_as_worked_by_hand()
    {
        var index = CompositeIndex.Of(Factors("pH 7.8 溶解氧 8 高锰酸盐指数 3 氨氮 0.25 总磷 0.05"), WaterBody.River, Five);

        index.Value.ShouldBe(new CompositeIndexValue(2.025m, null));
        index.Step.Formula.ShouldBe("CWQI(pH) + CWQI(溶解氧) + CWQI(高锰酸盐指数) + CWQI(氨氮) + CWQI(总磷)");
        index.Step.Because.Select(part => (part.Formula, D(part.Value))).ShouldBe(
            [("(7.8 - 7) / (9 - 7)", 0.4m), ("5 / 8", 0.625m), ("3 / 6", 0.5m), ("0.25 / 1.0", 0.25m), ("0.05 / 0.2", 0.25m)]);
    }

    // As the river, but TP 0.05 / 0.05 = 1: in all 2.775.
    [Fact]
    public void A_lake_has_the_phosphorus_limit_of_lakes() =>
        CompositeIndex.Of(Factors("pH 7.8 溶解氧 8 高锰酸盐指数 3 氨氮 0.25 总磷 0.05"), WaterBody.Lake, Five).Value.Value.ShouldBe(2.775m);

    [Theory]
    [InlineData("pH", "7", "0")]
    [InlineData("pH", "6.6", "0.4")]
    [InlineData("pH", "6", "1")]
    [InlineData("pH", "5", "2")]
    [InlineData("pH", "7.2", "0.1")]
    [InlineData("pH", "9", "1")]
    [InlineData("pH", "11", "2")]
    [InlineData("溶解氧", "5", "1")]
    [InlineData("溶解氧", "10", "0.5")]
    [InlineData("溶解氧", "2.5", "2")]
    [InlineData("氨氮", "0", "0")]
    [InlineData("氨氮", "1", "1")]
    [InlineData("氨氮", "2.5", "2.5")]
    [InlineData("汞", "0.00005", "0.5")]
    public void One_indicator_is_measured_by_its_limit_of_class_III(string name, string value, string expected) =>
        CompositeIndex.Of([F(name, value)], WaterBody.River, [Indicators.Find(name)]).Value.Value.ShouldBe(D(expected));

    [Theory]
    [InlineData(WaterBody.River)]
    [InlineData(WaterBody.Lake)]
    public void A_section_on_every_limit_of_class_III_has_21(WaterBody body)
    {
        var onLimits = Indicators.Evaluated.Select(indicator => Limits.Find(indicator, body)).Select(limit =>
            new Factor(limit.Indicator, limit.Sense == LimitSense.Within ? limit.Bounds[1] : limit.BoundOf(WaterClass.III)));

        CompositeIndex.Of(onLimits, body).Value.Value.ShouldBe(21m);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-0.1")]
    public void Oxygen_of_zero_leaves_the_index_undetermined(string value)
    {
        var index = CompositeIndex.Of([F("溶解氧", value)], WaterBody.River, [Indicators.DissolvedOxygen]);

        index.Value.ShouldBe(new CompositeIndexValue(null, $"数值须大于0才能作除数：溶解氧 {value}"));
        index.Step.Value.ShouldBe(index.Value.Reason);
    }

    [Fact]
    public void A_missing_value_leaves_the_index_undetermined_for_it_would_count_as_clean_water()
    {
        CompositeIndex.Of(Factors("pH 7.8 溶解氧 8 高锰酸盐指数 3 氨氮 0.25"), WaterBody.River, Five).Value
            .ShouldBe(new CompositeIndexValue(null, "5项参评指标中有1项无数值：总磷"));
        CompositeIndex.Of(Factors("pH 7.8 溶解氧 8"), WaterBody.River).Value.Reason!.ShouldStartWith("21项参评指标中有19项无数值");
    }

    [Fact]
    public void Indicators_without_limits_and_empty_lists_are_refused()
    {
        Should.Throw<ArgumentException>(() => CompositeIndex.Of([F("总氮", "1")], WaterBody.River, [Indicators.Find("总氮")]));
        Should.Throw<ArgumentException>(() => CompositeIndex.Of([F("总氮", "1")], WaterBody.River, []));
        CompositeIndex.Of([F("总氮", "1.5")], WaterBody.Lake, [Indicators.Find("总氮")]).Value.Value.ShouldBe(1.5m);
    }

    [Fact]
    public void The_step_cites_its_source_and_says_that_it_is_unconfirmed()
    {
        var citation = CompositeIndex.Of([F("氨氮", "1")], WaterBody.River, [Indicators.Find("氨氮")]).Step.Citation!;

        citation.ShouldContain("环办监测〔2017〕51号");
        citation.ShouldContain("unconfirmed");
    }

    [Fact]
    public void The_index_of_averages_is_taken_from_the_averages()
    {
        // NH3-N (0.4 + 0.8) / 2 / 1.0 = 0.6
        var averages = SectionAverages.Of([River("1", "氨氮 0.4"), River("2", "氨氮 0.8")]);

        var index = CompositeIndex.Of(averages, WaterBody.River, [Indicators.Find("氨氮")]);

        index.Value.Value.ShouldBe(0.6m);
        index.Step.Because[0].Because[0].Rule.ShouldBe("mean.sections");
    }

    [Fact]
    public void A_worse_value_never_improves_the_index() =>
        Gen.Select(Gen.Int[1, 14_000].Array[5], Gen.Int[1, 14_000], Gen.Int[0, 4]).Sample((values, other, at) =>
        {
            var changed = values.ToArray();
            changed[at] = other;

            // Worse is farther from neutral on the same side, less oxygen, more of all else.
            if (at == 0 && (values[0] > 7000) != (other > 7000)) return;
            var rises = at switch { 0 => other > 7000, 1 => false, _ => true };
            var worse = rises == other > values[at];

            (worse ? IndexOf(changed) >= IndexOf(values) : IndexOf(changed) <= IndexOf(values)).ShouldBeTrue();
        });

    private static decimal IndexOf(int[] thousandths) => CompositeIndex.Of(
        Five.Zip(thousandths, (indicator, value) => new Factor(indicator, value / 1000m)), WaterBody.River, Five).Value.Value!.Value;
}
