namespace Basin.Rules.Tests;

public sealed class YearMonthTests
{
    [Theory]
    [InlineData("1989-12", false)]
    [InlineData("1990-01", true)]
    [InlineData("2200-12", true)]
    [InlineData("2201-01", false)]
    [InlineData("9999-12", false)]
    [InlineData("0001-01", false)]
    [InlineData("2020-13", false)]
    [InlineData("2020-5", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Months_are_read_from_1990_to_2200(string? text, bool isMonth)
    {
        YearMonth.TryParse(text, out var month).ShouldBe(isMonth);
        month.ShouldBe(isMonth ? YearMonth.Parse(text!) : default);
        if (!isMonth) Should.Throw<FormatException>(() => YearMonth.Parse(text!));
    }

    [Fact]
    public void Every_month_that_is_read_has_an_end()
    {
        YearMonth.Parse("2200-12").End.ShouldBe(new DateTimeOffset(2201, 1, 1, 0, 0, 0, YearMonth.ChinaOffset));
        YearMonth.Parse("1990-01").AddMonths(-12).ToString().ShouldBe("1989-01");
    }
}
