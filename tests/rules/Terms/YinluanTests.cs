using Basin.Rules.Terms;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Tests.Terms;

/// <summary>引滦入津 (DOMAIN 2.4): the money is released only if every month keeps Ⅲ, or the annual mean keeps Ⅱ.</summary>
public sealed class YinluanTests
{
    private const string Released = "四 津->冀 100000000.00元";
    private static readonly CheckedTerms s_terms = Agreements.Read("yinluan");
    private static readonly Period s_2019 = s_terms.Period("2019");
    private static readonly string s_lihe = s_terms.Sections["黎河桥"];

    private static MonthFacts[] Water(string lihe, string shahe, params (int Month, string Class)[] others) =>
    [
        .. Months.ClassedYear(s_lihe, 2019, lihe).Select(month => others.FirstOrDefault(other => other.Month == month.Month.Month) is { Class: { } waterClass } ? Months.Classed(s_lihe, month.Month, waterClass) : month),
        .. Months.ClassedYear(s_terms.Sections["沙河桥"], 2019, shahe),
    ];

    [Fact]
    public void Every_month_at_III_releases_the_money() => s_terms.Assess(s_2019, Water("Ⅲ", "Ⅲ")).Paid().ShouldBe([Released]);

    [Fact]
    public void One_month_at_IV_does_not_matter_where_the_annual_mean_keeps_II() =>
        s_terms.Assess(s_2019, Water("Ⅱ", "Ⅲ", (7, "Ⅳ"))).Paid().ShouldBe([Released]);

    [Fact]
    public void One_month_at_IV_in_a_year_at_III_keeps_the_money_back() => s_terms.Assess(s_2019, Water("Ⅲ", "Ⅱ", (7, "Ⅳ"))).Payments.ShouldBeEmpty();

    [Fact]
    public void One_section_that_misses_keeps_the_money_back() => s_terms.Assess(s_2019, Water("Ⅱ", "Ⅳ")).Payments.ShouldBeEmpty();

    [Theory]
    [InlineData("one month at the limit of Ⅲ itself", "1.0", true)]
    [InlineData("one month just above it", "1.0001", false)]
    public void Both_sides_of_the_monthly_limit(string row, string ammonia, bool isReleased)
    {
        var facts = Water("Ⅲ", "Ⅲ").Select(month => month.Section == s_lihe && month.Month.Month == 5 ? month.With("氨氮", decimal.Parse(ammonia)) : month);
        s_terms.Assess(s_2019, [.. facts]).Paid().ShouldBe(isReleased ? [Released] : [], row);
    }

    [Fact]
    public void A_missing_month_leaves_it_open_only_where_the_annual_mean_does_not_decide()
    {
        var atThree = Water("Ⅲ", "Ⅲ").Where(month => month.Section != s_lihe || month.Month.Month != 3).ToArray();
        s_terms.Assess(s_2019, atThree).ShouldPayNothingForWantOfData();
        s_terms.Assess(s_2019, [.. Water("Ⅱ", "Ⅲ").Where(month => month.Section != s_lihe || month.Month.Month != 3)]).Paid().ShouldBe([Released]);
        // Whatever the missing month was, a section that fails in a known way decides alone.
        s_terms.Assess(s_2019, [.. Water("Ⅱ", "Ⅳ").Where(month => month.Section != s_lihe)]).Payments.ShouldBeEmpty();
        s_terms.Assess(s_2019, []).ShouldPayNothingForWantOfData();
    }

    [Fact]
    public void Tianjin_alone_can_owe_and_at_most_100_million()
    {
        s_terms.MostOwed(s_2019).Wan().ShouldBe("津 10000");
        s_terms.MostReceived(s_2019).Wan().ShouldBe("冀 10000");
    }
}
