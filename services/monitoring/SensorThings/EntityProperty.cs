using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Basin.Rules.WaterQuality;

namespace Basin.Monitoring;

/// <summary>What a property's values are.</summary>
public enum ValueKind
{
    Text,
    Number,
    Time,
    Truth,

    /// <summary>JSON that filters cannot look into.</summary>
    Whole,
}

/// <summary>A property of an entity type: how it is called, shown and, for those of the log of frames, asked for in SQL.</summary>
/// <param name="Path">Such as <c>name</c> or <c>properties/section</c>.</param>
/// <param name="Read">A string, decimal, int, time, bool, or null; for <see cref="ValueKind.Whole"/> anything JSON can hold.</param>
/// <param name="Sql">Expression over <c>f</c> and <c>r</c> of <see cref="ObservationSql"/>; null where it is known without the log.</param>
/// <param name="SqlIsNever">Whether the expression is never null.</param>
/// <param name="IsJudged">Whether it comes of judging a whole month, which no question to the log can do: it is shown and not filtered by.</param>
public sealed record EntityProperty(string Path, ValueKind Kind, Func<Entity, object?> Read, string? Sql = null, bool SqlIsNever = false, bool IsJudged = false)
{
    /// <summary>The part of the path that stands in the entity itself.</summary>
    public string Head => Path.Split('/')[0];
}

/// <summary>The properties of each entity type, in the order in which they are shown.</summary>
public static class EntityProperties
{
    /// <summary>An indicator has no address of its own in a public register, so it is named within this product; the standards' codes stand beside it.</summary>
    private const string DefinitionPrefix = "urn:basin:indicator:";

    private static readonly FrozenDictionary<EntityKind, ImmutableArray<EntityProperty>> ByKind = new Dictionary<EntityKind, ImmutableArray<EntityProperty>>
    {
        [EntityKind.Thing] =
        [
            Of<Entity.Thing>("name", e => e.Station.Name),
            Of<Entity.Thing>("description", e => $"{e.Section?.Name ?? e.Station.Section}断面的{(e.Station.IsSampled ? "采样点 Sampling point" : "水质自动站 Automatic water-quality station")} at section {e.Station.Section}"),
            Of<Entity.Thing>("properties/section", e => e.Station.Section),
            Of<Entity.Thing>("properties/sectionName", e => e.Section?.Name),
            Of<Entity.Thing>("properties/basin", e => e.Section?.Basin),
            Of<Entity.Thing>("properties/operator", e => e.Station.Operator),
            Of<Entity.Thing>("properties/source", e => e.Station.Source),
            Of<Entity.Thing>("properties/everyHours", e => e.Station.IsSampled ? null : e.Station.EveryHours, ValueKind.Number),
            Of<Entity.Thing>("properties/monthShare", e => e.Station.IsSampled ? null : e.Station.MonthShare, ValueKind.Number),
            Of<Entity.Thing>("properties/inServiceFrom", e => Day(e.Station.InServiceFrom)),
            Of<Entity.Thing>("properties/inServiceTo", e => e.Station.InServiceTo is { } to ? Day(to) : null),
            Of<Entity.Thing>("properties/revision", e => e.Station.Revision, ValueKind.Number),
        ],
        [EntityKind.Location] = [],
        [EntityKind.HistoricalLocation] = [],
        [EntityKind.Datastream] =
        [
            Of<Entity.Datastream>("name", e => $"{e.Of.Station.Name} {e.Indicator.Name} {e.Indicator.Symbol}"),
            Of<Entity.Datastream>("description", e => $"{e.Of.Station.Name}的{e.Indicator.Name}读数 Readings of {e.Indicator.Symbol} at station {e.Of.Id}"),
            Of<Entity.Datastream>("observationType", _ => "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"),
            Of<Entity.Datastream>("unitOfMeasurement/name", e => UnitsOfMeasurement.Of(e.Indicator.Unit).Name),
            Of<Entity.Datastream>("unitOfMeasurement/symbol", e => UnitsOfMeasurement.Of(e.Indicator.Unit).Symbol),
            Of<Entity.Datastream>("unitOfMeasurement/definition", e => UnitsOfMeasurement.Of(e.Indicator.Unit).Definition),
            Of<Entity.Datastream>("properties/station", e => e.Of.Id),
            Of<Entity.Datastream>("properties/section", e => e.Of.Station.Section),
            Of<Entity.Datastream>("properties/indicator", e => e.Indicator.Name),
            Of<Entity.Datastream>("properties/symbol", e => e.Indicator.Symbol),
            Of<Entity.Datastream>("properties/hj212", e => FactorCode(e.Indicator)),
        ],
        [EntityKind.Sensor] =
        [
            Of<Entity.Sensor>("name", e => $"{e.Of.Of.Station.Name} {e.Of.Indicator.Name}分析仪"),
            Of<Entity.Sensor>("description", e => $"{e.Of.Of.Station.Name}测定{e.Of.Indicator.Name}的仪器 Instrument for {e.Of.Indicator.Symbol} at station {e.Of.Of.Id}"),
            Of<Entity.Sensor>("encodingType", _ => "text/html"),
            Of<Entity.Sensor>("metadata", e => Range(e) is { } range
                ? $"量程 measuring range: {range.From} – {range.To} {e.Of.Indicator.Unit}".TrimEnd()
                : "未登记量程 no measuring range registered"),
            Of<Entity.Sensor>("properties/rangeFrom", e => Range(e)?.From, ValueKind.Number),
            Of<Entity.Sensor>("properties/rangeTo", e => Range(e)?.To, ValueKind.Number),
        ],
        [EntityKind.Observation] =
        [
            Of<Entity.Observation>("phenomenonTime", e => e.Frame.Time, ValueKind.Time, "f.time", true),
            Of<Entity.Observation>("resultTime", e => e.Frame.ReceivedAt, ValueKind.Time, "f.received_at", true),
            Of<Entity.Observation>("result", e => e.Reading.Value, ValueKind.Number, "r.value"),
            Of<Entity.Observation>("resultQuality/flag", e => e.Reading.Flag, ValueKind.Text, "r.flag", true),
            Of<Entity.Observation>("resultQuality/state", e => StateName(e.Frame.State), ValueKind.Text, "case f.state when 0 then 'normal' when 1 then 'maintenance' else 'stopped' end", true),
            Of<Entity.Observation>("resultQuality/belowDetection", e => IsBelow(e.Reading), ValueKind.Truth, "(r.value is null and r.detection_limit is not null)", true),
            Of<Entity.Observation>("resultQuality/detectionLimit", e => e.Reading.DetectionLimit, ValueKind.Number, "r.detection_limit"),
            Of<Entity.Observation>("resultQuality/revision", e => e.Frame.Revision, ValueKind.Number, "f.revision", true),
            Of<Entity.Observation>("resultQuality/latest", e => e.Latest, ValueKind.Truth, ObservationSql.Latest, true),
            Of<Entity.Observation>("resultQuality/held", e => e.Frame.Held, ValueKind.Text, "f.held"),
            Judged("resultQuality/outcome", e => e.Judged is { } judged ? OutcomeName(judged.Outcome) : null, ValueKind.Text),
            Judged("resultQuality/review", e => e.Judged?.Review, ValueKind.Text),
            Judged("resultQuality/counts", e => e.Judged is { Counts: true }, ValueKind.Truth),
            Of<Entity.Observation>("parameters/revision", e => e.Frame.Revision, ValueKind.Number, "f.revision", true),
            Of<Entity.Observation>("parameters/contentSha256", e => e.Frame.ContentSha256, ValueKind.Text, "encode(f.content_sha256, 'hex')", true),
            Of<Entity.Observation>("parameters/operator", e => e.Frame.Operator, ValueKind.Text, "f.operator", true),
        ],
        [EntityKind.ObservedProperty] =
        [
            Of<Entity.ObservedProperty>("name", e => e.Indicator.Name),
            Of<Entity.ObservedProperty>("definition", e => DefinitionPrefix + Uri.EscapeDataString(FactorCode(e.Indicator) ?? e.Indicator.Symbol)),
            Of<Entity.ObservedProperty>("description", e => $"{e.Indicator.Name} {e.Indicator.Symbol}{(FactorCode(e.Indicator) is { } code ? $", HJ 212 {code}" : "")}"),
            Of<Entity.ObservedProperty>("properties/symbol", e => e.Indicator.Symbol),
            Of<Entity.ObservedProperty>("properties/unit", e => e.Indicator.Unit),
            Of<Entity.ObservedProperty>("properties/hj212", e => FactorCode(e.Indicator)),
            Of<Entity.ObservedProperty>("properties/evaluated", e => e.Indicator.Evaluated, ValueKind.Truth),
            Of<Entity.ObservedProperty>("properties/edition", _ => Indicators.Edition),
        ],
        [EntityKind.FeatureOfInterest] =
        [
            Of<Entity.FeatureOfInterest>("name", e => e.Section?.Name ?? e.Code),
            Of<Entity.FeatureOfInterest>("description", e => $"断面 Section {e.Code}"),
            Of<Entity.FeatureOfInterest>("encodingType", _ => "application/geo+json"),
            // RFC 7946 3.2: a feature without a place has the geometry null.
            Of<Entity.FeatureOfInterest>("feature", e => new Dictionary<string, object?> { ["type"] = "Feature", ["geometry"] = null, ["properties"] = new Dictionary<string, object?> { ["section"] = e.Code } }, ValueKind.Whole),
            Of<Entity.FeatureOfInterest>("properties/basin", e => e.Section?.Basin),
            Of<Entity.FeatureOfInterest>("properties/waterBody", e => e.Section is { } section ? section.WaterBody == WaterBody.River ? "river" : "lake" : null),
            Of<Entity.FeatureOfInterest>("properties/upstreamRegion", e => e.Section?.UpstreamRegion),
            Of<Entity.FeatureOfInterest>("properties/downstreamRegion", e => e.Section?.DownstreamRegion),
        ],
    }.ToFrozenDictionary();

    /// <summary>The id, which every entity has and filters know by both of its names.</summary>
    public static readonly EntityProperty Id = new("id", ValueKind.Text, entity => entity.Id, ObservationSql.Id, true);

    public static ImmutableArray<EntityProperty> Properties(this EntityKind kind) => ByKind[kind];

    /// <summary>A property by its path; null where there is none.</summary>
    public static EntityProperty? Property(this EntityKind kind, string path) =>
        path is "id" or "@iot.id" ? Id : ByKind[kind].FirstOrDefault(property => property.Path == path);

    /// <summary>The HJ 212 factor code of an indicator; null where the standard has none.</summary>
    public static string? FactorCode(Indicator indicator) =>
        indicator.Aliases.FirstOrDefault(alias => alias.Length == 6 && alias[0] is 'w' or 'a' && alias.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0);

    private static string StateName(StationState state) => state switch
    {
        StationState.Normal => "normal",
        StationState.Maintenance => "maintenance",
        _ => "stopped",
    };

    private static string OutcomeName(QualityOutcome outcome) => outcome switch
    {
        QualityOutcome.Valid => "valid",
        QualityOutcome.Suspect => "suspect",
        _ => "invalid",
    };

    private static bool IsBelow(Reading reading) => reading is { Value: null, DetectionLimit: not null };

    private static MeasuringRange? Range(Entity.Sensor sensor) => sensor.Of.Of.Station.Ranges.GetValueOrDefault(sensor.Of.Indicator.Name);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static EntityProperty Of<TEntity>(string path, Func<TEntity, object?> read, ValueKind kind = ValueKind.Text, string? sql = null, bool sqlIsNever = false)
        where TEntity : Entity => new(path, kind, entity => read((TEntity)entity), sql, sqlIsNever);

    private static EntityProperty Judged(string path, Func<Entity.Observation, object?> read, ValueKind kind) => new(path, kind, entity => read((Entity.Observation)entity), IsJudged: true);
}
