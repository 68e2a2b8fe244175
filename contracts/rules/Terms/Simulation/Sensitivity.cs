using System.Collections.Immutable;
using Basin.Rules.Settlement;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Terms;

/// <summary>
/// How many yuan a hundredth of an indicator's unit moves (灵敏度): every known month of the period a little higher, and a little lower, and the
/// payments assessed anew. Where a payment has steps, a hundredth may move nothing or a whole step; <see cref="BreakEven"/> says where.
/// </summary>
/// <param name="Section">Name of the section in the document.</param>
/// <param name="Mean">The period's actual mean in the indicator's unit.</param>
/// <param name="Up">
/// Change of each account's position when the mean is higher by <see cref="Distance"/>, null where it is not determined; null altogether where a
/// month would leave the admissible range.
/// </param>
/// <param name="Down">The same when it is lower.</param>
public sealed record Sensitivity(
    string Section, string SectionCode, Indicator Indicator, decimal Mean,
    ImmutableSortedDictionary<string, Money?>? Up, ImmutableSortedDictionary<string, Money?>? Down)
{
    /// <summary>How far the means are moved, in the indicator's unit.</summary>
    public const decimal Distance = 0.01m;

    internal const int EvaluationsPerMean = 2;

    /// <summary>Whether any account's position moves at all.</summary>
    public bool Matters => new[] { Up, Down }.Any(side => side?.Values.Any(change => change is { } money && money != Money.Zero) == true);

    internal static Sensitivity Of(Trial trial, Movable movable) => new(
        movable.Name, movable.Section, movable.Indicator, movable.Mean,
        Distance <= movable.Most ? Change(trial, movable, Distance) : null,
        -Distance >= movable.Least ? Change(trial, movable, -Distance) : null);

    private static ImmutableSortedDictionary<string, Money?> Change(Trial trial, Movable movable, decimal by)
    {
        var moved = SimulatedPeriod.NetOf(trial.Terms, trial.Moved(movable, by));
        return moved.ToImmutableSortedDictionary(net => net.Key, net => net.Value - trial.ActualNet[net.Key], StringComparer.Ordinal);
    }
}
