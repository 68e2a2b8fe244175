using System.Runtime.InteropServices;
using Basin.Rules;

namespace Basin.Monitoring;

/// <summary>
/// A station gives one reading of an indicator per slot, so that a burst of frames within two hours is no month. The day is cut into slots of the
/// profile's interval from midnight in Asia/Shanghai: with every 4 hours, 08:00 inclusive to 12:00 exclusive is the third. The valid reading
/// nearest the slot's start counts, which is the earliest; later ones of the same slot are left out. Readings are taken one by one, because a
/// station may send the indicators of one slot in several frames. Samples are no slots: each instant of a sampling point counts.
/// </summary>
/// <param name="Frames">In the given order, each with the readings that may count; a frame without any valid reading stays, empty.</param>
/// <param name="LeftOut">Frames whose valid readings were all left out.</param>
public sealed record OneReadingPerSlot(IReadOnlyList<CountedFrame> Frames, int LeftOut)
{
    /// <param name="stations">By code; every frame's station is among them.</param>
    /// <param name="frames">In order of time for each station.</param>
    public static OneReadingPerSlot Of(IReadOnlyDictionary<string, Station> stations, IEnumerable<CountedFrame> frames)
    {
        // Frames come in order of time, so the slot that was filled last is the only one that can be filled already.
        var filled = new Dictionary<(string Station, string Indicator), long>();
        var (taken, leftOut) = (new List<CountedFrame>(), 0);
        foreach (var frame in frames)
        {
            var station = stations[frame.Station];
            var slot = SlotOf(frame.Time, station);
            var valid = frame.Readings.Where(reading => reading.Measured() is not null && station.Indicators.Contains(reading.Indicator)).ToList();
            var readings = valid.Where(reading => Fill(filled, (frame.Station, reading.Indicator), slot)).ToList();
            if (valid.Count > 0 && readings.Count == 0) leftOut++;
            else taken.Add(frame with { Readings = readings });
        }

        return new(taken, leftOut);
    }

    private static bool Fill(Dictionary<(string Station, string Indicator), long> filled, (string Station, string Indicator) series, long slot)
    {
        ref var last = ref CollectionsMarshal.GetValueRefOrAddDefault(filled, series, out var exists);
        if (exists && last == slot) return false;
        last = slot;
        return true;
    }

    // Counted from the first day there is, so that no two days have the same.
    private static long SlotOf(DateTimeOffset time, Station station)
    {
        var local = time.ToOffset(YearMonth.ChinaOffset).DateTime;
        return station.IsSampled ? local.Ticks : (DateOnly.FromDateTime(local).DayNumber * (long)station.PerDay) + (local.Hour / station.EveryHours);
    }
}
