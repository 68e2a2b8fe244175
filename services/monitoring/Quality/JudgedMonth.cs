using System.Collections.Immutable;
using System.Globalization;
using Basin.Rules;
using Basin.Rules.WaterQuality;

namespace Basin.Monitoring;

/// <summary>Everything that decides which readings of a month count: stations, the rules in force, frames, and verdicts of people.</summary>
/// <param name="Stations">Stations of the section.</param>
/// <param name="Neighbours">Stations that the rules hold them against, by code.</param>
/// <param name="Rules">The statement in force for the month by station code; a station without one has none.</param>
/// <param name="Frames">Frames of stations and neighbours, every revision, in any order: those of the month, and of <see cref="QualityControl.Context"/> around it where rules are in force.</param>
/// <param name="Verdicts">Verdicts in effect on readings of the month.</param>
public sealed record MonthReadings(
    YearMonth Month, IReadOnlyList<Station> Stations, IReadOnlyDictionary<string, Station> Neighbours, IReadOnlyDictionary<string, StationQuality.Statement> Rules,
    IReadOnlyList<StoredFrame> Frames, IReadOnlyList<ReadingVerdict> Verdicts)
{
    /// <summary>What decides on one section alone, where several were gathered together; one that has no station has nothing.</summary>
    public Func<string, MonthReadings> BySection()
    {
        var stations = Stations.ToLookup(station => station.Section, StringComparer.Ordinal);
        var frames = Frames.ToLookup(frame => frame.Station, StringComparer.Ordinal);
        var verdicts = Verdicts.ToLookup(verdict => verdict.Station, StringComparer.Ordinal);
        var known = Stations.Concat(Neighbours.Values).DistinctBy(station => station.Code).ToDictionary(station => station.Code, StringComparer.Ordinal);
        return section =>
        {
            List<Station> own = [.. stations[section]];
            var codes = own.Select(station => station.Code).ToHashSet(StringComparer.Ordinal);
            var neighbours = own.Select(station => Rules.GetValueOrDefault(station.Code)?.Neighbour).OfType<string>().Where(code => !codes.Contains(code) && known.ContainsKey(code)).ToHashSet(StringComparer.Ordinal);
            string[] all = [.. codes, .. neighbours];
            return new(
                Month, own, neighbours.ToDictionary(code => code, code => known[code], StringComparer.Ordinal),
                all.Where(Rules.ContainsKey).ToDictionary(code => code, code => Rules[code], StringComparer.Ordinal), [.. all.SelectMany(code => frames[code])], [.. own.SelectMany(station => verdicts[station.Code])]);
        };
    }
}

/// <summary>A verdict of people on one reading of one content.</summary>
/// <param name="Review">Id of the review.</param>
/// <param name="At">Since when it counts; of two verdicts on one reading the later one holds.</param>
/// <param name="Reason">Why, in the words of whoever proposed the review.</param>
public sealed record ReadingVerdict(
    string Review, string Station, DateTimeOffset Time, string ContentSha256, string Indicator, ReviewVerdict Verdict, DateTimeOffset At, string Reason = "")
{
    public static IEnumerable<ReadingVerdict> Of(Review review) =>
        from frame in review.Frames
        from indicator in frame.Indicators
        select new ReadingVerdict(review.Id, review.Station, frame.Time, frame.ContentSha256, indicator, review.Verdict, review.EffectiveAt ?? review.ProposedAt, review.Reason);
}

/// <summary>
/// Which readings of a month count, and why the others do not: what the rules find in the final set of frames, then what people found. A verdict
/// holds for the content it was given on; where a later revision says something else it says nothing, and is counted as void.
/// </summary>
/// <param name="Counted">Frames with those readings that count, in order of station and time. A frame that is in order but for its readings stays, empty.</param>
/// <param name="Judged">Every reading of the month's latest revisions.</param>
/// <param name="Stations">How many readings came out how, by station; empty while neither rules nor verdicts are in force.</param>
/// <param name="Steps">The same in words, for every station.</param>
public sealed record JudgedMonth(
    IReadOnlyList<CountedFrame> Counted, IReadOnlyList<StationReading> Judged, IReadOnlyList<StationMonthQuality> Stations, IReadOnlyList<(string Station, Step Step)> Steps)
{
    /// <summary>How it came out at some of the stations, such as those of one source of data; what counts and was judged stays whole.</summary>
    public JudgedMonth Of(IEnumerable<Station> stations)
    {
        var codes = stations.Select(station => station.Code).ToHashSet(StringComparer.Ordinal);
        return this with { Stations = [.. Stations.Where(station => codes.Contains(station.Station))], Steps = [.. Steps.Where(station => codes.Contains(station.Station))] };
    }

    public static JudgedMonth Of(MonthReadings month)
    {
        var latest = month.Frames
            .GroupBy(frame => frame.Station, StringComparer.Ordinal)
            .ToDictionary(
                frames => frames.Key,
                frames => frames.OrderBy(frame => frame.Time).ThenBy(frame => frame.Revision).ToList().Standing().ToList(),
                StringComparer.Ordinal);
        var stations = month.Stations.OrderBy(station => station.Code, StringComparer.Ordinal).Select(station => StationMonth.Of(month, station, latest)).ToList();
        var spoken = month.Rules.Count > 0 || month.Verdicts.Count > 0;
        return new(
            [.. stations.SelectMany(station => station.Counted())], [.. stations.SelectMany(station => station.Readings)],
            spoken ? [.. stations.Select(station => station.Tally())] : [], [.. stations.Select(station => (station.Code, station.Step()))]);
    }
}

/// <summary>A reading of a month with its outcome.</summary>
/// <param name="Frame">The latest revision of its frame.</param>
/// <param name="Found">What the rules found.</param>
/// <param name="Verdict">What people found; null where they found nothing, or on another content.</param>
public sealed record StationReading(StoredFrame Frame, JudgedReading Found, ReadingVerdict? Verdict)
{
    public QualityOutcome Outcome => Verdict?.Verdict switch
    {
        ReviewVerdict.Valid when Found.Reading.SaysSomething => QualityOutcome.Valid,
        ReviewVerdict.Invalid => QualityOutcome.Invalid,
        _ => Found.Outcome,
    };
}

/// <summary>How the readings of a station came out in a month: of the indicators of its profile, latest revisions only.</summary>
/// <param name="Revision">The statement of the rules in force; null for none.</param>
/// <param name="ByReview">Readings that a verdict in effect made valid or invalid.</param>
/// <param name="ByRule">Readings that a rule found something against, by rule; one reading may stand under several.</param>
public sealed record StationMonthQuality(
    string Station, int? Revision, int Valid, int Suspect, int Invalid, int ByReview, ImmutableSortedDictionary<string, int> ByRule);

/// <summary>One station's share of a month.</summary>
internal sealed class StationMonth
{
    private readonly Station _station;
    private readonly StationQuality.Statement? _rules;
    private readonly IReadOnlyList<StoredFrame> _frames;
    private readonly IReadOnlyList<ReadingVerdict> _void;
    private readonly ImmutableArray<Step> _gaps;

    private StationMonth(
        Station station, StationQuality.Statement? rules, IReadOnlyList<StoredFrame> frames, IReadOnlyList<StationReading> readings, IReadOnlyList<ReadingVerdict> without, ImmutableArray<Step> gaps) =>
        (_station, _rules, _frames, Readings, _void, _gaps) = (station, rules, frames, readings, without, gaps);

    public string Code => _station.Code;

    /// <summary>Readings of the month in order of time and indicator.</summary>
    public IReadOnlyList<StationReading> Readings { get; }

    public static StationMonth Of(MonthReadings month, Station station, Dictionary<string, List<StoredFrame>> latest)
    {
        var statement = month.Rules.GetValueOrDefault(station.Code);
        var judgement = Judge(month, station, latest, statement?.Neighbour);
        var frames = latest.GetValueOrDefault(station.Code, []).Where(frame => YearMonth.Of(frame.Time) == month.Month).ToList();
        var byTime = frames.ToDictionary(frame => frame.Time.UtcDateTime);
        var verdicts = month.Verdicts.Where(verdict => verdict.Station == station.Code).ToLookup(verdict => byTime.TryGetValue(verdict.Time.UtcDateTime, out var frame) && frame.ContentSha256 == verdict.ContentSha256);
        var holding = verdicts[true]
            .GroupBy(verdict => (verdict.Time.UtcDateTime, verdict.Indicator))
            .ToDictionary(reading => reading.Key, reading => reading.OrderBy(verdict => verdict.At).ThenBy(verdict => verdict.Review, StringComparer.Ordinal).Last());
        var readings = new List<StationReading>(judgement.Readings.Length);
        foreach (var reading in judgement.Readings)
        {
            if (!byTime.TryGetValue(reading.Time.UtcDateTime, out var frame)) continue;
            readings.Add(new(frame, reading, holding.Count == 0 ? null : holding.GetValueOrDefault((reading.Time.UtcDateTime, reading.Reading.Indicator))));
        }

        var rules = statement?.Rules ?? QualityRules.None;
        var (from, to) = ServiceIn(station, month.Month);
        var gaps = from < to ? [.. station.Indicators.SelectMany(indicator => MissingGaps.Of(rules, indicator, from, to, judgement))] : ImmutableArray<Step>.Empty;
        return new(station, statement, frames, readings, [.. verdicts[false]], gaps);
    }

    /// <summary>
    /// Frames for the month's means. What counts carries flag N whatever it was sent with, because it is the rules or people that make it count;
    /// what does not is left out. A frame that is held or was taken while the station did not work is there only for what people found valid.
    /// </summary>
    public IEnumerable<CountedFrame> Counted()
    {
        var readings = Readings.ToLookup(reading => reading.Frame, ReferenceEqualityComparer.Instance);
        foreach (var frame in _frames)
        {
            var counted = readings[frame].Where(reading => reading.Outcome == QualityOutcome.Valid).Select(reading => reading.Found.Reading.Indicator).ToList();
            if (counted.Count == 0 && (frame.Held is not null || frame.State != StationState.Normal)) continue;
            yield return new(
                frame.Station, frame.Time, frame.ContentSha256,
                [.. frame.Readings.Where(reading => counted.Contains(reading.Indicator)).Select(reading => reading.Flag == Reading.Normal ? reading : reading with { Flag = Reading.Normal })]);
        }
    }

    public StationMonthQuality Tally()
    {
        var outcomes = Measured.CountBy(reading => reading.Outcome).ToDictionary();
        return new(
            _station.Code, _rules?.Revision, outcomes.GetValueOrDefault(QualityOutcome.Valid), outcomes.GetValueOrDefault(QualityOutcome.Suspect), outcomes.GetValueOrDefault(QualityOutcome.Invalid),
            Measured.Count(reading => reading.Verdict is not null),
            Measured.SelectMany(reading => reading.Found.Findings.Select(finding => finding.Step.Rule).Distinct(StringComparer.Ordinal)).CountBy(rule => rule).ToImmutableSortedDictionary(StringComparer.Ordinal));
    }

    public Step Step()
    {
        var tally = Tally();
        return new(
            "month.quality", $"数据质量({_station.Code})", null, $"有效{tally.Valid}，存疑{tally.Suspect}，无效{tally.Invalid}，其中经复核{tally.ByReview}", null, _rules?.Rules.Source,
            [
                Basin.Rules.Step.Fact("month.quality-rules", "质控规则", _rules is { } rules ? $"revision {rules.Revision}，自 {rules.From}" : "未作规定：只看数据标记和仪器量程"),
                .. tally.ByRule.Select(rule => Basin.Rules.Step.Fact(rule.Key, WordsOf(rule.Key), $"{rule.Value}")),
                .. _gaps,
                .. Measured.Where(reading => reading.Verdict is not null).GroupBy(reading => (reading.Verdict!.Review, reading.Verdict.Verdict)).OrderBy(review => review.Key.Review, StringComparer.Ordinal)
                    .Select(review => Basin.Rules.Step.Fact("month.review", $"复核({review.Key.Review})", $"{review.Count()}个读数{(review.Key.Verdict == ReviewVerdict.Valid ? "有效" : "无效")}")),
                .. _void.GroupBy(verdict => verdict.Review, StringComparer.Ordinal).OrderBy(review => review.Key, StringComparer.Ordinal)
                    .Select(review => Basin.Rules.Step.Fact("month.review-void", $"复核({review.Key})", $"{review.Count()}个读数已有后续修订，复核结论对其不再适用")),
            ]);
    }

    /// <summary>Readings of the profile's indicators.</summary>
    private IEnumerable<StationReading> Measured => Readings.Where(reading => _station.Indicators.Contains(reading.Found.Reading.Indicator));

    private static QualityJudgement Judge(MonthReadings month, Station station, Dictionary<string, List<StoredFrame>> latest, string? neighbour)
    {
        var rules = month.Rules.GetValueOrDefault(station.Code)?.Rules ?? QualityRules.None;
        var values = neighbour is not null && Known(month, neighbour) is { } other
            ? NeighbourValues.Of(neighbour, station.EveryHours, Judge(month, other, latest, null))
            : null;
        return QualityControl.Judge(rules, latest.GetValueOrDefault(station.Code, []).Select(Seen), values);
    }

    // The neighbour may watch the same section.
    private static Station? Known(MonthReadings month, string code) =>
        month.Neighbours.GetValueOrDefault(code) ?? month.Stations.FirstOrDefault(station => station.Code == code);

    private static QualityFrame Seen(StoredFrame frame) => new(
        frame.Time, frame.Revision,
        [.. frame.Readings.Where(reading => !reading.SaysNothing).Select(reading => new FlaggedReading(reading.Indicator, reading.Value, reading.DetectionLimit, reading.Flag))],
        frame.State switch { StationState.Normal => null, StationState.Maintenance => "维护", _ => "停站" }, frame.Held);

    private static (DateTimeOffset From, DateTimeOffset To) ServiceIn(Station station, YearMonth month)
    {
        var first = station.InServiceFrom > month.FirstDay ? station.InServiceFrom : month.FirstDay;
        var last = station.InServiceTo is { } end && end < month.LastDay ? end : month.LastDay;
        return (new(first, TimeOnly.MinValue, YearMonth.ChinaOffset), new DateTimeOffset(last, TimeOnly.MinValue, YearMonth.ChinaOffset).AddDays(1));
    }

    private static string WordsOf(string rule) => rule switch
    {
        "quality.state" => "站点状态",
        "quality.held" => "报文待核",
        "quality.flag" => "标记",
        "quality.missing" => "缺测",
        "quality.range" => "量程",
        "quality.change" => "变化率",
        "quality.persistence" => "持续不变",
        "quality.saturation" => "溶解氧饱和度",
        "quality.part" => "部分不大于整体",
        "quality.balance" => "上下游平衡",
        _ => rule,
    };
}
