using Basin.Rules.WaterQuality;
using CsCheck;
using static Basin.Rules.Tests.WaterQuality.Sections;

namespace Basin.Rules.Tests.WaterQuality;

public sealed class TrophicIndexTests
{
    private const string Lake = "叶绿素a 0.012 总磷 0.05 总氮 1.2 透明度 1.5 高锰酸盐指数 4";

    // Worked by hand, logarithms to twelve places:
    //   chl-a 0.012 mg/L = 12 mg/m³: 10 * (2.5   + 1.086 *  2.484906649788) = 51.986086217
    //   TP    0.05 mg/L:             10 * (9.436 + 1.624 * -2.995732273554) = 45.709307877
    //   TN    1.2 mg/L:              10 * (5.453 + 1.694 *  0.182321556794) = 57.618527172
    //   SD    1.5 m:                 10 * (5.118 - 1.94  *  0.405465108108) = 43.313976903
    //   CODMn 4 mg/L:                10 * (0.109 + 2.661 *  1.386294361120) = 37.979292949
    // Σr² = 1 + 0.84² + 0.82² + 0.83² + 0.83² = 1 + 0.7056 + 0.6724 + 0.6889 + 0.6889 = 3.7558
    // TLI = (51.986086217 + 0.7056 * 45.709307877 + 0.6724 * 57.618527172 + 0.6889 * 43.313976903 + 0.6889 * 37.979292949) / 3.7558
    //     = (51.986086217 + 32.252487638 + 38.742697671 + 29.838998688 + 26.163934912) / 3.7558 = 178.984205126 / 3.7558 = 47.6554143
    [Fact]
    public void The_index_of_a_lake_is_as_worked_by_hand()
    {
        var state = TrophicIndex.Of(Factors(Lake));

        Rounding.Of(state.Value.Index!.Value, 7).ShouldBe(47.6554143m);
        state.Value.Grade.ShouldBe(TrophicGrade.Mesotrophic);
        state.Value.Reason.ShouldBeNull();
    }

    // Reference value computed with 60 digits.
    [Fact]
    public void The_index_is_right_to_20_decimals() =>
        decimal.Abs(TrophicIndex.Of(Factors(Lake)).Value.Index!.Value - D("47.655414326288902494937060")).ShouldBeLessThan(0.00000000000000000001m);

    // At ln = 0 each index is ten times its intercept: (25 + 0.7056 * 94.36 + 0.6724 * 54.53 + 0.6889 * 51.18 + 0.6889 * 1.09) / 3.7558
    //   = (25 + 66.580416 + 36.665972 + 35.257902 + 0.750901) / 3.7558 = 164.255191 / 3.7558
    [Fact]
    public void At_units_of_one_only_the_intercepts_are_left() =>
        TrophicIndex.Of(Factors("叶绿素a 0.001 总磷 1 总氮 1 透明度 1 高锰酸盐指数 1")).Value.Index.ShouldBe(164.255191m / 3.7558m);

    [Theory]
    [InlineData("29.9999", TrophicGrade.Oligotrophic, "贫营养")]
    [InlineData("30", TrophicGrade.Mesotrophic, "中营养")]
    [InlineData("50", TrophicGrade.Mesotrophic, "中营养")]
    [InlineData("50.0001", TrophicGrade.LightlyEutrophic, "轻度富营养")]
    [InlineData("60", TrophicGrade.LightlyEutrophic, "轻度富营养")]
    [InlineData("60.0001", TrophicGrade.ModeratelyEutrophic, "中度富营养")]
    [InlineData("70", TrophicGrade.ModeratelyEutrophic, "中度富营养")]
    [InlineData("70.0001", TrophicGrade.HeavilyEutrophic, "重度富营养")]
    [InlineData("-5", TrophicGrade.Oligotrophic, "贫营养")]
    public void An_index_has_its_grade(string index, TrophicGrade expected, string word)
    {
        TrophicIndex.GradeOf(D(index)).ShouldBe(expected);
        TrophicIndex.Word(expected).ShouldBe(word);
    }

    [Fact]
    public void The_step_shows_the_conversion_of_chlorophyll_every_part_and_its_weight()
    {
        var step = TrophicIndex.Of(Factors(Lake)).Step;

        step.Value.ShouldBe("中营养");
        step.Formula.ShouldBe("30 <= TLI <= 50");
        step.Because.Single().Formula.ShouldBe(
            "(1² * TLI(叶绿素a) + 0.84² * TLI(总磷) + 0.82² * TLI(总氮) + (-0.83)² * TLI(透明度) + 0.83² * TLI(高锰酸盐指数)) / 3.7558");
        var parts = step.Because.Single().Because;
        parts.Select(part => part.Formula).ShouldBe(
        [
            "10 * (2.5 + 1.086 * ln(12.000))", "10 * (9.436 + 1.624 * ln(0.05))", "10 * (5.453 + 1.694 * ln(1.2))",
            "10 * (5.118 - 1.94 * ln(1.5))", "10 * (0.109 + 2.661 * ln(4))",
        ]);
        var conversion = parts[0].Because[0];
        (conversion.Formula, conversion.Value, conversion.Unit).ShouldBe(("0.012 mg/L * 1000", "12.000", "mg/m³"));
        parts[3].Because[0].Unit.ShouldBe("m");
        parts[3].Because[1].Formula.ShouldBe("(-0.83)² / 3.7558");
        parts.ShouldAllBe(part => part.Citation!.Contains("环办〔2011〕22号"));
    }

    [Theory]
    [InlineData("叶绿素a")]
    [InlineData("总磷")]
    [InlineData("总氮")]
    [InlineData("透明度")]
    [InlineData("高锰酸盐指数")]
    public void A_value_that_is_missing_zero_or_negative_gives_a_reason_and_no_number(string name)
    {
        var others = Factors(Lake).Where(factor => factor.Indicator.Name != name).ToList();

        foreach (var state in new[] { TrophicIndex.Of(others), TrophicIndex.Of([.. others, F(name, "0")]), TrophicIndex.Of([.. others, F(name, "-0.1")]) })
        {
            (state.Value.Index, state.Value.Grade).ShouldBe((null, null));
            state.Value.Reason!.ShouldContain(name);
            state.Step.Value.ShouldBe(state.Value.Reason);
        }

        TrophicIndex.Of(others).Value.Reason.ShouldBe($"5项营养状态指标中有1项无数值：{name}");
        TrophicIndex.Of([.. others, F(name, "0")]).Value.Reason.ShouldBe($"数值须大于0才有对数：{name} 0");
    }

    [Fact]
    public void Other_indicators_play_no_part() =>
        TrophicIndex.Of([.. Factors(Lake), F("氨氮", "0")]).Value.ShouldBe(TrophicIndex.Of(Factors(Lake)).Value);

    [Fact]
    public void A_mean_that_gave_a_value_is_shown_below_it()
    {
        var mean = Step.Fact("mean.month", "月均(叶绿素a)", "0.012", "mg/L");
        Factor[] factors = [.. Factors(Lake)[1..], new(Indicators.Find("叶绿素a"), 0.012m, mean)];

        TrophicIndex.Of(factors).Step.Because[0].Because[0].Because[0].Because.ShouldBe([mean]);
    }

    [Fact]
    public void Transparency_is_an_indicator_in_metres_that_is_not_evaluated()
    {
        var transparency = Indicators.Find("SD");

        (transparency.Name, transparency.Unit, transparency.Evaluated, transparency.Averaging).ShouldBe(("透明度", "m", false, Averaging.Arithmetic));
        Limits.TryFind(transparency, WaterBody.Lake, out _).ShouldBeFalse();
    }

    [Fact]
    public void The_data_says_what_of_it_is_unconfirmed() => EvaluationMeasures.TrophicState.Source.ShouldContain("unconfirmed");

    [Fact]
    public void A_worse_value_never_improves_the_trophic_state() =>
        Gen.Select(Gen.Int[1, 100_000].Array[5], Gen.Int[0, 100_000], Gen.Int[0, 4]).Sample((values, rise, at) =>
        {
            var worse = values.ToArray();

            // More of anything is worse, but more transparency is better.
            var clearer = TrophicIndex.Needed[at].Name == "透明度";
            worse[at] += rise;
            var (better, poorer) = clearer ? (worse, values) : (values, worse);

            (IndexOf(poorer) >= IndexOf(better)).ShouldBeTrue();
            (TrophicIndex.GradeOf(IndexOf(poorer)) >= TrophicIndex.GradeOf(IndexOf(better))).ShouldBeTrue();
        });

    [Fact]
    public void The_order_of_values_does_not_matter() =>
        Gen.Select(Gen.Int[1, 100_000].Array[5], Gen.Int).Sample((values, seed) =>
        {
            var factors = FactorsOf(values);
            var shuffled = factors.ToArray();
            new Random(seed).Shuffle(shuffled);

            $"{TrophicIndex.Of(shuffled).Value.Index}".ShouldBe($"{TrophicIndex.Of(factors).Value.Index}");
        });

    [Fact]
    public void The_index_agrees_with_binary_floating_point_to_its_precision() =>
        Gen.Int[1, 100_000].Array[5].Sample(values =>
        {
            var (chl, tp, tn, sd, mn) = (values[0], values[1] / 1000.0, values[2] / 1000.0, values[3] / 1000.0, values[4] / 1000.0);
            var binary = 10 * (2.5 + (1.086 * Math.Log(chl)) + (0.7056 * (9.436 + (1.624 * Math.Log(tp)))) + (0.6724 * (5.453 + (1.694 * Math.Log(tn))))
                + (0.6889 * (5.118 - (1.94 * Math.Log(sd)))) + (0.6889 * (0.109 + (2.661 * Math.Log(mn))))) / 3.7558;

            ((double)IndexOf(values)).ShouldBe(binary, 1e-9);
        });

    private static Factor[] FactorsOf(int[] thousandths) =>
        [.. TrophicIndex.Needed.Zip(thousandths, (indicator, value) => new Factor(indicator, value / 1000m))];

    private static decimal IndexOf(int[] thousandths) => TrophicIndex.Of(FactorsOf(thousandths)).Value.Index!.Value;
}
