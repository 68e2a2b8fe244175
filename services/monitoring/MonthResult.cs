using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Serialization;
using Basin.Rules;
using Basin.Rules.WaterQuality;

namespace Basin.Monitoring;

/// <summary>
/// What the readings of a month say about a section. The rule where several stations watch one section: all valid readings of all its stations
/// together, one per slot and station (<see cref="OneReadingPerSlot"/>), make the mean; what they expect is added up, and the highest share that any of them demands must be reached. The class uses the
/// indicators of the stations' profiles that are among the 21 evaluation indicators, and each of them needs a mean: a missing one could only
/// make the class worse. Values are compared unrounded; readings below the detection limit count as half of it.
/// </summary>
/// <param name="Means">One per indicator of the stations' profiles, in the order of the standard.</param>
/// <param name="Class">Null when not determined.</param>
/// <param name="ClassReason">Why the class is not determined; null when it is.</param>
/// <param name="DecidingIndicators">Indicators with the worst class; empty when the class is not determined.</param>
/// <param name="ReadingsSha256">SHA-256 over the content hashes of the frames that went in (not of those left out), ordered by station and time, one a line.</param>
/// <param name="RulesEdition">Editions of the standards used.</param>
/// <param name="Stations">Stations in service in the month, with the revision of the profile used.</param>
/// <param name="Quality">How the readings came out by the rules of quality control, with the revision used; null while no station has rules or reviews.</param>
public sealed record MonthResult(
    string Section,
    string Month,
    WaterBody WaterBody,
    IReadOnlyList<IndicatorMonth> Means,
    [property: JsonConverter(typeof(WaterClassText))] WaterClass? Class,
    string? ClassReason,
    IReadOnlyList<string> DecidingIndicators,
    string ReadingsSha256,
    string RulesEdition,
    IReadOnlyList<StationRevision> Stations,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    IReadOnlyList<StationMonthQuality>? Quality = null)
{
    public const NonDetect CountedAs = NonDetect.HalfLimit;

    public static string Edition => $"{Limits.Edition}; {Rules.WaterQuality.Indicators.Edition}; 环办〔2011〕22号";

    /// <param name="section">Section code.</param>
    /// <param name="month">The month.</param>
    /// <param name="body">River or lake.</param>
    /// <param name="stations">Every station of the section; those out of service in the month take no part.</param>
    /// <param name="frames">The counted frames of the month, in any order.</param>
    public static Explained<MonthResult> Of(
        string section, YearMonth month, WaterBody body, IReadOnlyCollection<Station> stations, IEnumerable<CountedFrame> frames)
    {
        var serving = stations.Where(station => station.ExpectedIn(month) > 0).OrderBy(station => station.Code, StringComparer.Ordinal).ToList();
        var byCode = serving.ToDictionary(station => station.Code, StringComparer.Ordinal);
        var slots = OneReadingPerSlot.Of(byCode, frames
            .Where(frame => byCode.ContainsKey(frame.Station) && YearMonth.Of(frame.Time) == month)
            .OrderBy(frame => frame.Station, StringComparer.Ordinal).ThenBy(frame => frame.Time));
        var means = Indicators.All
            .Where(indicator => serving.Any(station => station.Indicators.Contains(indicator.Name)))
            .Select(indicator => (Indicator: indicator, Mean: MeanOf(indicator, month, serving, slots.Frames)))
            .ToList();
        var sectionClass = ClassOf(body, means);
        var hash = HashOf(slots.Frames);
        var result = new MonthResult(
            section, $"{month}", body, [.. means.Select(mean => IndicatorMonth.Of(mean.Indicator, mean.Mean.Value))],
            sectionClass.Value.Class, sectionClass.Value.Reason, [.. sectionClass.Value.Deciding], hash, Edition,
            [.. serving.Select(station => new StationRevision(station.Code, station.Revision))]);
        return new(result, StepOf(result, slots, sectionClass, means.Select(mean => mean.Mean.Step)));
    }

    /// <summary>The same from the readings that quality control lets count, with how it found them.</summary>
    public static Explained<MonthResult> Of(string section, YearMonth month, WaterBody body, IReadOnlyCollection<Station> stations, JudgedMonth judged)
    {
        var (result, steps) = Of(section, month, body, stations, judged.Counted);
        return new(
            result with { Quality = judged.Stations.Count == 0 ? null : judged.Stations },
            steps with { Because = [.. steps.Because, .. judged.Steps] });
    }

    /// <summary>Whether both say the same of the water, from the same readings. Editions and profiles may differ when they change nothing.</summary>
    public bool SaysAs(MonthResult other) =>
        (ReadingsSha256, WaterBody, Class, ClassReason) == (other.ReadingsSha256, other.WaterBody, other.Class, other.ClassReason)
        && Means.SequenceEqual(other.Means)
        && DecidingIndicators.SequenceEqual(other.DecidingIndicators);

    private static Explained<MonthMean> MeanOf(Indicator indicator, YearMonth month, List<Station> serving, IReadOnlyList<CountedFrame> counted)
    {
        var measuring = serving.Where(station => station.Indicators.Contains(indicator.Name)).ToDictionary(station => station.Code, StringComparer.Ordinal);
        var valid = counted
            .Where(frame => measuring.ContainsKey(frame.Station))
            .SelectMany(frame => frame.Readings.Where(reading => reading.Indicator == indicator.Name))
            .Select(reading => reading.Measured())
            .OfType<Measured>()
            .ToList();
        return Rules.WaterQuality.Means.OfMonth(
            indicator, valid, measuring.Values.Sum(station => station.ExpectedIn(month)), measuring.Values.Max(station => station.MonthShare), CountedAs);
    }

    private static Explained<SectionClass> ClassOf(WaterBody body, List<(Indicator Indicator, Explained<MonthMean> Mean)> means)
    {
        var counted = means.Select(mean => mean.Indicator).Where(indicator => indicator.Evaluated).ToList();
        var factors = means
            .Where(mean => mean.Indicator.Evaluated && mean.Mean.Value.Value is not null)
            .Select(mean => new Factor(mean.Indicator, mean.Mean.Value.Value!.Value, mean.Mean.Step));
        return Classification.OfSection(factors, body, counted);
    }

    private static string HashOf(IReadOnlyList<CountedFrame> counted)
    {
        var lines = new StringBuilder();
        foreach (var frame in counted) lines.Append(frame.ContentSha256).Append('\n');
        return Signatures.Sha256(Encoding.UTF8.GetBytes(lines.ToString()));
    }

    // The class step holds the means that count; those that do not, and those without a value, stand beside it, so that every mean is shown once.
    private static Step StepOf(MonthResult result, OneReadingPerSlot slots, Explained<SectionClass> sectionClass, IEnumerable<Step> means)
    {
        var shown = sectionClass.Step.Because.SelectMany(step => step.Because).ToHashSet(ReferenceEqualityComparer.Instance);
        return new(
            "month.section", $"月度({result.Section}, {result.Month})", null, sectionClass.Step.Value, null, null,
            [
                sectionClass.Step,
                .. means.Where(mean => !shown.Contains(mean)),
                Step.Fact("month.frames", "计入报文数", $"{slots.Frames.Count}"),
                Step.Fact("month.frames-left-out", "同一时段多余而未计入的报文数", $"{slots.LeftOut}"),
                Step.Fact("month.readings-sha256", "读数摘要", result.ReadingsSha256),
                Step.Fact("month.rules", "规则版本", result.RulesEdition),
                .. result.Stations.Select(station => Step.Fact("month.station", $"自动站({station.Code})", $"profile revision {station.Revision}")),
            ]);
    }
}

/// <summary>The month's mean of one indicator.</summary>
/// <param name="Indicator">Standard Chinese name.</param>
/// <param name="Mean">Unrounded, in <paramref name="Unit"/>; null when not determined.</param>
/// <param name="Unit">Unit, empty for pH.</param>
/// <param name="Valid">Readings counted, one per station and slot.</param>
/// <param name="Expected">Readings expected by the profiles of the stations that measure it.</param>
/// <param name="Reason">Why there is no mean; null when there is one.</param>
/// <param name="HalfLimits">The part of the mean that stands for readings below their detection limit, each counted at half of it; null for none.</param>
public sealed record IndicatorMonth(
    string Indicator,
    [property: JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] decimal? Mean,
    string Unit,
    int Valid,
    int Expected,
    string? Reason,
    [property: JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)]
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    decimal? HalfLimits = null)
{
    public static IndicatorMonth Of(Indicator indicator, MonthMean mean) =>
        new(indicator.Name, mean.Value, indicator.Unit, mean.Valid, mean.Expected, mean.Reason, mean.HalfLimits == 0 ? null : mean.HalfLimits);
}

/// <summary>A station and the revision of its profile.</summary>
public sealed record StationRevision(string Code, int Revision);
