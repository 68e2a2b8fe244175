using System.Collections.Immutable;

namespace Basin.Rules.Terms;

/// <summary>A case prepared: its condition, null where it always applies, and its amount in whole fen.</summary>
/// <param name="Fixed">What it pays where that rests on the document alone; default where it rests on data.</param>
internal sealed record PlannedArm<TNumber, TTruth>(Arm Arm, Truth<TNumber, TTruth>? When, Number<TNumber, TTruth> Amount, ImmutableArray<BarePayment> Fixed);

/// <summary>A clause prepared.</summary>
/// <param name="Name">As in <see cref="Terms.Clause.Name"/>, worded once.</param>
/// <param name="Citation">As steps cite it.</param>
internal sealed record PlannedClause<TNumber, TTruth>(Clause Clause, ImmutableArray<PlannedArm<TNumber, TTruth>> Arms, string Name, string Citation)
{
    public static PlannedClause<TNumber, TTruth> Of(Document document, Clause clause, ImmutableArray<PlannedArm<TNumber, TTruth>> arms) =>
        new(clause, arms, clause.Name, $"《{document.Title}》第{clause.No}条");
}

/// <summary>The calculation of one period: made once of the terms, run as often as there is data.</summary>
internal sealed class Plan<TNumber, TTruth>
{
    private readonly Planner<TNumber, TTruth> _planner;

    private Plan(Document document, Period period, Planner<TNumber, TTruth> planner)
    {
        _planner = planner;
        Title = $"{document.Title} {period.Id}";
        Clauses = [.. document.Clauses.Select(clause => PlannedClause<TNumber, TTruth>.Of(document, clause, [.. clause.Arms.Select((arm, index) => Planned(clause, arm, clause.Arms[..index]))]))];
    }

    /// <summary>The agreement's title and the period.</summary>
    public string Title { get; }

    public ImmutableArray<PlannedClause<TNumber, TTruth>> Clauses { get; }

    public Inputs Inputs => _planner.Inputs;

    /// <summary>Every division, and what it divides by.</summary>
    public IReadOnlyList<(Scalar Division, Number<TNumber, TTruth> Divisor)> Divisions => _planner.Divisions;

    /// <param name="domain">Shows and combines what rests on the document alone.</param>
    /// <param name="assumes">As for <see cref="Planner{TNumber, TTruth}"/>.</param>
    public static Plan<TNumber, TTruth> Of(Document document, Period period, IDomain<TNumber, TTruth> domain, bool assumes = false) =>
        new(document, period, new(domain, period, document.Data.ValidMonths, assumes));

    /// <summary>A run on what a domain knows.</summary>
    public Frame<TNumber, TTruth> Run(IDomain<TNumber, TTruth> domain) => _planner.Run(domain);

    // Its amount is asked for where it holds and every case before it does not.
    private PlannedArm<TNumber, TTruth> Planned(Clause clause, Arm arm, ImmutableArray<Arm> before)
    {
        var holding = arm.When is null ? Array.Empty<(Condition, bool)>() : [(arm.When, true)];
        var amount = _planner.Where([.. before.Select(other => (other.When!, false)), .. holding], () => _planner.Amount(arm));
        var known = amount is KnownNumber<Exact, ExactTruth> { Known: { } value } ? PreparedPeriod.BarePayments(clause, arm, value.Value) : default;
        return new(arm, arm.When is null ? null : _planner.Truth(arm.When), amount, known);
    }
}
