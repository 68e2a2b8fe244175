using System.Collections.Immutable;
using Basin.Rules.Settlement;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Terms;

/// <summary>
/// A mean concentration at which money turns round (盈亏平衡点): with every known month of the period moved by the same amount, some account's
/// position changes its sign, or a payment its direction, between two neighbouring values. Found by assessing at points over the whole
/// admissible range, close together near the actual mean, around class limits and up to twice the mean, then by halving; two changes between
/// neighbouring points that undo each other are not seen.
/// </summary>
/// <param name="Section">Name of the section in the document.</param>
/// <param name="Mean">The period's actual mean in the indicator's unit, unrounded.</param>
/// <param name="Below">
/// Last value below the change, in the indicator's unit, with one decimal more than assessment asks for. Where a payment passes exactly through
/// zero, that one value lies between this and <paramref name="Above"/>.
/// </param>
/// <param name="Above">First value above the change.</param>
/// <param name="Distance">How far the actual mean must move to the other side: above zero to rise, below zero to fall.</param>
/// <param name="PaymentsBelow">The assessment at <paramref name="Below"/>.</param>
/// <param name="PaymentsAbove">The assessment at <paramref name="Above"/>.</param>
/// <param name="NetBelow">The accounts' positions at <paramref name="Below"/>.</param>
/// <param name="NetAbove">The accounts' positions at <paramref name="Above"/>.</param>
public sealed record BreakEven(
    string Section, string SectionCode, Indicator Indicator, decimal Mean, decimal Below, decimal Above, decimal Distance,
    ImmutableArray<Payment> PaymentsBelow, ImmutableArray<Payment> PaymentsAbove,
    ImmutableSortedDictionary<string, Money?> NetBelow, ImmutableSortedDictionary<string, Money?> NetAbove)
{
    /// <summary>Changes reported for one section and indicator; a stair with more steps is cut off there, nearest values first from below.</summary>
    public const int PerMeanMax = 16;

    private const int EvenSteps = 40;

    /// <summary>Bound of the assessments that finding all changes of one mean takes: the points, and for each change as many halvings as the widest range has binary digits.</summary>
    internal const int EvaluationsPerMean = 250 + PerMeanMax * 64;

    internal static ImmutableArray<BreakEven> Of(Trial trial, Movable movable) => new Search(trial, movable).Find();

    /// <summary>What is compared: every sign and every direction.</summary>
    private sealed record Side(Assessment Assessment, ImmutableSortedDictionary<string, Money?> Net, string Signs, bool IsDetermined)
    {
        public static Side Of(CheckedTerms terms, Assessment assessment)
        {
            var net = SimulatedPeriod.NetOf(terms, assessment);
            var positions = net.Select(account => $"{account.Key}{Sign(account.Value)}");
            var directions = assessment.Payments
                .GroupBy(payment => (payment.Clause, Pair(payment)))
                .Select(pair => $"{pair.Key}{Sign(pair.Aggregate((Money?)Money.Zero, (sum, payment) => sum + Signed(payment)))}")
                .Order(StringComparer.Ordinal);
            return new(assessment, net, string.Join('|', positions.Concat(directions)), assessment.Payments.All(payment => payment.Amount is not null));
        }

        private static (string, string) Pair(Payment payment) =>
            string.CompareOrdinal(payment.From, payment.To) < 0 ? (payment.From, payment.To) : (payment.To, payment.From);

        private static Money? Signed(Payment payment) => string.CompareOrdinal(payment.From, payment.To) < 0 ? payment.Amount : -payment.Amount;

        private static char Sign(Money? amount) => amount is { } known ? known > Money.Zero ? '+' : known < Money.Zero ? '-' : '0' : '?';
    }

    /// <summary>Values are counted in units of the last decimal, so that halving ends at neighbours.</summary>
    private sealed class Search(Trial trial, Movable movable)
    {
        private readonly decimal _unit = new(1, 0, 0, false, (byte)(movable.Indicator.AssessmentDecimals + 1));
        private readonly Dictionary<decimal, Side> _sides = [];

        public ImmutableArray<BreakEven> Find()
        {
            var changes = new List<(decimal Below, decimal Above)>();
            var points = Points();
            for (var index = 1; index < points.Count && changes.Count < PerMeanMax; index++)
            {
                var (low, high) = (points[index - 1], points[index]);
                while (At(low).Signs != At(high).Signs && changes.Count < PerMeanMax)
                {
                    var above = FirstUnlike(low, high);
                    Add(changes, above - 1, above);
                    low = above;
                }
            }

            return [.. changes.Select(change => Change(change.Below, change.Above)).OfType<BreakEven>()];
        }

        // A payment that is zero at one single value is passed through there: one change, not two.
        private static void Add(List<(decimal Below, decimal Above)> changes, decimal below, decimal above)
        {
            var passesThrough = changes.Count > 0 && changes[^1].Above == below;
            if (passesThrough) changes[^1] = (changes[^1].Below, above);
            else changes.Add((below, above));
        }

        private decimal FirstUnlike(decimal low, decimal high)
        {
            var signs = At(low).Signs;
            while (high - low > 1)
            {
                var middle = decimal.Floor((low + high) / 2);
                if (At(middle).Signs == signs) low = middle;
                else high = middle;
            }

            return high;
        }

        private BreakEven? Change(decimal below, decimal above)
        {
            var (under, over) = (At(below), At(above));
            if (!under.IsDetermined || !over.IsDetermined || under.Signs == over.Signs) return null;
            var (low, high) = (below * _unit, above * _unit);
            var mustRise = movable.Mean <= low || (movable.Mean < high && ActualSigns == under.Signs);
            return new(
                movable.Name, movable.Section, movable.Indicator, movable.Mean, low, high, (mustRise ? high : low) - movable.Mean,
                under.Assessment.Payments, over.Assessment.Payments, under.Net, over.Net);
        }

        private string ActualSigns => Side.Of(trial.Terms, trial.Actual).Signs;

        private Side At(decimal units)
        {
            if (_sides.TryGetValue(units, out var known)) return known;
            return _sides[units] = Side.Of(trial.Terms, trial.MovedTo(movable, units * _unit));
        }

        private List<decimal> Points()
        {
            // One unit inside the ends, so that no month is moved out of the range by its last digits.
            var (least, most) = (decimal.Ceiling((movable.Mean + movable.Least) / _unit) + 1, decimal.Floor((movable.Mean + movable.Most) / _unit) - 1);
            var actual = decimal.Floor(movable.Mean / _unit);
            var points = new SortedSet<decimal> { least, most, actual, actual + 1 };
            for (decimal distance = 1; distance < most - least; distance *= 2) points.UnionWith([actual - distance, actual + distance]);
            for (var step = 1; step <= EvenSteps; step++) points.Add(decimal.Floor(2 * movable.Mean / _unit * step / EvenSteps));
            foreach (var limit in ClassLimits()) points.UnionWith([decimal.Floor(limit / _unit), decimal.Floor(limit / _unit) + 1]);
            return [.. points.Where(point => least <= point && point <= most)];
        }

        private IEnumerable<decimal> ClassLimits() => Enum.GetValues<WaterBody>()
            .SelectMany(body => Limits.TryFind(movable.Indicator, body, out var limit) ? limit.Bounds : []);
    }
}
