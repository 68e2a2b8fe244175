using System.Collections.Frozen;

namespace Basin.Rules.WaterQuality;

/// <summary>
/// What the neighbouring station up or down the river found, by slot: of each indicator the earliest value of the slot that its own rules find
/// valid. A value that is itself in question is no measure of another one.
/// </summary>
public sealed class NeighbourValues
{
    private readonly int _everyHours;
    private readonly FrozenDictionary<(DateOnly Day, int Slot, string Indicator), (DateTimeOffset Time, decimal Value)> _values;

    private NeighbourValues(string station, int everyHours, IEnumerable<JudgedReading> valid)
    {
        (Station, _everyHours) = (station, everyHours);
        _values = valid
            .GroupBy(reading => KeyOf(reading.Time, reading.Reading.Indicator))
            .ToFrozenDictionary(slot => slot.Key, slot => slot.Select(reading => (reading.Time, reading.Reading.Value!.Value)).MinBy(value => value.Time));
    }

    /// <summary>Code of the neighbouring station.</summary>
    public string Station { get; }

    /// <param name="station">Code of the neighbouring station.</param>
    /// <param name="everyHours">Length of a slot in hours, that of the station whose readings are compared; divides 24.</param>
    /// <param name="judged">The neighbour's readings by its own rules, without its balance: two stations that name each other would ask for ever.</param>
    public static NeighbourValues Of(string station, int everyHours, QualityJudgement judged) =>
        new(station, everyHours, judged.Readings.Where(reading => reading is { Outcome: QualityOutcome.Valid, Reading.Value: not null }));

    internal bool TryFind(DateTimeOffset time, string indicator, out (DateTimeOffset Time, decimal Value) found) => _values.TryGetValue(KeyOf(time, indicator), out found);

    private (DateOnly Day, int Slot, string Indicator) KeyOf(DateTimeOffset time, string indicator)
    {
        var local = time.ToOffset(YearMonth.ChinaOffset);
        return (DateOnly.FromDateTime(local.DateTime), local.Hour / _everyHours, indicator);
    }
}
