using Basin.Rules.Settlement;
using Basin.Rules.Terms;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Tests.Terms;

/// <summary>Agreements that nobody has shown: each is a document, and not a line of the program knows of it.</summary>
public sealed class UnseenAgreementsTests
{
    private const string TwoParties = """
        "term": { "from": "2024-01-01", "to": "2026-12-31" }, "period": "年",
        "parties": { "甲": "340000", "乙": "320000" },
        "sections": { "桥": { "code": "Q-1", "upstream": "甲", "downstream": "乙", "water": "河流" } },
        "indicators": ["氨氮", "总磷"]
        """;

    private static MonthFacts[] Year(decimal ammonia, int year = 2024) => [.. Agreements.Year("Q-1", year, ("氨氮", ammonia), ("总磷", 0.05m))];

    private static MonthFacts[] Classed(params (string Section, string Class)[] sections) => [.. sections.SelectMany(one => Months.ClassedYear(one.Section, 2024, one.Class))];

    [Theory]
    [InlineData("below the limit", "0.9", "")]
    [InlineData("at the limit itself", "1", "")]
    [InlineData("m = 0.2: 100万 x 1.2", "1.2", "三 甲->乙 1200000.00元")]
    [InlineData("m = 0.5 still in the first band", "1.5", "三 甲->乙 1500000.00元")]
    [InlineData("m = 0.5001 in the second: 200万 x 1.5001", "1.5001", "三 甲->乙 3000200.00元")]
    [InlineData("m = 1 still in the second", "2", "三 甲->乙 4000000.00元")]
    [InlineData("m = 2 in the third: 300万 x 3", "3", "三 甲->乙 9000000.00元")]
    [InlineData("m = 9: the cap", "10", "三 甲->乙 20000000.00元")]
    public void A_ladder_on_exceedance_multiples_pays_the_base_times_one_plus_m(string row, string ammonia, string expected)
    {
        var terms = Draft.Checked(TwoParties + """
            , "values": {
                "基数": { "by": ["一档", "二档", "三档"], "is": ["100", "200", "300"], "unit": "万元", "source": "协议附件" },
                "封顶": { "is": "2000", "unit": "万元", "source": "协议附件" } },
              "define": { "倍数": "超标倍数(年均(桥, 氨氮), 限值(氨氮, Ⅲ))" },
              "clauses": [{ "no": "三", "choose": [
                { "when": "倍数 = 0", "pay": "0元", "from": "甲", "to": "乙" },
                { "when": "0 < 倍数 <= 0.5", "pay": "基数[一档] * (1 + 倍数)", "from": "甲", "to": "乙" },
                { "when": "0.5 < 倍数 <= 1", "pay": "基数[二档] * (1 + 倍数)", "from": "甲", "to": "乙" },
                { "else": true, "pay": "基数[三档] * (1 + 倍数)", "cap": "封顶", "from": "甲", "to": "乙" } ] }]
            """);
        terms.Assess(terms.Period("2024"), Year(decimal.Parse(ammonia))).Paid().ShouldBe(expected.Length == 0 ? [] : [expected], row);
    }

    [Theory]
    [InlineData("both keep Ⅲ", "Ⅲ", "Ⅱ", 1000)]
    [InlineData("the large river misses: 750 back against 250", "Ⅳ", "Ⅱ", -500)]
    [InlineData("the small river misses", "Ⅱ", "Ⅳ", 500)]
    [InlineData("both miss", "Ⅴ", "Ⅳ", -1000)]
    public void Money_is_split_by_volume_between_rivers_that_comply_and_those_that_do_not(string row, string large, string small, int netOfUpstream)
    {
        var terms = Draft.Checked("""
            "term": { "from": "2024-01-01", "to": "2024-12-31" }, "period": "年",
            "parties": { "甲": "340000", "乙": "320000" },
            "sections": { "大河": { "code": "D", "upstream": "甲", "downstream": "乙" }, "小河": { "code": "X", "upstream": "甲", "downstream": "乙" } },
            "indicators": ["氨氮", "总磷"],
            "data": { "admissible": { "水量": { "from": "1", "to": "10000000000" } } },
            "values": { "总额": { "is": "1000", "unit": "万元", "source": "协议第三条" } },
            "define": { "总水量": "求和(河 于 断面: 水量(河))", "份额额(河)": "限幅(总额 * 水量(河) / 总水量, 0元, 总额)" },
            "netting": "两两轧差",
            "clauses": [{ "no": "三", "each": "河 于 断面", "choose": [
              { "when": "类别(河, 年均) <= Ⅲ", "pay": "份额额(河)", "from": "乙", "to": "甲" },
              { "else": true, "pay": "份额额(河)", "from": "甲", "to": "乙" } ] }]
            """);
        MonthFacts[] facts = [.. Classed(("D", large)).Select(month => month.WithVolume(30_000_000)), .. Classed(("X", small)).Select(month => month.WithVolume(10_000_000))];
        terms.Assess(terms.Period("2024"), facts).NetWan("甲").ShouldBe(netOfUpstream, row);
        // Without the volume of one river the share of the other is not known either.
        terms.Assess(terms.Period("2024"), [.. facts.Where(month => month.Section == "D" || month.Month.Month > 1)]).ShouldPayNothingForWantOfData();
    }

    [Theory]
    [InlineData("2024 asks for 1.0", 2024, "1.0", true)]
    [InlineData("2024, just above", 2024, "1.0001", false)]
    [InlineData("2025 asks for 0.9", 2025, "0.9", true)]
    [InlineData("2025, what was enough in 2024", 2025, "1.0", false)]
    [InlineData("2026 asks for 0.8", 2026, "0.8", true)]
    [InlineData("2026, what was enough in 2025", 2026, "0.9", false)]
    public void A_threshold_gets_stricter_year_by_year(string row, int year, string ammonia, bool isMet)
    {
        var terms = Draft.Checked(TwoParties + """
            , "values": { "氨氮目标": { "by": ["2024年", "2025年", "2026年"], "is": ["1.0", "0.9", "0.8"], "unit": "mg/L", "source": "协议附件" } },
              "clauses": [{ "no": "三", "choose": [
                { "when": "年均(桥, 氨氮) <= 氨氮目标[本年]", "pay": "500万元", "from": "乙", "to": "甲" },
                { "else": true, "pay": "500万元", "from": "甲", "to": "乙" } ] }]
            """);
        terms.Assess(terms.Period($"{year}"), Year(decimal.Parse(ammonia), year)).Paid().ShouldBe([isMet ? "三 乙->甲 5000000.00元" : "三 甲->乙 5000000.00元"], row);
    }

    [Theory]
    [InlineData("Ⅱ in and Ⅱ out", "Ⅱ", "Ⅱ", 0)]
    [InlineData("one class worse", "Ⅱ", "Ⅲ", -300)]
    [InlineData("three classes worse", "Ⅱ", "Ⅴ", -900)]
    [InlineData("one class better is rewarded", "Ⅳ", "Ⅲ", 300)]
    [InlineData("dirty in, as dirty out: nobody's fault here", "劣Ⅴ", "劣Ⅴ", 0)]
    public void Each_class_lost_between_inflow_and_outflow_is_paid_for(string row, string inflow, string outflow, int net)
    {
        var terms = Draft.Checked("""
            "term": { "from": "2024-01-01", "to": "2024-12-31" }, "period": "年",
            "parties": { "甲": "340000", "乙": "320000" }, "indicators": ["氨氮", "总磷"],
            "sections": { "入境": { "code": "IN", "downstream": "甲" }, "出境": { "code": "OUT", "upstream": "甲", "downstream": "乙" } },
            "values": { "每类": { "is": "300", "unit": "万元/级", "source": "协议第四条" } },
            "clauses": [{ "no": "四", "pay": "类别差(类别(入境), 类别(出境)) * 每类", "from": "乙", "to": "甲", "negative": "反向" }]
            """);
        terms.Assess(terms.Period("2024"), Classed(("IN", inflow), ("OUT", outflow))).NetWan("甲").ShouldBe(net, row);
        terms.Assess(terms.Period("2024"), Classed(("OUT", outflow))).ShouldPayNothingForWantOfData();
    }

    [Theory]
    [InlineData("on the last day", "2025-03-31", "三 甲->乙 10000000.00元")]
    [InlineData("a day late", "2025-04-01", "三 甲->乙 10000000.00元", "四 甲->乙 1000000.00元")]
    [InlineData("before the period even ended", "2024-12-01", "三 甲->乙 10000000.00元")]
    public void Who_pays_after_the_end_of_March_pays_a_tenth_more(string row, string day, params string[] expected)
    {
        var terms = Late();
        terms.Assess(terms.Period("2024"), Year(2), [new("付款日", "2024", day)]).Paid().ShouldBe(expected, row);
    }

    [Fact]
    public void While_nobody_states_the_day_of_payment_the_surcharge_is_open_and_the_principal_is_owed()
    {
        var assessment = Late().Assess(Late().Period("2024"), Year(2));
        assessment.Paid().ShouldBe(["三 甲->乙 10000000.00元"]);
        assessment.Gaps.ShouldHaveSingleItem().Reason.ShouldContain("付款日");
        Late().MostOwed(Late().Period("2024")).Wan().ShouldBe("甲 1100");
    }

    private static CheckedTerms Late() => Draft.Checked(TwoParties + """
        , "stated": { "付款日": { "kind": "日期", "by": ["共同上级"] } },
          "values": { "补偿额": { "is": "1000", "unit": "万元", "source": "协议第三条" }, "加收": { "is": "10", "unit": "%", "source": "协议第四条" } },
          "define": { "未达标": "类别(桥, 年均) > Ⅲ" },
          "clauses": [
            { "no": "三", "when": "未达标", "pay": "补偿额", "from": "甲", "to": "乙" },
            { "no": "四", "when": "未达标 且 付款日 > 期末 + 90天", "pay": "补偿额 * 加收", "from": "甲", "to": "乙" } ]
        """);

    [Theory]
    [InlineData("Ⅱ: both banks are paid, 55 to 45", "Ⅱ", 550, 450, -1000)]
    [InlineData("Ⅲ: nobody pays", "Ⅲ", 0, 0, 0)]
    [InlineData("Ⅳ: both banks pay in the same shares", "Ⅳ", -550, -450, 1000)]
    public void Two_banks_of_one_river_share_what_its_water_brings_or_costs(string row, string waterClass, int left, int right, int downstream)
    {
        var terms = Draft.Checked("""
            "term": { "from": "2024-01-01", "to": "2024-12-31" }, "period": "年",
            "parties": { "左岸": "610000", "右岸": "140000", "豫": "410000" }, "indicators": ["氨氮", "总磷"],
            "sections": { "渡口": { "code": "DK", "downstream": "豫" } },
            "clauses": [{ "no": "三", "pay": "类别差(Ⅲ, 类别(渡口)) * 1000万元", "from": "豫", "to": { "左岸": "55%", "右岸": "45%" }, "negative": "反向" }]
            """);
        var assessment = terms.Assess(terms.Period("2024"), Classed(("DK", waterClass)));
        (assessment.NetWan("左岸"), assessment.NetWan("右岸"), assessment.NetWan("豫")).ShouldBe((left, right, downstream), row);
    }

    private static readonly string[] s_five = ["子", "丑", "寅", "卯", "辰"];

    private static CheckedTerms FivePot()
    {
        var clauses = s_five.Select((party, index) => $$"""
            { "no": "{{index + 1}}", "pay": "出资(共同资金, {{party}})", "from": "{{party}}", "to": "共同资金" },
            { "no": "{{index + 1}}之二", "choose": [
              { "when": "类别({{party}}断面) <= Ⅲ", "pay": "份额(共同资金, {{party}})", "from": "共同资金", "to": "{{party}}" },
              { "else": true, "pay": "份额(共同资金, {{party}})", "from": "共同资金", "to": { {{string.Join(", ", s_five.Where(other => other != party).Select(other => $"\"{other}\": 1"))}} } } ] }
            """);
        return Draft.Checked($$"""
            "term": { "from": "2024-01-01", "to": "2024-12-31" }, "period": "年", "indicators": ["氨氮", "总磷"], "netting": "多边轧差",
            "parties": { "子": "500001", "丑": "500002", "寅": "500003", "卯": "500004", "辰": "500005" },
            "sections": { "子断面": "S-1", "丑断面": "S-2", "寅断面": "S-3", "卯断面": "S-4", "辰断面": "S-5" },
            "funds": { "共同资金": { "in": { "子": "100万元", "丑": "200万元", "寅": "300万元", "卯": "200万元", "辰": "200万元" }, "out": { "子": 5, "丑": 2, "寅": 1, "卯": 1, "辰": 1 } } },
            "clauses": [{{string.Join(", ", clauses)}}]
            """);
    }

    [Theory]
    [InlineData("all comply: shares less contributions", "", "400 0 -200 -100 -100")]
    [InlineData("子 misses: its 500 to the four others", "1", "-100 125 -75 25 25")]
    [InlineData("two miss: each one's share to all others, the other one among them", "1 2", "-50 -75 -25 75 75")]
    [InlineData("all miss: nobody keeps its own", "1 2 3 4 5", "25 0 -75 25 25")]
    public void A_pot_of_five_takes_the_share_of_who_misses_and_gives_it_to_the_others(string row, string missed, string expected)
    {
        var terms = FivePot();
        var facts = Classed([.. Enumerable.Range(1, 5).Select(number => ($"S-{number}", missed.Contains($"{number}", StringComparison.Ordinal) ? "Ⅳ" : "Ⅱ"))]);
        var assessment = terms.Assess(terms.Period("2024"), facts);
        string.Join(' ', s_five.Select(party => $"{assessment.NetWan(party):0.####}")).ShouldBe(expected, row);
        Obligations.From(assessment).ShouldAllBe(owed => owed.From != "共同资金" && owed.To != "共同资金");
        Obligations.From(assessment).Length.ShouldBeLessThan(s_five.Length);
    }

    [Theory]
    [InlineData("Ⅱ", "Ⅲ", "三·上桥 中市->上市 300000.00元", "三·下桥 下市->中市 100000.00元")]
    [InlineData("Ⅳ", "Ⅳ", "三·上桥 上市->中市 500000.00元", "三·下桥 中市->下市 500000.00元")]
    [InlineData("Ⅲ", "Ⅱ", "三·上桥 中市->上市 100000.00元", "三·下桥 下市->中市 300000.00元")]
    public void Cities_of_one_province_pay_along_the_river_by_one_clause(string upper, string lower, params string[] expected)
    {
        var terms = Draft.Checked("""
            "term": { "from": "2024-01-01", "to": "2024-12-31" }, "period": "月", "indicators": ["氨氮", "总磷"],
            "parties": { "上市": "341000", "中市": "340200", "下市": "340500" },
            "sections": { "上桥": { "code": "U", "upstream": "上市", "downstream": "中市" }, "下桥": { "code": "L", "upstream": "中市", "downstream": "下市" } },
            "clauses": [{ "no": "三", "each": "桥 于 断面", "choose": [
              { "when": "类别(桥, 月均) <= Ⅱ", "pay": "30万元", "from": "下游(桥)", "to": "上游(桥)" },
              { "when": "类别(桥, 月均) = Ⅲ", "pay": "10万元", "from": "下游(桥)", "to": "上游(桥)" },
              { "else": true, "pay": "50万元", "from": "上游(桥)", "to": "下游(桥)" } ] }]
            """);
        terms.Assess(terms.Period("2024-04"), Classed(("U", upper), ("L", lower))).Paid().ShouldBe(expected, ignoreOrder: true);
    }

    [Theory]
    [InlineData("at the target", "35", 0)]
    [InlineData("2 micrograms better", "33", 100)]
    [InlineData("1.5 micrograms worse", "36.5", -75)]
    [InlineData("the cap itself", "15", 1000)]
    [InlineData("beyond the cap", "10", 1000)]
    public void An_agreement_on_fine_dust_pays_by_the_microgram(string row, string dust, int net)
    {
        var terms = Draft.Checked("""
            "term": { "from": "2024-01-01", "to": "2024-12-31" }, "period": "年", "indicators": ["PM2.5"],
            "parties": { "甲市": "340100", "省": "340000" }, "sections": { "甲市站": "AIR-1" },
            "values": { "目标": { "is": "35", "unit": "μg/m³", "source": "协议附件" }, "单位浓度": { "is": "1", "unit": "μg/m³", "source": "协议附件" }, "每微克": { "is": "50", "unit": "万元", "source": "协议附件" } },
            "clauses": [{ "no": "三", "pay": "(目标 - 年均(甲市站, PM25)) / 单位浓度 * 每微克", "cap": "1000万元", "from": "省", "to": "甲市", "negative": "反向" }]
            """);
        terms.Assess(terms.Period("2024"), [.. Agreements.Year("AIR-1", 2024, ("细颗粒物", decimal.Parse(dust)))]).NetWan("甲市").ShouldBe(net, row);
    }

    // Rules on data.

    private static CheckedTerms Monthly(string data) => Draft.Checked($$"""
        "term": { "from": "2024-01-01", "to": "2024-12-31" }, "period": "月", "indicators": ["氨氮"],
        "parties": { "甲": "340000", "乙": "320000" }, "sections": { "桥": "Q-1" }, "data": { {{data}} },
        "clauses": [{ "no": "三", "choose": [
          { "when": "月均(桥, 氨氮) <= 1 mg/L", "pay": "10万元", "from": "乙", "to": "甲" }, { "else": true, "pay": "10万元", "from": "甲", "to": "乙" } ] }]
        """);

    private static MonthFacts At(int year, int month, decimal? ammonia, string source = DataSource.Stations, decimal halfLimits = 0) =>
        Agreements.Month("Q-1", new(year, month)) with
        {
            Means = System.Collections.Immutable.ImmutableSortedDictionary<string, MonthMean>.Empty.Add("氨氮", new(ammonia, 1, 1, ammonia is null ? "停站" : null, halfLimits)),
            Source = source,
        };

    [Fact]
    public void The_same_month_last_year_stands_in_for_a_month_without_data_where_the_agreement_says_so()
    {
        var terms = Monthly(""" "missing": "上年同月" """);
        var may = terms.Period("2024-05");
        terms.Needs(may).Select(need => $"{need.Month}").ShouldBe(["2023-05", "2024-05"]);
        terms.Assess(may, [At(2023, 5, 2)]).Paid().ShouldBe(["三 甲->乙 100000.00元"]);
        terms.Assess(may, [At(2023, 5, 2), At(2024, 5, null)]).Paid().ShouldBe(["三 甲->乙 100000.00元"]);
        terms.Assess(may, [At(2023, 5, 2), At(2024, 5, 0.5m)]).Paid().ShouldBe(["三 乙->甲 100000.00元"]);
        terms.Assess(may, [At(2022, 5, 2), At(2024, 4, 2)]).ShouldPayNothingForWantOfData();
        Explanation.Text(terms.Assess(may, [At(2023, 5, 2)]).Step).ShouldContain("按协议取2023-05的值");
        Monthly(""" "missing": "上月" """).Assess(may, [At(2024, 4, 2)]).Paid().ShouldBe(["三 甲->乙 100000.00元"]);
        Monthly(""" "missing": "不确定" """).Assess(may, [At(2023, 5, 2), At(2024, 4, 2)]).ShouldPayNothingForWantOfData();
    }

    [Fact]
    public void The_first_source_that_has_a_value_counts_and_a_source_that_is_not_listed_never_does()
    {
        var terms = Monthly(""" "priority": ["联合监测", "自动站"] """);
        var may = terms.Period("2024-05");
        terms.Assess(may, [At(2024, 5, 2), At(2024, 5, 0.5m, DataSource.Joint)]).Paid().ShouldBe(["三 乙->甲 100000.00元"]);
        terms.Assess(may, [At(2024, 5, 0.5m, DataSource.Joint), At(2024, 5, 2)]).Paid().ShouldBe(["三 乙->甲 100000.00元"]);
        terms.Assess(may, [At(2024, 5, 2), At(2024, 5, null, DataSource.Joint)]).Paid().ShouldBe(["三 甲->乙 100000.00元"]);
        terms.Assess(may, [At(2024, 5, 0.5m, DataSource.Manual)]).ShouldPayNothingForWantOfData();
    }

    [Theory]
    [InlineData("零", "0.9", "三 乙->甲 100000.00元")]
    [InlineData("半检出限", "1.1", "三 甲->乙 100000.00元")]
    [InlineData("检出限", "1.1", "三 甲->乙 100000.00元")]
    [InlineData("检出限", "0.9", "三 甲->乙 100000.00元")]
    [InlineData("半检出限", "0.9", "三 乙->甲 100000.00元")]
    public void What_lies_below_the_detection_limit_counts_as_the_agreement_says(string nonDetect, string mean, string expected)
    {
        // Of the mean, 0.2 stand for readings below their limit, each counted at half of it.
        var terms = Monthly($""" "nonDetect": "{nonDetect}" """);
        terms.Assess(terms.Period("2024-05"), [At(2024, 5, decimal.Parse(mean), halfLimits: 0.2m)]).Paid().ShouldBe([expected]);
    }
}
