using System.Collections.Immutable;

namespace Basin.Rules.WaterQuality;

/// <summary>
/// Readings of one indicator in one month, taken one by one and not kept: counts, sums and extremes are all that a mean needs. Sums are exact
/// whatever the order, because values of at most <see cref="ShortDecimalsMax"/> decimals below 10^12 are whole multiples of one small unit, and
/// far more of them than <see cref="ReadingsMax"/> fit into the 28 digits of a decimal; the rare longer value is kept and summed at the end in
/// order of size. The mean of pH needs every value, so those are kept as counts of equal ones.
/// </summary>
public sealed class MonthTally(Indicator indicator)
{
    /// <summary>Readings that one tally takes; ten a second would not make as many in a month.</summary>
    public const int ReadingsMax = 50_000_000;

    /// <summary>Decimals up to which values are summed as they come. Half a detection limit has one more.</summary>
    internal const int ShortDecimalsMax = 8;

    private const decimal ShortEnd = 1_000_000_000_000m;

    private Run _measured;
    private BelowLimits? _below;
    private ValueCounts? _counts;
    private List<Measured>? _long;

    public Indicator Indicator => indicator;

    /// <summary>Readings taken.</summary>
    public int Count { get; private set; }

    /// <summary>Those below their detection limit.</summary>
    public int NonDetects { get; private set; }

    /// <exception cref="OverflowException">More than <see cref="ReadingsMax"/> readings.</exception>
    public void Add(Measured reading)
    {
        AddCounts(1, reading.BelowDetection ? 1 : 0);
        if (reading.Value.Scale > ShortDecimalsMax || decimal.Abs(reading.Value) >= ShortEnd) (_long ??= []).Add(reading);
        else if (reading.BelowDetection) (_below ??= new()).Add(reading.Value);
        else if (indicator.Averaging == Averaging.HydrogenIon) (_counts ??= new()).Add(reading.Value, 1);
        else _measured.Add(reading.Value);
    }

    /// <summary>Takes what another tally of the same indicator and month has taken.</summary>
    /// <exception cref="ArgumentException">The other is of another indicator.</exception>
    /// <exception cref="OverflowException">Together more than <see cref="ReadingsMax"/> readings.</exception>
    public void Add(MonthTally other)
    {
        if (other.Indicator != indicator) throw new ArgumentException($"A tally of {other.Indicator} is no tally of {indicator}.", nameof(other));
        AddCounts(other.Count, other.NonDetects);
        _measured.Add(other._measured);
        if (other._below is { } below) (_below ??= new()).Add(below);
        if (other._counts is { } counts) foreach (var (value, count) in counts.Ascending) (_counts ??= new()).Add(value, count);
        if (other._long is { } values) (_long ??= []).AddRange(values);
    }

    /// <summary>The average of at least one reading.</summary>
    internal Average Average(NonDetect nonDetect) =>
        indicator.Averaging == Averaging.HydrogenIon ? HydrogenIons(nonDetect) : Arithmetic(nonDetect);

    /// <summary>The sum of half the detection limits of the readings below them.</summary>
    internal decimal HalfLimits() =>
        (_below?.Halves ?? 0) + (_long ?? []).Where(reading => reading.BelowDetection).Select(reading => reading.Value / 2).Order().Sum();

    internal static decimal Counted(Measured reading, NonDetect nonDetect) => reading.BelowDetection ? CountedLimit(reading.Value, nonDetect) : reading.Value;

    private static decimal CountedLimit(decimal limit, NonDetect nonDetect) => nonDetect switch
    {
        NonDetect.WholeLimit => limit,
        NonDetect.HalfLimit => limit / 2,
        NonDetect.Zero => 0,
        _ => throw new ArgumentOutOfRangeException(nameof(nonDetect), nonDetect, "There are three ways to count a non-detect."),
    };

    private Average Arithmetic(NonDetect nonDetect)
    {
        var run = _measured;
        if (_below is { } below) run.Add(below.As(nonDetect));
        foreach (var value in LongAscending(nonDetect)) run.Add(value);
        return WaterQuality.Average.Arithmetic(run.Sum, run.Count, run.Least, run.Most);
    }

    private Average HydrogenIons(NonDetect nonDetect)
    {
        var all = new ValueCounts();
        foreach (var (value, count) in _counts?.Ascending ?? []) all.Add(value, count);
        foreach (var value in LongAscending(nonDetect)) all.Add(value, 1);
        if (_below is { } below) all.Add(below.As(nonDetect).Least, below.As(nonDetect).Count);
        return WaterQuality.Average.HydrogenIon([.. all.Ascending]);
    }

    private IEnumerable<decimal> LongAscending(NonDetect nonDetect) =>
        (_long ?? []).Select(reading => Counted(reading, nonDetect)).Order();

    private void AddCounts(int readings, int nonDetects)
    {
        if (readings > ReadingsMax - Count) throw new OverflowException($"More than {ReadingsMax} readings of {indicator} in one month.");
        Count += readings;
        NonDetects += nonDetects;
    }

    /// <summary>Count, sum and extremes; of equal extremes the one written with more decimals is shown, so that order decides nothing.</summary>
    private struct Run
    {
        public int Count { get; private set; }

        public decimal Sum { get; private set; }

        public decimal Least { get; private set; }

        public decimal Most { get; private set; }

        public static Run Of(int count, decimal sum, decimal least, decimal most) => new() { Count = count, Sum = sum, Least = least, Most = most };

        public void Add(decimal value)
        {
            if (Count++ == 0)
            {
                (Sum, Least, Most) = (value, value, value);
                return;
            }

            Sum += value;
            var least = value.CompareTo(Least);
            if (least <= 0 && (least < 0 || value.Scale > Least.Scale)) Least = value;
            var most = value.CompareTo(Most);
            if (most >= 0 && (most > 0 || value.Scale > Most.Scale)) Most = value;
        }

        public void Add(in Run other)
        {
            if (other.Count == 0) return;
            if (Count == 0 || other.Least < Least || (other.Least == Least && other.Least.Scale > Least.Scale)) Least = other.Least;
            if (Count == 0 || other.Most > Most || (other.Most == Most && other.Most.Scale > Most.Scale)) Most = other.Most;
            Sum += other.Sum;
            Count += other.Count;
        }
    }

    private sealed class BelowLimits
    {
        private Run _wholes;

        public decimal Halves { get; private set; }

        public void Add(decimal limit)
        {
            _wholes.Add(limit);
            Halves += limit / 2;
        }

        public void Add(BelowLimits other)
        {
            _wholes.Add(other._wholes);
            Halves += other.Halves;
        }

        public Run As(NonDetect nonDetect) => nonDetect switch
        {
            NonDetect.WholeLimit => _wholes,
            NonDetect.HalfLimit => Run.Of(_wholes.Count, Halves, CountedLimit(_wholes.Least, nonDetect), CountedLimit(_wholes.Most, nonDetect)),
            _ => Run.Of(_wholes.Count, 0, CountedLimit(_wholes.Least, nonDetect), CountedLimit(_wholes.Most, nonDetect)),
        };
    }

    /// <summary>How often each value occurred. Readings have few decimals, so a month of them has some dozens of different ones.</summary>
    private sealed class ValueCounts
    {
        private readonly List<decimal> _values = [];
        private readonly List<int> _counts = [];

        public IEnumerable<(decimal Value, int Count)> Ascending => _values.Zip(_counts);

        public void Add(decimal value, int count)
        {
            var place = _values.BinarySearch(value);
            if (place < 0)
            {
                _values.Insert(~place, value);
                _counts.Insert(~place, count);
                return;
            }

            _counts[place] += count;
            if (value.Scale > _values[place].Scale) _values[place] = value;
        }
    }
}
