using System.Collections.Immutable;
using Basin.Rules;
using Basin.Rules.Terms;
using Basin.Rules.WaterQuality;

namespace Basin.Cli;

/// <summary>What a file gave the terms, and what was found in it beside.</summary>
/// <param name="Facts">Months of the sections that the terms name.</param>
/// <param name="Rows">Data rows, the header not among them; each of them is one of the six that follow.</param>
/// <param name="Counted">Rows whose values count.</param>
/// <param name="NotInService">Rows in maintenance (维护) or of a stopped station (停站); 0 for monthly means.</param>
/// <param name="Empty">Rows without any value; of monthly means, blank rows.</param>
/// <param name="Repeated">Rows that say again what another row of their section and time says; 0 for monthly means.</param>
/// <param name="LeftOut">Rows of a slot of which an earlier row counts; 0 for monthly means.</param>
/// <param name="Bad">Rows that cannot be read or contradict another; they do not count.</param>
/// <param name="BadRows">The first of them, at most <see cref="ReadingTallies.BadRowsShown"/>, by line.</param>
/// <param name="Sections">Sections of the whole file.</param>
/// <param name="SectionMonths">Sections and months of the whole file.</param>
/// <param name="Absent">Names of sections of the terms that the file has no row of.</param>
/// <param name="Unnamed">Sections of the file that the terms do not name.</param>
/// <param name="Renamed">Section cells that stand for sections of the terms under another name.</param>
/// <param name="UnusedColumns">Columns that were not looked at.</param>
public sealed record SettleData(
    ImmutableArray<MonthFacts> Facts, long Rows, long Counted, long NotInService, long Empty, long Repeated, long LeftOut, long Bad, IReadOnlyList<BadRow> BadRows,
    int Sections, int SectionMonths, IReadOnlyList<string> Absent, IReadOnlyList<string> Unnamed, IReadOnlyList<string> Renamed, IReadOnlyList<string> UnusedColumns)
{
    private const int NamesShown = 20;

    /// <param name="tallies">What was read.</param>
    /// <param name="terms">The terms.</param>
    /// <param name="rule">How readings make means.</param>
    /// <param name="columns">The file's columns.</param>
    public static SettleData Of(ReadingTallies tallies, CheckedTerms terms, MonthRule rule, ReadingColumns columns)
    {
        var facts = terms.Sections.Values.Distinct().SelectMany(section => tallies.MonthsOf(section).OrderBy(month => month.Month).Select(month => rule.Facts(section, month)));
        var named = terms.Sections.Values.ToHashSet(StringComparer.Ordinal);
        return new(
            [.. facts], tallies.Rows, tallies.Counted, tallies.NotInService, tallies.Empty, tallies.Repeated, tallies.LeftOut, tallies.Bad, tallies.BadRows,
            tallies.Sections.Count, tallies.All.Count(), Missing(terms, tallies.Sections), [.. tallies.Sections.Where(section => !named.Contains(section)).Order(StringComparer.Ordinal)],
            OtherNames(terms, tallies.Renamed), columns.Unused);
    }

    /// <param name="monthly">What was read.</param>
    /// <param name="terms">The terms.</param>
    /// <param name="rule">Which sections are lakes.</param>
    /// <param name="columns">The file's columns.</param>
    public static SettleData Of(MonthlyMeans monthly, CheckedTerms terms, MonthRule rule, ReadingColumns columns)
    {
        var named = terms.Sections.Values.ToHashSet(StringComparer.Ordinal);
        var sections = monthly.Sections.ToList();
        return new(
            [.. monthly.Months.Where(month => named.Contains(month.Section)).Select(month => new MonthFacts(month.Section, month.Month, 1, rule.BodyOf(month.Section), month.Means, month.Volume))],
            monthly.Rows, monthly.Rows - monthly.Empty - monthly.Bad, 0, monthly.Empty, 0, 0, monthly.Bad, monthly.BadRows, sections.Count, monthly.Months.Count(),
            Missing(terms, sections), [.. sections.Where(section => !named.Contains(section)).Order(StringComparer.Ordinal)], OtherNames(terms, monthly.Renamed), columns.Unused);
    }

    /// <summary>The data in words.</summary>
    public IEnumerable<string> Lines(string file)
    {
        yield return $"数据 Data：{file}";
        yield return $"  行 rows {Rows:#,##0}：计入 counted {Counted:#,##0}，维护或停站 not in service {NotInService:#,##0}，未测 nothing measured {Empty:#,##0}，"
            + $"重复 repeated {Repeated:#,##0}，同一时段多余 later in a slot {LeftOut:#,##0}，错误 bad {Bad:#,##0}";
        yield return $"  断面 sections {Sections:#,##0}，断面月 section-months {SectionMonths:#,##0}；条款未列 not named by the terms {Unnamed.Count:#,##0}{Names(Unnamed)}";
        if (Absent.Count > 0) yield return $"  条款所列而无数据 named but without any row {Absent.Count}{Names(Absent)}";
        if (Renamed.Count > 0) yield return $"  断面对应 sections under another name{Names(Renamed)}";
        if (UnusedColumns.Count > 0) yield return $"  未用的列 columns not used{Names(UnusedColumns)}";
    }

    private static string Names(IReadOnlyList<string> names) =>
        names.Count == 0 ? "" : $"：{string.Join("、", names.Take(NamesShown))}{(names.Count > NamesShown ? $" …（前{NamesShown}个 first {NamesShown}）" : "")}";

    private static List<string> OtherNames(CheckedTerms terms, IEnumerable<KeyValuePair<string, string>> renamed) =>
        [.. renamed.Where(pair => !terms.Sections.ContainsKey(pair.Key)).Select(pair => $"{pair.Key} = {pair.Value}").Order(StringComparer.Ordinal)];

    private static List<string> Missing(CheckedTerms terms, IEnumerable<string> sections)
    {
        var present = sections.ToHashSet(StringComparer.Ordinal);
        return [.. terms.Sections.Where(section => !present.Contains(section.Value)).Select(section => section.Key)];
    }
}

/// <summary>How the readings of a month make a mean, as a station's profile states it.</summary>
/// <param name="EveryHours">A reading is expected so often.</param>
/// <param name="MonthShare">Share of the expected readings that must be there, inclusive.</param>
/// <param name="Lakes">Codes of the sections that are lakes or reservoirs.</param>
public sealed record MonthRule(int EveryHours, decimal MonthShare, IReadOnlySet<string> Lakes)
{
    /// <summary>As monitoring counts readings below the detection limit.</summary>
    private const NonDetect CountedAs = NonDetect.HalfLimit;

    private const int HoursPerDay = 24;

    public WaterBody BodyOf(string section) => Lakes.Contains(section) ? WaterBody.Lake : WaterBody.River;

    public MonthFacts Facts(string section, SectionMonthTally month)
    {
        var expected = month.Month.Days * (HoursPerDay / EveryHours);
        var means = month.Tallies.Select((tally, column) => (tally.Indicator, Mean: Means.OfMonth(tally, expected, MonthShare, CountedAs), ValidDays: month.ValidDays(column))).ToList();
        var flow = means.Where(mean => mean.Indicator == Indicators.Flow).Select(mean => (Explained<MonthMean>?)mean.Mean).FirstOrDefault();
        return new(
            section, month.Month, 1, BodyOf(section),
            means.ToImmutableSortedDictionary(mean => mean.Indicator.Name, mean => mean.Mean.Value with { ValidDays = mean.ValidDays }, StringComparer.Ordinal),
            flow is { } known ? MonthWater.OfMonth(known, month.Month.Days).Value : null);
    }
}
