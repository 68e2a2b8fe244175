using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Serialization;
using Basin.Rules;
using Basin.Rules.WaterQuality;

namespace Basin.Monitoring;

/// <summary>
/// What the readings of one source say about a section in a month. The rule where several stations watch one section: all valid readings of all its stations
/// together, one per slot and station (<see cref="OneReadingPerSlot"/>), make the mean; what they expect is added up, and the highest share that any of them demands must be reached. The class uses the
/// indicators of the stations' profiles that are among the 21 evaluation indicators, and each of them needs a mean: a missing one could only
/// make the class worse. Values are compared unrounded; readings below the detection limit count as half of it. Where stations measure flow, the
/// month's water and the loads follow from it; a sample's flow is that of its hour, and no water of a month is worked out from it.
/// </summary>
/// <param name="Means">One per indicator of the stations' profiles, in the order of <see cref="Indicators.All"/>.</param>
/// <param name="Class">Null when not determined.</param>
/// <param name="ClassReason">Why the class is not determined; null when it is.</param>
/// <param name="DecidingIndicators">Indicators with the worst class; empty when the class is not determined.</param>
/// <param name="ReadingsSha256">SHA-256 over the content hashes of the frames that went in (not of those left out), ordered by station and time, one a line.</param>
/// <param name="RulesEdition">Editions of the standards used.</param>
/// <param name="Stations">Stations or sampling points in service in the month, with the revision of the profile used.</param>
/// <param name="Source">Where the data comes from; null for automatic stations.</param>
/// <param name="Volume">Water that passed; null where no station measures flow.</param>
/// <param name="Loads">One per mean that is a concentration; null where no station measures flow.</param>
/// <param name="Sources">
/// Every source that the section has a station or sampling point of in service in the month, in the order of <see cref="DataSource.All"/>: who waits for
/// the month waits for these. Null where it was stated before there were several.
/// </param>
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
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Source = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] MonthVolume? Volume = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<IndicatorLoad>? Loads = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Sources = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<StationMonthQuality>? Quality = null)
{
    public const NonDetect CountedAs = NonDetect.HalfLimit;

    public static string Edition => $"{Limits.Edition}; {Rules.WaterQuality.Indicators.Edition}; 环办〔2011〕22号";

    /// <param name="section">Section code.</param>
    /// <param name="month">The month.</param>
    /// <param name="body">River or lake.</param>
    /// <param name="stations">Every station of the section; those of another source or out of service in the month take no part.</param>
    /// <param name="frames">The counted frames of the month, in any order.</param>
    /// <param name="source">One of <see cref="DataSource.All"/>.</param>
    public static Explained<MonthResult> Of(
        string section, YearMonth month, WaterBody body, IReadOnlyCollection<Station> stations, IEnumerable<CountedFrame> frames, string source = DataSource.Stations)
    {
        var serving = stations.Where(station => station.Source == source && station.ExpectedIn(month) > 0).OrderBy(station => station.Code, StringComparer.Ordinal).ToList();
        var byCode = serving.ToDictionary(station => station.Code, StringComparer.Ordinal);
        var slots = OneReadingPerSlot.Of(byCode, frames
            .Where(frame => byCode.ContainsKey(frame.Station) && YearMonth.Of(frame.Time) == month)
            .OrderBy(frame => frame.Station, StringComparer.Ordinal).ThenBy(frame => frame.Time));
        var readings = slots.Frames.SelectMany(frame => frame.Readings, (frame, reading) => (Frame: frame, Reading: reading)).ToLookup(counted => counted.Reading.Indicator, StringComparer.Ordinal);
        var means = Indicators.All
            .Where(indicator => serving.Any(station => station.Indicators.Contains(indicator.Name)))
            .Select(indicator => (Indicator: indicator, Mean: MeanOf(indicator, month, serving, readings[indicator.Name])))
            .ToList();
        var sectionClass = ClassOf(body, means);
        var water = WaterOf(month, serving, means);
        var loads = water is { } passed ? LoadsOf(means, passed.Value) : [];
        var hash = HashOf(slots.Frames);
        var result = new MonthResult(
            section, $"{month}", body, [.. means.Select(mean => IndicatorMonth.Of(mean.Indicator, mean.Mean.Value))],
            sectionClass.Value.Class, sectionClass.Value.Reason, [.. sectionClass.Value.Deciding], hash, Edition,
            [.. serving.Select(station => new StationRevision(station.Code, station.Revision))],
            source == DataSource.Stations ? null : source,
            water is { } volume ? MonthVolume.Of(volume.Value) : null,
            water is null ? null : [.. loads.Select(load => IndicatorLoad.Of(load.Indicator, load.Load.Value))],
            ServingIn(month, stations));
        IEnumerable<Step> hydrology = water is { } shown ? [shown.Step, .. loads.Select(load => load.Load.Step)] : [];
        return new(result, StepOf(result, slots, sectionClass, means.Select(mean => mean.Mean.Step), [.. hydrology]));
    }

    /// <summary>The sources of the stations and sampling points that are in service in a month.</summary>
    public static IReadOnlyList<string> ServingIn(YearMonth month, IEnumerable<Station> stations)
    {
        var serving = stations.Where(station => station.ExpectedIn(month) > 0).Select(station => station.Source).ToHashSet(StringComparer.Ordinal);
        return [.. DataSource.All.Where(serving.Contains)];
    }

    /// <summary>The same from the readings that quality control lets count, with how it found those of the source's stations.</summary>
    public static Explained<MonthResult> Of(
        string section, YearMonth month, WaterBody body, IReadOnlyCollection<Station> stations, JudgedMonth judged, string source = DataSource.Stations)
    {
        var (result, steps) = Of(section, month, body, stations, judged.Counted, source);
        var own = judged.Of(stations.Where(station => station.Source == source));
        return new(
            result with { Quality = own.Stations.Count == 0 ? null : own.Stations },
            steps with { Because = [.. steps.Because, .. own.Steps.Select(station => station.Step)] });
    }

    /// <summary>Whether both say the same of the water, from the same readings. Editions and profiles may differ when they change nothing.</summary>
    public bool SaysAs(MonthResult other) =>
        (ReadingsSha256, WaterBody, Class, ClassReason, Volume) == (other.ReadingsSha256, other.WaterBody, other.Class, other.ClassReason, other.Volume)
        && Means.SequenceEqual(other.Means)
        && DecidingIndicators.SequenceEqual(other.DecidingIndicators);

    private static Explained<MonthMean> MeanOf(Indicator indicator, YearMonth month, List<Station> serving, IEnumerable<(CountedFrame Frame, Reading Reading)> counted)
    {
        var measuring = serving.Where(station => station.Indicators.Contains(indicator.Name)).ToList();
        var (tally, byDay) = (new MonthTally(indicator), new int[month.Days]);
        foreach (var (frame, reading) in counted)
        {
            if (reading.Measured() is not { } measured) continue;
            tally.Add(measured);
            byDay[Frame.DayOf(frame.Time).Day - 1]++;
        }

        var mean = Rules.WaterQuality.Means.OfMonth(tally, measuring.Sum(station => station.ExpectedIn(month)), measuring.Max(station => station.LeastShare), CountedAs);
        // A sample stands for its month: its days are not counted.
        if (measuring[0].IsSampled) return mean;
        var days = byDay.Index().Count(day => ValidDay.Is(day.Item, measuring.Where(station => station.ServesOn(month.FirstDay.AddDays(day.Index))).Sum(station => station.PerDay)));
        return new(mean.Value with { ValidDays = days }, mean.Step with { Because = mean.Step.Because.Add(Step.Fact("mean.valid-days", $"有效天数（当日有效个数不少于应测个数的{ValidDay.ShareUsual}）", $"{days}")) });
    }

    // Null where nobody measures flow, or only samples do.
    private static Explained<MonthMean>? WaterOf(YearMonth month, List<Station> serving, List<(Indicator Indicator, Explained<MonthMean> Mean)> means)
    {
        var measuring = serving.Where(station => !station.IsSampled && station.Indicators.Contains(Indicators.Flow.Name)).ToList();
        if (measuring.Count == 0) return null;
        var days = Enumerable.Range(0, month.Days).Select(month.FirstDay.AddDays).Count(day => measuring.Exists(station => station.ServesOn(day)));
        return MonthWater.OfMonth(means.Single(mean => mean.Indicator == Indicators.Flow).Mean, days);
    }

    private static List<(Indicator Indicator, Explained<MonthMean> Load)> LoadsOf(List<(Indicator Indicator, Explained<MonthMean> Mean)> means, MonthMean volume) =>
        [.. means.Where(mean => MonthLoad.Has(mean.Indicator)).Select(mean => (mean.Indicator, MonthLoad.OfMonth(mean.Indicator, mean.Mean.Value, volume)))];

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
    private static Step StepOf(MonthResult result, OneReadingPerSlot slots, Explained<SectionClass> sectionClass, IEnumerable<Step> means, ImmutableArray<Step> hydrology)
    {
        var shown = sectionClass.Step.Because.SelectMany(step => step.Because).Concat(hydrology.SelectMany(step => step.Because)).ToHashSet(ReferenceEqualityComparer.Instance);
        var source = result.Source is { } other ? $", {other}" : "";
        return new(
            "month.section", $"月度({result.Section}, {result.Month}{source})", null, sectionClass.Step.Value, null, null,
            [
                sectionClass.Step,
                .. means.Where(mean => !shown.Contains(mean)),
                .. hydrology,
                Step.Fact("month.frames", "计入报文数", $"{slots.Frames.Count}"),
                Step.Fact("month.frames-left-out", "同一时段多余而未计入的报文数", $"{slots.LeftOut}"),
                Step.Fact("month.readings-sha256", "读数摘要", result.ReadingsSha256),
                Step.Fact("month.rules", "规则版本", result.RulesEdition),
                .. result.Stations.Select(station => Step.Fact("month.station", $"{result.Source ?? DataSource.Stations}({station.Code})", $"profile revision {station.Revision}")),
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
/// <param name="ValidDays">Days on which <see cref="ValidDay.ShareUsual"/> of the expected readings were valid; null for samples.</param>
public sealed record IndicatorMonth(
    string Indicator,
    [property: JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] decimal? Mean,
    string Unit,
    int Valid,
    int Expected,
    string? Reason,
    [property: JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)]
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    decimal? HalfLimits = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? ValidDays = null)
{
    public static IndicatorMonth Of(Indicator indicator, MonthMean mean) =>
        new(indicator.Name, mean.Value, indicator.Unit, mean.Valid, mean.Expected, mean.Reason, mean.HalfLimits == 0 ? null : mean.HalfLimits, mean.ValidDays);
}

/// <summary>The water (水量) that passed a section in a month.</summary>
/// <param name="Value">In <paramref name="Unit"/>, unrounded; below zero where more ran upstream than down; null when not determined.</param>
/// <param name="Unit">m³.</param>
/// <param name="Valid">Flow readings counted.</param>
/// <param name="Expected">Flow readings expected.</param>
/// <param name="Reason">Why there is no volume; null when there is one.</param>
public sealed record MonthVolume(
    [property: JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] decimal? Value, string Unit, int Valid, int Expected, string? Reason)
{
    public static MonthVolume Of(MonthMean volume) => new(volume.Value, MonthWater.Unit, volume.Valid, volume.Expected, volume.Reason);
}

/// <summary>The load (通量) of an indicator in a month: mean concentration times volume, as the terms language computes it.</summary>
/// <param name="Load">In <paramref name="Unit"/>, unrounded; null when not determined.</param>
/// <param name="Unit">吨.</param>
/// <param name="Reason">Why there is no load; null when there is one.</param>
public sealed record IndicatorLoad(
    string Indicator, [property: JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] decimal? Load, string Unit, string? Reason)
{
    public static IndicatorLoad Of(Indicator indicator, MonthMean load) => new(indicator.Name, load.Value, MonthLoad.Unit, load.Reason);
}

/// <summary>A station and the revision of its profile.</summary>
public sealed record StationRevision(string Code, int Revision);
