using System.Globalization;

namespace Basin.Benchmarks.Ingest;

/// <summary>How much is measured. <c>deploy/bench-ingest</c> gives every option and has checked its range.</summary>
/// <param name="Parts">In the order asked for.</param>
/// <param name="Rounds">Rounds of http; figures are the median of them.</param>
/// <param name="Frames">Frames of a round of http, for each sender.</param>
/// <param name="Span">Length of a run that lasts a time rather than an amount.</param>
/// <param name="Stations">That send at once.</param>
/// <param name="Steady">Length of steady.</param>
/// <param name="Rows">Readings stored for growth.</param>
/// <param name="Sections">Of closing.</param>
public sealed record IngestOptions(
    IReadOnlyList<string> Parts, int Rounds, int Frames, TimeSpan Span, int Stations, TimeSpan Steady, int Rows, int Sections)
{
    public static IngestOptions Parse(IReadOnlyList<string> arguments)
    {
        var parts = arguments.TakeWhile(argument => !argument.StartsWith("--", StringComparison.Ordinal)).ToList();
        var numbers = arguments.Skip(parts.Count).Chunk(2).ToDictionary(pair => pair[0], pair => int.Parse(pair[1], CultureInfo.InvariantCulture));
        return new(
            parts, numbers["--rounds"], numbers["--frames"], TimeSpan.FromSeconds(numbers["--seconds"]), numbers["--stations"],
            TimeSpan.FromMinutes(numbers["--minutes"]), numbers["--rows"], numbers["--sections"]);
    }
}
