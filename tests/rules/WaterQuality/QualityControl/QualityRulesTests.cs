using System.Collections.Immutable;
using Basin.Rules.WaterQuality;
using static Basin.Rules.Tests.WaterQuality.Readings;

namespace Basin.Rules.Tests.WaterQuality;

public sealed class QualityRulesTests
{
    private const string Phosphorus = "总磷";

    [Fact]
    public void The_offered_rules_can_be_stated_and_say_that_nobody_confirmed_them()
    {
        QualityRuleProblems.Of(QualityDefaults.Rules).ShouldBeEmpty();
        QualityDefaults.Rules.Source.ShouldContain("未确认");
        QualityDefaults.Source.ShouldContain("unconfirmed");
        QualityDefaults.Rules.Indicators.Keys.ShouldContain(Phosphorus);
    }

    [Fact]
    public void The_offered_rules_let_ordinary_water_pass()
    {
        QualityFrame[] week = [.. Enumerable.Range(0, 42).Select(slot => Frame(
            $"水温 1{slot % 6}.{slot % 10} pH 7.{60 + (slot % 7)} 溶解氧 9.{10 + (slot % 9)} 高锰酸盐指数 1.{50 + (slot % 8)} 氨氮 0.05{slot % 5} 总磷 0.02{slot % 4} 总氮 1.{20 + (slot % 9)}", 4 * slot))];

        Judged(QualityDefaults.Rules, week).ShouldNotContain('S');
    }

    [Fact]
    public void Of_a_station_only_the_rules_of_its_indicators_are_asked()
    {
        var rules = QualityDefaults.Rules.For(["氨氮", Phosphorus, "溶解氧"]);

        rules.Indicators.Keys.ShouldBe(["总磷", "氨氮", "溶解氧"], ignoreOrder: true);
        rules.Saturation.ShouldBeNull();
        rules.Parts!.ShouldBeEmpty();
        QualityDefaults.Rules.For(["氨氮", "总氮", "溶解氧", "水温"]).Parts!.Single().Whole.ShouldBe("总氮");
    }

    public static TheoryData<string, QualityRules, string, string?> Broken => new()
    {
        { "no source", QualityRules.None with { Source = " " }, "source", " " },
        { "an unknown indicator", For("水色", range: new(0, 1)), "indicators.水色", "水色" },
        { "another name", For("NH3-N", range: new(0, 1)), "indicators.NH3-N", "NH3-N" },
        { "a range turned round", For(Phosphorus, range: new(2, 1)), "indicators.总磷.range", "2 to 1" },
        { "a range that finds valid", For(Phosphorus, range: new(0, 1, QualityOutcome.Valid)), "indicators.总磷.range.outcome", "Valid" },
        { "a rate without a number", For(Phosphorus, change: new()), "indicators.总磷.change", null },
        { "a rate of zero", For(Phosphorus, change: new(0m)), "indicators.总磷.change.perHour", "0" },
        { "a negative share", For(Phosphorus, change: new(1m, -0.5m)), "indicators.总磷.change.sharePerHour", "-0.5" },
        { "a level of no value", For(Phosphorus, change: new(1m, HeldBy: 0)), "indicators.总磷.change.heldBy", "0" },
        { "a level of too many values", For(Phosphorus, change: new(1m, HeldBy: 13)), "indicators.总磷.change.heldBy", "13" },
        { "a row of one value", For(Phosphorus, persistence: new(1, 8)), "indicators.总磷.persistence.values", "1" },
        { "a row longer than the context", For(Phosphorus, persistence: new(3, 72.1m)), "indicators.总磷.persistence.hours", "72.1" },
        { "a negative tolerance", For(Phosphorus, persistence: new(3, 8, -1)), "indicators.总磷.persistence.tolerance", "-1" },
        { "a gap of no time", For(Phosphorus, missing: new(0)), "indicators.总磷.missing.hours", "0" },
        { "too many decimals", For(Phosphorus, range: new(0.123456789m, 1)), "indicators.总磷.range.from", "0.123456789" },
        { "no saturation", QualityRules.None with { Saturation = new(0) }, "saturation.percentMost", "0" },
        { "a part of itself", QualityRules.None with { Parts = [new("总氮", "总氮")] }, "parts[0].whole", "总氮" },
        { "parts of unlike units", QualityRules.None with { Parts = [new("水温", "总氮")] }, "parts[0].whole", "总氮" },
        { "a balance of nothing", QualityRules.None with { Balance = new("UP-01", ImmutableSortedDictionary<string, RatioBand>.Empty) }, "balance.ratios", null },
        { "a ratio turned round", QualityRules.None with { Balance = new("UP-01", ImmutableSortedDictionary<string, RatioBand>.Empty.Add(Phosphorus, new(2, 1))) }, "balance.ratios.总磷", "2 to 1" },
        { "a negative ratio", QualityRules.None with { Balance = new("UP-01", ImmutableSortedDictionary<string, RatioBand>.Empty.Add(Phosphorus, new(-1, 1))) }, "balance.ratios.总磷.from", "-1" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_rule_is_told_with_its_place_and_value(string name, QualityRules rules, string field, string? value)
    {
        var problem = QualityRuleProblems.Of(rules).ShouldHaveSingleItem(name);

        (problem.Field, problem.Value).ShouldBe((field, value));
        problem.Sentence.ShouldEndWith(".");
    }

    [Theory]
    [InlineData("20", "9.0697674418604651162790697674")]
    [InlineData("0", "14.810126582278481012658227848")]
    public void Saturation_falls_with_temperature(string temperature, string expected)
    {
        var saturation = OxygenSaturation.At(Sections.D(temperature));

        saturation.Value.ShouldBe(Sections.D(expected));
        saturation.Step.Citation!.ShouldContain("未确认");
    }
}
