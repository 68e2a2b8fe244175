using System.Collections.Immutable;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Terms;

/// <summary>What an amount below zero means.</summary>
internal enum BelowZero
{
    /// <summary>The document says nothing, because the amount cannot be below zero.</summary>
    Unstated,

    /// <summary>反向: the payee pays the payer.</summary>
    Turned,

    /// <summary>不付: nothing is paid.</summary>
    Nothing,
}

/// <summary>One recipient of a payment and its whole-number share.</summary>
internal readonly record struct Recipient(string Account, long Share);

/// <summary>One case of a clause.</summary>
/// <param name="Place">JSON path of the arm.</param>
/// <param name="When">Null for a case that always applies: else, or a clause without condition.</param>
/// <param name="To">In the order of the remainder: by region code.</param>
internal sealed record Arm(
    string Place, Condition? When, Scalar Pay, string From, ImmutableArray<Recipient> To, BelowZero BelowZero, Scalar? Cap);

/// <summary>A payment clause: its first case that applies is paid, none where no case applies.</summary>
internal sealed record Clause(string No, string Place, ImmutableArray<Arm> Arms);

/// <summary>A document after checking, as the evaluator needs it.</summary>
internal sealed record Document(
    string Title,
    ImmutableSortedDictionary<string, string> Parties,
    ImmutableSortedDictionary<string, string> Sections,
    ImmutableArray<Indicator> Indicators,
    DateOnly From,
    DateOnly To,
    Calendar Calendar,
    ImmutableArray<Period> Periods,
    int ValidMonths,
    ImmutableDictionary<string, Admissible> Admissible,
    ImmutableArray<Clause> Clauses);
