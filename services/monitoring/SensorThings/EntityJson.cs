using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Basin.Monitoring;

/// <summary>
/// Entities as SensorThings 1.1 writes them. Results are written with the decimal's own digits, as they were sent: 7.060 stays 7.060.
/// </summary>
/// <param name="root">Address of the service root, without a slash at its end.</param>
/// <param name="carried">Options that the links to next pages carry on: <c>knownAt</c> and <c>revisions</c>.</param>
public sealed class EntityJson(string root, IReadOnlyList<KeyValuePair<string, string>> carried)
{
    private static readonly string[] Conformance =
    [
        "http://www.opengis.net/spec/iot_sensing/1.1/req/datamodel",
        "http://www.opengis.net/spec/iot_sensing/1.1/req/resource-path/resource-path-to-entities",
        "http://www.opengis.net/spec/iot_sensing/1.1/req/request-data",
        "http://www.opengis.net/spec/iot_sensing/1.1/req/data-array/data-array",
    ];

    /// <summary>Components of an array of observations where none are selected.</summary>
    private static readonly string[] ComponentsUsual = ["id", "phenomenonTime", "result", "resultTime", "resultQuality", "parameters"];

    /// <summary>Chinese names are written as they are; the output is JSON, never inlined into HTML.</summary>
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The service root: every set with its address, and what is conformed to.</summary>
    public byte[] Root() => Written(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("value");
        foreach (var kind in Enum.GetValues<EntityKind>())
        {
            json.WriteStartObject();
            json.WriteString("name", kind.SetName());
            json.WriteString("url", $"{root}/{kind.SetName()}");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("serverSettings");
        json.WriteStartArray("conformance");
        foreach (var requirement in Conformance) json.WriteStringValue(requirement);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    });

    /// <param name="address">Address of the set, without options.</param>
    public byte[] Set(EntityPage page, EntityQuery query, string address) => Written(json =>
    {
        json.WriteStartObject();
        if (page.Count is { } count) json.WriteNumber("@iot.count", count);
        if (page.Cursor is { } cursor) json.WriteString("@iot.nextLink", NextLink(address, query, cursor));
        json.WriteStartArray("value");
        if (query.DataArray) WriteArrays(json, page, query);
        else
            foreach (var node in page.Nodes) Write(json, node);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>The links of a set alone (<c>$ref</c>).</summary>
    public byte[] References(EntityPage page, EntityQuery query, string address) => Written(json =>
    {
        json.WriteStartObject();
        if (page.Cursor is { } cursor) json.WriteString("@iot.nextLink", NextLink(address, query, cursor));
        json.WriteStartArray("value");
        foreach (var node in page.Nodes)
        {
            json.WriteStartObject();
            json.WriteString("@iot.selfLink", Link(node.Entity));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    public byte[] One(EntityNode node) => Written(json => Write(json, node));

    /// <summary>One property of an entity, by the first part of its path; null when it has no value.</summary>
    public byte[]? Property(EntityNode node, string name)
    {
        var found = false;
        var bytes = Written(json =>
        {
            json.WriteStartObject();
            found = WriteProperty(json, node, name);
            json.WriteEndObject();
        });
        return found ? bytes : null;
    }

    /// <summary>The bare value of a property: a text as it is, anything else as JSON.</summary>
    public static string Raw(byte[] property)
    {
        using var json = JsonDocument.Parse(property);
        return json.RootElement.EnumerateObject().Single().Value.ToString();
    }

    private string Link(Entity entity) => $"{root}/{entity.Kind.SetName()}('{Uri.EscapeDataString(entity.Id)}')";

    // The page goes on by its cursor, so what was skipped is not skipped again.
    private string NextLink(string address, EntityQuery query, string cursor) =>
        $"{address}?{string.Join('&', query.Given.Where(option => option.Key is not ("$skip" or "$skiptoken")).Concat(carried).Append(new("$skiptoken", cursor)).Select(option => $"{option.Key}={Uri.EscapeDataString(option.Value)}"))}";

    private void Write(Utf8JsonWriter json, EntityNode node)
    {
        var (entity, query) = (node.Entity, node.Query);
        json.WriteStartObject();
        if (query.Shows("id") || query.Shows("@iot.id")) json.WriteString("@iot.id", entity.Id);
        if (query.Select is null || query.Shows("@iot.selfLink") || query.Shows("id") || query.Shows("@iot.id")) json.WriteString("@iot.selfLink", Link(entity));
        foreach (var head in entity.Kind.Properties().Where(query.Shows).Select(property => property.Head).Distinct()) WriteProperty(json, node, head);
        if (entity is Entity.Datastream && query.Shows("phenomenonTime")) WriteProperty(json, node, "phenomenonTime");
        foreach (var way in entity.Kind.Navigations())
        {
            if (node.Within.TryGetValue(way.Name, out var within)) WriteWithin(json, node, way, within);
            else if (query.Shows(way.Name)) json.WriteString($"{way.Name}@iot.navigationLink", $"{Link(entity)}/{way.Name}");
        }

        json.WriteEndObject();
    }

    private void WriteWithin(Utf8JsonWriter json, EntityNode node, Navigation way, EntityPage within)
    {
        json.WritePropertyName(way.Name);
        if (!way.Many)
        {
            if (within.Nodes is [var one]) Write(json, one);
            else json.WriteNullValue();
            return;
        }

        json.WriteStartArray();
        foreach (var inner in within.Nodes) Write(json, inner);
        json.WriteEndArray();
        if (within.Count is { } count) json.WriteNumber($"{way.Name}@iot.count", count);
        if (within.Cursor is { } cursor)
            json.WriteString($"{way.Name}@iot.nextLink", NextLink($"{Link(node.Entity)}/{way.Name}", node.Query.Expand.First(expansion => expansion.Way == way).Query, cursor));
    }

    private static bool WriteProperty(Utf8JsonWriter json, EntityNode node, string name)
    {
        if (name == "phenomenonTime" && node.Entity is Entity.Datastream)
        {
            if (node.Times is not var (first, last)) return false;
            json.WriteString(name, $"{ObservationId.Written(first)}/{ObservationId.Written(last)}");
            return true;
        }

        if (name is "id" or "@iot.id")
        {
            json.WriteString(name, node.Entity.Id);
            return true;
        }

        json.WritePropertyName(name);
        WriteHead(json, node.Entity, name);
        return true;
    }

    /// <summary>A property, or the object of those whose paths begin with it; of an object, what has no value is left out.</summary>
    private static void WriteHead(Utf8JsonWriter json, Entity entity, string head)
    {
        var properties = entity.Kind.Properties().Where(property => property.Head == head).ToList();
        if (properties is [{ } single] && single.Path == head)
        {
            WriteValue(json, single.Read(entity));
            return;
        }

        json.WriteStartObject();
        foreach (var property in properties)
        {
            if (property.Read(entity) is not { } value) continue;
            json.WritePropertyName(property.Path[(head.Length + 1)..]);
            WriteValue(json, value);
        }

        json.WriteEndObject();
    }

    private void WriteArrays(Utf8JsonWriter json, EntityPage page, EntityQuery query)
    {
        var components = query.Select is { } select
            ? [.. select.Select(path => path.Split('/')[0]).Select(path => path == "@iot.id" ? "id" : path).Where(path => path == "id" || EntityKind.Observation.Properties().Any(property => property.Head == path)).Distinct()]
            : ComponentsUsual;
        foreach (var stream in page.Nodes.Select(node => (Entity.Observation)node.Entity).GroupBy(observation => observation.Of.Id, StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WriteString("Datastream@iot.navigationLink", Link(stream.First().Of));
            json.WriteStartArray("components");
            foreach (var component in components) json.WriteStringValue(component);
            json.WriteEndArray();
            json.WriteNumber("dataArray@iot.count", stream.Count());
            json.WriteStartArray("dataArray");
            foreach (var observation in stream)
            {
                json.WriteStartArray();
                foreach (var component in components)
                {
                    if (component == "id") json.WriteStringValue(observation.Id);
                    else WriteHead(json, observation, component);
                }

                json.WriteEndArray();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case bool truth:
                json.WriteBooleanValue(truth);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case decimal number:
                json.WriteRawValue(number.ToString(CultureInfo.InvariantCulture));
                break;
            case DateTimeOffset time:
                json.WriteStringValue(ObservationId.Written(time));
                break;
            case IReadOnlyDictionary<string, object?> members:
                json.WriteStartObject();
                foreach (var (name, member) in members)
                {
                    json.WritePropertyName(name);
                    WriteValue(json, member);
                }

                json.WriteEndObject();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(value), value, "a property has no such value");
        }
    }

    private static byte[] Written(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options)) write(json);
        return buffer.ToArray();
    }
}
