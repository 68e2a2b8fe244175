using System.Text.Json.Nodes;
using Basin.Rules.Terms;
using Basin.Rules.WaterQuality;
using CsCheck;

namespace Basin.Rules.Tests.Terms;

/// <summary>What formulas take from the water: every statistic over every window of months.</summary>
public sealed class ObservationTests
{
    private const string Section = Agreements.Liuzhuang;

    private static TermsCheck Read(string pay, string define = "{}", string period = "年", string? more = null)
    {
        var document = JsonNode.Parse(Agreements.Text("yulu-1"))!;
        document["clauses"] = JsonNode.Parse($$"""[{ "no": "一", "pay": "{{pay}}", "from": "鲁", "to": "豫", "negative": "反向", "cap": "100亿元" }]""");
        document["define"] = JsonNode.Parse(define);
        document["period"] = period;
        document["indicators"]!.AsArray().Add("pH");
        document["indicators"]!.AsArray().Add("细颗粒物");
        document["data"]!["classBy"] = JsonNode.Parse("""["化学需氧量", "氨氮", "总磷"]""");
        if (more is not null) document["data"]!["missing"] = more;
        return CheckedTerms.Read(document.ToJsonString());
    }

    private static CheckedTerms Paying(string pay, string define = "{}", string period = "年")
    {
        var check = Read(pay, define, period);
        check.Problems.ShouldBeEmpty();
        return check.Terms!;
    }

    // Ammonia rises by 0.1 a month from 0.1 in January; 100万m³ a month, twice that in December. Earlier years: 1.2 all along.
    private static IEnumerable<MonthFacts> Water(int firstYear = 2018) =>
        Enumerable.Range(0, (2022 - firstYear) * 12).Select(index => new YearMonth(firstYear, 1).AddMonths(index)).Select(month => Agreements.Month(
            Section, month, ("化学需氧量", 10m), ("氨氮", month.Year < 2020 ? 1.2m : month.Month / 10m), ("总磷", 0.05m), ("pH", 7m), ("细颗粒物", 30m)) with
        {
            Volume = new MonthMean(month.Month == 12 ? 2_000_000 : 1_000_000, 30, 30, null),
        });

    public static TheoryData<string, string> Formulas => new()
    {
        { "均值(刘庄, 氨氮) / 1mg/L * 1元", "0.65" },
        { "均值(刘庄, 氨氮, 本期) / 1mg/L * 1元", "0.65" },
        { "均值(刘庄, 氨氮, 上年同期) / 1mg/L * 1元", "1.20" },
        { "均值(刘庄, 氨氮, 上期) / 1mg/L * 1元", "1.20" },
        { "均值(刘庄, 氨氮, 2019年) / 1mg/L * 1元", "1.20" },
        { "均值(刘庄, 氨氮, 2019年至2020年) / 1mg/L * 1000元", "925.00" },
        { "最高月均(刘庄, 氨氮) / 1mg/L * 1元", "1.20" },
        { "最低月均(刘庄, 氨氮) / 1mg/L * 1元", "0.10" },
        { "有效月数(刘庄, 氨氮) * 1元", "12.00" },
        { "水量(刘庄) * 1元/万m³", "1300.00" },
        { "水量(刘庄, 上年同期) * 1元/万m³", "1300.00" },
        { "通量(刘庄, 氨氮) * 1万元/吨", "90000.00" },
        { "流量加权均(刘庄, 氨氮) / 1mg/L * 13元", "9.00" },
        { "达标月数(刘庄, Ⅲ) * 1元", "10.00" },
        { "达标月数(刘庄, Ⅲ, 上年同期) * 1元", "0.00" },
        { "达标率(刘庄, Ⅲ) * 12元", "10.00" },
        { "达标率(刘庄, Ⅳ, 2018年至2019年) * 12元", "12.00" },
        { "若 类别(刘庄) = Ⅲ 且 类别(刘庄, 上年同期) = Ⅳ 则 1元 否则 2元", "1.00" },
        { "计数(月份 于 各月: 月均(刘庄, 氨氮, 月份) < 均值(刘庄, 氨氮, 上年同月(月份))) * 1元", "11.00" },
        { "计数(月份 于 各月: 月均(刘庄, 氨氮, 月份) > 月均(刘庄, 氨氮, 上月(月份))) * 1元", "11.00" },
        { "限值(氨氮, Ⅲ) / 1mg/L * 1元", "1.00" },
        { "限值(总磷, Ⅲ) / 0.001mg/L * 1元", "200.00" },
        { "限值(总磷, Ⅲ, 湖库) / 0.001mg/L * 1元", "50.00" },
        { "超标倍数(均值(刘庄, 氨氮, 上年同期), 限值(氨氮, Ⅲ)) * 100元", "20.00" },
        { "超标倍数(均值(刘庄, 氨氮), 限值(氨氮, Ⅲ)) * 100元", "0.00" },
        { "舍去(5.99百分点, 1百分点) * 1元", "5.00" },
        { "舍去(-5.99百分点, 1百分点) * 1元", "-5.00" },
        { "进一(5.01百分点, 1百分点) * 1元", "6.00" },
        { "修约(12.5万元, 1万元)", "120000.00" },
        { "修约(13.5万元, 1万元)", "140000.00" },
        { "(2020-12-31 - 期首) * 1元", "365.00" },
        { "若 期首 + 30天 = 2020-01-31 则 1元 否则 2元", "1.00" },
        { "均值(刘庄, 细颗粒物) / 1μg/m³ * 1元", "30.00" },
        { "若 均值(刘庄, 细颗粒物) > 35 μg/m³ 则 1元 否则 2元", "2.00" },
    };

    [Theory]
    [MemberData(nameof(Formulas))]
    public void Every_statistic_over_every_window_has_its_value(string formula, string yuan)
    {
        var terms = Paying(formula);
        var payment = terms.Assess(terms.Period("2020"), [.. Water()]).Payments.ShouldHaveSingleItem();
        var turned = payment.From == "豫" ? "-" : "";
        (turned + payment.Amount!.Value.Yuan.ToString("0.00")).ShouldBe(yuan);
        var range = terms.AssessRange(terms.Period("2020"), [.. Water()]).Payments;
        if (payment.Amount.Value.Fen > 0) range.Single().ShouldSatisfyAllConditions(found => found.Least.ShouldBe(payment.Amount.Value), found => found.Most.ShouldBe(payment.Amount.Value));
    }

    [Theory]
    [InlineData("均值(刘庄, 氨氮, 上年同期) / 1mg/L * 10元", "2.00")]
    [InlineData("均值(刘庄, 氨氮, 上期) / 1mg/L * 10元", "1.00")]
    [InlineData("若 类别(刘庄, 月均) <= Ⅱ 且 类别(刘庄, 上年同期) <= Ⅱ 则 1元 否则 2元", "1.00")]
    public void A_monthly_period_looks_back_by_one_month_and_by_one_year(string formula, string yuan)
    {
        var terms = Paying(formula, period: "月");
        var assessment = terms.Assess(terms.Period("2021-02"), [.. Water()]);
        assessment.Payments.Single().Amount!.Value.Yuan.ToString("0.00").ShouldBe(yuan);
    }

    [Fact]
    public void A_formula_with_parameters_is_written_once_and_used_for_each_section_indicator_and_month()
    {
        var terms = Paying("求和(月份 于 各月: 超标额(刘庄, 氨氮, 月份)) + 超标额年(刘庄, 总磷)", """
            {
              "超标额(断面, 因子, 月)": "最大(月均(断面, 因子, 月) - 限值(因子, Ⅲ), 0mg/L) / 0.1mg/L * 1元",
              "超标额年(断面, 因子)": "最大(均值(断面, 因子) - 限值(因子, Ⅲ), 0mg/L) / 0.1mg/L * 1元"
            }
            """);
        var assessment = terms.Assess(terms.Period("2020"), [.. Water()]);
        // November is 0.1 and December 0.2 above the limit.
        assessment.Paid().ShouldBe(["一 鲁->豫 3.00元"]);
        Explanation.Text(assessment.Step).ShouldContain("超标额年(刘庄, 总磷)");
    }

    [Fact]
    public void Terms_ask_for_exactly_the_months_they_look_at()
    {
        string[] Needs(string formula, string period = "年", string id = "2020") =>
            [.. Paying(formula, period: period) is var terms ? terms.Needs(terms.Period(id)).Select(need => need.Month.ToString()) : []];

        Needs("均值(刘庄, 氨氮, 2018年) / 1mg/L * 1元").ShouldBe(Enumerable.Range(1, 12).Select(month => $"2018-{month:D2}"));
        Needs("均值(刘庄, 氨氮, 上期) / 1mg/L * 1元", "月", "2020-03").ShouldBe(["2020-02"]);
        Needs("均值(刘庄, 氨氮, 上年同期) / 1mg/L * 1元", "月", "2020-03").ShouldBe(["2019-03"]);
        Needs("达标月数(刘庄, Ⅲ, 2019年) * 1元").Length.ShouldBe(12);
        Needs("求和(月份 于 各月: 均值(刘庄, 氨氮, 上月(月份))) / 1mg/L * 1元").ShouldBe(["2019-12", .. Enumerable.Range(1, 11).Select(month => $"2020-{month:D2}")]);
    }

    [Theory]
    [InlineData("均值(刘庄, 氨氮, 去年) / 1mg/L * 1元", "unknown-window")]
    [InlineData("均值(刘庄, 氨氮, 2021年至2019年) / 1mg/L * 1元", "window")]
    [InlineData("均值(刘庄, 氨氮, 上年同月(月份)) / 1mg/L * 1元", "unknown-window")]
    [InlineData("2019年 * 1元", "kind-mismatch")]
    [InlineData("限值(pH, Ⅲ) * 1元", "no-limit")]
    [InlineData("限值(氨氮, 劣Ⅴ) / 1mg/L * 1元", "class")]
    [InlineData("限值(氨氮, Ⅲ, 河流) / 1mg/L * 1元", "word")]
    [InlineData("通量(刘庄, pH) * 1元/吨", "kind-mismatch")]
    [InlineData("通量(刘庄, 氨氮) * 1元", "not-money")]
    [InlineData("舍去(5百分点, 0百分点) * 1元", "rounding-step")]
    [InlineData("舍去(5百分点, 1) * 1元", "unit-mismatch")]
    [InlineData("超标倍数(均值(刘庄, 氨氮), 1) * 1元", "unit-mismatch")]
    [InlineData("水量(氨氮) * 1元/m³", "unknown-section")]
    [InlineData("若 期首 + 期末 > 2020-01-01 则 1元 否则 2元", "unit-mismatch")]
    public void What_cannot_be_observed_is_a_problem_with_its_place(string formula, string code)
    {
        var problem = Read(formula).Problems.ShouldHaveSingleItem();
        problem.Code.ShouldBe(code);
        problem.Place.ShouldBe("clauses[0].pay");
    }

    [Theory]
    [InlineData("""{ "额(断面)": "1元 + 额(断面)" }""", "额(刘庄)", "recursion")]
    [InlineData("""{ "额(断面)": "1元" }""", "额(刘庄, 氨氮)", "arguments")]
    [InlineData("""{ "额(断面)": "1元" }""", "额", "arguments")]
    [InlineData("""{ "额(断面)": "1元" }""", "额(1元)", "argument")]
    [InlineData("""{ "额(断面)": "1元" }""", "额(高村)", "unknown-name")]
    [InlineData("""{ "额(断面)": "1元" }""", "1元", "unused")]
    [InlineData("""{ "额(断面, 断面)": "1元" }""", "1元", "twice")]
    public void A_formula_with_parameters_is_checked_where_it_is_used(string define, string pay, string code) =>
        Read(pay, define).Problems.Select(problem => problem.Code).ShouldBe([code]);

    [Fact]
    public void A_missing_month_or_volume_makes_a_load_unknown_and_a_rate_looks_at_what_can_be_decided()
    {
        var gone = Water().Where(month => month.Month != new YearMonth(2020, 11)).ToList();
        var dry = Water().Select(month => month.Month == new YearMonth(2020, 3) ? month with { Volume = null } : month).ToList();
        Money(Paying("通量(刘庄, 氨氮) * 1万元/吨"), gone).ShouldBeNull();
        Money(Paying("通量(刘庄, 氨氮) * 1万元/吨"), dry).ShouldBeNull();
        Money(Paying("流量加权均(刘庄, 氨氮) / 1mg/L * 13元"), dry).ShouldBeNull();
        Money(Paying("均值(刘庄, 氨氮) / 1mg/L * 13元"), dry).ShouldBe(8.45m);
        Money(Paying("达标月数(刘庄, Ⅲ) * 1元"), gone).ShouldBeNull();
        Money(Paying("达标率(刘庄, Ⅲ) * 11元"), gone).ShouldBe(10m);
        Money(Paying("达标率(刘庄, Ⅲ) * 11元"), [.. gone.Where(month => month.Month.Month > 7)]).ShouldBeNull();
        Money(Paying("有效月数(刘庄, 氨氮) * 1元"), gone).ShouldBe(11m);
    }

    private static decimal? Money(CheckedTerms terms, List<MonthFacts> facts) => terms.Assess(terms.Period("2020"), facts).Payments.Single().Amount?.Yuan;

    [Fact]
    public void Ranges_hold_every_exact_value_whatever_months_are_missing() =>
        Gen.Select(Gen.Int[0, Formulas.Count - 1], Gen.Bool.Array[48], Gen.Int[1, 30].Array[48]).Sample(
            (index, known, tenths) =>
            {
                var terms = s_paying[index];
                var all = Water().Select((month, at) => month with { Means = month.Means.SetItem("氨氮", new(tenths[at] / 10m, 30, 30, null)) }).ToList();
                var some = all.Where((_, at) => known[at]).ToList();
                var range = terms.AssessRange(terms.Period("2020"), some).Payments;
                foreach (var facts in new[] { some, all })
                {
                    foreach (var payment in terms.Assess(terms.Period("2020"), facts).Payments.Where(payment => payment.Amount?.Fen > 0))
                    {
                        var bounds = range.Single(found => found.From == payment.From);
                        payment.Amount!.Value.ShouldBeGreaterThanOrEqualTo(bounds.Least);
                        if (bounds.Most is { } most) payment.Amount.Value.ShouldBeLessThanOrEqualTo(most);
                    }
                }
            },
            iter: 300);

    private static readonly CheckedTerms[] s_paying = [.. Formulas.Select(row => Paying(row.Data.Item1))];
}
