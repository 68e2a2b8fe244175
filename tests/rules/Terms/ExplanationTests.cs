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
