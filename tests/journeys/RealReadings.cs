namespace Basin.Journeys;

/// <summary>
/// The published daily readings of 街口 (2020-05 to 2021-01). They are not part of the repository; where the folder is absent the test is skipped.
/// </summary>
public static class RealReadings
{
    private static readonly (string Column, string Indicator)[] Columns = [("codmn_raw", "高锰酸盐指数"), ("nh3n_raw", "氨氮"), ("tp_raw", "总磷"), ("tn_raw", "总氮")];

    public static IReadOnlyList<object> Frames(string station, int year)
    {
        var folder = Environment.GetEnvironmentVariable("BASIN_SHARED_DATA") ?? Path.Combine(Servers.Repository, "../shared/data");
        var file = Path.Combine(folder, "jiekou_daily_2020-05_2021-01.csv");
        if (!File.Exists(file)) Assert.Skip($"The published readings are not here: {file}");
        var lines = File.ReadAllLines(file);
        var names = lines[0].Split(',').Select((name, i) => (name, i)).ToDictionary(pair => pair.name, pair => pair.i);
        return [.. lines.Skip(1)
            .Select(line => line.Split(','))
            .Select(row => (Row: row, Time: row[names["time"]], Snapshot: row[names["snapshot_date"]]))
            .Where(r => r.Time.Length > 0 && r.Snapshot.StartsWith($"{year}-", StringComparison.Ordinal))
            .DistinctBy(r => r.Time)
            .Select(object (r) => new
            {
                station,
                time = $"{year}-{r.Time[..5]}T{r.Time[6..]}:00+08:00",
                state = r.Row[names["state"]],
                readings = Columns.ToDictionary(c => c.Indicator, c => r.Row[names[c.Column]] is { Length: > 0 } value ? value : "--"),
            })];
    }
}
