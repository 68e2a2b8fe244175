using Basin.Rules;
using Basin.Rules.WaterQuality;

namespace Basin.Monitoring;

/// <summary>A sampling point (采样点) as a file is checked against it: a station whose readings come from a laboratory, and the section it belongs to.</summary>
/// <param name="SectionNames">Code, name and aliases of the section.</param>
public sealed record LabPoint(Station Station, IReadOnlyCollection<string> SectionNames, WaterBody Body)
{
    /// <summary>Why a laboratory's sample cannot be of this station; null when it can. Its readings would otherwise come from two hands.</summary>
    public (string Code, string Sentence)? SourceProblem() => Station.IsSampled
        ? null
        : ("automatic-station", $"{Station.Code} 是自动站，不是采样点 {Station.Code} is an automatic station; its readings come as frames, not in files.");
}
