using System.Collections.Immutable;

namespace Basin.Rules.WaterQuality;

/// <summary>What the rules say of a station's readings.</summary>
/// <param name="Readings">One per frame and indicator, in order of time and then of standard names.</param>
public sealed record QualityJudgement(ImmutableArray<JudgedReading> Readings);

/// <summary>A reading with its outcome.</summary>
/// <param name="Time">The frame's instant.</param>
/// <param name="Reading">As it was sent.</param>
/// <param name="Outcome">The worst of the findings; valid without any.</param>
/// <param name="Findings">In the order the rules are asked.</param>
public sealed record JudgedReading(DateTimeOffset Time, FlaggedReading Reading, QualityOutcome Outcome, ImmutableArray<QualityFinding> Findings);

/// <summary>Why a reading is not simply valid.</summary>
/// <param name="Outcome">Suspect or invalid.</param>
/// <param name="Step">Rule, citation, and the numbers that were compared.</param>
public sealed record QualityFinding(QualityOutcome Outcome, Step Step);
