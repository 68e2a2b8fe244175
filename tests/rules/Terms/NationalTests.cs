using Basin.Rules.Settlement;
using Basin.Rules.Terms;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Tests.Terms;

/// <summary>The unified scheme of 2025 for the Yellow River (DOMAIN 2.4): space and time, and one clearing account. Amounts are illustrative.</summary>
public sealed class NationalTests
{
    private const string Clearing = "中央";
    private static readonly CheckedTerms s_terms = Agreements.Read("national-2025");
    private static readonly Period s_2025 = s_terms.Period("2025");

    // Every section as in 2022 to 2024 but those named, whose three indicators are so many times that.
    private static MonthFacts[] Water(params (string Section, decimal Times)[] changed) =>
    [
        .. s_terms.Sections.SelectMany(section =>
        {
            var times = changed.FirstOrDefault(one => one.Section == section.Key) is { Section: not null } found ? found.Times : 1;
            return Enumerable.Range(2022, 3).SelectMany(year => Year(section.Value, year, 1)).Concat(Year(section.Value, 2025, times));
        }),
    ];

    private static IEnumerable<MonthFacts> Year(string section, int year, decimal times) => Agreements.Year(section, year, ("高锰酸盐指数", 2 * times), ("氨氮", 0.4m * times), ("总磷", 0.08m * times));

    [Fact]
    public void Water_that_is_everywhere_as_before_moves_no_money() => s_terms.Assess(s_2025, Water()).Paid().ShouldBeEmpty();

    [Theory]
    [InlineData("刘庄 5 points better: space and time for 豫, space against 鲁", "刘庄", "0.95", "豫", 1000)]
    [InlineData("刘庄 5 points worse", "刘庄", "1.05", "豫", -1000)]
    [InlineData("利津 50 points better: both caps", "利津", "0.5", "鲁", 10000)]
    [InlineData("利津 49 points better: below the caps", "利津", "0.51", "鲁", 9800)]
    [InlineData("利津 60 points better: capped", "利津", "0.4", "鲁", 10000)]
    [InlineData("利津 60 points worse: capped", "利津", "1.6", "鲁", -10000)]
    public void A_section_that_changes_counts_in_space_and_in_time(string row, string section, string times, string province, int wan)
    {
        var assessment = s_terms.Assess(s_2025, Water((section, decimal.Parse(times))));
        assessment.NetWan(province).ShouldBe(wan, row);
        Obligations.From(assessment).ShouldAllBe(owed => owed.From == Clearing || owed.To == Clearing);
    }

    [Fact]
    public void Who_receives_better_water_is_measured_against_it()
    {
        // At 刘庄 0.8, 利津 as before: 鲁 hands on what is 25 points worse than what it got.
        var assessment = s_terms.Assess(s_2025, Water(("刘庄", 0.8m)));
        (assessment.NetWan("豫"), assessment.NetWan("鲁"), assessment.NetWan(Clearing)).ShouldBe((4000, -2500, -1500));
    }

    [Theory]
    [InlineData("高锰酸盐指数", 300)]
    [InlineData("氨氮", 300)]
    [InlineData("总磷", 400)]
    public void The_three_indicators_weigh_thirty_thirty_forty(string indicator, int wan)
    {
        // One indicator at 利津 10 % better: 10 points times its weight, in space and in time.
        var section = s_terms.Sections["利津"];
        var facts = Water().Select(month => month.Section == section && month.Month.Year == 2025 ? month.With(indicator, month.Means[indicator].Value!.Value * 0.9m) : month);
        s_terms.Assess(s_2025, [.. facts]).NetWan("鲁").ShouldBe(wan * 2);
    }

    [Fact]
    public void A_major_incident_is_deducted_from_the_province_that_caused_it()
    {
        s_terms.Assess(s_2025, Water(), [new("甘事件扣减", "2025", "3000")]).Paid().ShouldBe(["五之三 甘->中央 30000000.00元"]);
        s_terms.Assess(s_2025, Water(("利津", 0.95m)), [new("鲁事件扣减", "2025", "300")]).NetWan("鲁").ShouldBe(1000 - 300);
    }

    [Fact]
    public void Each_province_settles_one_net_amount_with_the_clearing_account()
    {
        var assessment = s_terms.Assess(s_2025, Water(("大河家", 1.1m), ("下河沿", 0.9m), ("潼关", 0.97m)));
        var obligations = Obligations.From(assessment);
        obligations.ShouldAllBe(owed => (owed.From == Clearing) != (owed.To == Clearing));
        obligations.Select(owed => owed.From == Clearing ? owed.To : owed.From).ShouldBeUnique();
        Netting.Positions(obligations).Values.Sum(position => position.Yuan).ShouldBe(0);
    }

    [Fact]
    public void A_section_without_data_leaves_open_what_rests_on_it_alone()
    {
        var facts = Water(("利津", 0.95m)).Where(month => month.Section != s_terms.Sections["大河家"] || month.Month.Year != 2025).ToArray();
        var assessment = s_terms.Assess(s_2025, facts);
        assessment.Payments.Where(payment => payment.Amount is null).Select(payment => payment.Clause).ShouldBe(["五之一", "五之三", "六·大河家"]);
        assessment.NetWan("鲁").ShouldBe(1000);
        s_terms.Assess(s_2025, []).ShouldPayNothingForWantOfData();
    }

    [Fact]
    public void It_stands_beside_the_bilateral_agreement_and_says_so() => s_terms.Coexists.ShouldBe(["YULU-2"]);

    [Fact]
    public void The_most_each_province_can_pay_is_known_before_signing()
    {
        // 5000 for each dimension, and 10000 that may be deducted.
        var (owed, received) = (s_terms.MostOwed(s_2025), s_terms.MostReceived(s_2025));
        foreach (var province in s_terms.Parties.Keys.Where(party => party != Clearing)) (owed[province].Yuan, received[province].Yuan).ShouldBe((200_000_000, 100_000_000), province);
    }
}
