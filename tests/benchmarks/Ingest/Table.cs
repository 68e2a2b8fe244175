namespace Basin.Benchmarks.Ingest;

/// <summary>A table in Markdown.</summary>
public static class Table
{
    public static IReadOnlyList<string> Of(IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<string>> rows) =>
        [Row(heads), Row([.. heads.Select(_ => "---")]), .. rows.Select(Row)];

    public static string Number(double value) => value.ToString("N0");

    public static string Milliseconds(double value) => value.ToString(value < 10 ? "0.0" : "0");

    public static string Ratio(double value) => double.IsFinite(value) ? value.ToString("0.00") : "";

    public static double Median(IEnumerable<double> values)
    {
        var ordered = values.Order().ToArray();
        return ordered.Length % 2 == 1 ? ordered[ordered.Length / 2] : (ordered[(ordered.Length / 2) - 1] + ordered[ordered.Length / 2]) / 2;
    }

    private static string Row(IReadOnlyList<string> cells) => $"| {string.Join(" | ", cells)} |";
}
