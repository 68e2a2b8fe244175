using Basin.Rules.Settlement;
using Basin.Rules.Terms;
using Basin.Rules.WaterQuality;
using CsCheck;

namespace Basin.Rules.Tests.Terms;

/// <summary>太湖, 江苏 (DOMAIN 2.4): load above the target times price, borne by two upstream districts by their contribution.</summary>
public sealed class TaihuTests
{
    private static readonly CheckedTerms s_terms = Agreements.Read("taihu");
    private static readonly Period s_month = s_terms.Period("2018-05");

    private static MonthFacts Water(decimal permanganate, decimal ammonia, decimal phosphorus, decimal? volume) => Agreements.Month(
        s_terms.Sections["丹金闸"], new(2018, 5), ("高锰酸盐指数", permanganate), ("氨氮", ammonia), ("总磷", phosphorus)) with
        {
            Volume = volume is { } cubicMetres ? new(cubicMetres, 1, 1, null) : null,
        };

    [Fact]
    public void CODMn_at_8_against_6_in_ten_million_cubic_metres_is_300_thousand_split_257340_and_42660() =>
        s_terms.Assess(s_month, [Water(8, 0.5m, 0.1m, 10_000_000)]).Paid().ShouldBe(["三 丹徒->常州 42660.00元", "三 丹阳->常州 257340.00元"], ignoreOrder: true);

    [Theory]
    [InlineData("all at their targets", "6", "1", "0.2", "0")]
    [InlineData("CODMn 1 mg/L over: 10 t at 1.5万", "7", "1", "0.2", "15")]
    [InlineData("ammonia 1 mg/L over: 10 t at 10万", "6", "2", "0.2", "100")]
    [InlineData("phosphorus 0.1 mg/L over: 1 t at 10万", "6", "1", "0.3", "10")]
    [InlineData("the section is the sum of its factors", "7", "2", "0.3", "125")]
    [InlineData("a good factor does not make up for a bad one", "2", "2", "0.02", "100")]
    [InlineData("just above the target", "6.0001", "1", "0.2", "0.0015")]
    public void Each_factor_above_its_target_is_paid_by_the_tonne(string row, string permanganate, string ammonia, string phosphorus, string wan)
    {
        var assessment = s_terms.Assess(s_month, [Water(decimal.Parse(permanganate), decimal.Parse(ammonia), decimal.Parse(phosphorus), 10_000_000)]);
        assessment.NetWan("常州").ShouldBe(decimal.Parse(wan), row);
        Obligations.From(assessment).ShouldAllBe(owed => owed.To == "常州");
    }

    [Fact]
    public void The_two_parts_always_make_the_whole() => Gen.Int[0, 1_000_000_000].Sample(volume =>
    {
        var payments = s_terms.Assess(s_month, [Water(7, 0.5m, 0.1m, volume)]).Payments.Where(payment => payment.Clause == "三").ToList();
        payments.Sum(payment => payment.Amount!.Value.Yuan).ShouldBe(Money.HalfEven(volume * 0.015m).Yuan);
    }, iter: 200);

    [Fact]
    public void One_fen_of_remainder_goes_by_region_code()
    {
        // 20 m³ x 1 mg/L = 20 g; at 1.5万元/t that is 0.30 yuan: 4.266 and 25.734 fen, and the fen that is left goes to 丹徒 (321112).
        s_terms.Assess(s_month, [Water(7, 0.5m, 0.1m, 20)]).Paid().ShouldBe(["三 丹徒->常州 0.05元", "三 丹阳->常州 0.25元"], ignoreOrder: true);
    }

    [Fact]
    public void Without_flow_nothing_is_paid_and_without_one_factor_the_others_are()
    {
        s_terms.Assess(s_month, [Water(8, 2, 0.3m, null)]).ShouldPayNothingForWantOfData();
        s_terms.Assess(s_month, []).ShouldPayNothingForWantOfData();
        var assessment = s_terms.Assess(s_month, [Water(8, 2, 0.3m, 10_000_000).Without("氨氮")]);
        assessment.Payments.Where(payment => payment.Amount is null).Select(payment => payment.Clause).Distinct().ShouldBe(["四"]);
        // Some payment is open, so nothing is set off yet: each stands by itself.
        assessment.NetWan("常州").ShouldBe(30 + 10);
    }

    [Fact]
    public void Only_upstream_can_owe()
    {
        s_terms.MostReceived(s_month).Wan().ShouldBe("常州 729000");
        s_terms.MostOwed(s_month).Keys.Where(party => s_terms.MostOwed(s_month)[party] > Money.Zero).ShouldBe(["丹徒", "丹阳"], ignoreOrder: true);
    }
}
