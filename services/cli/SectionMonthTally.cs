using Basin.Rules;
using Basin.Rules.WaterQuality;

namespace Basin.Cli;

/// <summary>What became of a row that could be read.</summary>
public enum RowOutcome
{
    /// <summary>It is in the means.</summary>
    Counted,

    /// <summary>Another row of the same time with the same values came before.</summary>
    Repeated,

    /// <summary>Another row of the same time with other values came before: nobody can say which of them is right.</summary>
    Contradicts,

    /// <summary>An earlier reading of the same slot counts.</summary>
    LeftOut,

    /// <summary>It is older than one that came before: the month is read again in order of time.</summary>
    OutOfOrder,
}

/// <summary>
/// One section in one month, row by row in order of time. As in monitoring, the day is cut into slots from midnight, and the earliest reading
/// of an indicator in a slot counts.
/// </summary>
public sealed class SectionMonthTally(YearMonth month, MonthTally[] tallies, int everyHours)
{
    private const int DaysMax = 31;
    private const int SecondsPerDay = 86_400;
    private const int SecondsPerHour = 3_600;
    private const int HoursPerDay = 24;
    private int _first = int.MaxValue;
    private int _last = -1;
    private int _lastContent;
    private int _slot = -1;
    private uint _filled;

    // Readings of each column on each day, for the days that are valid.
    private readonly byte[] _perDay = new byte[tallies.Length * DaysMax];
    private readonly List<BadRow> _contradicting = [];

    public YearMonth Month => month;

    public MonthTally[] Tallies => tallies;

    /// <summary>A row came out of order: nothing here counts until the month is read again.</summary>
    public bool IsOutOfOrder { get; private set; }

    public int Counted { get; private set; }

    public int Repeated { get; private set; }

    public int LeftOut { get; private set; }

    /// <summary>Rows that contradict another.</summary>
    public int ContradictingCount { get; private set; }

    /// <summary>The first of them.</summary>
    public IReadOnlyList<BadRow> Contradicting => _contradicting;

    public RowOutcome Add(in ReadingRow row)
    {
        if (IsOutOfOrder || row.Second < _last)
        {
            IsOutOfOrder = true;
            return RowOutcome.OutOfOrder;
        }

        if (row.Second == _last)
        {
            if (row.Content != _lastContent) return RowOutcome.Contradicts;
            Repeated++;
            return RowOutcome.Repeated;
        }

        (_first, _last, _lastContent) = (Math.Min(_first, row.Second), row.Second, row.Content);
        return Take(row);
    }

    /// <summary>Keeps what is to be said of a row that contradicts another.</summary>
    public void Contradict(BadRow row)
    {
        ContradictingCount++;
        if (_contradicting.Count < ReadingTallies.BadRowsShown) _contradicting.Add(row);
    }

    /// <summary>Counts the rows of a part from the start of the file.</summary>
    public void ShiftRows(long before)
    {
        for (var index = 0; index < _contradicting.Count; index++) _contradicting[index] = _contradicting[index] with { Row = _contradicting[index].Row + before };
    }

    /// <summary>Takes what a later part of the file says about the same month; out of order where their times overlap.</summary>
    public void Add(SectionMonthTally other)
    {
        if (IsOutOfOrder || other.IsOutOfOrder || !(Slot(_last) < Slot(other._first) || Slot(other._last) < Slot(_first)))
        {
            IsOutOfOrder = true;
            return;
        }

        for (var column = 0; column < tallies.Length; column++) tallies[column].Add(other.Tallies[column]);
        for (var place = 0; place < _perDay.Length; place++) _perDay[place] += other._perDay[place];
        (_first, _last) = (Math.Min(_first, other._first), Math.Max(_last, other._last));
        (Counted, Repeated, LeftOut) = (Counted + other.Counted, Repeated + other.Repeated, LeftOut + other.LeftOut);
        ContradictingCount += other.ContradictingCount;
        _contradicting.AddRange(other.Contradicting.Take(ReadingTallies.BadRowsShown - _contradicting.Count));
    }

    private RowOutcome Take(in ReadingRow row)
    {
        var slot = Slot(row.Second);
        if (slot != _slot) (_slot, _filled) = (slot, 0);
        var fresh = row.Measured & ~_filled;
        if (fresh == 0)
        {
            LeftOut++;
            return RowOutcome.LeftOut;
        }

        _filled |= fresh;
        for (var column = 0; column < tallies.Length; column++)
        {
            if ((fresh >> column & 1) == 0) continue;
            tallies[column].Add(row.Values[column]);
            // One reading a slot, so at most 24 a day.
            _perDay[column * DaysMax + row.Second / SecondsPerDay]++;
        }

        Counted++;
        return RowOutcome.Counted;
    }

    /// <summary>Days on which enough readings of a column count.</summary>
    public int ValidDays(int column)
    {
        var valid = 0;
        for (var day = 0; day < month.Days; day++) if (ValidDay.Is(_perDay[column * DaysMax + day], HoursPerDay / everyHours)) valid++;
        return valid;
    }

    private int Slot(int second) => second / SecondsPerDay * 24 + second % SecondsPerDay / SecondsPerHour / everyHours;
}

/// <summary>One readable row.</summary>
/// <param name="Second">Second of its month, from 0.</param>
/// <param name="Measured">A bit for each indicator column that has a value.</param>
/// <param name="Values">By column; looked at only where the bit is set.</param>
/// <param name="Content">Hash of the values.</param>
public readonly ref struct ReadingRow(int second, uint measured, ReadOnlySpan<Measured> values, int content)
{
    public int Second { get; } = second;

    public uint Measured { get; } = measured;

    public ReadOnlySpan<Measured> Values { get; } = values;

    public int Content { get; } = content;
}

/// <summary>A row that does not count because it cannot be read or contradicts another.</summary>
/// <param name="Row">Line of the file, the header being the first; before parts are joined, of the part.</param>
/// <param name="Column">Name of the column; empty where the row as a whole is bad.</param>
public sealed record BadRow(long Row, string Column, string Value, string Why);
