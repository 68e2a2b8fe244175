using System.Collections.Immutable;

namespace Basin.Rules.Terms;

/// <summary>A case that can apply and the amount it gives, before its direction is looked at.</summary>
internal readonly record struct ArmOutcome<TNumber>(Arm Arm, Explained<TNumber> Amount);

/// <summary>What a clause comes to.</summary>
/// <param name="Arms">The cases that can apply, in order. With exact values more than one, or one beside nothing, means that it is not decided.</param>
/// <param name="CanBeNothing">Whether it is possible that no case applies.</param>
/// <param name="Conditions">The conditions that were looked at.</param>
internal sealed record ClauseOutcome<TNumber, TTruth>(
    PlannedClause<TNumber, TTruth> Planned, ImmutableArray<ArmOutcome<TNumber>> Arms, bool CanBeNothing, ImmutableArray<Explained<TTruth>> Conditions)
{
    public Clause Clause => Planned.Clause;

    /// <summary>The steps of the conditions, then those of the amounts.</summary>
    public ImmutableArray<Step> Because
    {
        get
        {
            if (Conditions.Length == 1 && Arms.Length == 1) return [Conditions[0].Step, Arms[0].Amount.Step];
            var steps = ImmutableArray.CreateBuilder<Step>(Conditions.Length + Arms.Length);
            foreach (var condition in Conditions) steps.Add(condition.Step);
            foreach (var arm in Arms) steps.Add(arm.Amount.Step);
            return steps.MoveToImmutable();
        }
    }

    /// <summary>The first case that applies; cases after one that certainly applies are not looked at.</summary>
    public static ClauseOutcome<TNumber, TTruth> Of(PlannedClause<TNumber, TTruth> planned, Frame<TNumber, TTruth> frame)
    {
        ImmutableArray<ArmOutcome<TNumber>> arms = [];
        ImmutableArray<Explained<TTruth>> conditions = [];
        foreach (var arm in planned.Arms)
        {
            var (canHold, canFail) = (true, false);
            if (arm.When is not null)
            {
                var condition = arm.When.Explain(frame);
                conditions = conditions.IsEmpty ? [condition] : conditions.Add(condition);
                (canHold, canFail) = (frame.Domain.CanHold(condition.Value), frame.Domain.CanFail(condition.Value));
            }

            if (canHold)
            {
                var outcome = new ArmOutcome<TNumber>(arm.Arm, arm.Amount.Explain(frame));
                arms = arms.IsEmpty ? [outcome] : arms.Add(outcome);
            }

            if (!canFail) return new(planned, arms, false, conditions);
        }

        return new(planned, arms, true, conditions);
    }
}
