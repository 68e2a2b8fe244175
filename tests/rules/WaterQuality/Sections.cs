using System.Globalization;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Tests.WaterQuality;

/// <summary>Sections to evaluate, made from names and decimal texts.</summary>
internal static class Sections
{
    public static Factor F(string name, string value) => new(Indicators.Find(name), D(value));

    /// <summary>Factors written as <c>氨氮 1.2 总磷 0.3</c>.</summary>
    public static Factor[] Factors(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Chunk(2).Select(pair => F(pair[0], pair[1]))];

    public static SectionFactors River(string code, string factors) => new(code, WaterBody.River, [.. Factors(factors)]);

    public static SectionFactors Lake(string code, string factors) => new(code, WaterBody.Lake, [.. Factors(factors)]);

    /// <summary>A section whose ammonia puts it into the class.</summary>
    public static SectionFactors OfClass(int number, WaterClass waterClass) => River($"S{number:D5}", $"氨氮 {Ammonia(waterClass)}");

    /// <summary>A basin of so many sections of each class Ⅰ to 劣Ⅴ.</summary>
    public static SectionFactors[] OfCounts(params int[] counts) =>
        [.. counts.Index().SelectMany(row => Enumerable.Repeat((WaterClass)(row.Index + 1), row.Item)).Index().Select(row => OfClass(row.Index, row.Item))];

    public static decimal D(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    private static string Ammonia(WaterClass waterClass) => waterClass switch
    {
        WaterClass.I => "0.1",
        WaterClass.II => "0.4",
        WaterClass.III => "0.9",
        WaterClass.IV => "1.4",
        WaterClass.V => "1.9",
        _ => "2.4",
    };
}
