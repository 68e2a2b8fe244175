using System.Globalization;
using System.Text.RegularExpressions;

namespace Basin.Services.Tests.Monitoring;

/// <summary>The packets kept for the tests of the reader, by name.</summary>
internal static partial class Hj212Corpus
{
    public static IReadOnlyDictionary<string, byte[]> Packets { get; } = Read();

    private static Dictionary<string, byte[]> Read()
    {
        using var stream = typeof(Hj212Corpus).Assembly.GetManifestResourceStream("hj212-corpus.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n').Where(line => line.Contains('\t', StringComparison.Ordinal)).Select(line => line.Split('\t'))
            .ToDictionary(cells => cells[0], cells => Hj212Station.Bytes(Escape().Replace(
                cells[1], escape => ((char)int.Parse(escape.Groups[1].ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)).ToString())));
    }

    [GeneratedRegex(@"\\x([0-9A-F]{2})")]
    private static partial Regex Escape();
}
