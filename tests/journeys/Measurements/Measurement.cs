using System.Globalization;

namespace Basin.Journeys.Measurements;

/// <summary>What a measurement is told by its command and where it leaves its lines. Measurements are explicit: no test run includes them.</summary>
internal static class Measurement
{
    public static int Count(int usual) => int.TryParse(Environment.GetEnvironmentVariable("BASIN_BENCH_COUNT"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : usual;

    public static void Report(params string[] lines) => File.AppendAllLines(Environment.GetEnvironmentVariable("BASIN_BENCH_REPORT") ?? "/dev/stderr", lines);

    /// <summary>The value that the given share of all lies at or below.</summary>
    /// <param name="share">Above 0, at most 1.</param>
    public static TimeSpan Quantile(IReadOnlyCollection<TimeSpan> values, decimal share)
    {
        var sorted = values.Order().ToList();
        return sorted[(int)decimal.Ceiling(share * sorted.Count) - 1];
    }

    public static string Seconds(TimeSpan span) => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:F2} s");
}
