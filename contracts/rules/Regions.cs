using System.Text.Json;

namespace Basin.Rules;

/// <summary>The province-level codes of GB/T 2260, read once from <c>regions.json</c>.</summary>
public static class Regions
{
    private static readonly Document Data = Read();

    /// <summary>Stands for the whole country, as the region of a common superior.</summary>
    public static string Country => Data.Country;

    /// <summary>Names by the first two digits of their codes.</summary>
    public static IReadOnlyDictionary<string, string> Provinces => Data.Provinces;

    /// <summary>The province that a code of six digits lies in; the code itself where there is none, as for the whole country.</summary>
    public static string NameOf(string region) => region.Length >= 2 && Provinces.TryGetValue(region[..2], out var name) ? name : region;

    private static Document Read()
    {
        using var stream = typeof(Regions).Assembly.GetManifestResourceStream("regions.json")
            ?? throw new InvalidOperationException("The codes of regions are not embedded in the rules.");
        return JsonSerializer.Deserialize<Document>(stream, JsonSerializerOptions.Web)!;
    }

    private sealed record Document(string Edition, string Title, string Clause, string Country, IReadOnlyDictionary<string, string> Provinces);
}
