using Basin.Rules.WaterQuality;

namespace Basin.Rules.Tests.WaterQuality;

public sealed class IndicatorsTests
{
    [Theory]
    [InlineData("CODMn", "高锰酸盐指数")]
    [InlineData("codmn", "高锰酸盐指数")]
    [InlineData("w01019", "高锰酸盐指数")]
    [InlineData("高锰酸盐指数", "高锰酸盐指数")]
    [InlineData("pH值", "pH")]
    [InlineData("NH3-N", "氨氮")]
    [InlineData("w21003", "氨氮")]
    [InlineData("TP", "总磷")]
    [InlineData("TN", "总氮")]
    [InlineData("DO", "溶解氧")]
    [InlineData("COD", "化学需氧量")]
    [InlineData("w23002", "挥发酚")]
    [InlineData("w22001", "石油类")]
    public void An_indicator_is_found_by_any_of_its_names(string name, string expected) => Indicators.Find(name).Name.ShouldBe(expected);

    [Theory]
    [InlineData("wt", "水温")]
    [InlineData("ph", "pH")]
    [InlineData("do", "溶解氧")]
    [InlineData("ec", "电导率")]
    [InlineData("ntu", "浊度")]
    [InlineData("codmn", "高锰酸盐指数")]
    [InlineData("nh3n", "氨氮")]
    [InlineData("tp", "总磷")]
    [InlineData("tn", "总氮")]
    [InlineData("chla", "叶绿素a")]
    [InlineData("algae", "藻密度")]
    public void An_indicator_is_found_by_its_column_in_the_release(string column, string expected) =>
        Indicators.Find(column).Name.ShouldBe(expected);

    [Fact]
    public void No_two_indicators_share_a_name()
    {
        var names = Indicators.All.SelectMany(indicator => indicator.Aliases.Append(indicator.Name).Append(indicator.Symbol)
            .Distinct(StringComparer.OrdinalIgnoreCase));

        names.Select(name => name.ToUpperInvariant()).ShouldBeUnique();
    }

    [Fact]
    public void The_evaluation_takes_21_indicators_without_temperature_nitrogen_and_coliforms()
    {
        Indicators.Evaluated.Length.ShouldBe(21);
        Indicators.Evaluated.ShouldNotContain(indicator => indicator.Name == "水温" || indicator.Name == "总氮" || indicator.Name == "粪大肠菌群");
    }

    [Theory]
    [InlineData("水温", 1)]
    [InlineData("pH", 2)]
    [InlineData("溶解氧", 2)]
    [InlineData("电导率", 1)]
    [InlineData("浊度", 1)]
    [InlineData("高锰酸盐指数", 2)]
    [InlineData("氨氮", 3)]
    [InlineData("总磷", 3)]
    [InlineData("总氮", 2)]
    [InlineData("叶绿素a", 3)]
    [InlineData("藻密度", 0)]
    [InlineData("铜", null)]
    public void The_release_publishes_these_decimals(string name, int? decimals) =>
        Indicators.Find(name).RealTimeDecimals.ShouldBe(decimals);

    [Theory]
    [InlineData("pH", 0)]
    [InlineData("溶解氧", 1)]
    [InlineData("高锰酸盐指数", 1)]
    [InlineData("化学需氧量", 1)]
    [InlineData("五日生化需氧量", 1)]
    [InlineData("氨氮", 2)]
    [InlineData("总磷", 3)]
    [InlineData("总氮", 2)]
    [InlineData("铜", 3)]
    [InlineData("锌", 3)]
    [InlineData("氟化物", 3)]
    [InlineData("硒", 4)]
    [InlineData("砷", 4)]
    [InlineData("汞", 5)]
    [InlineData("镉", 5)]
    [InlineData("六价铬", 3)]
    [InlineData("铅", 3)]
    [InlineData("氰化物", 3)]
    [InlineData("挥发酚", 4)]
    [InlineData("石油类", 2)]
    [InlineData("阴离子表面活性剂", 2)]
    [InlineData("硫化物", 3)]
    public void The_assessment_keeps_these_decimals(string name, int decimals) =>
        Indicators.Find(name).AssessmentDecimals.ShouldBe(decimals);

    [Theory]
    [InlineData("")]
    [InlineData("高锰酸钾指数")]
    [InlineData(null)]
    public void An_unknown_name_is_not_found(string? name) => Indicators.TryFind(name, out _).ShouldBeFalse();

    [Fact]
    public void Finding_an_unknown_name_is_an_error_that_names_it() =>
        Should.Throw<ArgumentException>(() => Indicators.Find("高锰酸钾指数")).Message.ShouldContain("高锰酸钾指数");

    [Fact]
    public void Bounds_of_plausible_values_belong_to_the_range()
    {
        foreach (var indicator in Indicators.All)
        {
            indicator.IsPlausible(indicator.Least).ShouldBeTrue();
            indicator.IsPlausible(indicator.Most).ShouldBeTrue();
            indicator.IsPlausible(indicator.Least - 0.0001m).ShouldBeFalse();
            indicator.IsPlausible(indicator.Most + 0.0001m).ShouldBeFalse();
        }
    }

    [Fact]
    public void The_source_of_the_plausible_bounds_says_they_are_no_law() =>
        Indicators.Sources["leastAndMost"].ShouldContain("not a limit of any law");
}
