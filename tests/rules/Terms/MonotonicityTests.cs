using System.Text.Json.Nodes;
using Basin.Rules.Settlement;
using Basin.Rules.Terms;

namespace Basin.Rules.Tests.Terms;

/// <summary>Whether worse water can pay the upstream party more: an example is certain, its absence is not a proof.</summary>
public sealed class MonotonicityTests
{
    private static Monotonicity[] Of(params string[] clauses)
    {
        var document = JsonNode.Parse(Agreements.Text("chuhe"))!;
        document["clauses"] = new JsonArray([.. clauses.Select(clause => JsonNode.Parse(clause))]);
        var terms = Agreements.Checked(document.ToJsonString());
        return [.. terms.Monotonicity(terms.Period("2019"))];
    }

    [Fact]
    public void A_bounty_for_dirty_water_is_shown_with_the_water_and_the_money()
    {
        var found = Of("""{ "no": "一", "when": "年均(陈浅, 氨氮) > 1 mg/L", "pay": "300万元", "from": "苏", "to": "皖" }""").ShouldHaveSingleItem();
        (found.Section, found.Indicator, found.Upstream).ShouldBe(("陈浅", "氨氮", "皖"));
        var example = found.Example.ShouldNotBeNull();
        example.Better.ShouldBeLessThanOrEqualTo(1);
        example.Worse.ShouldBeGreaterThan(1);
        (example.NetOfBetter, example.NetOfWorse).ShouldBe((Money.Zero, Money.FromYuanText("3000000")));
        example.Sentence.ShouldContain("按有关条款皖的净收由0.00元增为3,000,000.00元");
    }

    [Fact]
    public void Clauses_that_rest_on_other_water_are_not_looked_at()
    {
        // What phosphorus pays does not change with ammonia, so it stands in neither net.
        var found = Of(
            """{ "no": "一", "when": "年均(陈浅, 氨氮) > 1 mg/L", "pay": "300万元", "from": "苏", "to": "皖" }""",
            """{ "no": "二", "pay": "7万元", "from": "苏", "to": "皖" }""",
            """{ "no": "三", "when": "年均(陈浅, 总磷) <= 0.2 mg/L", "pay": "50万元", "from": "苏", "to": "皖" }""");
        found.Select(one => (one.Indicator, one.Example is null)).ShouldBe([("氨氮", false), ("总磷", true)]);
        found[0].Example!.NetOfBetter.ShouldBe(Money.Zero);
    }

    [Fact]
    public void Two_clauses_on_one_indicator_are_looked_at_together()
    {
        // Each alone would be a bounty or a fine; together worse water never pays more.
        Of(
            """{ "no": "一", "when": "年均(陈浅, 氨氮) > 1 mg/L", "pay": "300万元", "from": "苏", "to": "皖" }""",
            """{ "no": "二", "when": "年均(陈浅, 氨氮) > 1 mg/L", "pay": "400万元", "from": "皖", "to": "苏" }""")
            .ShouldHaveSingleItem().Example.ShouldBeNull();
    }

    [Fact]
    public void A_bounty_that_begins_in_a_later_year_is_found_too()
    {
        var terms = Draft.Checked("""
            "term": { "from": "2024-01-01", "to": "2026-12-31" }, "period": "年", "indicators": ["氨氮"], "parties": { "甲": "340000", "乙": "320000" },
            "sections": { "桥": { "code": "Q-1", "upstream": "甲", "downstream": "乙", "water": "河流" } },
            "values": { "价": { "by": ["2024年", "2025年", "2026年"], "is": ["0", "0", "10"], "unit": "万元", "source": "协议第三条" } },
            "clauses": [{ "no": "三", "when": "年均(桥, 氨氮) > 1 mg/L", "pay": "价[本年]", "from": "乙", "to": "甲" }]
            """);
        terms.Monotonicity(terms.Period("2024")).ShouldHaveSingleItem().Example.ShouldBeNull();
        terms.Monotonicity(terms.UnlikePeriods).ShouldHaveSingleItem().Example.ShouldNotBeNull().NetOfWorse.ShouldBe(Money.FromYuanText("100000"));
    }
}
