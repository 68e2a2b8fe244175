using Basin.Rules.Terms;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Tests.Terms;

/// <summary>豫鲁, second round (DOMAIN 2.2): class judged month by month, total nitrogen among the key pollutants. Amounts per month are illustrative.</summary>
public sealed class YuluTests
{
    private static readonly CheckedTerms s_terms = Agreements.Read("yulu-2");

    // The year before at ratio 1, the settled year at the given index in all four pollutants; the class of each month by its own ammonia.
    private static MonthFacts[] Water(string[] classes, decimal index)
    {
        var settled = classes.Select((waterClass, month) => Months.Classed(Agreements.Liuzhuang, new(2024, month + 1), waterClass)).ToList();
        var ammonia = settled.Average(month => month.Means["氨氮"].Value!.Value);
        return
        [
            .. Agreements.Year(Agreements.Liuzhuang, 2023, ("化学需氧量", 10m), ("氨氮", ammonia), ("总磷", 0.02m), ("总氮", 2m)),
            // Ammonia itself stays, so the three others carry the change of the mean of four.
            .. settled.Select(month => month.With("化学需氧量", 10 * Others(index)).With("总磷", 0.02m * Others(index)).With("总氮", 2 * Others(index))),
        ];
    }

    private static decimal Others(decimal index) => 1 + (index - 1) * 4 / 3;

    private static string[] Year(string waterClass) => [.. Enumerable.Repeat(waterClass, 12)];

    private static string[] Except(string waterClass, params (int Month, string Class)[] others)
    {
        var year = Year(waterClass);
        foreach (var (month, other) in others) year[month - 1] = other;
        return year;
    }

    private static decimal NetOfShandong(string[] classes, decimal index) => s_terms.Assess(s_terms.Period("2024"), Water(classes, index)).NetWan("鲁");

    [Fact]
    public void Twelve_months_at_class_II_and_2_07_points_down_are_one_way_to_the_published_62_07_million() =>
        NetOfShandong(Year("Ⅱ"), 0.9793m).ShouldBe(-6207);

    [Fact]
    public void Each_month_and_each_class_counts_by_itself()
    {
        NetOfShandong(Year("Ⅲ"), 1).ShouldBe(0);
        NetOfShandong(Except("Ⅲ", (1, "Ⅱ")), 1).ShouldBe(-500);
        NetOfShandong(Except("Ⅲ", (1, "Ⅰ")), 1).ShouldBe(-1000);
        NetOfShandong(Except("Ⅲ", (7, "Ⅳ")), 1).ShouldBe(500);
        NetOfShandong(Except("Ⅲ", (7, "劣Ⅴ")), 1).ShouldBe(1500);
        NetOfShandong(Except("Ⅱ", (7, "Ⅳ"), (8, "Ⅴ")), 1).ShouldBe(-5000 + 500 + 1000);
    }

    [Theory]
    [InlineData("1 point down", "0.99", -100)]
    [InlineData("1 point up", "1.01", 100)]
    [InlineData("half a point counts by half", "0.995", -50)]
    [InlineData("40 points down: the cap itself", "0.6", -4000)]
    [InlineData("41 points down: capped", "0.59", -4000)]
    [InlineData("41 points up: capped", "1.41", 4000)]
    public void The_change_is_paid_by_the_point_up_to_its_cap(string row, string index, int netOfShandong) =>
        NetOfShandong(Year("Ⅲ"), decimal.Parse(index)).ShouldBe(netOfShandong, row);

    [Fact]
    public void Total_nitrogen_counts_in_the_change_but_never_in_the_class_of_a_river()
    {
        var facts = Water(Year("Ⅲ"), 1).Select(month => month.Month.Year == 2024 ? month.With("总氮", 2.4m) : month).ToArray();
        // 20 % more nitrogen is a quarter of 20 points in the mean of four.
        s_terms.Assess(s_terms.Period("2024"), facts).Paid().ShouldBe(["四 豫->鲁 5000000.00元"]);
    }

    [Fact]
    public void What_both_clauses_pay_is_set_off()
    {
        var assessment = s_terms.Assess(s_terms.Period("2024"), Water(Year("Ⅱ"), 1.1m));
        assessment.Payments.Select(payment => $"{payment.Clause} {payment.From}->{payment.To} {payment.Amount}").ShouldBe(["三 鲁->豫 60000000.00元", "四 豫->鲁 10000000.00元"]);
        assessment.Paid().ShouldBe(["三、四 鲁->豫 50000000.00元"]);
    }

    [Fact]
    public void One_month_without_class_leaves_the_class_part_open_and_the_change_paid()
    {
        var facts = Water(Year("Ⅲ"), 0.99m).Where(month => month.Month != new YearMonth(2024, 5)).ToArray();
        var assessment = s_terms.Assess(s_terms.Period("2024"), facts);
        assessment.Paid().ShouldBe(["四 鲁->豫 1000000.00元"]);
        assessment.Gaps.Select(gap => gap.Month).Distinct().ShouldBe([new YearMonth(2024, 5)]);
        s_terms.Assess(s_terms.Period("2024"), []).ShouldPayNothingForWantOfData();
    }

    [Theory]
    [InlineData("yulu-1", "2020")]
    [InlineData("yulu-2", "2024")]
    public void The_most_each_side_can_pay_is_known_before_signing(string name, string period)
    {
        // Ⅲ to Ⅰ is two classes of 6000万, Ⅲ to 劣Ⅴ three; 4000万 for the change in either direction.
        var terms = Agreements.Read(name);
        terms.MostOwed(terms.Period(period)).Wan().ShouldBe("豫 22000, 鲁 16000");
        terms.MostReceived(terms.Period(period)).Wan().ShouldBe("豫 16000, 鲁 22000");
    }

    [Fact]
    public void Worse_water_never_pays_the_upstream_party_more()
    {
        var found = s_terms.Monotonicity(s_terms.Period("2024"));
        found.Select(one => one.Indicator).ShouldBe(Agreements.LiuzhuangIndicators.Append("总氮"), ignoreOrder: true);
        found.ShouldAllBe(one => one.Upstream == "豫" && one.Compared > 0 && one.Example == null);
    }
}
