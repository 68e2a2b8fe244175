using System.Text.Json.Nodes;
using Basin.Rules.Settlement;
using Basin.Rules.Terms;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Tests.Terms;

/// <summary>Parts of the language that the delivered agreements do not use yet.</summary>
public sealed class LanguageTests
{
    private const string Pay = """{ "no": "一", "pay": "1元", "from": "鲁", "to": "豫" }""";

    private static CheckedTerms Terms(string clauses, string define = "{}", string period = "年", Action<JsonNode>? change = null)
    {
        var document = JsonNode.Parse(Agreements.Text("yulu-1"))!;
        document["clauses"] = JsonNode.Parse(clauses);
        document["define"] = JsonNode.Parse(define);
        document["period"] = period;
        change?.Invoke(document);
        return Agreements.Checked(document.ToJsonString());
    }

    private static CheckedTerms Paying(string formula, string define = "{}") =>
        Terms($$"""[{ "no": "一", "pay": "{{formula}}", "from": "鲁", "to": "豫", "negative": "反向", "cap": "10亿元" }]""", define);

    // Months of 2020 at class Ⅱ by ammonia, but those named at class Ⅳ.
    private static MonthFacts[] Water(params int[] bad) =>
    [
        .. Enumerable.Range(1, 12).Select(month => Agreements.Month(
            Agreements.Liuzhuang, new(2020, month), ("化学需氧量", 10m), ("氨氮", bad.Contains(month) ? 1.2m : 0.3m), ("总磷", 0.05m))),
    ];

    [Theory]
    [InlineData("1元 + 2元 * 3 - 4元 / 2", "5.00元")]
    [InlineData("-(2元 - 5元)", "3.00元")]
    [InlineData("\uFF081元\uFF0B2元\uFF09\u00D73\u00F72", "4.50元")]
    [InlineData("最大\uFF081元\uFF0C2元\uFF09", "2.00元")]
    [InlineData("若 真 且 非 假 则 7元 否则 8元", "7.00元")]
    [InlineData("若 假 或 1 < 2 <= 2 则 7元 否则 8元", "7.00元")]
    [InlineData("若 期首 >= 2020-01-01 且 期末 = 2020-12-31 则 7元 否则 8元", "7.00元")]
    [InlineData("最大(1元, 2元, 3元) - 最小(1元, 2元)", "2.00元")]
    [InlineData("限幅(9元, 1元, 5元)", "5.00元")]
    [InlineData("计数(因子 于 指标: 年均(刘庄, 因子) > 0.2 mg/L) * 1元", "2.00元")]
    [InlineData("达标月数(刘庄, Ⅲ) * 40万元", "4000000.00元")]
    [InlineData("求和(月份 于 各月: 若 类别(刘庄, 月份) <= Ⅲ类 则 40万元 否则 -40万元)", "3200000.00元")]
    [InlineData("若 全部(月份 于 各月: 类别(刘庄, 月份) <= III) 则 1元 否则 2元", "2.00元")]
    [InlineData("若 任一(月份 于 各月: 类别(刘庄, 月份) > III) 则 1元 否则 2元", "1.00元")]
    [InlineData("(最大(月份 于 各月: 月均(刘庄, 氨氮, 月份)) - 1 mg/L) * 1000万m³ * 10万元/吨", "200000.00元")]
    [InlineData("达标月数(刘庄, 若 达标月数(刘庄, Ⅲ) >= 10个月 则 Ⅱ 否则 Ⅳ) * 1元", "10.00元")]
    [InlineData("5% 按百分点 * 100万元", "5000000.00元")]
    [InlineData("5百分点 * 100万元/百分点", "5000000.00元")]
    [InlineData("类别差(最大(Ⅱ, Ⅲ), Ⅰ) * 1元", "2.00元")]
    [InlineData("1元 / 3 * 3", "1.00元")]
    public void Formulas_mean_what_they_say(string formula, string amount)
    {
        var terms = Paying(formula);
        var payment = terms.Assess(terms.Period("2020"), Water(6, 7)).Payments.ShouldHaveSingleItem();
        payment.Amount!.Value.ToString().ShouldBe(amount);
    }

    private static Assessment AtTwoSections(string formula)
    {
        var terms = Terms($$"""[{ "no": "一", "pay": "{{formula}}", "from": "鲁", "to": "豫" }]""", change: document => document["sections"]!["高村"] = "410000-370000-GC");
        return terms.Assess(terms.Period("2020"), [.. Water(), .. Water().Select(month => month with { Section = "410000-370000-GC" })]);
    }

    [Theory]
    [InlineData("计数(处 于 断面: 年均(处, 氨氮) < 1 mg/L) * 1元", "2.00元")]
    [InlineData("求和(处 于 断面: 计数(因子 于 指标: 年均(处, 因子) > 0.2 mg/L)) * 1元", "4.00元")]
    [InlineData("求和(处 于 断面: 求和(别处 于 断面: 若 年均(处, 氨氮) = 年均(别处, 氨氮) 则 1元 否则 0元))", "4.00元")]
    public void A_loop_goes_over_every_section_and_loops_stand_inside_loops(string formula, string amount) =>
        AtTwoSections(formula).Payments.ShouldHaveSingleItem().Amount!.Value.ToString().ShouldBe(amount);

    [Fact]
    public void The_flux_example_of_Jiangsu_comes_to_300_thousand()
    {
        // (8 - 6) mg/L x 10^7 m³ = 20 t; 20 t x 1.5万元/t = 30万元.
        var terms = Paying("(8 mg/L - 6 mg/L) * 1000万m³ * 1.5万元/吨");
        terms.Assess(terms.Period("2020"), []).Paid().ShouldBe(["一 鲁->豫 300000.00元"]);
    }

    [Fact]
    public void A_monthly_agreement_settles_month_by_month()
    {
        var terms = Terms("""
            [{ "no": "一", "choose": [
               { "when": "类别(刘庄, 月均) <= Ⅲ", "pay": "40万元", "from": "鲁", "to": "豫" },
               { "else": true, "pay": "40万元", "from": "豫", "to": "鲁" } ] }]
            """, period: "月");
        terms.Periods.Length.ShouldBe(24);
        terms.Needs(terms.Period("2020-06")).ShouldBe([new SectionMonth(Agreements.Liuzhuang, new(2020, 6))]);
        terms.Assess(terms.Period("2020-06"), Water(6)).Paid().ShouldBe(["一 豫->鲁 400000.00元"]);
        terms.Assess(terms.Period("2020-07"), Water(6)).Paid().ShouldBe(["一 鲁->豫 400000.00元"]);
        terms.Assess(terms.Period("2021-01"), Water(6)).Payments.Single().Amount.ShouldBeNull();
    }

    [Fact]
    public void A_clause_whose_condition_is_false_pays_nothing_and_an_unknown_one_is_not_decided()
    {
        var terms = Terms("""[{ "no": "一", "when": "类别(刘庄, 年均) > Ⅲ", "pay": "1元", "from": "鲁", "to": "豫" }]""");
        terms.Assess(terms.Period("2020"), Water()).Payments.ShouldBeEmpty();
        var unknown = terms.Assess(terms.Period("2020"), []).Payments.ShouldHaveSingleItem();
        unknown.Amount.ShouldBeNull();
        unknown.Gaps.ShouldNotBeEmpty();
        var range = terms.AssessRange(terms.Period("2020"), []).Payments.ShouldHaveSingleItem();
        (range.Least, range.Most).ShouldBe((Money.Zero, new Money(100)));
    }

    [Fact]
    public void An_undecided_condition_does_not_matter_where_another_part_decides()
    {
        var terms = Terms("""[{ "no": "一", "when": "年均(刘庄, 氨氮) > 1 mg/L 或 年均(刘庄, 总磷) > 0.01 mg/L", "pay": "1元", "from": "鲁", "to": "豫" }]""");
        var facts = Water().Select(month => month with { Means = month.Means.Remove("氨氮") }).ToArray();
        terms.Assess(terms.Period("2020"), facts).Paid().ShouldBe(["一 鲁->豫 1.00元"]);
    }

    [Fact]
    public void A_pot_is_paid_in_shared_out_and_redistributed()
    {
        // 赤水河 (DOMAIN 2.3): contributions 1:5:4, shares 3:4:3; who misses the target gives its share away.
        var terms = Terms("""
            [{ "no": "三", "pay": "出资(共同资金, 云)", "from": "云", "to": "共同资金" },
             { "no": "三之二", "pay": "出资(共同资金, 贵)", "from": "贵", "to": "共同资金" },
             { "no": "三之三", "pay": "出资(共同资金, 川)", "from": "川", "to": "共同资金" },
             { "no": "四", "pay": "份额(共同资金, 云)", "from": "共同资金", "to": "云" },
             { "no": "四之二", "pay": "份额(共同资金, 贵)", "from": "共同资金", "to": "贵" },
             { "no": "四之三", "pay": "份额(共同资金, 川)", "from": "共同资金", "to": "川" },
             { "no": "五", "when": "非 达标", "pay": "份额(共同资金, 云)", "from": "云", "to": { "贵": "1", "川": "1" } }]
            """, """{ "达标": "类别(清水铺, 年均) <= Ⅱ" }""", change: document =>
        {
            document["parties"] = JsonNode.Parse("""{ "云": "530000", "贵": "520000", "川": "510000" }""");
            document["sections"] = JsonNode.Parse("""{ "清水铺": "410000-370000-LZ" }""");
            document["funds"] = JsonNode.Parse("""{ "共同资金": { "in": { "云": "2000万元", "贵": "1亿元", "川": "8000万元" }, "out": { "云": 3, "贵": "4", "川": 3 } } }""");
        });
        terms.PotsPaid.ShouldBe(["共同资金"]);
        var met = Netting.Positions(Obligations.From(terms.Assess(terms.Period("2020"), Water())));
        met.Select(position => $"{position.Key} {position.Value}").ShouldBe(["云 40000000.00元", "共同资金 0.00元", "川 -20000000.00元", "贵 -20000000.00元"], ignoreOrder: true);
        var missed = terms.Assess(terms.Period("2020"), Water(1, 2, 3, 4, 5, 6));
        missed.Paid()[^2..].ShouldBe(["五 云->川 30000000.00元", "五 云->贵 30000000.00元"]);
        terms.MostOwed(terms.Period("2020"))["云"].ToString().ShouldBe("80000000.00元");
    }

    [Fact]
    public void Pots_that_are_paid_are_named_in_order_and_those_only_read_are_not()
    {
        var terms = Terms("""
            [{ "no": "一", "pay": "出资(丁资金, 鲁)", "from": "鲁", "to": "丁资金" },
             { "no": "二", "choose": [
               { "when": "类别(刘庄, 年均) <= Ⅲ", "pay": "1元", "from": "丙资金", "to": { "豫": 1, "丁资金": 1 } },
               { "else": true, "pay": "份额(乙资金, 豫)", "from": "鲁", "to": "豫" } ] }]
            """, change: document => document["funds"] = new JsonObject(new[] { "乙资金", "丙资金", "丁资金" }.Select(name =>
                KeyValuePair.Create(name, JsonNode.Parse("""{ "in": { "鲁": "1元" }, "out": { "豫": 1 } }""")))));
        terms.PotsPaid.ShouldBe(["丁资金", "丙资金"]);
        Agreements.Read("yulu-1").PotsPaid.ShouldBeEmpty();
    }

    [Fact]
    public void A_stated_admissible_range_bounds_a_payment_by_load()
    {
        var terms = Terms("""[{ "no": "一", "pay": "年均(刘庄, 氨氮) * 1亿m³ * 1万元/吨", "from": "鲁", "to": "豫" }]""", change: document =>
            document["data"]!["admissible"] = JsonNode.Parse("""{ "氨氮": { "from": "0", "to": "10" } }"""));
        terms.MostOwed(terms.Period("2020"))["鲁"].ToString().ShouldBe("10000000.00元");
        terms.Assess(terms.Period("2020"), Water()).Paid().ShouldBe(["一 鲁->豫 300000.00元"]);
    }

    [Fact]
    public void A_term_that_begins_within_a_year_has_a_shorter_first_period()
    {
        var terms = Terms($"[{Pay}]", change: document => document["term"] = JsonNode.Parse("""{ "from": "2020-04-01", "to": "2021-12-31" }"""));
        terms.Periods.ShouldBe([new Period("2020", new(2020, 4), new(2020, 12)), new Period("2021", new(2021, 1), new(2021, 12))]);
    }
}
