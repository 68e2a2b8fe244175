using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Basin.Monitoring;

/// <summary>The entity types of OGC SensorThings 1.1 (18-088), and what they are here.</summary>
public enum EntityKind
{
    /// <summary>A station or sampling point.</summary>
    Thing,

    /// <summary>Where a Thing is. Profiles hold no coordinates, so the set is always empty.</summary>
    Location,

    /// <summary>Where a Thing was; always empty as well.</summary>
    HistoricalLocation,

    /// <summary>A station and one of its indicators.</summary>
    Datastream,

    /// <summary>The instrument that measures one indicator at a station.</summary>
    Sensor,

    /// <summary>A reading in a revision of a frame.</summary>
    Observation,

    /// <summary>An indicator.</summary>
    ObservedProperty,

    /// <summary>A section.</summary>
    FeatureOfInterest,
}

/// <summary>A way from an entity to related ones.</summary>
/// <param name="Many">Whether it leads to a set.</param>
public sealed record Navigation(string Name, EntityKind Target, bool Many);

/// <summary>Names of the sets and of the ways between the entities, as the standard has them.</summary>
public static class EntityKinds
{
    private static readonly FrozenDictionary<EntityKind, ImmutableArray<Navigation>> Ways = new Dictionary<EntityKind, ImmutableArray<Navigation>>
    {
        [EntityKind.Thing] = [Many(EntityKind.Datastream), Many(EntityKind.Location), Many(EntityKind.HistoricalLocation)],
        [EntityKind.Location] = [Many(EntityKind.Thing), Many(EntityKind.HistoricalLocation)],
        [EntityKind.HistoricalLocation] = [One(EntityKind.Thing), Many(EntityKind.Location)],
        [EntityKind.Datastream] = [One(EntityKind.Thing), One(EntityKind.Sensor), One(EntityKind.ObservedProperty), Many(EntityKind.Observation)],
        [EntityKind.Sensor] = [Many(EntityKind.Datastream)],
        [EntityKind.Observation] = [One(EntityKind.Datastream), One(EntityKind.FeatureOfInterest)],
        [EntityKind.ObservedProperty] = [Many(EntityKind.Datastream)],
        [EntityKind.FeatureOfInterest] = [Many(EntityKind.Observation)],
    }.ToFrozenDictionary();

    public static string SetName(this EntityKind kind) => kind switch
    {
        EntityKind.ObservedProperty => "ObservedProperties",
        EntityKind.FeatureOfInterest => "FeaturesOfInterest",
        _ => $"{kind}s",
    };

    public static ImmutableArray<Navigation> Navigations(this EntityKind kind) => Ways[kind];

    public static Navigation? Way(this EntityKind kind, string name) => Ways[kind].FirstOrDefault(way => way.Name == name);

    public static bool TrySet(string name, out EntityKind kind)
    {
        foreach (var each in Enum.GetValues<EntityKind>())
        {
            kind = each;
            if (each.SetName() == name) return true;
        }

        kind = default;
        return false;
    }

    private static Navigation One(EntityKind target) => new(target.ToString(), target, false);

    private static Navigation Many(EntityKind target) => new(target.SetName(), target, true);
}
