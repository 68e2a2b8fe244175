using Basin.Rules;

namespace Basin.Monitoring;

/// <summary>
/// What a station was expected to send and what of it came (缺测台账), over days or a month. It is a function of the profile and of the frames that are
/// there, kept nowhere: frames that come late change it by themselves. A slot is received when any frame of it came, whatever its state; it is valid
/// when every indicator of the profile has a reading in it that counts. A frame that is held for the station's clock fills no slot, because nobody knows
/// when it was taken. Slots that are not over yet are not expected yet.
/// </summary>
/// <param name="From">First day, inclusive, in Asia/Shanghai.</param>
/// <param name="To">Last day, inclusive.</param>
/// <param name="Total">The whole of it.</param>
/// <param name="Indicators">Validity of each indicator of the profile, in the order of the standard.</param>
/// <param name="Days">Days in service, in order; those without a slot that is over are left out.</param>
/// <param name="Gaps">Runs of slots in which nothing came, in order.</param>
/// <param name="Source">Where the two rates are defined.</param>
public sealed record GapLedger(
    string Station, string Section, int ProfileRevision, DateOnly From, DateOnly To, GapTally Total, IReadOnlyList<IndicatorTally> Indicators, IReadOnlyList<GapDay> Days, IReadOnlyList<Gap> Gaps,
    string Source)
{
    /// <summary>No text of the definition could be opened; the words are in common use for automatic monitoring.</summary>
    public const string Definition = "传输率 = 实收时段 / 应收时段，有效率 = 有效时段 / 实收时段，传输有效率 = 传输率 × 有效率；定义的出处未确认";

    /// <summary>Most days of one ledger.</summary>
    public const int DaysMax = 31;

    /// <param name="station">The station with its profile.</param>
    /// <param name="from">First day, inclusive.</param>
    /// <param name="to">Last day, inclusive; at most <see cref="DaysMax"/> days.</param>
    /// <param name="until">Slots that end at or before this instant are expected.</param>
    /// <param name="frames">Every revision of the station's frames of those days, in order of time and revision; frames of other days take no part.</param>
    /// <param name="counts">Whether a reading of a frame that stands counts.</param>
    public static GapLedger Of(Station station, DateOnly from, DateOnly to, DateTimeOffset until, IReadOnlyList<StoredFrame> frames, Func<StoredFrame, Reading, bool> counts)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(to.DayNumber - from.DayNumber + 1, DaysMax);
        var (received, sent) = (new Dictionary<Slot, HashSet<string>>(), new HashSet<(Slot, string)>());
        foreach (var frame in frames.Standing().Where(frame => frame.Station == station.Code))
        {
            var slot = Slot.Of(frame.Time, station.EveryHours);
            if (!received.TryGetValue(slot, out var valid)) received.Add(slot, valid = new(StringComparer.Ordinal));
            foreach (var reading in frame.Readings.Where(reading => !reading.SaysNothing)) sent.Add((slot, reading.Indicator));
            valid.UnionWith(frame.Readings.Where(reading => counts(frame, reading)).Select(reading => reading.Indicator).Where(station.Indicators.Contains));
        }

        var days = Expected(station, from, to, until).Select(day => GapDay.Of(day.Day, day.Slots, station, received)).ToList();
        var slots = days.SelectMany(day => day.Slots).ToList();
        return new(
            station.Code, station.Section, station.Revision, from, to, GapTally.Of(slots, station, received),
            [.. station.Indicators.Select(indicator => IndicatorTally.Of(indicator, slots, sent, received))], days, Gap.Runs(slots.Where(slot => !received.ContainsKey(slot))), Definition);
    }

    /// <summary>The slots in which nothing came, by day.</summary>
    public IEnumerable<(DateOnly Day, IReadOnlyList<Slot> Slots)> MissingByDay() =>
        from day in Days
        let missing = day.Slots.Where(slot => Gaps.Any(gap => gap.From <= slot.From && slot.To <= gap.To)).ToList()
        where missing.Count > 0
        select (day.Day, (IReadOnlyList<Slot>)missing);

    /// <summary>The part of a span of days in which slots are expected that are over.</summary>
    /// <returns>From inclusive, to exclusive, and how many slots; null where nothing is expected.</returns>
    public static (DateTimeOffset From, DateTimeOffset To, int Slots)? Span(Station station, DateOnly from, DateOnly to, DateTimeOffset until)
    {
        Slot[] slots = [.. Expected(station, from, to, until).SelectMany(day => day.Slots)];
        return slots.Length == 0 ? null : (slots[0].From, slots[^1].To, slots.Length);
    }

    /// <summary>Slots of the station's days of service that are over.</summary>
    private static IEnumerable<(DateOnly Day, IReadOnlyList<Slot> Slots)> Expected(Station station, DateOnly from, DateOnly to, DateTimeOffset until)
    {
        for (var day = from; day <= to; day = day.AddDays(1))
        {
            // A sampling point has no slots.
            if (station.IsSampled || !station.ServesOn(day)) continue;
            Slot[] over = [.. Slot.OfDay(day, station.EveryHours).Where(slot => slot.To <= until)];
            if (over.Length > 0) yield return (day, over);
        }
    }
}

/// <summary>Expected against received.</summary>
/// <param name="Expected">Slots that are over.</param>
/// <param name="Received">Those of them in which any frame came.</param>
/// <param name="Valid">Those in which every indicator of the profile has a reading that counts.</param>
public sealed record GapTally(int Expected, int Received, int Valid)
{
    /// <summary>传输率: received of expected.</summary>
    public Rate Transmission => new(Received, Expected);

    /// <summary>有效率: valid of received.</summary>
    public Rate Validity => new(Valid, Received);

    /// <summary>传输有效率: the product of both, which is valid of expected.</summary>
    public Rate TransmissionValidity => new(Valid, Expected);

    internal static GapTally Of(IReadOnlyCollection<Slot> slots, Station station, Dictionary<Slot, HashSet<string>> received) => new(
        slots.Count, slots.Count(received.ContainsKey), slots.Count(slot => received.TryGetValue(slot, out var valid) && valid.Count == station.Indicators.Count));
}

/// <summary>One indicator's slots.</summary>
/// <param name="Received">Slots in which a reading of it came, whatever its flag: an analyser that fails alone shows here.</param>
/// <param name="Valid">Slots with a reading of it that counts.</param>
public sealed record IndicatorTally(string Indicator, int Expected, int Received, int Valid)
{
    public Rate Validity => new(Valid, Received);

    public Rate TransmissionValidity => new(Valid, Expected);

    internal static IndicatorTally Of(string indicator, IReadOnlyCollection<Slot> slots, HashSet<(Slot, string)> sent, Dictionary<Slot, HashSet<string>> received) => new(
        indicator, slots.Count, slots.Count(slot => sent.Contains((slot, indicator))), slots.Count(slot => received.TryGetValue(slot, out var valid) && valid.Contains(indicator)));
}

/// <summary>One day of a ledger.</summary>
public sealed record GapDay(DateOnly Day, GapTally Tally)
{
    internal IReadOnlyList<Slot> Slots { get; private init; } = [];

    internal static GapDay Of(DateOnly day, IReadOnlyList<Slot> slots, Station station, Dictionary<Slot, HashSet<string>> received) =>
        new(day, GapTally.Of(slots, station, received)) { Slots = slots };
}

/// <summary>Slots one after the other in which nothing came.</summary>
/// <param name="From">First instant, inclusive.</param>
/// <param name="To">First instant after it, exclusive.</param>
public sealed record Gap(DateTimeOffset From, DateTimeOffset To, int Slots)
{
    /// <param name="slots">In order.</param>
    public static IReadOnlyList<Gap> Runs(IEnumerable<Slot> slots)
    {
        var runs = new List<Gap>();
        foreach (var slot in slots)
        {
            if (runs is [.., var last] && last.To == slot.From) runs[^1] = last with { To = slot.To, Slots = last.Slots + 1 };
            else runs.Add(new(slot.From, slot.To, 1));
        }

        return runs;
    }
}
