using System.Globalization;
using System.Text;

namespace Basin.Benchmarks.Ingest;

/// <summary>
/// Packets of HJ 212 as a surface-water station sends them, written here without the product's own code: command 2061, nine indicators with
/// mean and flag, and the wish to be acknowledged.
/// </summary>
public static class Hj212Packet
{
    public const string Password = "123456";

    /// <summary>Version bits 000010 of the surface-water dialect and the bit that wants an acknowledgement.</summary>
    private const int Flag = 9;

    private const int HeadBytes = 6;
    private static readonly ushort[] Table = [.. Enumerable.Range(0, 256).Select(Shifted)];

    /// <summary>The readings of frame n are those of n modulo the length, so their text is made once.</summary>
    private static readonly string[] Readings = [.. Enumerable.Range(0, SyntheticFrames.Noises).Select(frame => string.Join(
        ';', SyntheticFrames.Codes.Select((code, indicator) => $"{code}-Avg={SyntheticFrames.ValueOf(frame, indicator)},{code}-Flag=N")))];

    /// <param name="device">Device number MN.</param>
    /// <param name="frame">Number of the frame.</param>
    /// <param name="time">Its time, DataTime.</param>
    /// <param name="now">Becomes the request number.</param>
    public static byte[] Of(string device, long frame, DateTimeOffset time, DateTimeOffset now)
    {
        var segment = string.Create(
            CultureInfo.InvariantCulture,
            $"QN={China(now):yyyyMMddHHmmssfff};ST=21;CN=2061;PW={Password};MN={device};Flag={Flag};CP=&&DataTime={China(time):yyyyMMddHHmmss};{Readings[frame % Readings.Length]}&&");
        var packet = new byte[HeadBytes + segment.Length + 6];
        Encoding.ASCII.GetBytes($"##{segment.Length:D4}", packet);
        Encoding.ASCII.GetBytes(segment, packet.AsSpan(HeadBytes));
        Encoding.ASCII.GetBytes($"{Check(packet.AsSpan(HeadBytes, segment.Length)):X4}\r\n", packet.AsSpan(HeadBytes + segment.Length));
        return packet;
    }

    /// <summary>Whether an answer is 9014 without a return code that refuses.</summary>
    public static bool IsAcknowledgement(ReadOnlySpan<byte> answer) =>
        answer.IndexOf("CN=9014;"u8) >= 0 && (answer.IndexOf("QnRtn="u8) < 0 || answer.IndexOf("QnRtn=1&&"u8) >= 0);

    // The high byte meets the next byte of the data, which is what tells this check from MODBUS.
    private static ushort Check(ReadOnlySpan<byte> segment)
    {
        ushort crc = 0xFFFF;
        foreach (var one in segment)
        {
            crc = (ushort)((crc >> 8) ^ one);
            crc = (ushort)((crc >> 8) ^ Table[crc & 0xFF]);
        }

        return crc;
    }

    private static ushort Shifted(int value)
    {
        for (var bit = 0; bit < 8; bit++) value = (value & 1) == 1 ? (value >> 1) ^ 0xA001 : value >> 1;
        return (ushort)value;
    }

    private static DateTime China(DateTimeOffset time) => time.UtcDateTime.AddHours(8);
}
