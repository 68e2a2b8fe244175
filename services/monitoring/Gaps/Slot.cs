using Basin.Rules;

namespace Basin.Monitoring;

/// <summary>
/// A time in which a station is expected to send one frame. A day is cut into slots of the profile's interval from midnight in Asia/Shanghai, the
/// same as for <see cref="OneReadingPerSlot"/>.
/// </summary>
/// <param name="From">First instant, inclusive.</param>
/// <param name="To">First instant after it, exclusive.</param>
public readonly record struct Slot(DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>The slot that an instant lies in.</summary>
    public static Slot Of(DateTimeOffset time, int everyHours)
    {
        var local = time.ToOffset(YearMonth.ChinaOffset);
        return At(DateOnly.FromDateTime(local.DateTime), local.Hour / everyHours, everyHours);
    }

    /// <summary>The slots of a day, in order.</summary>
    public static IEnumerable<Slot> OfDay(DateOnly day, int everyHours)
    {
        for (var place = 0; place < 24 / everyHours; place++) yield return At(day, place, everyHours);
    }

    private static Slot At(DateOnly day, int place, int everyHours)
    {
        var from = new DateTimeOffset(day, TimeOnly.MinValue, YearMonth.ChinaOffset).AddHours(place * everyHours);
        return new(from, from.AddHours(everyHours));
    }
}
