using System.Text.Json;
using System.Text.Json.Serialization;

namespace Basin.Rules.WaterQuality;

/// <summary>
/// Reads the numbers of standards, which are data embedded in this assembly. Decimals are strings in these files, so that no
/// reader takes them through binary floating point; an unknown field is an error, so that a misspelt one cannot be overlooked.
/// </summary>
internal static class EmbeddedStandard
{
    private static readonly JsonSerializerOptions Strict = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <exception cref="InvalidOperationException">The file is not embedded or is empty: the assembly was built wrongly.</exception>
    public static T Read<T>(string file)
    {
        using var stream = typeof(EmbeddedStandard).Assembly.GetManifestResourceStream(file)
            ?? throw new InvalidOperationException($"The standard '{file}' is not embedded in the rules.");
        return JsonSerializer.Deserialize<T>(stream, Strict)
            ?? throw new InvalidOperationException($"The standard '{file}' is empty.");
    }
}
