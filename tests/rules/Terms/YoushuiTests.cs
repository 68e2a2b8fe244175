using Basin.Rules.Terms;

namespace Basin.Rules.Tests.Terms;

/// <summary>酉水 (DOMAIN 2.4): one section, month by month.</summary>
public sealed class YoushuiTests
{
    private static readonly CheckedTerms s_terms = Agreements.Read("youshui");
    private static readonly string s_section = s_terms.Sections["里耶镇"];

    [Theory]
    [InlineData("Ⅰ", "三 湘->渝 400000.00元")]
    [InlineData("Ⅲ", "三 湘->渝 400000.00元")]
    [InlineData("Ⅳ", "三 渝->湘 400000.00元")]
    [InlineData("劣Ⅴ", "三 渝->湘 400000.00元")]
    public void Each_month_pays_400_thousand_one_way_or_the_other(string waterClass, string expected) =>
        s_terms.Assess(s_terms.Period("2019-06"), [Months.Classed(s_section, new(2019, 6), waterClass)]).Paid().ShouldBe([expected]);

    [Theory]
    [InlineData("1.0", "三 湘->渝 400000.00元")]
    [InlineData("1.0001", "三 渝->湘 400000.00元")]
    public void Class_III_is_kept_up_to_its_limit(string ammonia, string expected) =>
        s_terms.Assess(s_terms.Period("2019-06"), [Months.Classed(s_section, new(2019, 6), "Ⅲ").With("氨氮", decimal.Parse(ammonia))]).Paid().ShouldBe([expected]);

    [Fact]
    public void A_month_without_data_pays_nothing_and_another_month_does_not_stand_in()
    {
        s_terms.Assess(s_terms.Period("2019-06"), [Months.Classed(s_section, new(2019, 5), "Ⅱ"), Months.Classed(s_section, new(2018, 6), "Ⅱ")]).ShouldPayNothingForWantOfData();
        s_terms.Assess(s_terms.Period("2019-06"), [Months.Classed(s_section, new(2019, 6), "Ⅱ").Without("总磷")]).ShouldPayNothingForWantOfData();
    }

    [Fact]
    public void Twelve_months_of_which_two_miss_come_to_eight_times_400_thousand()
    {
        var year = Enumerable.Range(1, 12).Select(month => new YearMonth(2019, month)).ToList();
        var net = year.Sum(month => s_terms.Assess(s_terms.Period($"{month}"), [Months.Classed(s_section, month, month.Month is 7 or 8 ? "Ⅳ" : "Ⅱ")]).NetWan("渝"));
        net.ShouldBe(8 * 40);
    }

    [Fact]
    public void What_can_be_paid_at_most_and_that_worse_water_never_pays_more_is_known_before_signing()
    {
        s_terms.MostOwed(s_terms.Periods[0]).Wan().ShouldBe("渝 40, 湘 40");
        s_terms.Monotonicity(s_terms.Periods[0]).ShouldAllBe(one => one.Upstream == "渝" && one.Compared > 0 && one.Example == null);
    }
}
