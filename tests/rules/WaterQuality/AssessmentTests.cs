using Basin.Rules.WaterQuality;
using CsCheck;
using static Basin.Rules.Tests.WaterQuality.Sections;

namespace Basin.Rules.Tests.WaterQuality;

/// <summary>What the evaluation asks of each of its 21 indicators: decimals, zero rule, class and multiple on both sides of class Ⅲ.</summary>
public sealed class AssessmentTests
{
    // Less than the last place of any limit, so that it never reaches the next one.
    private const decimal Little = 0.0000001m;

    public static TheoryData<string> Evaluated => [.. Indicators.Evaluated.Select(indicator => indicator.Name)];

    /// <summary>Indicator, full value, value for assessment: a tie to even, a tie to odd made even, and what the zero rule keeps.</summary>
    [Theory]
    [InlineData("pH", "6.5", "6")]
    [InlineData("pH", "7.5", "8")]
    [InlineData("pH", "0.4", "0.4")]
    [InlineData("溶解氧", "7.45", "7.4")]
    [InlineData("溶解氧", "0.04", "0.04")]
    [InlineData("高锰酸盐指数", "6.05", "6.0")]
    [InlineData("高锰酸盐指数", "0.05", "0.05")]
    [InlineData("化学需氧量", "20.05", "20.0")]
    [InlineData("化学需氧量", "0.02", "0.02")]
    [InlineData("五日生化需氧量", "4.15", "4.2")]
    [InlineData("五日生化需氧量", "0.03", "0.03")]
    [InlineData("氨氮", "1.005", "1.00")]
    [InlineData("氨氮", "0.005", "0.005")]
    [InlineData("总磷", "0.2015", "0.202")]
    [InlineData("总磷", "0.00045", "0.0004")]
    [InlineData("总氮", "1.025", "1.02")]
    [InlineData("总氮", "0.002", "0.002")]
    [InlineData("铜", "0.0105", "0.010")]
    [InlineData("铜", "0.00025", "0.0002")]
    [InlineData("锌", "0.0515", "0.052")]
    [InlineData("锌", "0.0004", "0.0004")]
    [InlineData("氟化物", "1.0005", "1.000")]
    [InlineData("氟化物", "0.0003", "0.0003")]
    [InlineData("硒", "0.01005", "0.0100")]
    [InlineData("硒", "0.00004", "0.00004")]
    [InlineData("砷", "0.05015", "0.0502")]
    [InlineData("砷", "0.00003", "0.00003")]
    [InlineData("汞", "0.000045", "0.00004")]
    [InlineData("汞", "0.000004", "0.000004")]
    [InlineData("镉", "0.005015", "0.00502")]
    [InlineData("镉", "0.000003", "0.000003")]
    [InlineData("六价铬", "0.0505", "0.050")]
    [InlineData("六价铬", "0.0004", "0.0004")]
    [InlineData("铅", "0.0515", "0.052")]
    [InlineData("铅", "0.0002", "0.0002")]
    [InlineData("氰化物", "0.2005", "0.200")]
    [InlineData("氰化物", "0.0004", "0.0004")]
    [InlineData("挥发酚", "0.00505", "0.0050")]
    [InlineData("挥发酚", "0.00003", "0.00003")]
    [InlineData("石油类", "0.055", "0.06")]
    [InlineData("石油类", "0.004", "0.004")]
    [InlineData("阴离子表面活性剂", "0.205", "0.20")]
    [InlineData("阴离子表面活性剂", "0.003", "0.003")]
    [InlineData("硫化物", "0.2015", "0.202")]
    [InlineData("硫化物", "0.0003", "0.0003")]
    public void A_value_is_rounded_to_the_decimals_of_the_assessment(string name, string value, string expected) =>
        $"{Rounding.Of(D(value), Indicators.Find(name).AssessmentDecimals)}".ShouldBe(expected);

    [Theory]
    [InlineData("氨氮", "1.004", WaterClass.IV, WaterClass.III)]
    [InlineData("pH", "9.4", WaterClass.WorseThanV, WaterClass.I)]
    [InlineData("溶解氧", "4.96", WaterClass.IV, WaterClass.III)]
    [InlineData("溶解氧", "7.52", WaterClass.I, WaterClass.I)]
    public void Comparing_the_full_or_the_rounded_value_decides_classes_at_the_edge(string name, string value, WaterClass full, WaterClass rounded)
    {
        var indicator = Indicators.Find(name);

        Classification.Of(indicator, D(value), WaterBody.River).Value.ShouldBe(full);
        Classification.Of(indicator, Rounding.Of(D(value), indicator.AssessmentDecimals), WaterBody.River).Value.ShouldBe(rounded);
    }

    [Theory]
    [MemberData(nameof(Evaluated))]
    public void Each_of_the_21_decides_a_section_alone_on_both_sides_of_class_III(string name)
    {
        foreach (var body in Enum.GetValues<WaterBody>())
        {
            var limit = Limits.Find(Indicators.Find(name), body);
            var (kept, missed) = Sides(limit);

            (SectionOf(limit, kept, body).Class <= WaterClass.III).ShouldBeTrue();
            (SectionOf(limit, missed, body).Class > WaterClass.III).ShouldBeTrue();
            SectionOf(limit, missed, body).Deciding.ShouldBe([name]);
            PollutantsOf(limit, kept, body).ShouldBeEmpty();
            PollutantsOf(limit, missed, body).Single().Indicator.Name.ShouldBe(name);
        }
    }

    [Theory]
    [MemberData(nameof(Evaluated))]
    public void The_multiple_is_zero_on_the_limit_and_of_the_sign_of_the_side(string name)
    {
        foreach (var body in Enum.GetValues<WaterBody>())
        {
            var limit = Limits.Find(Indicators.Find(name), body);
            Exceedance.IsDefined(limit.Indicator, body).ShouldBe(limit.Sense == LimitSense.AtMost);
            if (limit.Sense != LimitSense.AtMost) continue;

            var bound = limit.BoundOf(WaterClass.III);
            Exceedance.Multiple(limit.Indicator, bound, body).Value.ShouldBe(0m);
            Exceedance.Multiple(limit.Indicator, bound + Little, body).Value.ShouldBe(Little / bound);
            Exceedance.Multiple(limit.Indicator, bound - Little, body).Value.ShouldBe(-Little / bound);
            Exceedance.Multiple(limit.Indicator, 0, body).Value.ShouldBe(-1m);
        }
    }

    [Fact]
    public void A_higher_concentration_has_a_higher_multiple() =>
        Gen.Select(UpperLimits, Gen.Int[0, 30_000], Gen.Int[0, 30_000]).Sample((limit, a, b) =>
        {
            var body = limit.WaterBody ?? WaterBody.River;
            var bound = limit.BoundOf(WaterClass.III);
            decimal Multiple(int thousandths) => Exceedance.Multiple(limit.Indicator, thousandths / 1000m * bound, body).Value;

            (Multiple(a) < Multiple(b)).ShouldBe(a < b);
        });

    private static Gen<Limit> UpperLimits => Gen.OneOfConst(Limits.All.Where(limit => limit.Sense == LimitSense.AtMost).ToArray());

    private static (decimal Kept, decimal Missed) Sides(Limit limit) => limit.Sense switch
    {
        LimitSense.AtMost => (limit.BoundOf(WaterClass.III), limit.BoundOf(WaterClass.III) + Little),
        LimitSense.AtLeast => (limit.BoundOf(WaterClass.III), limit.BoundOf(WaterClass.III) - Little),
        _ => (limit.Bounds[1], limit.Bounds[1] + Little),
    };

    private static SectionClass SectionOf(Limit limit, decimal value, WaterBody body) =>
        Classification.OfSection([new(limit.Indicator, value)], body).Value;

    private static IEnumerable<MainPollutant> PollutantsOf(Limit limit, decimal value, WaterBody body) =>
        MainPollutants.OfSection([new(limit.Indicator, value)], body).Value.Pollutants;
}
