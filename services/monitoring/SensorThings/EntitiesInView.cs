using System.Collections.Immutable;
using Basin.Hosting;
using Basin.Rules;
using Basin.Rules.WaterQuality;
using Marten;

namespace Basin.Monitoring;

/// <summary>
/// The stations that a caller may read, with their sections, as one connected set of entities: whatever is not in it does not exist for the caller,
/// wherever a link or a filter leads.
/// </summary>
/// <param name="Things">In order of their codes.</param>
public sealed record EntitiesInView(ImmutableArray<Entity.Thing> Things)
{
    private readonly ILookup<string, Entity.Thing> _bySection = Things.ToLookup(thing => thing.Station.Section, StringComparer.Ordinal);

    /// <summary>Every entity of a kind, in order of ids; none of Observations, which are in the log.</summary>
    public IEnumerable<Entity> All(EntityKind kind) => kind switch
    {
        EntityKind.Thing => Things,
        EntityKind.Datastream => Things.SelectMany(StreamsOf),
        EntityKind.Sensor => Things.SelectMany(StreamsOf).Select(stream => new Entity.Sensor(stream)),
        EntityKind.ObservedProperty => Indicators.All.Select(indicator => new Entity.ObservedProperty(indicator)),
        EntityKind.FeatureOfInterest => Things.DistinctBy(thing => thing.Station.Section).Select(FeatureOf),
        _ => [],
    };

    /// <summary>Where a way leads to; nothing for Observations.</summary>
    public IEnumerable<Entity> Follow(Entity entity, Navigation way) => (entity, way.Target) switch
    {
        (Entity.Thing thing, EntityKind.Datastream) => StreamsOf(thing),
        (Entity.Datastream stream, EntityKind.Thing) => [stream.Of],
        (Entity.Datastream stream, EntityKind.Sensor) => [new Entity.Sensor(stream)],
        (Entity.Datastream stream, EntityKind.ObservedProperty) => [new Entity.ObservedProperty(stream.Indicator)],
        (Entity.Sensor sensor, EntityKind.Datastream) => [sensor.Of],
        (Entity.ObservedProperty property, EntityKind.Datastream) => Things.SelectMany(StreamsOf).Where(stream => stream.Indicator == property.Indicator),
        (Entity.Observation observation, EntityKind.Datastream) => [observation.Of],
        (Entity.Observation observation, EntityKind.FeatureOfInterest) => [FeatureOf(observation.Of.Of)],
        _ => [],
    };

    /// <summary>The streams whose observations an entity has, or all.</summary>
    public IEnumerable<Entity.Datastream> StreamsWithin(Entity? entity) => entity switch
    {
        null => Things.SelectMany(StreamsOf),
        Entity.Datastream stream => [stream],
        Entity.FeatureOfInterest feature => _bySection[feature.Code].SelectMany(StreamsOf),
        _ => [],
    };

    /// <summary>Values that a field has for every observation of a stream; null where the log has to say.</summary>
    public IReadOnlyList<object?>? OfObservations(Entity.Datastream stream, Operand.Field field) => field.Way switch
    {
        [] => null,
        [{ Target: EntityKind.FeatureOfInterest }, .. var rest] => Values(FeatureOf(stream.Of), rest, field.Property),
        [_, .. var rest] => Values(stream, rest, field.Property),
    };

    /// <summary>Values of a field of an entity that is not an observation.</summary>
    public IReadOnlyList<object?> Values(Entity entity, ImmutableArray<Navigation> way, EntityProperty property) =>
        [.. way.Aggregate<Navigation, IEnumerable<Entity>>([entity], (reached, step) => reached.SelectMany(one => Follow(one, step))).Select(property.Read)];

    private static IEnumerable<Entity.Datastream> StreamsOf(Entity.Thing thing) => thing.Station.Indicators
        .Select(name => new Entity.Datastream(thing, Indicators.Find(name)));

    private static Entity.FeatureOfInterest FeatureOf(Entity.Thing thing) => new(thing.Station.Section, thing.Section);
}
