using Basin.Rules.Settlement;
using Basin.Rules.Terms;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Tests.Terms;

/// <summary>豫鲁 (DOMAIN 2.2): class step and change rate.</summary>
public sealed class ClassStepTests
{
    private static readonly CheckedTerms s_terms = Agreements.Read("yulu-1");

    // Ammonia alone decides the class and stays as it was, so the two others carry the change of the mean of all three.
    private static MonthFacts[] Water(int year, decimal ammonia, decimal index)
    {
        var others = 1 + (index - 1) * 3 / 2;
        return
        [
            .. Agreements.Year(Agreements.Liuzhuang, year - 1, ("化学需氧量", 10m), ("氨氮", ammonia), ("总磷", 0.01m)),
            .. Agreements.Year(Agreements.Liuzhuang, year, ("化学需氧量", 10m * others), ("氨氮", ammonia), ("总磷", 0.01m * others)),
        ];
    }

    private static Assessment Assess(int year, decimal ammonia, decimal index) => s_terms.Assess(s_terms.Period($"{year}"), Water(year, ammonia, index));

    [Theory]
    [InlineData("Ⅱ and 6 points down", "0.3", "0.94", "-66000000.00元")]
    [InlineData("Ⅲ and no change", "0.8", "1", "0.00元")]
    [InlineData("Ⅳ and 5 points up", "1.2", "1.05", "65000000.00元")]
    [InlineData("Ⅱ and 60 points down", "0.3", "0.4", "-100000000.00元")]
    [InlineData("Ⅱ and 10 points up", "0.3", "1.1", "-50000000.00元")]
    public void The_examples_come_out_to_the_fen(string example, string ammonia, string index, string netOfShandong)
    {
        var net = Netting.Positions(Obligations.From(Assess(2020, decimal.Parse(ammonia), decimal.Parse(index))));
        net.GetValueOrDefault("鲁").ToString().ShouldBe(netOfShandong, example);
        net.GetValueOrDefault("豫").ShouldBe(-net.GetValueOrDefault("鲁"));
    }

    [Fact]
    public void Two_years_at_class_II_with_six_points_in_one_of_them_come_to_the_published_126_million()
    {
        var both = Obligations.From(Assess(2020, 0.3m, 0.94m)).AddRange(Obligations.From(Assess(2021, 0.3m, 1)));
        Netting.Positions(both)["豫"].ToString().ShouldBe("126000000.00元");
    }

    [Fact]
    public void Each_clause_pays_in_its_own_direction()
    {
        Assess(2020, 0.3m, 1.1m).Paid().ShouldBe(["三 鲁->豫 60000000.00元", "四 豫->鲁 10000000.00元"]);
        Assess(2020, 1.2m, 0.95m).Paid().ShouldBe(["三 豫->鲁 60000000.00元", "四 鲁->豫 5000000.00元"]);
    }

    [Fact]
    public void The_year_before_is_needed_too()
    {
        var needs = s_terms.Needs(s_terms.Period("2020"));
        needs.Length.ShouldBe(24);
        needs[0].ShouldBe(new SectionMonth(Agreements.Liuzhuang, new(2019, 1)));
        needs[^1].ShouldBe(new SectionMonth(Agreements.Liuzhuang, new(2020, 12)));
    }

    [Theory]
    [InlineData("全数值", "1.004", "Ⅲ is kept up to 1.0 only")]
    [InlineData("修约值", "1.004", "1.004 is compared as 1.00")]
    public void Whether_values_are_rounded_before_comparing_decides_the_class_at_the_edge(string compare, string ammonia, string why)
    {
        var terms = Agreements.Checked(Agreements.Text("yulu-1").Replace("全数值", compare, StringComparison.Ordinal));
        var assessment = terms.Assess(terms.Period("2020"), Water(2020, decimal.Parse(ammonia), 1));
        var expected = compare == "全数值" ? new[] { "三 豫->鲁 60000000.00元" } : [];
        assessment.Paid().ShouldBe(expected, why);
        Explanation.Text(assessment.Step).Contains("修约到2位小数", StringComparison.Ordinal).ShouldBe(compare == "修约值");
    }

    [Fact]
    public void The_money_is_rounded_once_half_to_even_at_the_fen()
    {
        // 10.000005 / 10 is 0.00005 points up: 100万 x 0.00005 = 50 yuan; a tenth of a fen is rounded away.
        MonthFacts[] facts =
        [
            .. Agreements.Year(Agreements.Liuzhuang, 2019, ("化学需氧量", 10m), ("氨氮", 0.8m), ("总磷", 0.1m)),
            .. Agreements.Year(Agreements.Liuzhuang, 2020, ("化学需氧量", 10m), ("氨氮", 0.8m), ("总磷", 0.10000000015m)),
        ];
        s_terms.Assess(s_terms.Period("2020"), facts).Paid().ShouldBe(["四 豫->鲁 0.05元"]);
    }
}
