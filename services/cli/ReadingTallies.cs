using Basin.Rules;
using Basin.Rules.WaterQuality;

namespace Basin.Cli;

/// <summary>Everything that was read: tallies of every section and month, named by the terms or not, and what became of every row.</summary>
public sealed class ReadingTallies(ReadingColumns columns, SectionCells sections, int everyHours)
{
    /// <summary>Bad rows that are kept to be shown; all are counted.</summary>
    public const int BadRowsShown = 20;

    /// <summary>Sections times months of one part; a file with more is no file of readings, and could not be held.</summary>
    private const int SectionMonthsMax = 600_000;

    private readonly Dictionary<string, SectionTallies> _bySection = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _codes = new(StringComparer.Ordinal);
    private int _sectionMonths;

    /// <summary>Data rows.</summary>
    public long Rows { get; set; }

    /// <summary>Rows in maintenance (维护) or of a stopped station (停站).</summary>
    public long NotInService { get; set; }

    /// <summary>Rows in service without any value.</summary>
    public long Empty { get; set; }

    /// <summary>Rows that cannot be read, and those that contradict another.</summary>
    public long Bad { get; private set; }

    /// <summary>The first bad rows.</summary>
    public List<BadRow> BadRows { get; } = [];

    public IEnumerable<SectionMonthTally> All => _bySection.Values.SelectMany(section => section.Months.Values);

    public IReadOnlyCollection<string> Sections => _bySection.Keys;

    /// <summary>Section cells that the terms name otherwise, and the codes they stand for.</summary>
    public IEnumerable<KeyValuePair<string, string>> Renamed => _codes.Where(pair => pair.Key != pair.Value);

    public long Counted => All.Sum(month => (long)month.Counted);

    public long Repeated => All.Sum(month => (long)month.Repeated);

    public long LeftOut => All.Sum(month => (long)month.LeftOut);

    public void AddBad(BadRow row)
    {
        Bad++;
        if (BadRows.Count < BadRowsShown) BadRows.Add(row);
    }

    /// <summary>The section that a cell of the section column means.</summary>
    public SectionTallies Section(string cell)
    {
        var code = _codes[cell] = sections.Resolve(cell);
        return _bySection.TryGetValue(code, out var known) ? known : _bySection[code] = new(code);
    }

    /// <summary>The tally of a month, made when it is first met. Rows of a section mostly stay in one month for long.</summary>
    public SectionMonthTally Month(SectionTallies section, YearMonth month)
    {
        if (section.Latest is { } latest && latest.Month == month) return latest;
        var key = Key(month);
        if (section.Months.TryGetValue(key, out var tally)) return section.Latest = tally;
        if (++_sectionMonths > SectionMonthsMax) throw new CommandFailureException($"超过{SectionMonthsMax}个断面月 more than {SectionMonthsMax} section-months: is the column {columns.Names[columns.Section]} the section?");
        tally = new(month, [.. columns.Indicators.Select(column => new MonthTally(column.Indicator))], everyHours);
        return section.Latest = section.Months[key] = tally;
    }

    public SectionMonthTally? Find(string section, YearMonth month) => _bySection.GetValueOrDefault(section)?.Months.GetValueOrDefault(Key(month));

    public IEnumerable<SectionMonthTally> MonthsOf(string section) => _bySection.GetValueOrDefault(section)?.Months.Values.AsEnumerable() ?? [];

    /// <summary>Section-months with rows out of order.</summary>
    public HashSet<(string Section, YearMonth Month)> OutOfOrder() =>
        [.. _bySection.SelectMany(section => section.Value.Months.Values.Where(month => month.IsOutOfOrder).Select(month => (section.Key, month.Month)))];

    public void Replace(string section, SectionMonthTally month) => _bySection[section].Months[Key(month.Month)] = month;

    /// <summary>Takes what the next part of the file says.</summary>
    /// <param name="later">The part that follows.</param>
    public void Add(ReadingTallies later)
    {
        foreach (var (cell, code) in later._codes) _codes[cell] = code;
        foreach (var (code, section) in later._bySection)
        {
            var own = (_bySection.TryGetValue(code, out var known) ? known : _bySection[code] = new(code)).Months;
            foreach (var (key, month) in section.Months)
            {
                month.ShiftRows(Rows);
                if (own.TryGetValue(key, out var earlier)) earlier.Add(month);
                else own[key] = month;
            }
        }

        foreach (var row in later.BadRows.Take(BadRowsShown - BadRows.Count)) BadRows.Add(row with { Row = row.Row + Rows });
        (Rows, NotInService, Empty, Bad) = (Rows + later.Rows, NotInService + later.NotInService, Empty + later.Empty, Bad + later.Bad);
    }

    /// <summary>Counts the rows that contradict others as bad, once every month is in order.</summary>
    public void CloseContradictions()
    {
        foreach (var month in All)
        {
            Bad += month.ContradictingCount;
            BadRows.AddRange(month.Contradicting);
        }

        BadRows.Sort((one, other) => one.Row.CompareTo(other.Row));
        if (BadRows.Count > BadRowsShown) BadRows.RemoveRange(BadRowsShown, BadRows.Count - BadRowsShown);
    }

    private static int Key(YearMonth month) => month.Year * 12 + month.Month;
}

/// <summary>The months of one section.</summary>
/// <param name="code">Its code where the terms name it, its own name otherwise.</param>
public sealed class SectionTallies(string code)
{
    public string Code => code;

    public Dictionary<int, SectionMonthTally> Months { get; } = [];

    /// <summary>The month of the row before.</summary>
    public SectionMonthTally? Latest { get; set; }
}
