using System.Globalization;

namespace Basin.Benchmarks.Ingest;

/// <summary>
/// The readings that all senders are given: nine indicators a frame with noise from a fixed seed. Frame n is of station n modulo the number of
/// stations, and all stations report the same instant before any reports the next second; so every frame is new, and comes in order of time
/// as it does from a network of stations.
/// </summary>
/// <param name="from">Instant of the first frames, in whole seconds.</param>
/// <param name="stations">Codes of the stations.</param>
/// <param name="step">Between two frames of a station.</param>
public sealed class SyntheticFrames(DateTimeOffset from, IReadOnlyList<string> stations, TimeSpan step)
{
    public const int ValuesPerFrame = 9;

    /// <summary>Symbols as the API knows them.</summary>
    public static readonly IReadOnlyList<string> Symbols = ["WT", "pH", "DO", "EC", "NTU", "CODMn", "NH3-N", "TP", "TN"];

    /// <summary>The same indicators by their codes of HJ 212.</summary>
    public static readonly IReadOnlyList<string> Codes = ["w01010", "w01001", "w01009", "w01014", "w01003", "w01019", "w21003", "w21011", "w21001"];

    /// <summary>After so many frames the values come again.</summary>
    public const int Noises = 4096;

    // Strides without common divisor with the table: neighbouring frames and indicators are unlike each other.
    private const int FrameStride = 1237;
    private const int IndicatorStride = 331;

    private static readonly (decimal Least, decimal Span, string Form)[] Shapes =
    [
        (8m, 16m, "0.0"), (7.2m, 1m, "0.00"), (6m, 4m, "0.00"), (180m, 400m, "0.0"), (5m, 60m, "0.0"), (1.2m, 3m, "0.00"), (0.02m, 0.6m, "0.000"), (0.02m, 0.15m, "0.000"), (0.8m, 2m, "0.00"),
    ];

    private static readonly string[][] Texts = Noise();

    public DateTimeOffset TimeOf(long frame) => from + (frame / stations.Count * step);

    public string StationOf(long frame) => stations[(int)(frame % stations.Count)];

    /// <summary>Decimal text of one value.</summary>
    /// <param name="frame">From 0.</param>
    /// <param name="indicator">Place in <see cref="Symbols"/>.</param>
    public static string ValueOf(long frame, int indicator) => Texts[indicator][(int)(((frame * FrameStride) + (indicator * IndicatorStride)) % Noises)];

    private static string[][] Noise()
    {
        var random = new Random(20190101);
        return [.. Shapes.Select(shape => Enumerable.Range(0, Noises)
            .Select(_ => (shape.Least + (shape.Span * random.Next(0, 10_001) / 10_000m)).ToString(shape.Form, CultureInfo.InvariantCulture)).ToArray())];
    }
}
