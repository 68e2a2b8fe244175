using Basin.Rules.Settlement;
using Basin.Rules.Terms;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Tests.Terms;

/// <summary>赤水河 (DOMAIN 2.3): a pot of three provinces, and what becomes of a share where a section misses its target.</summary>
public sealed class ChishuiTests
{
    private static readonly CheckedTerms s_terms = Agreements.Read("chishui");
    private static readonly Period s_2018 = s_terms.Period("2018");

    private static MonthFacts[] Water(string qingshuipu, string lianyuxi, string maotai) =>
    [
        .. Months.ClassedYear(s_terms.Sections["清水铺"], 2018, qingshuipu), .. Months.ClassedYear(s_terms.Sections["鲢鱼溪"], 2018, lianyuxi),
        .. Months.ClassedYear(s_terms.Sections["茅台上"], 2018, maotai),
    ];

    [Fact]
    public void The_published_result_of_2018_is_20_million_each_from_Guizhou_and_Sichuan_to_Yunnan() =>
        s_terms.Assess(s_2018, Water("Ⅱ", "Ⅱ", "Ⅱ")).Paid().ShouldBe(["三、三之二、三之三、四、五、六 川->云 20000000.00元", "三、三之二、三之三、四、五、六 贵->云 20000000.00元"]);

    [Fact]
    public void Contributions_are_one_five_four_and_shares_three_four_three()
    {
        var payments = s_terms.Assess(s_2018, Water("Ⅱ", "Ⅱ", "Ⅱ")).Payments;
        payments.Select(payment => $"{payment.Clause} {payment.From}->{payment.To} {payment.Amount}").ShouldBe(
        [
            "三 云->共同资金 20000000.00元", "三之二 贵->共同资金 100000000.00元", "三之三 川->共同资金 80000000.00元",
            "四 共同资金->云 60000000.00元", "五 共同资金->贵 80000000.00元", "六 共同资金->川 60000000.00元",
        ]);
    }

    [Theory]
    [InlineData("all met at class Ⅱ", "Ⅱ", "Ⅱ", "Ⅱ", 4000, -2000, -2000)]
    [InlineData("all met at class Ⅰ", "Ⅰ", "Ⅰ", "Ⅰ", 4000, -2000, -2000)]
    [InlineData("清水铺 missed: Yunnan's 6000 to Guizhou and Sichuan by halves", "Ⅲ", "Ⅱ", "Ⅱ", -2000, 1000, 1000)]
    [InlineData("鲢鱼溪 missed: Guizhou's 8000 to Sichuan", "Ⅱ", "Ⅲ", "Ⅱ", 4000, -10000, 6000)]
    [InlineData("茅台 missed: Guizhou and Sichuan bear half each", "Ⅱ", "Ⅱ", "Ⅲ", 6000, -3000, -3000)]
    [InlineData("清水铺 and 鲢鱼溪 missed", "Ⅲ", "Ⅲ", "Ⅱ", -2000, -7000, 9000)]
    [InlineData("all missed, however badly", "劣Ⅴ", "劣Ⅴ", "劣Ⅴ", 0, -8000, 8000)]
    public void Each_miss_moves_the_share_of_who_missed(string row, string qingshuipu, string lianyuxi, string maotai, int yunnan, int guizhou, int sichuan)
    {
        var assessment = s_terms.Assess(s_2018, Water(qingshuipu, lianyuxi, maotai));
        (assessment.NetWan("云"), assessment.NetWan("贵"), assessment.NetWan("川")).ShouldBe((yunnan, guizhou, sichuan), row);
        // The pot is emptied: nothing is left in it and nobody is paid by it in the end.
        Obligations.From(assessment).ShouldAllBe(owed => owed.From != "共同资金" && owed.To != "共同资金");
    }

    [Theory]
    [InlineData("0.5", true)]
    [InlineData("0.500001", false)]
    public void The_annual_mean_decides_up_to_the_limit_of_class_II(string ammonia, bool isMet)
    {
        var facts = Water("Ⅱ", "Ⅱ", "Ⅱ").Select(month => month.Section == s_terms.Sections["清水铺"] ? month.With("氨氮", decimal.Parse(ammonia)) : month);
        s_terms.Assess(s_2018, [.. facts]).NetWan("云").ShouldBe(isMet ? 4000 : -2000);
    }

    [Fact]
    public void Separate_sampling_counts_before_the_station()
    {
        // The station says class Ⅲ, the separately analysed samples say class Ⅱ.
        var separated = Months.ClassedYear(s_terms.Sections["清水铺"], 2018, "Ⅱ").Select(month => month with { Source = DataSource.Separated });
        s_terms.Assess(s_2018, [.. Water("Ⅲ", "Ⅱ", "Ⅱ"), .. separated]).NetWan("云").ShouldBe(4000);
    }

    [Fact]
    public void Without_data_the_contributions_stand_and_every_share_that_hangs_on_water_is_open()
    {
        var assessment = s_terms.Assess(s_2018, []);
        assessment.Netted.ShouldBeNull();
        assessment.Payments.Where(payment => payment.Amount is null).Select(payment => payment.Clause).Distinct().ShouldBe(["四", "五", "七", "七之二"]);
        var oneMissing = s_terms.Assess(s_2018, [.. Water("Ⅱ", "Ⅱ", "Ⅱ").Where(month => month.Section != s_terms.Sections["鲢鱼溪"])]);
        oneMissing.Payments.Where(payment => payment.Amount is null).Select(payment => payment.Clause).ShouldBe(["五"]);
        oneMissing.Gaps.ShouldAllBe(gap => gap.Section == s_terms.Sections["鲢鱼溪"]);
    }

    [Fact]
    public void The_most_each_side_can_pay_is_known_before_signing()
    {
        s_terms.MostOwed(s_2018).Wan().ShouldBe("云 2000, 川 9000, 贵 11000");
        s_terms.MostReceived(s_2018).Wan().ShouldBe("云 8000, 川 17000, 贵 11000");
    }
}
