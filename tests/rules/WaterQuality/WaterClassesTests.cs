using Basin.Rules.WaterQuality;

namespace Basin.Rules.Tests.WaterQuality;

public sealed class WaterClassesTests
{
    [Theory]
    [InlineData(WaterClass.I, "Ⅰ", "优")]
    [InlineData(WaterClass.II, "Ⅱ", "优")]
    [InlineData(WaterClass.III, "Ⅲ", "良好")]
    [InlineData(WaterClass.IV, "Ⅳ", "轻度污染")]
    [InlineData(WaterClass.V, "Ⅴ", "中度污染")]
    [InlineData(WaterClass.WorseThanV, "劣Ⅴ", "重度污染")]
    public void A_class_has_its_text_and_word(WaterClass waterClass, string text, string word)
    {
        WaterClasses.Text(waterClass).ShouldBe(text);
        WaterClasses.Word(waterClass).ShouldBe(word);
    }

    [Theory]
    [InlineData("Ⅱ", WaterClass.II)]
    [InlineData("II", WaterClass.II)]
    [InlineData("Ⅱ类", WaterClass.II)]
    [InlineData(" Ⅲ ", WaterClass.III)]
    [InlineData("V", WaterClass.V)]
    [InlineData("劣Ⅴ", WaterClass.WorseThanV)]
    [InlineData("劣V类", WaterClass.WorseThanV)]
    public void A_class_is_read_in_either_script(string text, WaterClass expected)
    {
        WaterClasses.TryParse(text, out var waterClass).ShouldBeTrue();
        waterClass.ShouldBe(expected);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("类")]
    [InlineData("Ⅵ")]
    [InlineData("2")]
    [InlineData("劣")]
    public void Anything_else_is_not_a_class(string? text) => WaterClasses.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void Every_text_is_read_back()
    {
        foreach (var waterClass in Enum.GetValues<WaterClass>())
        {
            WaterClasses.TryParse(WaterClasses.Text(waterClass), out var read).ShouldBeTrue();
            read.ShouldBe(waterClass);
        }
    }
}
