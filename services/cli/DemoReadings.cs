using System.Globalization;
using System.Text.Json.Nodes;
using Basin.Rules;
using Sylvan.Data.Csv;

namespace Basin.Cli;

/// <summary>
/// Published daily readings of one station as frames. Rows in 维护 and values <c>--</c> or <c>*</c> go along as they are: whether they count is for
/// monitoring to say. The year with most rows is settled. A row without a time of its own (停站) measured nothing and is only counted.
/// </summary>
public sealed record DemoReadings(IReadOnlyList<JsonObject> Frames, int RowsWithoutTime, int Year, DateOnly First, int RowsOfOtherYears)
{
    private const int RowsMax = 100_000;

    private static readonly (string Column, string Indicator)[] Columns =
    [
        ("wt", "水温"), ("ph", "pH"), ("do", "溶解氧"), ("ec", "电导率"), ("ntu", "浊度"),
        ("codmn", "高锰酸盐指数"), ("nh3n", "氨氮"), ("tp", "总磷"), ("tn", "总氮"),
    ];

    public static IReadOnlyList<string> Indicators => [.. Columns.Select(column => column.Indicator)];

    /// <exception cref="CommandFailureException">The file has not the columns or no rows.</exception>
    public static DemoReadings Parse(string name, string csv)
    {
        try
        {
            return Read(name, csv);
        }
        catch (Exception problem) when (problem is CsvFormatException or CsvMissingHeadersException or ArgumentException)
        {
            throw new CommandFailureException($"{name}: {problem.Message}");
        }
    }

    private static DemoReadings Read(string name, string csv)
    {
        using var rows = CsvDataReader.Create(new StringReader(csv));
        var columns = Enumerable.Range(0, rows.FieldCount).ToDictionary(rows.GetName, n => n, StringComparer.Ordinal);
        foreach (var needed in Columns.Select(column => column.Column).Append("snapshot_date").Append("time"))
            if (!columns.ContainsKey(needed)) throw new CommandFailureException($"{name}: the column {needed} is missing.");
        var frames = new List<JsonObject>();
        var days = new List<DateOnly>();
        var withoutTime = 0;
        while (rows.Read())
        {
            if (frames.Count == RowsMax) throw new CommandFailureException($"{name}: more than {RowsMax} rows.");
            if (!DateOnly.TryParseExact(Cell("snapshot_date"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var published))
                throw new CommandFailureException($"{name}: line {rows.RowNumber + 1}: '{Cell("snapshot_date")}' is no date.");
            if (Cell("time").Length == 0)
            {
                withoutTime++;
                continue;
            }

            var measured = MeasuredAt(published, Cell("time"))
                ?? throw new CommandFailureException($"{name}: line {rows.RowNumber + 1}: '{Cell("time")}' is no time of the form MM-dd HH:mm.");
            days.Add(DateOnly.FromDateTime(measured));
            frames.Add(Frame(measured, Cell));
        }

        if (days.Count == 0) throw new CommandFailureException($"{name}: no rows with a time of measurement.");
        var year = days.CountBy(day => day.Year).MaxBy(count => count.Value);
        return new(frames, withoutTime, year.Key, days.Min(), days.Count - year.Value);

        string Cell(string column) => columns.TryGetValue(column, out var n) ? rows.GetString(n).Trim() : "";
    }

    private static JsonObject Frame(DateTime measured, Func<string, string> cell)
    {
        var readings = new JsonObject();
        foreach (var (column, indicator) in Columns)
            readings[indicator] = cell(column + "_raw") is { Length: > 0 } raw ? raw : cell(column) is { Length: > 0 } shown ? shown : "--";
        return new JsonObject
        {
            ["time"] = new DateTimeOffset(measured, YearMonth.ChinaOffset).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture),
            ["state"] = cell("state") is { Length: > 0 } state ? state : "正常",
            ["readings"] = readings,
        };
    }

    /// <summary>
    /// The file gives the time of measurement without its year. A station at rest repeats an old one for weeks, so it is the row's own time that
    /// counts, in the latest year in which it does not lie after the day of publication.
    /// </summary>
    private static DateTime? MeasuredAt(DateOnly published, string time)
    {
        var end = published.AddDays(1).ToDateTime(TimeOnly.MinValue);
        foreach (var year in new[] { published.Year, published.Year - 1 })
            if (DateTime.TryParseExact($"{year}-{time}", "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var measured) && measured <= end)
                return measured;
        return null;
    }
}
