namespace Basin.Rules.WaterQuality;

/// <summary>The water's condition (水质状况) after 环办〔2011〕22号; a larger number is worse water.</summary>
public enum WaterGrade
{
    /// <summary>优.</summary>
    Excellent = 1,

    /// <summary>良好.</summary>
    Good = 2,

    /// <summary>轻度污染.</summary>
    LightlyPolluted = 3,

    /// <summary>中度污染.</summary>
    ModeratelyPolluted = 4,

    /// <summary>重度污染.</summary>
    HeavilyPolluted = 5,
}
