using System.Text;
using Basin.Rules;
using Basin.Rules.WaterQuality;

namespace Basin.Cli;

/// <summary>
/// Reads a file of readings in as many parts as there are processors, split at line ends, each streamed. A cell may not hold a line break. What
/// comes out is the same as if it had been read in one piece: months whose rows are not in order of time, within a part or across parts, are
/// read a second time and put in order.
/// </summary>
public sealed class ReadingsFile(string path, Func<Stream> open, ReadingColumns columns, SectionCells sections, int everyHours, ReadProgress progress)
{
    /// <summary>Smaller files are read in one piece.</summary>
    public const long PartBytesLeast = 4 * 1024 * 1024;

    /// <summary>Rows that can be put in order; a file with more must be sorted first.</summary>
    public const int RowsOutOfOrderMax = 2_000_000;

    private const int PartsMax = 8;
    private const int LineBytesMax = 1024 * 1024;

    /// <summary>How many parts to read at once; null for what suits the file and the machine.</summary>
    public int? Parts { get; init; }

    /// <summary>For files whose times have no year: their year; null where each time has its own year, or its row a day of publication.</summary>
    public int? Year { get; init; }

    /// <summary>The first line, for <see cref="ReadingColumns"/>.</summary>
    public static string Header(string path, Func<Stream> open)
    {
        try
        {
            using var text = new StreamReader(open(), new UTF8Encoding(false, throwOnInvalidBytes: true));
            return text.ReadLine() ?? throw new CommandFailureException($"{path}: no header.");
        }
        catch (DecoderFallbackException)
        {
            throw new CommandFailureException($"{path}: 不是 UTF-8 文本 not UTF-8 text; convert it first: iconv -f GB18030 -t UTF-8");
        }
    }

    public async Task<ReadingTallies> Read(CancellationToken cancel)
    {
        var bounds = Bounds();
        var parts = bounds.Select(_ => new ReadingTallies(columns, sections, everyHours)).ToArray();
        await Each(bounds, (part, index, stop) => Part(part, parts[index], null, null, stop), cancel);
        var whole = parts[0];
        foreach (var later in parts[1..]) whole.Add(later);
        await PutInOrder(whole, bounds, cancel);
        whole.CloseContradictions();
        return whole;
    }

    private async Task PutInOrder(ReadingTallies whole, (long Start, long End)[] bounds, CancellationToken cancel)
    {
        var wanted = whole.OutOfOrder();
        if (wanted.Count == 0) return;
        progress.Again(wanted.Count);
        var kept = bounds.Select(_ => new Dictionary<(string, YearMonth), List<KeptRow>>()).ToArray();
        var counted = 0;
        var rows = bounds.Select(_ => new ReadingTallies(columns, sections, everyHours)).ToArray();
        await Each(bounds, (part, index, stop) => Part(part, rows[index], wanted, (section, month, row) => Keep(kept[index], section, month, row), stop), cancel);
        foreach (var (section, month) in wanted)
        {
            var before = 0L;
            var all = new List<KeptRow>();
            for (var index = 0; index < bounds.Length; index++)
            {
                if (kept[index].TryGetValue((section, month), out var found)) all.AddRange(found.Select(row => row with { Row = row.Row + before }));
                before += rows[index].Rows;
            }

            whole.Replace(section, InOrder(section, month, all));
        }

        void Keep(Dictionary<(string, YearMonth), List<KeptRow>> found, string section, YearMonth month, KeptRow row)
        {
            if (Interlocked.Increment(ref counted) > RowsOutOfOrderMax)
                throw new CommandFailureException($"{path}: 超过{RowsOutOfOrderMax}行不按时间先后 more than {RowsOutOfOrderMax} rows are not in order of time; sort the file by section and time first.");
            if (!found.TryGetValue((section, month), out var list)) found[(section, month)] = list = [];
            list.Add(row);
        }
    }

    // All parts at once; what fails in one ends the others.
    private static async Task Each((long Start, long End)[] bounds, Action<(long Start, long End), int, CancellationToken> read, CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await Task.WhenAll(bounds.Select((part, index) => Task.Run(
            () =>
            {
                try
                {
                    read(part, index, stop.Token);
                }
                catch
                {
                    stop.Cancel();
                    throw;
                }
            },
            cancel)));
    }

    private SectionMonthTally InOrder(string section, YearMonth month, List<KeptRow> rows)
    {
        var tally = new SectionMonthTally(month, [.. columns.Indicators.Select(column => new MonthTally(column.Indicator))], everyHours);
        foreach (var row in rows.OrderBy(row => row.Second).ThenBy(row => row.Row))
        {
            if (tally.Add(new ReadingRow(row.Second, row.Measured, row.Values, row.Content)) == RowOutcome.Contradicts)
                tally.Contradict(ReadingsPart.Contradiction(row.Row + 1, section, month.FirstDay.ToDateTime(TimeOnly.MinValue).AddSeconds(row.Second)));
        }

        return tally;
    }

    private void Part(
        (long Start, long End) part, ReadingTallies into, HashSet<(string, YearMonth)>? only, Action<string, YearMonth, KeptRow>? keep, CancellationToken cancel)
    {
        using var content = new PartStream(open(), part.Start, part.End, progress.Bytes, cancel);
        new ReadingsPart(path, columns, into, progress.Rows) { Year = Year, Only = only, Keep = keep }.Read(content, part.Start);
    }

    private (long Start, long End)[] Bounds()
    {
        using var file = open();
        var count = Parts ?? (file.Length < PartBytesLeast ? 1 : Math.Clamp(Environment.ProcessorCount, 1, PartsMax));
        var starts = Enumerable.Range(0, count).Select(index => LineStart(file, file.Length / count * index)).Distinct().ToList();
        return [.. starts.Select((start, index) => (start, index + 1 < starts.Count ? starts[index + 1] : file.Length))];
    }

    private static long LineStart(Stream file, long near)
    {
        if (near == 0) return 0;
        file.Position = near;
        var bytes = new byte[LineBytesMax];
        var read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        var end = bytes.AsSpan(0, read).IndexOf((byte)'\n');
        // Without a line end near by, the part before takes it all.
        return end < 0 ? 0 : near + end + 1;
    }
}
