namespace Basin.Rules.WaterQuality;

/// <summary>The trophic state of a lake (营养状态) after 环办〔2011〕22号; a larger number is more nutrients.</summary>
public enum TrophicGrade
{
    /// <summary>贫营养.</summary>
    Oligotrophic = 1,

    /// <summary>中营养.</summary>
    Mesotrophic = 2,

    /// <summary>轻度富营养.</summary>
    LightlyEutrophic = 3,

    /// <summary>中度富营养.</summary>
    ModeratelyEutrophic = 4,

    /// <summary>重度富营养.</summary>
    HeavilyEutrophic = 5,
}
