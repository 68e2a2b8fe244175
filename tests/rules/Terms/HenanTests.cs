using Basin.Rules.Terms;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Tests.Terms;

/// <summary>河南 (DOMAIN 2.4): a ladder by target band for every section and month. The published list of May 2017; which water led to it is illustrative.</summary>
public sealed class HenanTests
{
    private static readonly CheckedTerms s_terms = Agreements.Read("henan");
    private static readonly Period s_may = s_terms.Period("2017-05");

    /// <summary>City, published 万元 (below zero where it was deducted), and the class of each of its sections that comes to it.</summary>
    public static TheoryData<string, int, string> Published => new()
    {
        { "安阳", -480, "劣Ⅴ 劣Ⅴ 劣Ⅴ 劣Ⅴ" }, { "三门峡", -440, "劣Ⅴ 劣Ⅴ 劣Ⅴ 劣Ⅴ" }, { "平顶山", -70, "Ⅴ Ⅳ" }, { "济源", -50, "Ⅴ" }, { "洛阳", -50, "Ⅴ" },
        { "焦作", -20, "Ⅳ" }, { "鹤壁", -10, "Ⅳ Ⅳ" }, { "邓州", -12, "劣Ⅴ Ⅴ" }, { "鹿邑", -12, "劣Ⅴ Ⅲ" },
        { "郑州", 170, "Ⅱ Ⅱ Ⅱ Ⅲ" }, { "驻马店", 130, "Ⅱ Ⅱ Ⅳ" }, { "漯河", 110, "Ⅱ Ⅱ Ⅳ" }, { "濮阳", 80, "Ⅲ Ⅲ" }, { "新乡", 70, "Ⅱ Ⅲ" }, { "信阳", 70, "Ⅱ Ⅲ" },
        { "许昌", 40, "Ⅲ" }, { "商丘", 40, "Ⅲ" }, { "开封", 20, "Ⅲ" }, { "永城", 8, "Ⅲ" }, { "滑县", 6, "Ⅳ" }, { "巩义", 2, "Ⅳ" }, { "兰考", 2, "Ⅳ" },
    };

    private static IEnumerable<(string City, int Wan, string Classes)> Rows() =>
        Published.Select(row => ((string City, int Wan, string Classes))row.Data);

    private static IEnumerable<MonthFacts> Water(string city, string classes) =>
        classes.Split(' ').Zip("一二三四", (waterClass, number) => Months.Classed(s_terms.Sections[$"{city}{number}"], new(2017, 5), waterClass));

    private static Assessment May() => s_terms.Assess(s_may, [.. Rows().SelectMany(row => Water(row.City, row.Classes))]);

    [Theory]
    [MemberData(nameof(Published))]
    public void Every_city_comes_to_its_published_amount(string city, int wan, string classes)
    {
        classes.ShouldNotBeEmpty();
        var owed = May().Paid().Where(line => line.Contains($" {city}->", StringComparison.Ordinal) || line.Contains($"->{city} ", StringComparison.Ordinal)).ShouldHaveSingleItem();
        owed.ShouldEndWith(wan < 0 ? $" {city}->豫 {-wan}0000.00元" : $" 豫->{city} {wan}0000.00元");
    }

    [Fact]
    public void In_all_1144_are_deducted_and_748_rewarded()
    {
        var obligations = Basin.Rules.Settlement.Obligations.From(May());
        obligations.Where(owed => owed.To == "豫").Sum(owed => owed.Amount.Yuan).ShouldBe(11_440_000);
        obligations.Where(owed => owed.From == "豫").Sum(owed => owed.Amount.Yuan).ShouldBe(7_480_000);
        obligations.Length.ShouldBe(22);
        May().NetWan("豫").ShouldBe(1144 - 748);
    }

    [Fact]
    public void A_deduction_and_a_reward_of_one_city_are_set_off()
    {
        var hebi = May().Payments.Where(payment => payment.From == "鹤壁" || payment.To == "鹤壁").Select(payment => $"{payment.Clause} {payment.From}->{payment.To} {payment.Amount}");
        hebi.ShouldBe(["三·鹤壁一 鹤壁->豫 200000.00元", "四·鹤壁二 豫->鹤壁 100000.00元"]);
    }

    [Theory]
    [InlineData("target Ⅲ", "郑州一", "50 50 20 -20 -50 -120")]
    [InlineData("target Ⅳ", "许昌一", "40 40 40 10 -20 -80")]
    [InlineData("target Ⅴ", "驻马店三", "30 30 30 30 10 -40")]
    [InlineData("target Ⅳ in a county", "永城一", "8 8 8 2 -4 -16")]
    public void Each_band_has_a_rung_for_every_class(string band, string section, string wan)
    {
        string[] classes = ["Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ", "劣Ⅴ"];
        var net = classes.Select(waterClass => s_terms.Assess(s_may, [Months.Classed(s_terms.Sections[section], new(2017, 5), waterClass)])).Select(assessment => -assessment.NetWan("豫"));
        string.Join(' ', net.Select(amount => $"{amount:0}")).ShouldBe(wan, band);
    }

    [Theory]
    [InlineData("1.5", 20)]
    [InlineData("1.5001", 50)]
    public void Both_sides_of_the_limit_between_two_rungs(string ammonia, int deducted) =>
        s_terms.Assess(s_may, [Months.Classed(s_terms.Sections["郑州一"], new(2017, 5), "Ⅳ").With("氨氮", decimal.Parse(ammonia))]).NetWan("豫").ShouldBe(deducted);

    [Fact]
    public void A_section_without_data_is_open_and_the_others_are_settled()
    {
        var facts = Rows().SelectMany(row => Water(row.City, row.Classes)).Where(month => month.Section != s_terms.Sections["焦作一"]).ToArray();
        var assessment = s_terms.Assess(s_may, facts);
        assessment.Gaps.Select(gap => gap.Section).Distinct().ShouldBe([s_terms.Sections["焦作一"]]);
        assessment.NetWan("安阳").ShouldBe(-480);
        s_terms.Assess(s_may, []).ShouldPayNothingForWantOfData();
    }

    [Fact]
    public void The_most_each_city_can_pay_is_known_before_signing()
    {
        s_terms.MostOwed(s_may)["安阳"].ToString().ShouldBe("4800000.00元");
        s_terms.MostReceived(s_may)["郑州"].ToString().ShouldBe("2000000.00元");
        s_terms.MostOwed(s_may)["永城"].ToString().ShouldBe("160000.00元");
    }
}
