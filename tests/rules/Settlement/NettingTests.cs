using Basin.Rules.Settlement;
using CsCheck;

namespace Basin.Rules.Tests.Settlement;

public sealed class NettingTests
{
    private static readonly Gen<string> s_party = Gen.OneOfConst("云", "贵", "川", "资金");

    private static readonly Gen<ProposedObligation> s_obligation = Gen.Select(s_party, s_party, Gen.Long[1, 1_000_000_000_000])
        .Select((from, to, fen) => new ProposedObligation(1, "五", from, to, new Money(fen)));

    [Fact]
    public void Positions_sum_to_zero() => s_obligation.Array[0, 20].Sample(obligations =>
        Netting.Positions(obligations).Values.Sum(position => position.Fen) == 0);

    [Fact]
    public void The_published_net_of_the_Chishui_pot_for_2018_comes_out()
    {
        (string Party, string In, string Out)[] pot = [("云", "20000000", "60000000"), ("贵", "100000000", "80000000"), ("川", "80000000", "60000000")];
        var obligations = pot.SelectMany(part => new[]
        {
            new ProposedObligation(1, "三", part.Party, "资金", Money.FromYuanText(part.In)),
            new ProposedObligation(2, "四", "资金", part.Party, Money.FromYuanText(part.Out)),
        });
        var positions = Netting.Positions(obligations);
        positions["云"].ToString().ShouldBe("40000000.00元");
        positions["贵"].ToString().ShouldBe("-20000000.00元");
        positions["川"].ToString().ShouldBe("-20000000.00元");
        positions["资金"].ShouldBe(Money.Zero);
    }
}
