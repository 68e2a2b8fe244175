using Basin.Rules;
using Basin.Rules.WaterQuality;

namespace Basin.Monitoring;

/// <summary>
/// Whose months a frame changes beyond its own: by rules that compare readings, a late frame just before or after a month changes what is found in it,
/// and one of a neighbouring station changes what is found at the section it is held against.
/// </summary>
public static class JudgedSections
{
    /// <summary>Months to be computed again after a frame, its own not included, as far as the section's months can be closed at all.</summary>
    /// <param name="sections">Sections whose readings are judged with this station's; null or empty for none.</param>
    /// <param name="time">The frame's instant.</param>
    /// <param name="first">First month of the station's service.</param>
    public static IEnumerable<(string Section, YearMonth Month)> Around(IReadOnlyList<string>? sections, DateTimeOffset time, YearMonth first)
    {
        if (sections is null) yield break;
        foreach (var section in sections)
            foreach (var month in new[] { YearMonth.Of(time - QualityControl.Context), YearMonth.Of(time), YearMonth.Of(time + QualityControl.Context) }.Distinct())
                if (month >= first) yield return (section, month);
    }
}
