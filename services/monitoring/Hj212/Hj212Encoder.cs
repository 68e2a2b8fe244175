using System.Globalization;
using System.Text;

namespace Basin.Monitoring;

/// <summary>Writes packets.</summary>
public static class Hj212Encoder
{
    /// <summary>Longest segment of one part of a message that <see cref="Upload"/> cuts, bytes: room for the length of PNUM and PNO.</summary>
    private const int NamesBytesMost = 24;

    /// <summary>The packet of a data segment, with its line end.</summary>
    /// <exception cref="ArgumentException">The segment is longer than <see cref="Hj212Scanner.SegmentBytesMax"/>.</exception>
    public static byte[] Packet(string segment, Hj212Crc crc = Hj212Crc.Standard, string charset = Hj212Charset.Utf8) =>
        Packet(Hj212Charset.Of(charset).GetBytes(segment), crc);

    /// <inheritdoc cref="Packet(string, Hj212Crc, string)"/>
    public static byte[] Packet(ReadOnlySpan<byte> segment, Hj212Crc crc = Hj212Crc.Standard)
    {
        if (segment.Length > Hj212Scanner.SegmentBytesMax)
            throw new ArgumentException($"A data segment has at most {Hj212Scanner.SegmentBytesMax} bytes; this one has {segment.Length}.", nameof(segment));
        var packet = new byte[Hj212Scanner.HeaderBytes + segment.Length + Hj212Scanner.CheckDigits + 2];
        "##"u8.CopyTo(packet);
        segment.Length.TryFormat(packet.AsSpan(2), out _, "D4", CultureInfo.InvariantCulture);
        segment.CopyTo(packet.AsSpan(Hj212Scanner.HeaderBytes));
        Hj212Checksum.Of(crc, segment).TryFormat(packet.AsSpan(Hj212Scanner.HeaderBytes + segment.Length), out _, "X4", CultureInfo.InvariantCulture);
        "\r\n"u8.CopyTo(packet.AsSpan(packet.Length - 2));
        return packet;
    }

    /// <summary>What the server asks of a station: the command, a new request number and the wish for an answer.</summary>
    /// <param name="parameters">What stands between the <c>&amp;&amp;</c>.</param>
    public static byte[] Request(Hj212Profile station, Hj212Crc crc, int command, string number, string parameters) => Packet(
        $"QN={number};ST={station.Systems[0]};CN={command:D4};PW={station.Password};MN={station.Mn};Flag={FlagOf(station.Dialect, asks: true)};CP=&&{parameters}&&",
        crc, station.Charset);

    /// <summary>Parameters of a request for what was measured between two times, both inclusive.</summary>
    public static string Between(DateTimeOffset from, DateTimeOffset to) => $"BeginTime={Hj212Time.Write(from)};EndTime={Hj212Time.Write(to)}";

    /// <summary>Parameters of a request to set the clock.</summary>
    public static string SystemTime(DateTimeOffset now) => $"SystemTime={Hj212Time.Write(now)}";

    /// <summary>
    /// What a station sends: one packet, or as many as its fields need, each with the time of the data and whole factors only. For simulated stations.
    /// </summary>
    /// <param name="number">Request number; null for a message of 2005 without one.</param>
    /// <param name="time">DataTime.</param>
    /// <param name="factors">The fields of each factor, such as <c>w01001-Avg=7.06,w01001-Flag=N</c>.</param>
    /// <exception cref="ArgumentException">The fields of one factor are longer than a packet.</exception>
    public static IReadOnlyList<byte[]> Upload(
        Hj212Profile station, int command, string? number, DateTimeOffset time, IReadOnlyList<string> factors, bool asks = true, Hj212Crc crc = Hj212Crc.Standard)
    {
        var named = number is null ? "" : $"QN={number};";
        var flag = FlagOf(station.Dialect, asks);
        var head = $"{named}ST={station.Systems[0]};CN={command:D4};PW={station.Password};MN={station.Mn};Flag=";
        var text = Hj212Charset.Of(station.Charset);
        var parts = Parts(factors, $"DataTime={Hj212Time.Write(time)}", text, Hj212Scanner.SegmentBytesMax - text.GetByteCount(head) - "255;CP=&&&&".Length - NamesBytesMost);
        return parts.Count == 1
            ? [Packet($"{head}{flag};CP=&&{parts[0]}&&", crc, station.Charset)]
            : [.. parts.Select((part, place) => Packet($"{head}{flag | 2};PNUM={parts.Count};PNO={place + 1};CP=&&{part}&&", crc, station.Charset))];
    }

    internal static int FlagOf(Hj212Dialect dialect, bool asks) => (dialect.FlagVersion << 2) | (asks ? 1 : 0);

    private static List<string> Parts(IReadOnlyList<string> factors, string first, Encoding text, int bytesMax)
    {
        var parts = new List<string>();
        var part = new StringBuilder(first);
        var length = text.GetByteCount(first);
        foreach (var factor in factors)
        {
            var more = text.GetByteCount(factor) + 1;
            if (length + more > bytesMax && part.Length > first.Length)
            {
                parts.Add(part.ToString());
                part.Clear().Append(first);
                length = text.GetByteCount(first);
            }

            part.Append(';').Append(factor);
            length += more;
        }

        parts.Add(part.ToString());
        return parts;
    }
}
