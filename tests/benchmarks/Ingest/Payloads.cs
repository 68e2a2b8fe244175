using System.Globalization;
using System.Text;

namespace Basin.Benchmarks.Ingest;

/// <summary>One request's or one COPY's worth of frames, made before the clock starts, so that the generator costs its senders little and alike.</summary>
/// <param name="Body">UTF-8 of what is sent.</param>
/// <param name="Frames">Frames in it.</param>
/// <param name="Rows">Frames, points or rows that the receiver stores for it.</param>
public sealed record Payload(byte[] Body, int Frames, int Rows);

/// <summary>The same frames in the form of each receiver.</summary>
public static class Payloads
{
    /// <param name="first">Number of the first frame.</param>
    /// <param name="count">Frames.</param>
    /// <param name="perPayload">Frames in one payload; the last may hold fewer.</param>
    public static List<Payload> Json(SyntheticFrames frames, long first, int count, int perPayload) => Make(first, count, perPayload, 1, (text, chosen) =>
    {
        text.Append("{\"frames\":[");
        foreach (var frame in chosen)
        {
            text.Append(frame == chosen[0] ? "" : ",").Append("{\"station\":\"").Append(frames.StationOf(frame)).Append("\",\"time\":\"").Append(Instant(frames.TimeOf(frame))).Append("\",\"readings\":{");
            for (var indicator = 0; indicator < SyntheticFrames.ValuesPerFrame; indicator++)
                text.Append(indicator == 0 ? "\"" : ",\"").Append(SyntheticFrames.Symbols[indicator]).Append("\":").Append(SyntheticFrames.ValueOf(frame, indicator));
            text.Append("}}");
        }

        text.Append("]}");
    });

    /// <summary>Line protocol, one line for each reading: a point of the series of its station and indicator.</summary>
    public static List<Payload> LinePerReading(SyntheticFrames frames, long first, int count, int perPayload) => Make(first, count, perPayload, SyntheticFrames.ValuesPerFrame, (text, chosen) =>
    {
        foreach (var frame in chosen)
            for (var indicator = 0; indicator < SyntheticFrames.ValuesPerFrame; indicator++)
                text.Append("reading,station=").Append(frames.StationOf(frame)).Append(",indicator=").Append(SyntheticFrames.Symbols[indicator])
                    .Append(" value=").Append(SyntheticFrames.ValueOf(frame, indicator)).Append(' ').Append(frames.TimeOf(frame).ToUnixTimeSeconds()).Append('\n');
    });

    /// <summary>Line protocol, one line for each frame with a field for each indicator.</summary>
    public static List<Payload> LinePerFrame(SyntheticFrames frames, long first, int count, int perPayload) => Make(first, count, perPayload, 1, (text, chosen) =>
    {
        foreach (var frame in chosen)
        {
            text.Append("frame,station=").Append(frames.StationOf(frame));
            for (var indicator = 0; indicator < SyntheticFrames.ValuesPerFrame; indicator++)
                text.Append(indicator == 0 ? ' ' : ',').Append(SyntheticFrames.Symbols[indicator]).Append('=').Append(SyntheticFrames.ValueOf(frame, indicator));
            text.Append(' ').Append(frames.TimeOf(frame).ToUnixTimeSeconds()).Append('\n');
        }
    });

    /// <summary>COPY's text form: station, time, indicator, value.</summary>
    public static List<Payload> RowPerReading(SyntheticFrames frames, long first, int count, int perPayload) => Make(first, count, perPayload, SyntheticFrames.ValuesPerFrame, (text, chosen) =>
    {
        foreach (var frame in chosen)
            for (var indicator = 0; indicator < SyntheticFrames.ValuesPerFrame; indicator++)
                text.Append(frames.StationOf(frame)).Append('\t').Append(Instant(frames.TimeOf(frame))).Append('\t').Append(SyntheticFrames.Symbols[indicator])
                    .Append('\t').Append(SyntheticFrames.ValueOf(frame, indicator)).Append('\n');
    });

    /// <summary>COPY's text form: station, time, nine values.</summary>
    public static List<Payload> RowPerFrame(SyntheticFrames frames, long first, int count, int perPayload) => Make(first, count, perPayload, 1, (text, chosen) =>
    {
        foreach (var frame in chosen)
        {
            text.Append(frames.StationOf(frame)).Append('\t').Append(Instant(frames.TimeOf(frame)));
            for (var indicator = 0; indicator < SyntheticFrames.ValuesPerFrame; indicator++) text.Append('\t').Append(SyntheticFrames.ValueOf(frame, indicator));
            text.Append('\n');
        }
    });

    public static string Instant(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static List<Payload> Make(long first, int count, int perPayload, int rowsPerFrame, Action<StringBuilder, long[]> write)
    {
        var payloads = new List<Payload>();
        var text = new StringBuilder();
        for (var done = 0; done < count; done += perPayload)
        {
            var chosen = new long[Math.Min(perPayload, count - done)];
            for (var index = 0; index < chosen.Length; index++) chosen[index] = first + done + index;
            write(text.Clear(), chosen);
            payloads.Add(new(Encoding.UTF8.GetBytes(text.ToString()), chosen.Length, chosen.Length * rowsPerFrame));
        }

        return payloads;
    }
}
