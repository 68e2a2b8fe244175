namespace Basin.Rules.WaterQuality;

/// <summary>The trophic state of a lake, or the reason why it is not determined.</summary>
/// <param name="Index">TLI(Σ), unrounded, without unit; null when not determined.</param>
/// <param name="Grade">The grade of the unrounded index; null when not determined.</param>
/// <param name="Reason">Why it is not determined; null when it is.</param>
public sealed record TrophicState(decimal? Index, TrophicGrade? Grade, string? Reason);
