using Basin.Rules.WaterQuality;
using CsCheck;
using static Basin.Rules.Tests.WaterQuality.Sections;

namespace Basin.Rules.Tests.WaterQuality;

public sealed class LogarithmTests
{
    // Reference values computed with 60 digits.
    [Theory]
    [InlineData("0.0000000000000000000000000001", "-64.47238260383327915250376073")]
    [InlineData("0.000123", "-9.003326202591856608845940118")]
    [InlineData("0.5", "-0.6931471805599453094172321215")]
    [InlineData("0.7499999999999999999999999999", "-0.2876820724517809274392190061")]
    [InlineData("0.75", "-0.2876820724517809274392190060")]
    [InlineData("1", "0")]
    [InlineData("1.4999999999999999999999999999", "0.4054651081081643819780131154")]
    [InlineData("1.5", "0.4054651081081643819780131155")]
    [InlineData("2", "0.6931471805599453094172321215")]
    [InlineData("10", "2.302585092994045684017991455")]
    [InlineData("12", "2.484906649788000310229709480")]
    [InlineData("12345678901234567890.12345678", "43.95983778920252055739683935")]
    [InlineData("79228162514264337593543950335", "66.54212933375474970405428366")]
    public void The_natural_logarithm_of_any_positive_decimal_is_right_to_its_bound(string value, string expected) =>
        decimal.Abs(CommonLogarithm.Natural(D(value)) - D(expected)).ShouldBeLessThan(CommonLogarithm.ErrorMost);

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    public void There_is_no_logarithm_of_zero_or_less(string value) =>
        Should.Throw<ArgumentOutOfRangeException>(() => CommonLogarithm.Natural(D(value)));

    [Fact]
    public void The_logarithm_of_a_product_is_the_sum_of_the_logarithms() =>
        Gen.Select(Factors, Factors).Sample((a, b) =>
            decimal.Abs(CommonLogarithm.Natural(a * b) - CommonLogarithm.Natural(a) - CommonLogarithm.Natural(b))
                .ShouldBeLessThan(3 * CommonLogarithm.ErrorMost));

    [Fact]
    public void The_logarithm_rises_with_its_value() =>
        Gen.Select(Factors, Factors).Where((a, b) => a != b).Sample((a, b) =>
            (CommonLogarithm.Natural(a) < CommonLogarithm.Natural(b)).ShouldBe(a < b));

    [Fact]
    public void The_logarithm_agrees_with_binary_floating_point_to_its_precision() =>
        Factors.Sample(value => ((double)CommonLogarithm.Natural(value)).ShouldBe(Math.Log((double)value), 1e-12));

    // From 0.00001 to 100000, so that products are exact.
    private static Gen<decimal> Factors => Gen.Long[1, 10_000_000_000].Select(digits => digits / 100_000m);
}
