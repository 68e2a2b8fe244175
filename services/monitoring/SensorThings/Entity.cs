using System.Globalization;
using Basin.Rules.WaterQuality;

namespace Basin.Monitoring;

/// <summary>One entity that a caller may see. Ids come from the world, so that a link kept by a client stays right.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">Such as <c>MKL-01</c>, <c>MKL-01:氨氮</c>, <c>MKL-01:氨氮:2024-03-01T00:00:00Z:1</c>.</param>
public abstract record Entity(EntityKind Kind, string Id)
{
    public sealed record Thing(Station Station, KnownSection? Section) : Entity(EntityKind.Thing, Station.Code);

    public sealed record Datastream(Thing Of, Indicator Indicator) : Entity(EntityKind.Datastream, $"{Of.Id}:{Indicator.Name}");

    public sealed record Sensor(Datastream Of) : Entity(EntityKind.Sensor, Of.Id);

    public sealed record ObservedProperty(Indicator Indicator) : Entity(EntityKind.ObservedProperty, Indicator.Name);

    /// <param name="Section">Null when the registry has not stated it.</param>
    public sealed record FeatureOfInterest(string Code, KnownSection? Section) : Entity(EntityKind.FeatureOfInterest, Code);

    /// <param name="Latest">Whether no later revision of the frame is known.</param>
    /// <param name="Judged">What quality control and people say of it; null where there is nothing to judge, and where it is not asked for.</param>
    public sealed record Observation(Datastream Of, StoredFrame Frame, Reading Reading, bool Latest, ReadingJudgement? Judged = null)
        : Entity(EntityKind.Observation, new ObservationId(Of.Id, Frame.Time, Frame.Revision).ToString());
}

/// <summary>Identity of an observation.</summary>
/// <param name="Datastream">Station and indicator.</param>
/// <param name="Time">Whole seconds.</param>
public sealed record ObservationId(string Datastream, DateTimeOffset Time, int Revision)
{
    private const string Form = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    public static bool TryParse(string text, out ObservationId? id)
    {
        id = null;
        // The time holds two colons of its own.
        var parts = text.Split(':');
        if (parts.Length != 6) return false;
        if (!DateTimeOffset.TryParseExact(
                $"{parts[2]}:{parts[3]}:{parts[4]}", Form, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)) return false;
        if (!int.TryParse(parts[5], NumberStyles.None, CultureInfo.InvariantCulture, out var revision)) return false;
        id = new($"{parts[0]}:{parts[1]}", time, revision);
        return true;
    }

    public override string ToString() => $"{Datastream}:{Written(Time)}:{Revision}";

    /// <summary>A time as SensorThings writes it here: UTC, with fractions of a second only where there are some.</summary>
    public static string Written(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);
}
