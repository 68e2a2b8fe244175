using System.Collections.Frozen;
using System.Text.Json;

namespace Basin.Monitoring;

/// <summary>What SensorThings says of a unit.</summary>
/// <param name="Definition">Address of the unit in UCUM.</param>
public sealed record UnitOfMeasurement(string Name, string Symbol, string Definition);

/// <summary>Names and definitions of the indicators' units, read once from <c>units.json</c>.</summary>
public static class UnitsOfMeasurement
{
    private const string Registry = "http://www.opengis.net/def/uom/UCUM/0/";

    private static readonly FrozenDictionary<string, UnitOfMeasurement> BySymbol = Read();

    /// <param name="symbol">Unit as the indicator has it; empty for pH.</param>
    /// <exception cref="KeyNotFoundException"><c>units.json</c> does not have it.</exception>
    public static UnitOfMeasurement Of(string symbol) => BySymbol[symbol];

    private static FrozenDictionary<string, UnitOfMeasurement> Read()
    {
        using var file = typeof(UnitsOfMeasurement).Assembly.GetManifestResourceStream("units.json")!;
        return JsonSerializer.Deserialize<Document>(file, JsonSerializerOptions.Web)!.Units
            .ToFrozenDictionary(unit => unit.Symbol, unit => new UnitOfMeasurement(unit.Name, unit.Symbol, Registry + Uri.EscapeDataString(unit.Ucum)), StringComparer.Ordinal);
    }

    private sealed record Document(string Source, IReadOnlyList<Unit> Units);

    private sealed record Unit(string Symbol, string Name, string Ucum);
}
