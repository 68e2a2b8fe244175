using System.Text.Json;
using System.Text.Json.Serialization;
using Basin.Rules.WaterQuality;

namespace Basin.Monitoring;

/// <summary>Classes are written as the release writes them, Ⅰ to Ⅴ and 劣Ⅴ, in events and answers alike.</summary>
public sealed class WaterClassText : JsonConverter<WaterClass>
{
    public override WaterClass Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        WaterClasses.TryParse(reader.GetString(), out var waterClass) ? waterClass : throw new JsonException("not a water-quality class");

    public override void Write(Utf8JsonWriter writer, WaterClass value, JsonSerializerOptions options) => writer.WriteStringValue(WaterClasses.Text(value));
}
