using System.Globalization;
using System.Text;
using Basin.Rules.WaterQuality;

namespace Basin.Monitoring;

/// <summary>
/// Readings as the log keeps them: one line each, <c>总磷=0.049</c>, or <c>总磷=0.049;M</c> with a flag other than N, or <c>总磷=;N;0.01</c> with a
/// detection limit. Decimals keep every digit they were sent with. Shorter than JSON, because a log for ever is mostly this.
/// </summary>
public static class ReadingText
{
    /// <summary>The same reading in the database: one row per line of <c>f.readings</c> with indicator, value, flag and detection limit, and the line itself.</summary>
    internal const string SqlLines =
        """
        select line, split_part(line, '=', 1) as indicator, nullif(split_part(split_part(line, '=', 2), ';', 1), '')::numeric as value,
            coalesce(nullif(split_part(line, ';', 2), ''), 'N') as flag, nullif(split_part(line, ';', 3), '')::numeric as detection_limit
        from string_to_table(f.readings, E'\n') line
        """;

    /// <summary>The standard names, so that a month of readings does not hold each of them a thousand times.</summary>
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Names =
        Indicators.All.Select(indicator => indicator.Name).ToHashSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    public static string Write(IReadOnlyList<Reading> readings)
    {
        var text = new StringBuilder(readings.Count * 16);
        foreach (var reading in readings)
        {
            if (text.Length > 0) text.Append('\n');
            text.Append(reading.Indicator).Append('=');
            if (reading.Value is { } value) text.Append(CultureInfo.InvariantCulture, $"{value}");
            if (reading.Flag != Reading.Normal || reading.DetectionLimit is not null) text.Append(';').Append(reading.Flag);
            if (reading.DetectionLimit is { } limit) text.Append(CultureInfo.InvariantCulture, $";{limit}");
        }

        return text.ToString();
    }

    /// <exception cref="FormatException">The text was not written by <see cref="Write"/>.</exception>
    public static IReadOnlyList<Reading> Read(string text)
    {
        if (text.Length == 0) return [];
        var readings = new List<Reading>();
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var rest = line;
            var name = Next(ref rest, '=');
            var value = Next(ref rest, ';');
            var flag = Next(ref rest, ';');
            var limit = rest;
            readings.Add(new(
                Names.TryGetValue(name, out var known) ? known : name.ToString(), Number(value), flag.IsEmpty || flag.SequenceEqual(Reading.Normal) ? Reading.Normal : flag.ToString(), Number(limit)));
        }

        return readings;
    }

    // The text up to the separator, which is passed; all of it where there is none.
    private static ReadOnlySpan<char> Next(ref ReadOnlySpan<char> text, char separator)
    {
        var end = text.IndexOf(separator);
        var part = end < 0 ? text : text[..end];
        text = end < 0 ? [] : text[(end + 1)..];
        return part;
    }

    private static decimal? Number(ReadOnlySpan<char> text) =>
        text.IsEmpty ? null : decimal.Parse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
}
