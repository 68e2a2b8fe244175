using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Basin.Rules;

namespace Basin.Monitoring;

/// <summary>
/// What committing a file would do, sample by sample, by the rule that decides on every frame (<see cref="FrameHistory"/>), and what is worth a look
/// before. Pure: the same file over the same frames and profiles gives the same plan, so a plan made again at the commit shows whether anything has changed.
/// </summary>
/// <param name="Rows">In the order of the file.</param>
/// <param name="Problems">What keeps the file from being committed; then there are no rows.</param>
public sealed record LabPlan(ImmutableArray<LabPlan.Row> Rows, LabProblems Problems, LabProblems Warnings)
{
    /// <summary>One sample.</summary>
    /// <param name="Number">Row of the file, from 1.</param>
    /// <param name="Time">Asia/Shanghai.</param>
    /// <param name="Revision">The revision it becomes, or the one that said the same.</param>
    /// <param name="Reason">Why it is held, or why what it says does not count.</param>
    /// <param name="Cell">The cell the reason is about.</param>
    /// <param name="Changes">What a revision changes against the latest one; empty for others.</param>
    public sealed record Row(
        int Number, string Station, DateTimeOffset Time, LabOutcome Outcome, int Revision,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Cell,
        IReadOnlyList<Change> Changes);

    /// <param name="From">As the latest revision has it; null where it has no such reading.</param>
    /// <param name="To">As the file has it; null where it has none.</param>
    public sealed record Change(string Indicator, string? From, string? To);

    public sealed record Tally(int New, int Same, int Revision, int Held);

    public Tally Counts => new(
        Rows.Count(row => row.Outcome == LabOutcome.New), Rows.Count(row => row.Outcome == LabOutcome.Same),
        Rows.Count(row => row.Outcome == LabOutcome.Revision), Rows.Count(row => row.Outcome == LabOutcome.Held));

    /// <summary>Whether both would do the same.</summary>
    public static bool DoTheSame(IReadOnlyList<Row> one, IReadOnlyList<Row> other) =>
        one.Select(row => (row.Number, row.Station, row.Time, row.Outcome, row.Revision, row.Reason))
            .SequenceEqual(other.Select(row => (row.Number, row.Station, row.Time, row.Outcome, row.Revision, row.Reason)));

    /// <param name="file">A file; with problems of its own it is only looked at for further ones.</param>
    /// <param name="points">The stations it names, by code; one that nobody has stated is not among them.</param>
    /// <param name="organisation">Who uploads.</param>
    /// <param name="known">The frames of these stations in the months of the samples and the months before, every revision, by station, time and revision.</param>
    public static LabPlan Of(LabFile file, IReadOnlyDictionary<string, LabPoint> points, string organisation, IReadOnlyList<StoredFrame> known)
    {
        var problems = file.Placed.Select(sample => ProblemOf(file, sample, points, organisation)).OfType<LabProblem>().ToList();
        if (file.Problems.Count + problems.Count > 0) return new([], file.Problems.With(problems), LabProblems.None);
        var revisions = known.GroupBy(frame => (frame.Station, frame.Time)).ToDictionary(frame => frame.Key, frame => frame.ToList());
        var rows = ImmutableArray.CreateBuilder<Row>(file.Samples.Length);
        foreach (var sample in file.Samples)
        {
            var before = revisions.GetValueOrDefault((sample.Frame.Station, sample.Frame.Time), []);
            var taken = before.Aggregate(FrameHistory.None, (history, frame) => history.With(frame.ContentSha256, frame.Held))
                .Decide(sample.Frame, sample.Frame.ContentSha256(), points[sample.Frame.Station].Station.HoldReason(sample.Frame, FrameWay.BackFill, sample.Frame.Time));
            if (taken.Rejection is { } rejection) problems.Add(LabProblem.Of(file.Sheet, sample.Row, file.Columns!.Station, rejection, sample.Frame.Station));
            else rows.Add(RowOf(file, sample, taken, before));
        }

        return problems.Count > 0
            ? new([], LabProblems.None.With(problems), LabProblems.None)
            : new(rows.ToImmutable(), LabProblems.None, LabWarnings.Of(file, points, known));
    }

    /// <summary>
    /// The frames to submit. A new one and a revision name the latest revision they were planned upon (0: there is none), so that whoever was
    /// faster in between is not overwritten: the intake refuses such a frame, and with it the file.
    /// </summary>
    public static IEnumerable<Frame> FramesOf(LabFile file, IReadOnlyList<Row> rows) => file.Samples.Zip(rows).Select(pair =>
        pair.Second.Outcome == LabOutcome.Same ? pair.First.Frame : pair.First.Frame with { Amends = pair.Second.Revision - 1 });

    private static LabProblem? ProblemOf(LabFile file, LabSample sample, IReadOnlyDictionary<string, LabPoint> points, string organisation)
    {
        LabProblem At(int column, string code, string detail, string? value) => LabProblem.Of(file.Sheet, sample.Row, column, code, detail, value);
        var (columns, code) = (file.Columns!, sample.Frame.Station);
        if (!points.TryGetValue(code, out var point)) return At(columns.Station, "unknown-station", $"没有这个采样点 There is no station '{code}'.", code);
        if (point.Station.SenderProblem(sample.Frame, organisation) is { } foreign)
            return LabProblem.Of(file.Sheet, sample.Row, foreign.Field == "time" ? TimeColumn(columns) : columns.Station, foreign, foreign.Value);
        if (point.SourceProblem() is var (kind, sentence)) return At(columns.Station, kind, sentence, code);
        return sample.Section is { } section && !point.SectionNames.Contains(section)
            ? At(columns.Section, "wrong-section", $"采样点 {code} 属于断面 {point.Station.Section} Sampling point {code} belongs to section {point.Station.Section}, not '{section}'.", section)
            : null;
    }

    private static int TimeColumn(LabColumns columns) => columns.Date == 0 ? columns.Time : columns.Date;

    private static Row RowOf(LabFile file, LabSample sample, Taken taken, List<StoredFrame> before)
    {
        var outcome = taken.Outcome switch
        {
            FrameOutcome.Accepted => LabOutcome.New,
            FrameOutcome.Duplicate => LabOutcome.Same,
            FrameOutcome.Revision => LabOutcome.Revision,
            FrameOutcome.Held => LabOutcome.Held,
            var other => throw new InvalidOperationException($"{other} is no outcome of a frame that is not refused."),
        };
        var changes = outcome != LabOutcome.Same && before is [.., var latest] ? Changes(latest.Readings, sample.Frame.Readings) : [];
        return new(
            sample.Row, sample.Frame.Station, sample.Frame.Time.ToOffset(YearMonth.ChinaOffset), outcome, taken.Revision!.Value,
            taken.Hold?.Reason, taken.Hold is { Field: { } field } ? LabAddress.Of(sample.Row, ColumnOf(file.Columns!, field)) : null, changes);
    }

    private static int ColumnOf(LabColumns columns, string field) =>
        columns.Indicators.FirstOrDefault(entry => field == $"readings.{entry.Indicator}").Column is > 0 and var column ? column : TimeColumn(columns);

    private static List<Change> Changes(IReadOnlyList<Reading> from, IReadOnlyList<Reading> to)
    {
        var (before, after) = (Texts(from), Texts(to));
        return [.. Rules.WaterQuality.Indicators.All
            .Select(indicator => new Change(indicator.Name, before.GetValueOrDefault(indicator.Name), after.GetValueOrDefault(indicator.Name)))
            .Where(change => change.From != change.To)];
    }

    private static Dictionary<string, string> Texts(IReadOnlyList<Reading> readings) =>
        readings.Where(reading => !reading.SaysNothing).ToDictionary(reading => reading.Indicator, Text, StringComparer.Ordinal);

    private static string Text(Reading reading)
    {
        var value = reading.Value is { } number ? Shortest(number) : reading.DetectionLimit is { } limit ? $"<{Shortest(limit)}" : "--";
        return reading.Flag == Reading.Normal ? value : $"{value} {reading.Flag}";
    }

    private static string Shortest(decimal number) => number.ToString("0.############################", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>What would become of a sample: first seen, seen before with the same content, other content than before, or kept without counting.</summary>
public enum LabOutcome
{
    New,
    Same,
    Revision,
    Held,
}
