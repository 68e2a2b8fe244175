using Basin.Rules.Terms;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Tests.Terms;

/// <summary>密云水库上游 (DOMAIN 2.4): quality, quantity and conduct; advance and clearing. The amounts are illustrative.</summary>
public sealed class MiyunTests
{
    private static readonly CheckedTerms s_terms = Agreements.Read("miyun");
    private static readonly Period s_2018 = s_terms.Period("2018");

    /// <param name="nitrogen">Total nitrogen against the year before.</param>
    /// <param name="inflow">Water of the whole year, in 亿 m³.</param>
    private static MonthFacts[] Water(decimal permanganate, decimal nitrogen, decimal inflow, int year = 2018) =>
    [
        .. s_terms.Sections.Values.SelectMany(section =>
            Agreements.Year(section, year - 1, ("总氮", 10m)).Concat(
                Agreements.Year(section, year, ("高锰酸盐指数", permanganate), ("氨氮", 0.3m), ("总磷", 0.05m), ("总氮", 10m * nitrogen))
                    .Select(month => month.WithVolume(inflow * 100_000_000m / 36)))),
    ];

    private static StatedFact[] Stated(string period, string score, string? prepaid = null, string? advance = null)
    {
        var facts = new List<StatedFact> { new("考核得分", period, score) };
        if (prepaid is not null) facts.Add(new("已预拨资金", period, prepaid));
        if (advance is not null) facts.Add(new("下年预拨资金", period, advance));
        return [.. facts];
    }

    [Theory]
    [InlineData("nine items met, nothing else", "3", "1", "3", "0", 18000)]
    [InlineData("CODMn at its target in three sections", "4", "1", "3", "0", 18000)]
    [InlineData("CODMn just above it", "4.0001", "1", "3", "0", 12000)]
    [InlineData("nitrogen 10 points down", "3", "0.9", "3", "0", 19000)]
    [InlineData("nitrogen up is not punished", "3", "1.3", "3", "0", 18000)]
    [InlineData("nitrogen 20 points down: the cap itself", "3", "0.8", "3", "0", 20000)]
    [InlineData("nitrogen 21 points down: capped", "3", "0.79", "3", "0", 20000)]
    [InlineData("1亿 m³ more than the mean at 0.5元", "3", "1", "4", "0", 23000)]
    [InlineData("less water than the mean is not punished", "3", "1", "2", "0", 18000)]
    [InlineData("3亿 m³ more: the cap itself", "3", "1", "6", "0", 33000)]
    [InlineData("4亿 m³ more: capped", "3", "1", "7", "0", 33000)]
    [InlineData("conduct 80 of 100", "3", "1", "3", "80", 26000)]
    [InlineData("conduct 100 of 100", "3", "1", "3", "100", 28000)]
    public void Quality_quantity_and_conduct_add_up(string row, string permanganate, string nitrogen, string inflow, string score, int wan) =>
        s_terms.Assess(s_2018, Water(decimal.Parse(permanganate), decimal.Parse(nitrogen), decimal.Parse(inflow)), Stated("2018", score)).NetWan("冀").ShouldBe(wan, row);

    [Fact]
    public void The_published_322_15_million_of_2018_and_177_85_million_in_advance_are_one_transfer_of_500_million()
    {
        // 18000 for quality, 1215 for 12.15 points of nitrogen, 5000 for 1亿 m³, 8000 for 80 points: one way to 32215.
        var assessment = s_terms.Assess(s_2018, Water(3, 0.8785m, 4), Stated("2018", "80", advance: "17785"));
        assessment.Payments.Select(payment => $"{payment.Clause} {payment.From}->{payment.To} {payment.Amount}").ShouldBe(["五 京->冀 322150000.00元", "六 京->冀 177850000.00元"]);
        assessment.Paid().ShouldBe(["五、六 京->冀 500000000.00元"]);
    }

    [Fact]
    public void What_was_paid_in_advance_is_cleared_the_next_year_and_given_back_where_it_was_too_much()
    {
        var year = Water(3, 1, 3, 2019);
        s_terms.Assess(s_terms.Period("2019"), year, Stated("2019", "80", prepaid: "17785")).Paid().ShouldBe(["五 京->冀 82150000.00元"]);
        s_terms.Assess(s_terms.Period("2019"), year, Stated("2019", "80", prepaid: "30000")).Paid().ShouldBe(["五 冀->京 40000000.00元"]);
        // Giving back 4000 and 1亿 in advance for the year after are set off.
        s_terms.Assess(s_terms.Period("2019"), year, Stated("2019", "80", prepaid: "30000", advance: "10000")).Paid().ShouldBe(["五、六 京->冀 60000000.00元"]);
    }

    [Fact]
    public void Without_a_score_or_a_volume_the_clearing_is_open_and_the_advance_is_still_paid()
    {
        s_terms.Assess(s_2018, Water(3, 1, 3)).ShouldBeOpen("考核得分");
        var assessment = s_terms.Assess(s_2018, [.. Water(3, 1, 3).Select(month => month with { Volume = null })], Stated("2018", "80", advance: "100"));
        assessment.Gaps.ShouldAllBe(gap => gap.Indicator == "水量");
        assessment.Paid().ShouldBe(["六 京->冀 1000000.00元"]);
    }

    [Theory]
    [InlineData("100.5")]
    [InlineData("-1")]
    [InlineData("八十")]
    public void A_score_that_is_none_is_not_taken(string score) => s_terms.Assess(s_2018, Water(3, 1, 3), Stated("2018", score)).ShouldBeOpen("考核得分");

    [Fact]
    public void The_most_each_side_can_pay_is_known_before_signing()
    {
        // 18000 + 2000 + 15000 + 10000 and 50000 in advance; back at most the advance.
        s_terms.MostOwed(s_2018).Wan().ShouldBe("京 95000, 冀 50000");
        s_terms.MostReceived(s_2018).Wan().ShouldBe("京 50000, 冀 95000");
    }
}

file static class Open
{
    public static void ShouldBeOpen(this Assessment assessment, string reason)
    {
        assessment.Payments.Single(payment => payment.Clause == "五").Amount.ShouldBeNull();
        assessment.Gaps.ShouldHaveSingleItem().Reason.ShouldContain(reason);
        assessment.Paid().ShouldBeEmpty();
    }
}
