using Basin.Rules.Terms;

namespace Basin.Rules.Tests.Terms;

/// <summary>渌水 (DOMAIN 2.4): the national target, and exactly one of two clauses.</summary>
public sealed class LushuiTests
{
    private static readonly CheckedTerms s_terms = Agreements.Read("lushui");
    private static readonly string s_section = s_terms.Sections["金鱼石"];

    [Theory]
    [InlineData("Ⅱ", "三 湘->赣 10000000.00元")]
    [InlineData("Ⅲ", "三 湘->赣 10000000.00元")]
    [InlineData("Ⅳ", "四 赣->湘 10000000.00元")]
    public void The_national_target_decides(string waterClass, string expected) =>
        s_terms.Assess(s_terms.Period("2020"), [.. Months.ClassedYear(s_section, 2020, waterClass)]).Paid().ShouldBe([expected]);

    [Theory]
    [InlineData("6", "三 湘->赣 10000000.00元")]
    [InlineData("6.0001", "四 赣->湘 10000000.00元")]
    public void Both_sides_of_the_limit(string permanganate, string expected) =>
        s_terms.Assess(s_terms.Period("2020"), [.. Months.ClassedYear(s_section, 2020, "Ⅱ").Select(month => month.With("高锰酸盐指数", decimal.Parse(permanganate)))]).Paid().ShouldBe([expected]);

    [Fact]
    public void Without_data_neither_clause_is_decided() => s_terms.Assess(s_terms.Period("2020"), []).ShouldPayNothingForWantOfData();

    [Fact]
    public void What_can_be_paid_at_most_and_that_worse_water_never_pays_more_is_known_before_signing()
    {
        s_terms.MostOwed(s_terms.Period("2020")).Wan().ShouldBe("湘 1000, 赣 1000");
        s_terms.Monotonicity(s_terms.Period("2020")).ShouldAllBe(one => one.Upstream == "赣" && one.Compared > 0 && one.Example == null);
    }
}
