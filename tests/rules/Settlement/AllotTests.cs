using Basin.Rules.Settlement;
using CsCheck;

namespace Basin.Rules.Tests.Settlement;

public sealed class AllotTests
{
    private static readonly Gen<long[]> s_shares = Gen.Long[0, 1_000_000].Array[1, 8].Where(shares => shares.Any(share => share > 0));

    [Fact]
    public void The_remainder_goes_by_the_stated_order() =>
        Allot.Split(new Money(200_00 + 2), 1, 1, 1).Select(part => part.Fen).ShouldBe([6668L, 6667, 6667]);

    [Fact]
    public void One_fen_goes_to_the_first() => Allot.Split(new Money(1), 3, 4, 3).Select(part => part.Fen).ShouldBe([1L, 0, 0]);

    [Fact]
    public void A_part_without_share_gets_nothing() => Allot.Split(new Money(1), 0, 1, 1).Select(part => part.Fen).ShouldBe([0L, 1, 0]);

    [Fact]
    public void The_Chishui_pot_is_shared_three_four_three() =>
        Allot.Split(Money.FromYuanText("200000000"), 3, 4, 3).Select(part => part.ToString()).ShouldBe(["60000000.00元", "80000000.00元", "60000000.00元"]);

    [Fact]
    public void Parts_sum_to_the_whole() => Gen.Select(Gen.Long, s_shares).Where((fen, _) => fen != long.MinValue).Sample((fen, shares) =>
        Allot.Split(new Money(fen), shares).Sum(part => (decimal)part.Fen) == fen);

    [Fact]
    public void No_part_is_more_than_one_round_of_fen_from_its_exact_share() => Gen.Select(Gen.Long[0, 1_000_000_000_000], s_shares).Sample((fen, shares) =>
    {
        var total = shares.Sum();
        var parts = Allot.Split(new Money(fen), shares);
        for (var index = 0; index < shares.Length; index++)
        {
            var exact = (decimal)fen * shares[index] / total;
            decimal.Abs(parts[index].Fen - exact).ShouldBeLessThan(1.0000001m);
        }
    });

    [Fact]
    public void Shares_must_be_there_and_not_negative()
    {
        Should.Throw<ArgumentException>(() => Allot.Split(new Money(1)));
        Should.Throw<ArgumentException>(() => Allot.Split(new Money(1), 0, 0));
        Should.Throw<ArgumentException>(() => Allot.Split(new Money(1), 2, -1));
    }
}
