using Basin.Rules.Terms;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Tests.Terms;

/// <summary>重庆 (DOMAIN 2.4): districts of one city, month by month against the same month of the year before.</summary>
public sealed class ChongqingTests
{
    private static readonly CheckedTerms s_terms = Agreements.Read("chongqing");
    private static readonly Period s_may = s_terms.Period("2019-05");

    private static MonthFacts[] At(string section, string before, string now) =>
        [Months.Classed(s_terms.Sections[section], new(2018, 5), before), Months.Classed(s_terms.Sections[section], new(2019, 5), now)];

    [Theory]
    [InlineData("met and better", "Ⅲ", "Ⅱ", "三·璧南河璧江界 江津->璧山 1000000.00元")]
    [InlineData("met and as before", "Ⅲ", "Ⅲ", null)]
    [InlineData("met and worse", "Ⅱ", "Ⅲ", "四·璧南河璧江界 璧山->江津 1000000.00元")]
    [InlineData("not met although better", "Ⅴ", "Ⅳ", "五·璧南河璧江界 璧山->江津 1000000.00元")]
    [InlineData("not met and worse: still once", "Ⅲ", "Ⅳ", "五·璧南河璧江界 璧山->江津 1000000.00元")]
    public void The_target_and_the_same_month_last_year_decide(string row, string before, string now, string? expected)
    {
        var paid = s_terms.Assess(s_may, At("璧南河璧江界", before, now)).Payments.Where(payment => payment.Amount is not null).Select(payment => $"{payment.Clause} {payment.From}->{payment.To} {payment.Amount}");
        paid.ShouldBe(expected is null ? [] : [expected], row);
    }

    [Fact]
    public void A_district_in_the_middle_of_a_river_is_paid_and_pays()
    {
        MonthFacts[] facts =
        [
            .. At("龙溪河梁垫界", "Ⅲ", "Ⅱ"), .. At("龙溪河垫长界", "Ⅱ", "Ⅲ"), .. At("璧南河璧江界", "Ⅲ", "Ⅲ"), .. At("濑溪河足荣界", "Ⅲ", "Ⅴ"),
        ];
        s_terms.Assess(s_may, facts).Paid().ShouldBe(
            ["五·濑溪河足荣界 大足->荣昌 1000000.00元", "四·龙溪河垫长界 垫江->长寿 1000000.00元", "三·龙溪河梁垫界 垫江->梁平 1000000.00元"], ignoreOrder: true);
    }

    [Fact]
    public void Without_last_years_month_only_a_missed_target_is_decided()
    {
        var section = s_terms.Sections["璧南河璧江界"];
        s_terms.Assess(s_may, [Months.Classed(section, new(2019, 5), "Ⅳ")]).Paid().ShouldBe(["五·璧南河璧江界 璧山->江津 1000000.00元"]);
        s_terms.Assess(s_may, [Months.Classed(section, new(2019, 5), "Ⅱ")]).ShouldPayNothingForWantOfData();
        s_terms.Assess(s_may, []).ShouldPayNothingForWantOfData();
    }

    [Fact]
    public void Each_month_asks_for_itself_and_for_the_same_month_last_year() =>
        s_terms.Needs(s_may).Select(need => need.Month).Distinct().ShouldBe([new YearMonth(2018, 5), new YearMonth(2019, 5)]);

    [Fact]
    public void The_most_each_district_can_pay_is_known_before_signing()
    {
        // Clause by clause: nobody looks here at which clauses exclude each other, so the bound is wider than what can happen.
        s_terms.MostOwed(s_may).Wan().ShouldBe("垫江 300, 大足 200, 梁平 200, 江津 100, 璧山 200, 荣昌 100, 长寿 100");
    }
}
