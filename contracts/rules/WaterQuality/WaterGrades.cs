namespace Basin.Rules.WaterQuality;

/// <summary>The grades of the water's condition and their words.</summary>
public static class WaterGrades
{
    /// <summary>The grade of a section's class: Ⅰ and Ⅱ 优, Ⅲ 良好, Ⅳ 轻度污染, Ⅴ 中度污染, 劣Ⅴ 重度污染.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not a class.</exception>
    public static WaterGrade Of(WaterClass waterClass) => waterClass switch
    {
        WaterClass.I or WaterClass.II => WaterGrade.Excellent,
        WaterClass.III => WaterGrade.Good,
        WaterClass.IV => WaterGrade.LightlyPolluted,
        WaterClass.V => WaterGrade.ModeratelyPolluted,
        WaterClass.WorseThanV => WaterGrade.HeavilyPolluted,
        _ => throw new ArgumentOutOfRangeException(nameof(waterClass), waterClass, "There are six classes."),
    };

    /// <summary>The grade's word: 优 良好 轻度污染 中度污染 重度污染.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not a grade.</exception>
    public static string Word(WaterGrade grade) => grade switch
    {
        WaterGrade.Excellent => "优",
        WaterGrade.Good => "良好",
        WaterGrade.LightlyPolluted => "轻度污染",
        WaterGrade.ModeratelyPolluted => "中度污染",
        WaterGrade.HeavilyPolluted => "重度污染",
        _ => throw new ArgumentOutOfRangeException(nameof(grade), grade, "There are five grades."),
    };
}
