namespace Basin.Rules.WaterQuality;

/// <summary>The condition (水质状况) of a river, basin or lake, or the reason why it is not determined.</summary>
/// <param name="Grade">The grade; null when not determined.</param>
/// <param name="Class">The class of the averaged concentrations; null where the grade comes from shares, and when not determined.</param>
/// <param name="Shares">The shares the grade comes from; null where concentrations were averaged, and when not determined.</param>
/// <param name="Reason">Why the grade is not determined; null when it is.</param>
public sealed record BasinCondition(WaterGrade? Grade, WaterClass? Class, ClassShares? Shares, string? Reason);
