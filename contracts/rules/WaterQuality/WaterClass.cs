namespace Basin.Rules.WaterQuality;

/// <summary>Water-quality class (水质类别) after GB 3838-2002; a larger number is worse water.</summary>
public enum WaterClass
{
    I = 1,
    II = 2,
    III = 3,
    IV = 4,
    V = 5,
    WorseThanV = 6,
}

/// <summary>Whether a section lies on a river or a lake or reservoir; decides the total-phosphorus and total-nitrogen columns.</summary>
public enum WaterBody
{
    River,
    Lake,
}
