using System.Collections.Immutable;

namespace Basin.Rules.WaterQuality;

/// <summary>
/// Quality control (数据质量控制): what the rules in force say of a station's readings. A function of the final set of frames alone: neither the order
/// in which they came nor how often changes an outcome. Flags come first, then the range; the rules that compare readings with one another ask
/// only those that passed both, so that a value known to be none makes no other one suspect.
/// </summary>
public static class QualityControl
{
    /// <summary>
    /// So much time before and after a month belongs into the set that is judged; a row of equal values or a gap that is longer is found within the month
    /// and this much around it only. Whoever judges a month
    /// gives its frames and those of this time around it, and so does whoever judges a day of it: then both say the same.
    /// </summary>
    public static readonly TimeSpan Context = TimeSpan.FromHours(72);

    /// <param name="rules">The rules in force.</param>
    /// <param name="frames">Frames of one station in any order; of several revisions of one instant the highest is judged.</param>
    /// <param name="neighbour">Valid values of the station that the balance names; null where there are none.</param>
    public static QualityJudgement Judge(QualityRules rules, IEnumerable<QualityFrame> frames, NeighbourValues? neighbour = null)
    {
        var readings = frames
            .GroupBy(frame => frame.Time.UtcDateTime)
            .OrderBy(revisions => revisions.Key)
            .Select(revisions => revisions.MaxBy(frame => frame.Revision)!)
            .SelectMany(frame => frame.Readings.OrderBy(reading => reading.Indicator, StringComparer.Ordinal).Select(reading => new UnderJudgement(frame, reading)))
            .ToList();
        foreach (var reading in readings) FlagCheck.Ask(rules, reading);
        foreach (var reading in readings.Where(reading => reading.IsUnquestioned)) RangeCheck.Ask(rules, reading);

        // Fixed before the comparing rules speak, so that none of them depends on what another one found.
        var comparable = readings.Where(reading => reading.IsUnquestioned).ToList();
        if (rules.Indicators.IsEmpty && rules is { Saturation: null, Parts: null, Balance: null }) return Judged(readings);
        foreach (var series in comparable.GroupBy(reading => reading.Reading.Indicator, StringComparer.Ordinal))
        {
            if (!rules.TryFind(series.Key, out var own)) continue;
            if (own.Change is { } change) ChangeCheck.Ask(rules.Source, change, [.. series.Where(reading => reading.Reading.Value is not null)]);
            if (own.Persistence is { } persistence) PersistenceCheck.Ask(rules.Source, persistence, [.. series]);
        }

        foreach (var frame in comparable.GroupBy(reading => reading.Frame, ReferenceEqualityComparer.Instance)) CrossChecks.Ask(rules, [.. frame]);
        if (rules.Balance is { } balance && neighbour is not null)
            foreach (var reading in comparable) BalanceCheck.Ask(rules.Source, balance, neighbour, reading);
        return Judged(readings);
    }

    private static QualityJudgement Judged(List<UnderJudgement> readings) => new([.. readings.Select(reading => reading.Judged())]);
}

/// <summary>A reading with what was found so far.</summary>
internal sealed class UnderJudgement(QualityFrame frame, FlaggedReading reading)
{
    // Most readings have none.
    private List<QualityFinding>? _findings;

    public QualityFrame Frame => frame;

    public FlaggedReading Reading => reading;

    public DateTimeOffset Time => frame.Time;

    /// <summary>The value of a reading that has one.</summary>
    public decimal Value => reading.Value!.Value;

    public bool IsUnquestioned => _findings is null;

    public void Find(QualityOutcome outcome, Step step) => (_findings ??= []).Add(new(outcome, step));

    public JudgedReading Judged() => _findings is null
        ? new(frame.Time, reading, QualityOutcome.Valid, [])
        : new(frame.Time, reading, _findings.Select(finding => finding.Outcome).Aggregate(QualityOutcomes.Worse), [.. _findings]);
}

/// <summary>How findings are worded.</summary>
internal static class Finding
{
    public static Step Of(
        string rule, string words, FlaggedReading reading, string formula, QualityOutcome outcome, string citation, params ImmutableArray<Step> because) =>
        new(rule, $"{words}({reading.Indicator})", formula, QualityOutcomes.Word(outcome), null, citation, because);

    public static Step Number(string rule, string name, decimal value, string? unit) => Step.Fact(rule, name, $"{value}", unit);

    public static string? UnitOf(string indicator) => Indicators.TryFind(indicator, out var known) ? known.ShownUnit : null;

    /// <summary>An instant as it is read in China.</summary>
    public static string Moment(DateTimeOffset time) => $"{time.ToOffset(YearMonth.ChinaOffset):yyyy-MM-dd HH:mm}";

    /// <summary>Hours between two instants, exact to the second.</summary>
    public static decimal Hours(DateTimeOffset from, DateTimeOffset to) => (to - from).Ticks / (decimal)TimeSpan.TicksPerHour;
}
