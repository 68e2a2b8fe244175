using Basin.Rules.WaterQuality;
using CsCheck;
using static Basin.Rules.Tests.WaterQuality.Sections;

namespace Basin.Rules.Tests.WaterQuality;

public sealed class MainPollutantsTests
{
    public static TheoryData<string, string, string> Cases => new()
    {
        { "no factor is over Ⅲ", "氨氮 1.0 总磷 0.2 溶解氧 5", "" },

        // (1.5 - 1.0) / 1.0 = 0.5
        { "one factor is over", "氨氮 1.5 总磷 0.2", "氨氮(0.5)" },

        // TP 0.25 is Ⅳ with (0.25 - 0.2) / 0.2 = 0.25; CODMn 12 is Ⅴ with (12 - 6) / 6 = 1; NH3-N 3 is 劣Ⅴ with 2
        { "the worse class first", "总磷 0.25 高锰酸盐指数 12 氨氮 3", "氨氮(2.0) 高锰酸盐指数(1.0) 总磷(0.2)" },

        // LAS 0.9 is 劣Ⅴ with 3.5, petroleum 0.4 only Ⅳ with (0.4 - 0.05) / 0.05 = 7
        { "a worse class stands before a larger multiple", "石油类 0.4 阴离子表面活性剂 0.9", "阴离子表面活性剂(3.5) 石油类(7.0)" },

        // All Ⅳ: TP 0.3 has 0.5, NH3-N 1.2 has 0.2, COD 28 has 0.4
        { "in one class the larger multiple first", "氨氮 1.2 化学需氧量 28 总磷 0.3", "总磷(0.5) 化学需氧量(0.4) 氨氮(0.2)" },

        // COD 25 and BOD5 5 are Ⅳ with 0.25 both
        { "equals stand in the order of the indicators", "五日生化需氧量 5 化学需氧量 25", "化学需氧量(0.2) 五日生化需氧量(0.2)" },
        { "at most three are named", "氨氮 1.4 化学需氧量 26 总磷 0.3 五日生化需氧量 4.4", "总磷(0.5) 氨氮(0.4) 化学需氧量(0.3)" },
        { "oxygen has no multiple and stands first in its class", "氨氮 1.4 溶解氧 4", "溶解氧 氨氮(0.4)" },
        { "oxygen stands behind a worse class", "氨氮 2.4 溶解氧 4", "氨氮(1.4) 溶解氧" },
        { "pH has no multiple and stands first in its class", "氨氮 2.4 pH 9.1", "pH 氨氮(1.4)" },
        { "without multiples the order of the indicators", "溶解氧 1.9 pH 5.9", "pH 溶解氧" },

        // Pb 0.06 is Ⅴ with (0.06 - 0.05) / 0.05 = 0.2
        { "a heavy metal comes before a worse class", "氨氮 2.4 pH 9.1 铅 0.06", "铅(0.2) pH 氨氮(1.4)" },
        { "cyanide comes before a worse class", "氨氮 2.4 氰化物 0.3", "氰化物(0.5) 氨氮(1.4)" },
        { "a heavy metal within Ⅲ is none", "氨氮 2.4 铅 0.05", "氨氮(1.4)" },
        { "an indicator that is not evaluated is none", "氨氮 1.4 粪大肠菌群 90000 水温 30", "氨氮(0.4)" },

        // (1.02 - 1) / 1 = 0.02 would be shown as 0: the zero rule keeps a digit
        { "a small multiple keeps a digit", "氨氮 1.02", "氨氮(0.02)" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_section_has_these_main_pollutants(string name, string factors, string expected)
    {
        var pollutants = MainPollutants.OfSection(Factors(factors), WaterBody.River);

        string.Join(' ', pollutants.Value.Pollutants.Select(pollutant => pollutant.Text)).ShouldBe(expected, name);
        pollutants.Value.Reason.ShouldBeNull();
    }

    [Fact]
    public void The_kind_of_water_decides_phosphorus()
    {
        // (0.1 - 0.05) / 0.05 = 1
        MainPollutants.OfSection([F("总磷", "0.1")], WaterBody.River).Value.Pollutants.ShouldBeEmpty();
        MainPollutants.OfSection([F("总磷", "0.1")], WaterBody.Lake).Value.Pollutants.ShouldBe([new(Indicators.Find("总磷"), WaterClass.IV, 1m)]);
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData("89.9", 1)]
    [InlineData("90", 0)]
    public void Saturated_oxygen_is_no_pollutant(string? saturation, int count)
    {
        decimal? percent = saturation is null ? null : D(saturation);

        MainPollutants.OfSection([F("溶解氧", "4")], WaterBody.River, null, percent).Value.Pollutants.Length.ShouldBe(count);
    }

    [Fact]
    public void A_named_indicator_without_value_leaves_the_pollutants_undetermined()
    {
        var pollutants = MainPollutants.OfSection(Factors("氨氮 3"), WaterBody.River, [Indicators.Find("氨氮"), Indicators.Find("总磷")]);

        pollutants.Value.Pollutants.ShouldBeEmpty();
        pollutants.Value.Reason.ShouldBe("2项参评指标中有1项无数值：总磷");
        pollutants.Step.Value.ShouldBe(pollutants.Value.Reason);
    }

    [Fact]
    public void The_step_rests_on_the_class_and_on_each_multiple()
    {
        var step = MainPollutants.OfSection(Factors("氨氮 1.5 溶解氧 4"), WaterBody.River).Step;

        step.Value.ShouldBe("溶解氧、氨氮(0.5)");
        step.Citation!.ShouldContain("环办〔2011〕22号");
        step.Because.Select(because => because.Rule).ShouldBe(["class.section", "exceedance.none", "exceedance.multiple"]);
        step.Because[2].Formula.ShouldBe("(1.5 - 1.0) / 1.0");
        MainPollutants.OfSection(Factors("氨氮 0.5"), WaterBody.River).Step.Value.ShouldBe("无");
    }

    [Fact]
    public void A_basin_names_the_indicators_that_are_over_at_most_sections()
    {
        // Over Ⅲ of 8 sections: TP at 3 = 37.5 %, COD and NH3-N at 2 = 25 %, BOD5 at 1 = 12.5 %
        SectionFactors[] basin =
        [
            River("1", "总磷 0.3 氨氮 1.2"), River("2", "总磷 0.3 氨氮 5"), River("3", "总磷 0.21"), River("4", "化学需氧量 25 五日生化需氧量 5"),
            River("5", "化学需氧量 25"), River("6", "氨氮 0.1"), River("7", "总磷 0.2"), River("8", "溶解氧 5"),
        ];

        var pollutants = MainPollutants.OfBasin(basin);

        pollutants.Value.Pollutants.Select(pollutant => pollutant.Text).ShouldBe(["总磷(37.5%)", "化学需氧量(25.0%)", "氨氮(25.0%)"]);
        pollutants.Step.Value.ShouldBe("总磷(37.5%)、化学需氧量(25.0%)、氨氮(25.0%)");
        pollutants.Step.Because[0].Formula.ShouldBe("3 / 8");
        pollutants.Step.Because[0].Because.Select(section => (section.Name, section.Value)).ShouldBe([("1", "Ⅳ"), ("2", "Ⅳ"), ("3", "Ⅳ")]);
    }

    [Fact]
    public void Saturation_of_a_section_reaches_the_basin()
    {
        var basin = Enumerable.Range(1, 5).Select(n => River($"{n}", "溶解氧 4") with { OxygenSaturation = n <= 2 ? 95 : 50 }).ToList();

        MainPollutants.OfBasin(basin).Value.Pollutants.ShouldBe([new(Indicators.DissolvedOxygen, 3, 5)]);
    }

    [Fact]
    public void A_clean_basin_has_no_main_pollutant() => MainPollutants.OfBasin(OfCounts(2, 2, 1)).ShouldSatisfyAllConditions(
        pollutants => pollutants.Value.Pollutants.ShouldBeEmpty(),
        pollutants => pollutants.Value.Reason.ShouldBeNull(),
        pollutants => pollutants.Step.Value.ShouldBe("无"));

    [Fact]
    public void A_basin_with_a_section_without_class_has_no_determined_pollutants()
    {
        var pollutants = MainPollutants.OfBasin([.. OfCounts(0, 0, 0, 4), River("X", "水温 20")]).Value;

        pollutants.Pollutants.ShouldBeEmpty();
        pollutants.Reason.ShouldBe("5个断面中有1个水质类别未定：X（参评指标均无数值）");
    }

    [Fact]
    public void A_basin_of_fewer_than_five_sections_has_the_pollutants_of_each_of_them() =>
        Should.Throw<ArgumentException>(() => MainPollutants.OfBasin(OfCounts(0, 0, 0, 4))).Message.ShouldContain("4 sections");

    [Fact]
    public void The_order_of_factors_and_sections_does_not_matter() =>
        Gen.Select(Gen.Int[0, 6000].Array[3].Array[5, 9], Gen.Int).Sample((values, seed) =>
        {
            var basin = values.Index().Select(row => new SectionFactors($"{row.Index}", WaterBody.River, [.. FactorsOf(row.Item)])).ToArray();
            var shuffled = basin.Select(section => section with { Factors = [.. section.Factors.Reverse()] }).ToArray();
            new Random(seed).Shuffle(shuffled);

            MainPollutants.OfBasin(shuffled).Value.Pollutants.ShouldBe(MainPollutants.OfBasin(basin).Value.Pollutants);
            MainPollutants.OfSection(basin[0].Factors.Reverse(), WaterBody.River).Value.Pollutants
                .ShouldBe(MainPollutants.OfSection(basin[0].Factors, WaterBody.River).Value.Pollutants);
        });

    [Fact]
    public void Pollutants_are_named_exactly_where_the_class_is_worse_than_III() =>
        Gen.Int[0, 6000].Array[3].Sample(values =>
        {
            var factors = FactorsOf(values);

            var over = Classification.OfSection(factors, WaterBody.River).Value.Class > WaterClass.III;

            MainPollutants.OfSection(factors, WaterBody.River).Value.Pollutants.Any().ShouldBe(over);
        });

    private static Factor[] FactorsOf(int[] values) =>
    [
        new(Indicators.Find("氨氮"), values[0] / 1000m), new(Indicators.Find("总磷"), values[1] / 10_000m),
        new(Indicators.DissolvedOxygen, values[2] / 500m),
    ];
}
