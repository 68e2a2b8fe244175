using System.Collections.Immutable;

namespace Basin.Rules.Terms;

/// <summary>A case prepared: its condition, null where it always applies, and its amount in whole fen.</summary>
internal sealed record PlannedArm<TNumber, TTruth>(Arm Arm, Truth<TNumber, TTruth>? When, Number<TNumber, TTruth> Amount);

/// <summary>A clause prepared.</summary>
internal sealed record PlannedClause<TNumber, TTruth>(Clause Clause, ImmutableArray<PlannedArm<TNumber, TTruth>> Arms);

/// <summary>The calculation of one period: made once of the terms, run as often as there is data.</summary>
internal sealed class Plan<TNumber, TTruth>
{
    private readonly Planner<TNumber, TTruth> _planner;

    private Plan(Document document, Planner<TNumber, TTruth> planner)
    {
        _planner = planner;
        Clauses = [.. document.Clauses.Select(clause => new PlannedClause<TNumber, TTruth>(clause, [.. clause.Arms.Select(Planned)]))];
    }

    public ImmutableArray<PlannedClause<TNumber, TTruth>> Clauses { get; }

    public Inputs Inputs => _planner.Inputs;

    /// <summary>Every division, and what it divides by.</summary>
    public IReadOnlyList<(Scalar Division, Number<TNumber, TTruth> Divisor)> Divisions => _planner.Divisions;

    /// <param name="domain">Shows and combines what rests on the document alone.</param>
    public static Plan<TNumber, TTruth> Of(Document document, Period period, IDomain<TNumber, TTruth> domain) =>
        new(document, new(domain, period, document.Data.ValidMonths));

    /// <summary>A run on what a domain knows.</summary>
    public Frame<TNumber, TTruth> Run(IDomain<TNumber, TTruth> domain) => _planner.Run(domain);

    private PlannedArm<TNumber, TTruth> Planned(Arm arm) => new(arm, arm.When is null ? null : _planner.Truth(arm.When), _planner.Amount(arm));
}
