using Basin.Rules.Settlement;

namespace Basin.Rules.Tests.Settlement;

public sealed class MoneyTests
{
    [Theory]
    [InlineData("0", "零元整")]
    [InlineData("0.01", "壹分")]
    [InlineData("0.10", "壹角整")]
    [InlineData("0.32", "叁角贰分")]
    [InlineData("1", "壹元整")]
    [InlineData("10", "壹拾元整")]
    [InlineData("105", "壹佰零伍元整")]
    [InlineData("1005", "壹仟零伍元整")]
    [InlineData("1409.50", "壹仟肆佰零玖元伍角整")]
    [InlineData("6007.14", "陆仟零柒元壹角肆分")]
    [InlineData("1680.32", "壹仟陆佰捌拾元零叁角贰分")]
    [InlineData("107000.53", "壹拾万柒仟元零伍角叁分")]
    [InlineData("16409.02", "壹万陆仟肆佰零玖元零贰分")]
    [InlineData("325.04", "叁佰贰拾伍元零肆分")]
    [InlineData("6000005.32", "陆佰万零伍元叁角贰分")]
    [InlineData("12000000", "壹仟贰佰万元整")]
    [InlineData("100000000", "壹亿元整")]
    [InlineData("126000000", "壹亿贰仟陆佰万元整")]
    [InlineData("100000001", "壹亿零壹元整")]
    [InlineData("100005000", "壹亿零伍仟元整")]
    [InlineData("1000100000000", "壹万零壹亿元整")]
    [InlineData("1000000000000", "壹万亿元整")]
    [InlineData("1200000000000", "壹万贰仟亿元整")]
    [InlineData("-5.05", "负伍元零伍分")]
    public void Capitals_follow_the_payment_rules(string yuan, string capitals) => Money.FromYuanText(yuan).Capitals().ShouldBe(capitals);

    [Fact]
    public void The_smallest_amount_has_capitals_too() =>
        new Money(long.MinValue).Capitals().ShouldBe("负玖亿贰仟贰佰叁拾叁万柒仟贰佰零叁亿陆仟捌佰伍拾肆万柒仟柒佰伍拾捌元零捌分");

    [Theory]
    [InlineData("100000000", "100000000.00元", "100,000,000.00")]
    [InlineData("0.5", "0.50元", "0.50")]
    [InlineData("-1234.56", "-1234.56元", "-1,234.56")]
    public void Figures_have_two_decimals(string yuan, string text, string figures)
    {
        Money.FromYuanText(yuan).ToString().ShouldBe(text);
        Money.FromYuanText(yuan).Figures().ShouldBe(figures);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1.001")]
    [InlineData("100.000")]
    [InlineData(".5")]
    [InlineData("-.5")]
    [InlineData("5.")]
    [InlineData(".")]
    [InlineData("-")]
    [InlineData("1,000")]
    [InlineData("+1")]
    [InlineData("1e3")]
    [InlineData(" 1")]
    [InlineData("1元")]
    [InlineData("99999999999999999999")]
    public void What_is_no_amount_is_refused(string text) => Should.Throw<FormatException>(() => Money.FromYuanText(text));

    [Theory]
    [InlineData("0.005", 0)]
    [InlineData("0.015", 2)]
    [InlineData("0.0051", 1)]
    [InlineData("-0.025", -2)]
    [InlineData("-0.035", -4)]
    public void Yuan_are_rounded_half_to_even(string yuan, long fen) => Money.HalfEven(decimal.Parse(yuan)).Fen.ShouldBe(fen);

    [Fact]
    public void Sums_are_checked()
    {
        Should.Throw<OverflowException>(() => new Money(long.MaxValue) + new Money(1));
        Should.Throw<OverflowException>(() => new Money(long.MinValue) - new Money(1));
        Money.TryHalfEven(decimal.MaxValue, out _).ShouldBeFalse();
    }
}
