using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Basin.Services.Tests;

/// <summary>
/// Recorded events and messages under way are read back for years, so their JSON is held as literals: a literal that no longer reads back to
/// itself is a broken promise to everything already stored.
/// </summary>
public static class Samples
{
    /// <summary>As the store writes events: camel case, enumerations as text.</summary>
    public static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter() },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 1000,
    };

    public static void ShouldReadBack(Type type, string literal)
    {
        var value = JsonSerializer.Deserialize(literal, type, Json);
        JsonSerializer.Serialize(value, type, Json).ShouldBe(literal, type.FullName);
    }
}
