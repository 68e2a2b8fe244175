using Basin.Rules.Terms;

namespace Basin.Rules.Tests.Terms;

/// <summary>新安江 (DOMAIN 2.1): the accident of round 1, round 3, and the pot that grows from 2024. The baselines are illustrative.</summary>
public sealed class XinanjiangTests
{
    private static readonly decimal[] s_round1 = [1.99m, 0.21m, 1.12m, 0.036m];
    private static readonly decimal[] s_round3 = [1.72m, 0.12m, 1.20m, 0.030m];
    private static readonly decimal[] s_round4 = [1.70m, 0.10m, 1.18m, 0.028m];
    private static readonly CheckedTerms s_first = Agreements.Read("xinanjiang-1");
    private static readonly CheckedTerms s_third = Plain("xinanjiang-3");
    private static readonly CheckedTerms s_fourth = Plain("xinanjiang-4");

    // k0 is raised to 1, so that P is the number in the row exactly.
    private static CheckedTerms Plain(string name) =>
        Agreements.Checked(Agreements.Text(name).Replace("\"k0\": { \"is\": \"0.90\"", "\"k0\": { \"is\": \"1\"", StringComparison.Ordinal));

    [Theory]
    [InlineData("P met, nothing stated", "0.9", null, "四 浙->皖 100000000.00元")]
    [InlineData("P met, no accident", "0.9", "否", "四 浙->皖 100000000.00元")]
    [InlineData("P met, accident", "0.9", "是", "四 皖->浙 100000000.00元")]
    [InlineData("P missed, no accident", "1.2", "否", "四 皖->浙 100000000.00元")]
    [InlineData("P missed, accident", "1.2", "是", "四 皖->浙 100000000.00元")]
    public void In_round_1_an_accident_upstream_turns_the_payment_round(string row, string times, string? accident, string expected)
    {
        StatedFact[] stated = accident is null ? [] : [new("重大污染事故", "2012", accident)];
        s_first.Assess(s_first.Period("2012"), Agreements.JiekouYear(2012, decimal.Parse(times), s_round1), stated).Paid().ShouldBe([expected], row);
    }

    [Fact]
    public void An_accident_decides_even_where_the_water_is_not_known()
    {
        s_first.Assess(s_first.Period("2012"), [], [new("重大污染事故", "2012", "是")]).Paid().ShouldBe(["四 皖->浙 100000000.00元"]);
        s_first.Assess(s_first.Period("2012"), [], [new("重大污染事故", "2012", "否")]).ShouldPayNothingForWantOfData();
    }

    [Theory]
    [InlineData("0.85 x 1 = 0.85 at the baseline", "1", "四 浙->皖 100000000.00元")]
    [InlineData("0.85 x 0.98 = 0.833, published for 2012", "0.98", "四 浙->皖 100000000.00元")]
    [InlineData("0.85 x 0.974 = 0.828, published for 2013", "0.974", "四 浙->皖 100000000.00元")]
    [InlineData("0.85 x 0.968 = 0.823, published for 2014", "0.968", "四 浙->皖 100000000.00元")]
    public void The_condition_was_met_in_every_year_of_round_1(string row, string times, string expected) =>
        s_first.Assess(s_first.Period("2013"), Agreements.JiekouYear(2013, decimal.Parse(times), s_round1)).Paid().ShouldBe([expected], row);

    [Theory]
    [InlineData("0.5", "四 浙->皖 200000000.00元")]
    [InlineData("0.95", "四 浙->皖 200000000.00元")]
    [InlineData("0.950001", "四 浙->皖 100000000.00元")]
    [InlineData("1", "四 浙->皖 100000000.00元")]
    [InlineData("1.000001", "四 皖->浙 200000000.00元")]
    public void In_round_3_each_side_pays_200_million_at_most(string index, string expected) =>
        s_third.Assess(s_third.Period("2019"), Agreements.JiekouYear(2019, decimal.Parse(index), s_round3)).Paid().ShouldBe([expected]);

    [Theory]
    [InlineData("phosphorus and nitrogen weigh 0.28 each", "总磷", "1.178", "四 浙->皖 100000000.00元")]
    [InlineData("0.28 x 0.179 is more than 0.05", "总磷", "1.179", "四 皖->浙 200000000.00元")]
    [InlineData("ammonia and CODMn weigh 0.22 each", "氨氮", "1.227", "四 浙->皖 100000000.00元")]
    [InlineData("0.22 x 0.228 is more than 0.05", "氨氮", "1.228", "四 皖->浙 200000000.00元")]
    public void In_round_3_nitrogen_and_phosphorus_weigh_more(string row, string indicator, string times, string expected)
    {
        // All four stand at 0.95, which gives P = 0.95; then one of them rises.
        var baseline = s_round3[Array.IndexOf(Agreements.JiekouIndicators, indicator)];
        var facts = Agreements.JiekouYear(2019, 0.95m, s_round3).Select(month => month.With(indicator, baseline * (decimal.Parse(times) - 0.05m)));
        s_third.Assess(s_third.Period("2019"), [.. facts]).Paid().ShouldBe([expected], row);
    }

    private static StatedFact[] Growth(string period, string before, string anhui, string zhejiang) =>
        [new("上年资金规模", period, before), new("皖生产总值增幅", period, anhui), new("浙生产总值增幅", period, zhejiang)];

    [Fact]
    public void In_2023_the_pot_is_one_billion_and_each_side_stakes_half()
    {
        s_fourth.Assess(s_fourth.Period("2023"), Agreements.JiekouYear(2023, 1, s_round4)).Paid().ShouldBe(["五 浙->皖 500000000.00元"]);
        s_fourth.Assess(s_fourth.Period("2023"), Agreements.JiekouYear(2023, 1.000001m, s_round4)).Paid().ShouldBe(["五 皖->浙 500000000.00元"]);
    }

    [Theory]
    [InlineData("mean of 5.8 % and 5.5 %", "2024", "10", "5.8", "5.5", "528250000.00")]
    [InlineData("grown again on the pot of the year before", "2025", "10.565", "4", "6", "554662500.00")]
    [InlineData("no growth", "2024", "10", "0", "0", "500000000.00")]
    [InlineData("one falls as the other rises", "2024", "10", "-3", "3", "500000000.00")]
    [InlineData("the pot never shrinks", "2024", "10", "-3", "2", "500000000.00")]
    [InlineData("to the fen, half to even", "2024", "10.0000001", "0.01", "0", "500025005.00")]
    public void From_2024_the_pot_grows_by_both_growth_rates(string row, string period, string before, string anhui, string zhejiang, string yuan) =>
        s_fourth.Assess(s_fourth.Period(period), Agreements.JiekouYear(int.Parse(period), 1, s_round4), Growth(period, before, anhui, zhejiang)).Paid().ShouldBe([$"五 浙->皖 {yuan}元"], row);

    [Fact]
    public void A_growth_rate_that_nobody_stated_leaves_the_amount_open_and_names_who_is_to_state_it()
    {
        var assessment = s_fourth.Assess(s_fourth.Period("2024"), Agreements.JiekouYear(2024, 1, s_round4), Growth("2024", "10", "5.8", "5.5")[..2]);
        assessment.ShouldPayNothingForWantOfData();
        assessment.Gaps.ShouldHaveSingleItem().Reason.ShouldContain("浙生产总值增幅");
        // A statement about another year is none about this one.
        s_fourth.Assess(s_fourth.Period("2024"), Agreements.JiekouYear(2024, 1, s_round4), Growth("2023", "10", "5.8", "5.5")).ShouldPayNothingForWantOfData();
    }

    [Theory]
    [InlineData("xinanjiang-1", "2012", "浙 10000, 皖 10000", "浙 10000, 皖 10000")]
    [InlineData("xinanjiang-2", "2015", "浙 20000, 皖 10000", "浙 10000, 皖 20000")]
    [InlineData("xinanjiang-3", "2018", "浙 20000, 皖 20000", "浙 20000, 皖 20000")]
    [InlineData("xinanjiang-4", "2023", "浙 50000, 皖 50000", "浙 50000, 皖 50000")]
    [InlineData("xinanjiang-4", "2024", "浙 120000, 皖 120000", "浙 120000, 皖 120000")]
    public void The_most_each_side_can_pay_is_known_before_signing(string name, string period, string owed, string received)
    {
        var terms = Agreements.Read(name);
        terms.MostOwed(terms.Period(period)).Wan().ShouldBe(owed);
        terms.MostReceived(terms.Period(period)).Wan().ShouldBe(received);
    }

    [Theory]
    [InlineData("xinanjiang-1")]
    [InlineData("xinanjiang-3")]
    public void Nothing_is_paid_for_years_without_data(string name)
    {
        var terms = Agreements.Read(name);
        foreach (var period in terms.Periods) terms.Assess(period, []).ShouldPayNothingForWantOfData();
    }
}
