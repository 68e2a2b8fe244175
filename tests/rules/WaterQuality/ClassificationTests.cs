using System.Globalization;
using Basin.Rules.WaterQuality;
using CsCheck;

namespace Basin.Rules.Tests.WaterQuality;

public sealed class ClassificationTests
{
    [Fact]
    public void A_section_has_the_class_of_its_worst_factor()
    {
        var section = Section(("pH", "7.5"), ("溶解氧", "8"), ("高锰酸盐指数", "3.1"), ("氨氮", "1.2"), ("总磷", "0.08")).Value;

        section.Class.ShouldBe(WaterClass.IV);
        section.Deciding.ShouldBe(["氨氮"]);
        section.Reason.ShouldBeNull();
    }

    [Fact]
    public void Factors_of_the_same_worst_class_decide_together_in_the_order_of_the_indicators() =>
        Section(("总磷", "0.25"), ("pH", "7.5"), ("氨氮", "1.2")).Value.Deciding.ShouldBe(["氨氮", "总磷"]);

    [Fact]
    public void Temperature_nitrogen_and_coliforms_do_not_count_unless_named()
    {
        Factor[] factors = [F("总氮", "9"), F("粪大肠菌群", "90000"), F("水温", "45"), F("氨氮", "0.1")];
        Indicator[] named = [Indicators.Find("总氮"), Indicators.Find("氨氮")];

        Classification.OfSection(factors, WaterBody.Lake).Value.Class.ShouldBe(WaterClass.I);
        Classification.OfSection(factors, WaterBody.Lake, named).Value.Class.ShouldBe(WaterClass.WorseThanV);
    }

    [Fact]
    public void A_named_indicator_without_value_leaves_the_class_undetermined_with_a_reason()
    {
        Indicator[] named = [Indicators.Find("总磷"), Indicators.Find("氨氮")];

        var section = Classification.OfSection([F("氨氮", "0.1")], WaterBody.River, named).Value;

        section.Class.ShouldBeNull();
        section.Deciding.ShouldBeEmpty();
        section.Reason.ShouldBe("2项参评指标中有1项无数值：总磷");
    }

    [Fact]
    public void A_section_without_any_value_that_counts_has_no_class() =>
        Classification.OfSection([F("水温", "20")], WaterBody.River).Value.ShouldSatisfyAllConditions(
            section => section.Class.ShouldBeNull(),
            section => section.Reason.ShouldBe("参评指标均无数值"));

    [Fact]
    public void An_indicator_given_twice_is_refused() => Should.Throw<ArgumentException>(() => Section(("氨氮", "1"), ("氨氮", "2")));

    [Fact]
    public void A_named_indicator_without_limits_is_refused() => Should.Throw<ArgumentException>(() =>
        Classification.OfSection([F("总氮", "1")], WaterBody.River, [Indicators.Find("总氮")]));

    [Theory]
    [InlineData("7.4", null, WaterClass.II)]
    [InlineData("7.4", "89.9", WaterClass.II)]
    [InlineData("7.4", "90", WaterClass.I)]
    [InlineData("5.0", "120", WaterClass.I)]
    [InlineData("7.5", "50", WaterClass.I)]
    public void Oxygen_is_class_I_by_concentration_or_by_saturation(string value, string? saturation, WaterClass expected)
    {
        decimal? percent = saturation is null ? null : D(saturation);

        Classification.Of(Indicators.DissolvedOxygen, D(value), WaterBody.River, percent).Value.ShouldBe(expected);
        Classification.OfSection([new(Indicators.DissolvedOxygen, D(value))], WaterBody.River, null, percent).Value.Class.ShouldBe(expected);
    }

    [Fact]
    public void Saturation_says_nothing_about_other_indicators() =>
        Classification.Of(Indicators.Find("氨氮"), 1.2m, WaterBody.River, 100m).Value.ShouldBe(WaterClass.IV);

    [Theory]
    [InlineData("总磷", "0.064", WaterBody.Lake, "0.05 < 0.064 <= 0.1", "Ⅳ")]
    [InlineData("总磷", "0.01", WaterBody.Lake, "0.01 <= 0.01", "Ⅰ")]
    [InlineData("总磷", "0.41", WaterBody.River, "0.4 < 0.41", "劣Ⅴ")]
    [InlineData("溶解氧", "6.5", WaterBody.River, "7.5 > 6.5 >= 6", "Ⅱ")]
    [InlineData("溶解氧", "1.9", WaterBody.River, "2 > 1.9", "劣Ⅴ")]
    [InlineData("pH", "7.2", WaterBody.River, "6 <= 7.2 <= 9", "Ⅰ")]
    [InlineData("pH", "5.2", WaterBody.River, "5.2 < 6", "劣Ⅴ")]
    [InlineData("pH", "9.2", WaterBody.River, "9 < 9.2", "劣Ⅴ")]
    public void The_step_shows_the_comparison_that_decided(string name, string value, WaterBody body, string comparison, string text)
    {
        var step = Classification.Of(Indicators.Find(name), D(value), body).Step;

        step.Formula.ShouldBe(comparison);
        step.Value.ShouldBe(text);
        step.Citation!.ShouldContain("GB 3838-2002");
    }

    [Fact]
    public void The_section_step_rests_on_its_factors_and_they_on_what_gave_their_values()
    {
        var mean = Step.Fact("mean.month", "月均(氨氮)", "1.2", "mg/L");

        var step = Classification.OfSection([F("pH", "7"), new(Indicators.Find("氨氮"), 1.2m, mean)], WaterBody.River).Step;

        step.Value.ShouldBe("Ⅳ");
        step.Formula.ShouldBe("最差(pH, 氨氮) = 氨氮");
        step.Because.Select(factor => factor.Name).ShouldBe(["类别(pH)", "类别(氨氮)"]);
        step.Because[1].Because.ShouldBe([mean]);
    }

    [Fact]
    public void A_worse_reading_never_improves_a_class() =>
        Gen.Select(Classed, Concentrations, Concentrations).Sample((limit, a, b) =>
        {
            // Scaled so that every class of the indicator is met.
            var reach = limit.Bounds.Max() / 20m;
            var (better, worse) = limit.Sense == LimitSense.AtMost ? (Math.Min(a, b), Math.Max(a, b)) : (Math.Max(a, b), Math.Min(a, b));

            (limit.ClassOf(worse * reach) >= limit.ClassOf(better * reach)).ShouldBeTrue();
        });

    [Fact]
    public void A_further_factor_never_improves_a_section() =>
        Gen.Select(Concentrations.Array[5], Gen.Int[1, 5]).Sample((values, count) =>
        {
            string[] names = ["溶解氧", "高锰酸盐指数", "氨氮", "总磷", "pH"];
            var factors = names.Zip(values, (name, value) => new Factor(Indicators.Find(name), value)).ToList();

            var fewer = Classification.OfSection(factors.Take(count), WaterBody.River).Value.Class!.Value;
            var all = Classification.OfSection(factors, WaterBody.River).Value.Class!.Value;

            (all >= fewer).ShouldBeTrue();
        });

    [Fact]
    public void The_order_of_factors_does_not_matter() =>
        Concentrations.Array[3].Sample(values =>
        {
            string[] names = ["溶解氧", "氨氮", "总磷"];
            var factors = names.Zip(values, (name, value) => new Factor(Indicators.Find(name), value)).ToList();

            var forwards = Classification.OfSection(factors, WaterBody.River);
            var backwards = Classification.OfSection(Enumerable.Reverse(factors), WaterBody.River);

            backwards.Value.Class.ShouldBe(forwards.Value.Class);
            backwards.Value.Deciding.ShouldBe(forwards.Value.Deciding);
            backwards.Step.Formula.ShouldBe(forwards.Step.Formula);
        });

    [Theory]
    [InlineData("总磷", "0.3", WaterBody.River, "0.5")]
    [InlineData("总磷", "0.2", WaterBody.River, "0")]
    [InlineData("总磷", "0.1", WaterBody.River, "-0.5")]
    [InlineData("总磷", "0.1", WaterBody.Lake, "1")]
    [InlineData("高锰酸盐指数", "9", WaterBody.River, "0.5")]
    public void The_exceedance_multiple_is_measured_from_class_III(string name, string value, WaterBody body, string expected)
    {
        var multiple = Exceedance.Multiple(Indicators.Find(name), D(value), body);

        multiple.Value.ShouldBe(D(expected));
        multiple.Step.Formula.ShouldStartWith($"({value} - ");
    }

    [Theory]
    [InlineData("水温")]
    [InlineData("pH")]
    [InlineData("溶解氧")]
    public void Temperature_pH_and_oxygen_have_no_exceedance_multiple(string name)
    {
        Exceedance.IsDefined(Indicators.Find(name), WaterBody.River).ShouldBeFalse();
        Should.Throw<ArgumentException>(() => Exceedance.Multiple(Indicators.Find(name), 1m, WaterBody.River));
    }

    private static Gen<Limit> Classed => Gen.OneOfConst(Limits.All.Where(limit => limit.Sense != LimitSense.Within).ToArray());

    private static Gen<decimal> Concentrations => Gen.Int[0, 30_000].Select(thousandths => thousandths / 1000m);

    private static Explained<SectionClass> Section(params (string Name, string Value)[] factors) =>
        Classification.OfSection(factors.Select(factor => F(factor.Name, factor.Value)), WaterBody.River);

    private static Factor F(string name, string value) => new(Indicators.Find(name), D(value));

    private static decimal D(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
