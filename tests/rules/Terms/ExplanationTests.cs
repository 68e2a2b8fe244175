using System.Text.Json;
using Basin.Rules.Settlement;
using Basin.Rules.Terms;

namespace Basin.Rules.Tests.Terms;

public sealed class ExplanationTests
{
    [Fact]
    public void A_case_reads_in_chinese_from_the_payment_down_to_the_month()
    {
        // A term of one month keeps the text short; everything else is the delivered document.
        var terms = Agreements.Checked(Agreements.Text("xinanjiang-1").Replace("2014-12-31", "2012-01-31", StringComparison.Ordinal));
        var facts = Agreements.Month(Agreements.Jiekou, new(2012, 1), ("高锰酸盐指数", 1.99m), ("氨氮", 0.21m), ("总氮", 1.12m), ("总磷", 0.036m));
        Explanation.Text(terms.Assess(terms.Periods[0], [facts]).Step).ShouldBe("""
            新安江流域水环境补偿协议（第一轮） 2012：1笔支付
              第四条：1笔支付 〔《新安江流域水环境补偿协议（第一轮）》第四条〕
                浙 付 皖：100,000,000.00元 〔《新安江流域水环境补偿协议（第一轮）》第四条〕
                  P <= 界限 且 非 重大污染事故：是
                    P <= 界限：是
                      P = k0 * 求和(因子 于 基准: ki * 年均(街口, 因子) / 基准[因子])：0.85
                        k0：0.85 〔来源：未确认 unconfirmed〕
                        求和(因子 于 基准: ki * 年均(街口, 因子) / 基准[因子])：1
                          因子为高锰酸盐指数时 = ki * 年均(街口, 因子) / 基准[因子]：0.25
                            ki * 年均(街口, 因子)：0.4975 mg/L
                              ki：0.25 〔来源：未确认 unconfirmed〕
                              年均(街口, 高锰酸盐指数) = 1.99 / 1：1.99 mg/L 〔应有至少1个月有效，实有1个月〕
                                月均(街口, 高锰酸盐指数, 2012-01)：1.99 mg/L 〔月度数据第1版，有效180个，应测180个〕
                            基准[高锰酸盐指数]：1.99 mg/L 〔来源：未确认 unconfirmed〕
                          因子为氨氮时 = ki * 年均(街口, 因子) / 基准[因子]：0.25
                            ki * 年均(街口, 因子)：0.0525 mg/L
                              ki：0.25 〔来源：未确认 unconfirmed〕
                              年均(街口, 氨氮) = 0.21 / 1：0.21 mg/L 〔应有至少1个月有效，实有1个月〕
                                月均(街口, 氨氮, 2012-01)：0.21 mg/L 〔月度数据第1版，有效180个，应测180个〕
                            基准[氨氮]：0.21 mg/L 〔来源：未确认 unconfirmed〕
                          因子为总氮时 = ki * 年均(街口, 因子) / 基准[因子]：0.25
                            ki * 年均(街口, 因子)：0.28 mg/L
                              ki：0.25 〔来源：未确认 unconfirmed〕
                              年均(街口, 总氮) = 1.12 / 1：1.12 mg/L 〔应有至少1个月有效，实有1个月〕
                                月均(街口, 总氮, 2012-01)：1.12 mg/L 〔月度数据第1版，有效180个，应测180个〕
                            基准[总氮]：1.12 mg/L 〔来源：未确认 unconfirmed〕
                          因子为总磷时 = ki * 年均(街口, 因子) / 基准[因子]：0.25
                            ki * 年均(街口, 因子)：0.009 mg/L
                              ki：0.25 〔来源：未确认 unconfirmed〕
                              年均(街口, 总磷) = 0.036 / 1：0.036 mg/L 〔应有至少1个月有效，实有1个月〕
                                月均(街口, 总磷, 2012-01)：0.036 mg/L 〔月度数据第1版，有效180个，应测180个〕
                            基准[总磷]：0.036 mg/L 〔来源：未确认 unconfirmed〕
                      界限：1 〔来源：未确认 unconfirmed〕
                    非 重大污染事故：是
                      重大污染事故：否 〔共同上级未作认定，按协议〕
                  修约到分，四舍六入五成双：100,000,000 元 〔GB/T 8170-2008〕
                    补偿额：100,000,000 元 〔来源：未确认 unconfirmed〕

            """);
    }

    [Fact]
    public void A_month_that_misses_its_class_reads_down_to_the_limit_of_each_factor()
    {
        var terms = Agreements.Read("youshui");
        var water = Agreements.Month(terms.Sections["里耶镇"], new(2019, 1), ("高锰酸盐指数", 0.5m), ("氨氮", 1.5m), ("总磷", 2.5m));
        Explanation.Text(terms.Assess(terms.Periods[0], [water]).Step).ShouldBe("""
            酉水流域横向生态保护补偿协议 2019-01：1笔支付
              第三条：1笔支付 〔《酉水流域横向生态保护补偿协议》第三条〕
                渝 付 湘：400,000.00元 〔《酉水流域横向生态保护补偿协议》第三条〕
                  类别(里耶镇, 月均) <= 目标类别：否
                    类别(里耶镇, 2019-01) = 最差(高锰酸盐指数, 氨氮, 总磷) = 总磷：劣Ⅴ 〔环办〔2011〕22号《地表水环境质量评价办法（试行）》断面水质评价: 单因子评价法〕
                      类别(高锰酸盐指数) = 0.5 <= 2：Ⅰ 〔GB 3838-2002《地表水环境质量标准》表1 地表水环境质量标准基本项目标准限值〕
                        月均(里耶镇, 高锰酸盐指数, 2019-01)：0.5 mg/L 〔月度数据第1版，有效180个，应测180个〕
                      类别(氨氮) = 1.0 < 1.5 <= 1.5：Ⅳ 〔GB 3838-2002《地表水环境质量标准》表1 地表水环境质量标准基本项目标准限值〕
                        月均(里耶镇, 氨氮, 2019-01)：1.5 mg/L 〔月度数据第1版，有效180个，应测180个〕
                      类别(总磷) = 0.4 < 2.5：劣Ⅴ 〔GB 3838-2002《地表水环境质量标准》表1 地表水环境质量标准基本项目标准限值〕
                        月均(里耶镇, 总磷, 2019-01)：2.5 mg/L 〔月度数据第1版，有效180个，应测180个〕
                    目标类别：Ⅲ 〔来源：公开报道：月度水质达到Ⅲ类〕
                  修约到分，四舍六入五成双：400,000 元 〔GB/T 8170-2008〕
                    月补偿额：400,000 元 〔来源：未确认 unconfirmed〕

            """);
    }

    [Fact]
    public void A_load_that_two_share_reads_down_to_the_flow_and_ends_in_what_is_set_off()
    {
        var terms = Agreements.Read("taihu");
        var water = Agreements.Month(terms.Sections["丹金闸"], new(2018, 1), ("高锰酸盐指数", 8m), ("氨氮", 0.9m), ("总磷", 0.2m)) with { Volume = new(10_000_000, 31, 31, null) };
        Explanation.Text(terms.Assess(terms.Periods[0], [water]).Step).ShouldBe("""
            太湖流域（江苏省）水环境区域补偿协议 2018-01：6笔支付
              第三条：2笔支付 〔《太湖流域（江苏省）水环境区域补偿协议》第三条〕
                修约到分，四舍六入五成双：300,000 元 〔GB/T 8170-2008〕
                  补偿资金(高锰酸盐指数) = 超标浓度(因子) * 水量(丹金闸) * 单价[因子]：300,000 元
                    超标浓度(因子) * 水量(丹金闸)：20 吨
                      超标浓度(高锰酸盐指数) = 最大(月均(丹金闸, 因子) - 限值(因子, 目标类别), 0 mg/L)：2 mg/L
                        月均(丹金闸, 因子) - 限值(因子, 目标类别)：2 mg/L
                          月均(丹金闸, 高锰酸盐指数, 2018-01)：8 mg/L 〔月度数据第1版，有效180个，应测180个〕
                          限值(高锰酸盐指数, Ⅲ)：6 mg/L 〔来源：GB 3838-2002《地表水环境质量标准》表1 地表水环境质量标准基本项目标准限值〕
                      水量(丹金闸, 2018-01)：10000000 m³ 〔月度数据第1版，有效31个，应测31个〕
                    单价[高锰酸盐指数]：15000 元/吨 〔来源：公开报道：高锰酸盐指数1.5万元/吨，氨氮、总磷10万元/吨〕
                丹徒 付 常州：42,660.00元 〔《太湖流域（江苏省）水环境区域补偿协议》第三条〕
                  丹徒的份额 = 300,000.00 按 14.22%:85.78% 分配，舍到分，余数按地区代码顺序：42,660.00 元
                丹阳 付 常州：257,340.00元 〔《太湖流域（江苏省）水环境区域补偿协议》第三条〕
                  丹阳的份额 = 300,000.00 按 14.22%:85.78% 分配，舍到分，余数按地区代码顺序：257,340.00 元
              第四条：2笔支付 〔《太湖流域（江苏省）水环境区域补偿协议》第四条〕
                修约到分，四舍六入五成双：0 元 〔GB/T 8170-2008〕
                  补偿资金(氨氮) = 超标浓度(因子) * 水量(丹金闸) * 单价[因子]：0 元
                    超标浓度(因子) * 水量(丹金闸)：0 吨
                      超标浓度(氨氮) = 最大(月均(丹金闸, 因子) - 限值(因子, 目标类别), 0 mg/L)：0 mg/L
                        月均(丹金闸, 因子) - 限值(因子, 目标类别)：-0.1 mg/L
                          月均(丹金闸, 氨氮, 2018-01)：0.9 mg/L 〔月度数据第1版，有效180个，应测180个〕
                          限值(氨氮, Ⅲ)：1 mg/L 〔来源：GB 3838-2002《地表水环境质量标准》表1 地表水环境质量标准基本项目标准限值〕
                      水量(丹金闸, 2018-01)：10000000 m³ 〔月度数据第1版，有效31个，应测31个〕
                    单价[氨氮]：100000 元/吨 〔来源：公开报道：高锰酸盐指数1.5万元/吨，氨氮、总磷10万元/吨〕
                丹徒 付 常州：0.00元 〔《太湖流域（江苏省）水环境区域补偿协议》第四条〕
                  丹徒的份额 = 0.00 按 14.22%:85.78% 分配，舍到分，余数按地区代码顺序：0.00 元
                丹阳 付 常州：0.00元 〔《太湖流域（江苏省）水环境区域补偿协议》第四条〕
                  丹阳的份额 = 0.00 按 14.22%:85.78% 分配，舍到分，余数按地区代码顺序：0.00 元
              第五条：2笔支付 〔《太湖流域（江苏省）水环境区域补偿协议》第五条〕
                修约到分，四舍六入五成双：0 元 〔GB/T 8170-2008〕
                  补偿资金(总磷) = 超标浓度(因子) * 水量(丹金闸) * 单价[因子]：0 元
                    超标浓度(因子) * 水量(丹金闸)：0 吨
                      超标浓度(总磷) = 最大(月均(丹金闸, 因子) - 限值(因子, 目标类别), 0 mg/L)：0 mg/L
                        月均(丹金闸, 因子) - 限值(因子, 目标类别)：0 mg/L
                          月均(丹金闸, 总磷, 2018-01)：0.2 mg/L 〔月度数据第1版，有效180个，应测180个〕
                          限值(总磷, Ⅲ)：0.2 mg/L 〔来源：GB 3838-2002《地表水环境质量标准》表1 地表水环境质量标准基本项目标准限值〕
                      水量(丹金闸, 2018-01)：10000000 m³ 〔月度数据第1版，有效31个，应测31个〕
                    单价[总磷]：100000 元/吨 〔来源：公开报道：高锰酸盐指数1.5万元/吨，氨氮、总磷10万元/吨〕
                丹徒 付 常州：0.00元 〔《太湖流域（江苏省）水环境区域补偿协议》第五条〕
                  丹徒的份额 = 0.00 按 14.22%:85.78% 分配，舍到分，余数按地区代码顺序：0.00 元
                丹阳 付 常州：0.00元 〔《太湖流域（江苏省）水环境区域补偿协议》第五条〕
                  丹阳的份额 = 0.00 按 14.22%:85.78% 分配，舍到分，余数按地区代码顺序：0.00 元
              两两轧差：2笔
                丹徒：净付 42,660.00 元
                丹阳：净付 257,340.00 元
                常州：净收 300,000.00 元
                丹徒 付 常州：42,660.00 元 〔第三条〕
                丹阳 付 常州：257,340.00 元 〔第三条〕

            """);
    }

    [Fact]
    public void The_page_holds_every_step_and_nothing_of_a_document_as_markup()
    {
        var step = new Step("terms.payment", "<script>甲 付 乙", "a < b", "1.00元", null, "《\"协议\"》", [Step.Fact("terms.literal", null, "7", "元"), Step.Fact("terms.constant", "k0", "0.85", null, "来源：未确认 unconfirmed")]);
        var page = ExplanationPage.Of(step);
        page.ShouldContain("<code>&lt;script&gt;甲 付 乙 = a &lt; b</code>：<span class=\"value\">1.00元</span> <span class=\"cited\">〔《&quot;协议&quot;》〕</span>");
        page.ShouldContain("<code>k0</code>：<span class=\"value\">0.85</span>");
        page.ShouldNotContain("<script");
        page.ShouldNotContain("7 元", customMessage: "a plain number stands in its formula already");
        ExplanationPage.Of(step).ShouldBe(page);
    }

    [Fact]
    public void The_amounts_of_the_payments_in_the_tree_sum_to_what_is_owed()
    {
        var terms = Agreements.Read("yulu-1");
        var assessment = terms.Assess(terms.Period("2020"), Agreements.LiuzhuangYears(2020, 25, 1.2m, 0.15m, 0.97m));
        var shown = Payments(assessment.Step).Sum(step => decimal.Parse(step.Value.TrimEnd('元')));
        var owed = Obligations.From(assessment).Sum(obligation => obligation.Amount.Yuan);
        owed.ShouldBe(63_000_000);
        shown.ShouldBe(owed);
    }

    [Fact]
    public void Long_decimals_are_cut_in_the_text_and_whole_in_the_json()
    {
        var step = new Step("terms.arithmetic", null, "1 / 3", "0.3333333333333333333333333333", null, null, []);
        Explanation.Text(step).ShouldBe("1 / 3\uFF1A0.3333333333…\n");
        Explanation.Json(step).ShouldContain("0.3333333333333333333333333333");
        Explanation.Text(step with { Value = "-40000000 至 0.33333333333333", Unit = "元" }).ShouldBe("1 / 3\uFF1A-40,000,000 至 0.3333333333… 元\n");
    }

    [Fact]
    public void The_json_holds_the_tree_with_its_citations()
    {
        var step = new Step("terms.payment", "浙 付 皖", null, "1.00元", null, "《协议》第四条", [Step.Fact("terms.literal", null, "1", "元")]);
        using var json = JsonDocument.Parse(Explanation.Json(step));
        json.RootElement.GetProperty("citation").GetString().ShouldBe("《协议》第四条");
        json.RootElement.GetProperty("because")[0].GetProperty("unit").GetString().ShouldBe("元");
        json.RootElement.TryGetProperty("formula", out _).ShouldBeFalse();
    }

    private static IEnumerable<Step> Payments(Step step) =>
        step.Rule == "terms.payment" ? [step] : step.Because.SelectMany(Payments);
}
