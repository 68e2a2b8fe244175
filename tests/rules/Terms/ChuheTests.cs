using Basin.Rules.Terms;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Tests.Terms;

/// <summary>滁河 (DOMAIN 2.4): a ladder on the annual class.</summary>
public sealed class ChuheTests
{
    private static readonly CheckedTerms s_terms = Agreements.Read("chuhe");
    private static readonly string s_section = s_terms.Sections["陈浅"];

    [Theory]
    [InlineData("Ⅰ", "三 苏->皖 40000000.00元")]
    [InlineData("Ⅱ", "三 苏->皖 40000000.00元")]
    [InlineData("Ⅲ", "三 苏->皖 20000000.00元")]
    [InlineData("Ⅳ", "三 皖->苏 20000000.00元")]
    [InlineData("劣Ⅴ", "三 皖->苏 20000000.00元")]
    public void The_annual_class_decides_who_pays_how_much(string waterClass, string expected) =>
        s_terms.Assess(s_terms.Period("2019"), [.. Months.ClassedYear(s_section, 2019, waterClass)]).Paid().ShouldBe([expected]);

    [Theory]
    [InlineData("0.1", "三 苏->皖 40000000.00元")]
    [InlineData("0.1001", "三 苏->皖 20000000.00元")]
    [InlineData("0.2", "三 苏->皖 20000000.00元")]
    [InlineData("0.2001", "三 皖->苏 20000000.00元")]
    public void Both_sides_of_each_limit_by_phosphorus(string phosphorus, string expected) =>
        s_terms.Assess(s_terms.Period("2019"), [.. Months.ClassedYear(s_section, 2019, "Ⅰ").Select(month => month.With("总磷", decimal.Parse(phosphorus)))]).Paid().ShouldBe([expected]);

    [Fact]
    public void Six_months_of_every_indicator_are_enough_and_five_of_one_are_not()
    {
        var year = Months.ClassedYear(s_section, 2019, "Ⅱ").ToList();
        s_terms.Assess(s_terms.Period("2019"), year[..6]).Paid().ShouldBe(["三 苏->皖 40000000.00元"]);
        MonthFacts[] five = [.. year[..6].Select(month => month.Month.Month == 6 ? month.Without("总磷") : month)];
        s_terms.Assess(s_terms.Period("2019"), five).ShouldPayNothingForWantOfData();
    }

    [Fact]
    public void What_can_be_paid_at_most_and_that_worse_water_never_pays_more_is_known_before_signing()
    {
        s_terms.MostOwed(s_terms.Period("2019")).Wan().ShouldBe("皖 2000, 苏 4000");
        s_terms.MostReceived(s_terms.Period("2019")).Wan().ShouldBe("皖 4000, 苏 2000");
        s_terms.Monotonicity(s_terms.Period("2019")).ShouldAllBe(one => one.Upstream == "皖" && one.Compared > 0 && one.Example == null);
    }
}
