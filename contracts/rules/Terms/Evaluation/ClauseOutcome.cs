using System.Collections.Immutable;

namespace Basin.Rules.Terms;

/// <summary>A case that can apply and the amount it gives, before its direction is looked at.</summary>
internal sealed record ArmOutcome<TNumber>(Arm Arm, Explained<TNumber> Amount);

/// <summary>What a clause comes to.</summary>
/// <param name="Arms">The cases that can apply, in order. With exact values more than one, or one beside nothing, means that it is not decided.</param>
/// <param name="CanBeNothing">Whether it is possible that no case applies.</param>
/// <param name="Conditions">The conditions that were looked at.</param>
internal sealed record ClauseOutcome<TNumber, TTruth>(
    Clause Clause, ImmutableArray<ArmOutcome<TNumber>> Arms, bool CanBeNothing, ImmutableArray<Explained<TTruth>> Conditions)
{
    /// <summary>The first case that applies; cases after one that certainly applies are not looked at.</summary>
    public static ClauseOutcome<TNumber, TTruth> Of(Clause clause, Evaluator<TNumber, TTruth> evaluator)
    {
        var arms = ImmutableArray.CreateBuilder<ArmOutcome<TNumber>>();
        var conditions = ImmutableArray.CreateBuilder<Explained<TTruth>>();
        foreach (var arm in clause.Arms)
        {
            var (canHold, canFail) = (true, false);
            if (arm.When is not null)
            {
                var condition = evaluator.Truth(arm.When);
                conditions.Add(condition);
                (canHold, canFail) = (evaluator.Domain.CanHold(condition.Value), evaluator.Domain.CanFail(condition.Value));
            }

            if (canHold) arms.Add(new(arm, Amount(arm, evaluator)));
            if (!canFail) return new(clause, arms.ToImmutable(), false, conditions.ToImmutable());
        }

        return new(clause, arms.ToImmutable(), true, conditions.ToImmutable());
    }

    private static Explained<TNumber> Amount(Arm arm, Evaluator<TNumber, TTruth> evaluator)
    {
        var domain = evaluator.Domain;
        var amount = evaluator.Number(arm.Pay);
        if (arm.Cap is not null)
        {
            var cap = evaluator.Number(arm.Cap);
            var floor = cap with { Value = domain.Subtract(domain.Of(0), cap.Value) };
            amount = evaluator.Clamp($"限额 {arm.Cap.Text}", Kind.Amount, amount, floor, cap);
        }

        // The one point where money is rounded: each payment once, before it is split.
        var rounded = domain.RoundToFen(amount.Value);
        var (shown, unit) = domain.Show(rounded, Kind.Amount);
        return new(rounded, new("terms.fen", null, "修约到分，四舍六入五成双", shown, unit, "GB/T 8170-2008", [amount.Step]));
    }
}
