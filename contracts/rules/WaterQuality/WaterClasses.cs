namespace Basin.Rules.WaterQuality;

/// <summary>The texts of water-quality classes.</summary>
public static class WaterClasses
{
    /// <summary>The class as the release writes it: Ⅰ Ⅱ Ⅲ Ⅳ Ⅴ 劣Ⅴ.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not a class.</exception>
    public static string Text(WaterClass waterClass) => waterClass switch
    {
        WaterClass.I => "Ⅰ",
        WaterClass.II => "Ⅱ",
        WaterClass.III => "Ⅲ",
        WaterClass.IV => "Ⅳ",
        WaterClass.V => "Ⅴ",
        WaterClass.WorseThanV => "劣Ⅴ",
        _ => throw new ArgumentOutOfRangeException(nameof(waterClass), waterClass, "There are six classes."),
    };

    /// <summary>
    /// The word for the water's condition (定性评价) after 环办〔2011〕22号: Ⅰ and Ⅱ 优, Ⅲ 良好, Ⅳ 轻度污染, Ⅴ 中度污染, 劣Ⅴ 重度污染.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not a class.</exception>
    public static string Word(WaterClass waterClass) => WaterGrades.Word(WaterGrades.Of(waterClass));

    /// <summary>Reads Ⅱ, II, 劣Ⅴ or 劣V, each with or without a closing 类.</summary>
    public static bool TryParse(string? text, out WaterClass waterClass)
    {
        waterClass = text?.Trim().TrimEnd('类') switch
        {
            "Ⅰ" or "I" => WaterClass.I,
            "Ⅱ" or "II" => WaterClass.II,
            "Ⅲ" or "III" => WaterClass.III,
            "Ⅳ" or "IV" => WaterClass.IV,
            "Ⅴ" or "V" => WaterClass.V,
            "劣Ⅴ" or "劣V" => WaterClass.WorseThanV,
            _ => default,
        };
        return waterClass != default;
    }
}
