using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Basin.Rules;
using Basin.Rules.WaterQuality;

namespace Basin.Monitoring;

/// <summary>
/// An automatic station (自动站), or a point where samples are taken, and its profile: what it measures, how often, within which range, since when,
/// and who operates it. It belongs to one section and one source of data for ever and is stated again whole whenever something else about it changes.
/// Whoever chooses the operator chooses who may correct what was measured, and whoever adds a station raises what a month must have: so a bureau
/// registers the first station of a section, and everything that decides which readings count is the superior's from then on. An agreement says which
/// source counts first, so whoever adds a source decides what money goes by: neither side's bureau does, sampling points are the superior's from the first.
/// </summary>
/// <param name="Indicators">Standard names, in the order of the standard.</param>
/// <param name="EveryHours">One frame is expected every so many hours; divides 24. Of a sampling point <see cref="SampledEveryHours"/>, which says nothing.</param>
/// <param name="MonthShare">
/// Least share of the expected readings, inclusive, that makes a month; above 0, at most 1. Of a sampling point <see cref="MonthShareUsual"/>, which says nothing.
/// </param>
/// <param name="Ranges">Measuring range of the instrument by standard name; an indicator without one is not checked against an instrument.</param>
/// <param name="InServiceFrom">First day of service in Asia/Shanghai, inclusive.</param>
/// <param name="InServiceTo">Last day of service, inclusive; null while it lasts.</param>
/// <param name="OperatorSince">When the operator took over from another, UTC; frames of before stay as that one sent them. Null for the first operator.</param>
/// <param name="Source">
/// Where its data comes from, one of <see cref="DataSource.All"/>. A sampling point, which is every other than <see cref="DataSource.Stations"/>, expects
/// one sample a month: one is enough, several are averaged. How many an agreement wants is for its own rules to say (<c>validShare</c>).
/// </param>
public sealed record Station(
    string Code,
    int Revision,
    string Name,
    string Section,
    string Operator,
    IReadOnlyList<string> Indicators,
    int EveryHours,
    [property: JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] decimal MonthShare,
    ImmutableSortedDictionary<string, MeasuringRange> Ranges,
    DateOnly InServiceFrom,
    DateOnly? InServiceTo,
    DateTimeOffset? OperatorSince = null,
    string Source = DataSource.Stations)
{
    public const int IndicatorsMax = 64;

    /// <summary>Half of the expected readings make a month, where the profile says nothing else: the usual choice.</summary>
    public const decimal MonthShareUsual = 0.5m;

    /// <summary>What stands for the interval of a sampling point, which has none.</summary>
    public const int SampledEveryHours = 24;

    /// <summary>Service dates lie between these, inclusive.</summary>
    public static readonly DateOnly ServiceLeast = new(1990, 1, 1);

    public static readonly DateOnly ServiceMost = new(2199, 12, 31);

    public static string Stream(string code) => $"station/{code}";

    /// <summary>Whether people take samples here; otherwise it is an automatic station.</summary>
    [JsonIgnore]
    public bool IsSampled => Source != DataSource.Stations;

    /// <summary>Least share of the expected readings that makes a month of an indicator measured here; one reading is needed in any case.</summary>
    [JsonIgnore]
    public decimal LeastShare => IsSampled ? 0 : MonthShare;

    /// <summary>Readings of one indicator that the profile expects in a month: those of the days in service, or one sample.</summary>
    public int ExpectedIn(YearMonth month) => IsSampled ? Math.Min(1, DaysIn(month)) : DaysIn(month) * PerDay;

    /// <summary>Readings of one indicator that an automatic station is expected to give in a day of service.</summary>
    [JsonIgnore]
    public int PerDay => 24 / EveryHours;

    public bool ServesOn(DateOnly day) => InServiceFrom <= day && day <= (InServiceTo ?? DateOnly.MaxValue);

    private int DaysIn(YearMonth month)
    {
        var first = InServiceFrom > month.FirstDay ? InServiceFrom : month.FirstDay;
        var last = InServiceTo is { } end && end < month.LastDay ? end : month.LastDay;
        return Math.Max(0, last.DayNumber - first.DayNumber + 1);
    }

    /// <summary>Why an organisation may not send a frame of this station; null when it may. Only the field's last part is named.</summary>
    public Rejection? SenderProblem(Frame frame, string organisation)
    {
        if (Operator != organisation)
            return new(Refusal.Forbidden, "not-your-station", $"Station {Code} is not operated by {organisation}.", "station", Code);
        return OperatorSince is { } since && frame.Time < since
            ? new(
                Refusal.Forbidden, "before-your-service",
                $"{organisation} operates {Code} since {since.ToOffset(YearMonth.ChinaOffset):yyyy-MM-dd'T'HH:mm:sszzz}; frames of before stay as the operator of that time sent them.", "time", $"{frame.Time:O}")
            : null;
    }

    /// <summary>Why a frame must be looked at by people before it counts; null when it is in order.</summary>
    public Hold? HoldReason(Frame frame)
    {
        if (!ServesOn(frame.Day))
            return new($"The station is in service from {InServiceFrom:O}{(InServiceTo is { } end ? $" to {end:O}" : "")}; the frame is of {frame.Day:O}.", "time", $"{frame.Time:O}");
        foreach (var reading in frame.Readings.Where(reading => !reading.SaysNothing))
        {
            if (!Indicators.Contains(reading.Indicator)) return new($"The station's profile does not have {reading.Indicator}.", $"readings.{reading.Indicator}", $"{reading.Value}");
            // What comes over a form that is not checked value by value, such as HJ 212, is kept too.
            if (reading.Value is { } sent && !Rules.WaterQuality.Indicators.Find(reading.Indicator).IsPlausible(sent))
                return new($"{reading.Indicator} {sent} is not plausible.", $"readings.{reading.Indicator}", $"{sent}");
            if (reading.Value is { } value && Ranges.TryGetValue(reading.Indicator, out var range) && !range.Holds(value))
                return new($"{reading.Indicator} {value} is outside the instrument's measuring range {range.From} to {range.To}.", $"readings.{reading.Indicator}", $"{value}");
        }

        return null;
    }

    public abstract record Event
    {
        private Event()
        {
        }

        [EventName("station_stated.v1")]
        public sealed record Stated(
            string Code, int Revision, string Name, string Section, string Operator, IReadOnlyList<string> Indicators, int EveryHours,
            [property: JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] decimal MonthShare,
            ImmutableSortedDictionary<string, MeasuringRange> Ranges, DateOnly InServiceFrom, DateOnly? InServiceTo, string By, DateTimeOffset At,
            [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Source = null) : Event;
    }

    /// <summary>Indicators may be given by any of their names.</summary>
    /// <param name="EveryHours">Null for a sampling point.</param>
    /// <param name="MonthShare">Null for a sampling point, and for <see cref="MonthShareUsual"/>.</param>
    /// <param name="Source">Null for what it was stated with, and for 自动站 when it is stated first.</param>
    /// <param name="OperatorRole">Role of the operator, such as <c>operator</c>; null or empty while no key of it is known.</param>
    /// <param name="IsFurther">Whether the section has another station already.</param>
    public sealed record State(
        string Code, string Name, string Section, string Operator, IReadOnlyList<string> Indicators, int? EveryHours, decimal? MonthShare,
        IReadOnlyDictionary<string, MeasuringRange> Ranges, DateOnly InServiceFrom, DateOnly? InServiceTo, string By, DateTimeOffset At, string? OperatorRole,
        bool BySuperior = false, bool IsFurther = false, string? Source = null)
    {
        /// <summary>The same with what goes without saying.</summary>
        internal State Whole(Station? station)
        {
            var source = Source ?? station?.Source ?? DataSource.Stations;
            return this with { Source = source, EveryHours = EveryHours ?? (source == DataSource.Stations ? null : SampledEveryHours), MonthShare = MonthShare ?? MonthShareUsual };
        }
    }

    /// <summary>First statement registers the station, a later one with other content changes it, one with the same content does nothing.</summary>
    public static Decision Decide(Station? station, State stated)
    {
        var command = stated.Whole(station);
        if (command.Indicators.Any(name => name is null)) return Refuse("invalid-indicators", "An indicator is named by a text; null was given.", "indicators");
        if (command.Ranges.FirstOrDefault(range => range.Value is null) is { Key: { } empty })
            return Refuse("invalid-range", "A measuring range has from and to; null was given.", $"ranges.{empty}");
        if (station is not null && Says(station, command)) return Decision.Nothing;
        if (!Codes.IsCode(command.Code)) return Refuse("invalid-code", Codes.Rule, "code", command.Code);
        if (!Codes.IsName(command.Name)) return Refuse("invalid-name", Codes.NameRule, "name", command.Name);
        if (station is not null && station.Section != command.Section)
            return Decision.Refuse(Refusal.Conflict, "section-fixed", $"Station {command.Code} belongs to section {station.Section} and cannot move to {command.Section}.", "section", command.Section);
        if (!DataSource.All.Contains(command.Source!)) return Refuse("unknown-source", $"Data comes from {string.Join("、", DataSource.All)}.", "source", command.Source);
        if (station is not null && station.Source != command.Source)
            return Decision.Refuse(Refusal.Conflict, "source-fixed", $"The data of {command.Code} is {station.Source} and cannot become {command.Source}.", "source", command.Source);
        if (!Codes.IsCode(command.Operator)) return Refuse("invalid-code", Codes.Rule, "operator", command.Operator);
        if (station?.Operator != command.Operator && OperatorProblem(station, command) is { } problem) return problem;
        if (command.Indicators.Count is 0 or > IndicatorsMax)
            return Refuse("invalid-indicators", $"A station measures 1 to {IndicatorsMax} indicators; {command.Indicators.Count} were given.", "indicators");
        if (command.Indicators.Concat(command.Ranges.Keys).FirstOrDefault(name => !Rules.WaterQuality.Indicators.TryFind(name, out _)) is { } unknown)
            return Refuse("unknown-indicator", $"'{unknown}' is not an indicator of {Rules.WaterQuality.Indicators.Edition}.", "indicators", unknown);
        var indicators = StandardNames(command.Indicators);
        if (indicators.Count < command.Indicators.Count) return Refuse("duplicate-indicator", "An indicator is given twice.", "indicators");
        var sampled = command.Source != DataSource.Stations;
        var oneAMonth = $"A sampling point ({command.Source}) expects one sample a month and has neither everyHours nor monthShare.";
        if (sampled && command.EveryHours != SampledEveryHours) return Refuse("not-for-samples", oneAMonth, "everyHours", $"{command.EveryHours}");
        if (sampled && command.MonthShare != MonthShareUsual) return Refuse("not-for-samples", oneAMonth, "monthShare", $"{command.MonthShare}");
        if (command.EveryHours is null or < 1 or > 24 || 24 % command.EveryHours != 0)
            return Refuse("invalid-interval", "everyHours is 1, 2, 3, 4, 6, 8, 12 or 24.", "everyHours", $"{command.EveryHours}");
        if (command.MonthShare is <= 0 or > 1) return Refuse("invalid-share", "monthShare is above 0 and at most 1.", "monthShare", $"{command.MonthShare}");
        if (command.Ranges.FirstOrDefault(range => range.Value.From > range.Value.To) is { Key: { } turned })
            return Refuse("invalid-range", "A measuring range begins at or below its end.", $"ranges.{turned}", $"{command.Ranges[turned].From} to {command.Ranges[turned].To}");
        if (StandardNames(command.Ranges.Keys).Count < command.Ranges.Count) return Refuse("duplicate-indicator", "A measuring range is given twice.", "ranges");
        var ranges = StandardRanges(command.Ranges);
        if (ranges.Keys.FirstOrDefault(name => !indicators.Contains(name)) is { } unmeasured)
            return Refuse("invalid-range", $"The station does not measure {unmeasured}.", $"ranges.{unmeasured}", unmeasured);
        if (command.InServiceFrom < ServiceLeast || command.InServiceFrom > ServiceMost)
            return Refuse("invalid-service", $"Service begins between {ServiceLeast:O} and {ServiceMost:O}.", "inServiceFrom", $"{command.InServiceFrom:O}");
        if (command.InServiceTo < command.InServiceFrom || command.InServiceTo > ServiceMost)
            return Refuse("invalid-service", $"Service ends between {command.InServiceFrom:O} and {ServiceMost:O}.", "inServiceTo", $"{command.InServiceTo:O}");
        if (station is not null && !command.BySuperior && !Says(station, command with { Name = station.Name }))
            return Decision.Refuse(Refusal.Forbidden, "superior-only", $"Indicators, interval, share, ranges and service of {station.Code} decide which readings count: once registered, only the superior changes them.");
        if (station is null && sampled && !command.BySuperior)
            return Decision.Refuse(
                Refusal.Forbidden, "superior-only", $"An agreement says which source counts first, so a source that is added decides what money goes by: only the superior registers {command.Source}.", "source", command.Source);
        if (station is null && command is { IsFurther: true, BySuperior: false })
            return Decision.Refuse(
                Refusal.Forbidden, "superior-only",
                $"Section {command.Section} has a station already. Another one adds to the readings that its months must have: only the superior registers it.", "section", command.Section);

        return Decision.Of(new Event.Stated(
            command.Code, (station?.Revision ?? 0) + 1, command.Name, command.Section, command.Operator, indicators, command.EveryHours.Value,
            command.MonthShare!.Value, ranges, command.InServiceFrom, command.InServiceTo, command.By, command.At, sampled ? command.Source : null));
    }

    public static Station? Apply(Station? station, object happened) => happened switch
    {
        Event.Stated e => new(
            e.Code, e.Revision, e.Name, e.Section, e.Operator, e.Indicators, e.EveryHours, e.MonthShare, e.Ranges, e.InServiceFrom, e.InServiceTo,
            station is null || station.Operator == e.Operator ? station?.OperatorSince : e.At, e.Source ?? DataSource.Stations),
        _ => station,
    };

    private static Decision? OperatorProblem(Station? station, State command)
    {
        if (station is not null && !command.BySuperior)
            return Decision.Refuse(
                Refusal.Forbidden, "superior-only",
                $"{station.Code} is operated by {station.Operator}. The operator sends and corrects its readings: once registered, only the superior changes it.", "operator", command.Operator);
        if (string.IsNullOrEmpty(command.OperatorRole))
            return Refuse("unknown-operator", $"The registry has not stated an organisation {command.Operator} with a key.", "operator", command.Operator);
        if (command.OperatorRole != Role.Operator)
            return Refuse("not-an-operator", $"A station is run by an operator; {command.Operator} is {command.OperatorRole}.", "operator", command.Operator);
        return null;
    }

    private static bool Says(Station station, State command) =>
        (station.Name, station.Section, station.Source, station.Operator, station.EveryHours, station.MonthShare, station.InServiceFrom, station.InServiceTo)
            == (command.Name, command.Section, command.Source, command.Operator, command.EveryHours, command.MonthShare, command.InServiceFrom, command.InServiceTo)
        && command.Indicators.Count == station.Indicators.Count
        && StandardNames(command.Indicators).SequenceEqual(station.Indicators)
        && command.Ranges.Count == station.Ranges.Count
        && StandardNames(command.Ranges.Keys).Count == command.Ranges.Count
        && StandardRanges(command.Ranges).SequenceEqual(station.Ranges);

    private static ImmutableArray<Indicator> Known(IEnumerable<string> names)
    {
        var asked = names.Select(name => Rules.WaterQuality.Indicators.TryFind(name, out var indicator) ? indicator : null).ToHashSet();
        return [.. Rules.WaterQuality.Indicators.All.Where(asked.Contains)];
    }

    private static List<string> StandardNames(IEnumerable<string> names) => [.. Known(names).Select(indicator => indicator.Name)];

    private static ImmutableSortedDictionary<string, MeasuringRange> StandardRanges(IReadOnlyDictionary<string, MeasuringRange> ranges) => ranges
        .Where(range => Rules.WaterQuality.Indicators.TryFind(range.Key, out _))
        .ToImmutableSortedDictionary(range => Rules.WaterQuality.Indicators.Find(range.Key).Name, range => range.Value, StringComparer.Ordinal);

    private static Decision Refuse(string code, string sentence, string field, string? value = null) =>
        Decision.Refuse(Refusal.NotAllowed, code, sentence, field, value);
}

/// <summary>What an instrument can measure, both ends inclusive, in the indicator's unit.</summary>
public sealed record MeasuringRange(
    [property: JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] decimal From,
    [property: JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] decimal To)
{
    public bool Holds(decimal value) => From <= value && value <= To;
}
