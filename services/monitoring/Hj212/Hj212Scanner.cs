using System.Globalization;

namespace Basin.Monitoring;

/// <summary>
/// Finds packets in what a connection has sent so far: <c>##</c>, four digits (bytes of the data segment, 0 to <see cref="SegmentBytesMax"/>), the
/// segment, four hexadecimal check digits; the line end after it is not needed to take it. Pure, and the same for any way the bytes are cut into
/// pieces: whatever is decided about a header is decided by the bytes that follow it, never by when they came.
/// <para>
/// A segment holds no line end and no <c>##</c>. Where one comes before the length says, the packet was cut short and the search goes on right
/// there: so no header, however long a packet it promises, can swallow or delay the good packet behind it.
/// </para>
/// </summary>
public static class Hj212Scanner
{
    /// <summary>Longest data segment, bytes (HJ 212-2017 table 3).</summary>
    public const int SegmentBytesMax = 1024;

    public const int LengthDigits = 4;

    public const int CheckDigits = 4;

    /// <summary>Longest packet without its line end, bytes; what is not yet decided is never longer.</summary>
    public const int PacketBytesMax = HeaderBytes + SegmentBytesMax + CheckDigits;

    /// <summary><c>##</c> and the length.</summary>
    internal const int HeaderBytes = 2 + LengthDigits;

    private const byte Mark = (byte)'#';

    /// <summary>The first thing that can be said of the bytes.</summary>
    /// <param name="bytes">What was received and not consumed yet.</param>
    /// <param name="isEnded">Whether nothing more belongs to it: the connection ended, or the rest was waited for long enough.</param>
    public static Hj212Scan Next(ReadOnlySpan<byte> bytes, bool isEnded = false)
    {
        var at = bytes.IndexOf("##"u8);
        if (at < 0) return Hj212Scan.Nothing(bytes.Length - (isEnded ? 0 : OpenMark(bytes)));
        var after = bytes[(at + 2)..];
        for (var digit = 0; digit < LengthDigits; digit++)
        {
            if (digit == after.Length) return isEnded ? Hj212Scan.BadLength(bytes.Length, after[..0]) : Hj212Scan.Nothing(at);
            // One step only: in "###0101" the header begins at the second mark.
            if (!char.IsAsciiDigit((char)after[digit])) return Hj212Scan.BadLength(at + 1, after[..0]);
        }

        var length = int.Parse(after[..LengthDigits], NumberStyles.None, CultureInfo.InvariantCulture);
        var body = after[LengthDigits..];
        var whole = Math.Min(length, SegmentBytesMax) + CheckDigits;
        var known = body[..Math.Min(whole, body.Length)];
        var start = at + HeaderBytes;
        if (CutAt(known) is var cut and >= 0) return Hj212Scan.BadLength(start + cut, known[..cut]);
        if (known.Length < whole) return isEnded ? Hj212Scan.BadLength(bytes.Length, known) : Hj212Scan.Nothing(at);
        return length <= SegmentBytesMax && TryHex(body.Slice(length, CheckDigits), out var check)
            ? Hj212Scan.Packet(start + whole, bytes.Slice(at, HeaderBytes + whole), body[..length], check)
            : Hj212Scan.BadLength(start + whole - OpenMark(known), known);
    }

    /// <summary>1 where the bytes end with a mark that may begin a header together with what comes next.</summary>
    private static int OpenMark(ReadOnlySpan<byte> bytes) => bytes is [.., Mark] ? 1 : 0;

    private static int CutAt(ReadOnlySpan<byte> body)
    {
        var line = body.IndexOfAny((byte)'\r', (byte)'\n');
        var mark = body.IndexOf("##"u8);
        return line < 0 || mark < 0 ? Math.Max(line, mark) : Math.Min(line, mark);
    }

    private static bool TryHex(ReadOnlySpan<byte> digits, out int value) =>
        int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
}

/// <summary>What stands at the head of the bytes received.</summary>
public readonly ref struct Hj212Scan
{
    private Hj212Scan(Hj212ScanKind kind, int consumed, ReadOnlySpan<byte> whole, ReadOnlySpan<byte> segment, int check)
    {
        (Kind, Consumed, Check) = (kind, consumed, check);
        Whole = whole;
        Segment = segment;
    }

    public Hj212ScanKind Kind { get; }

    /// <summary>Bytes that are done with; the search goes on behind them.</summary>
    public int Consumed { get; }

    /// <summary>The packet from <c>##</c> to its check digits; empty unless it is a packet.</summary>
    public ReadOnlySpan<byte> Whole { get; }

    /// <summary>The data segment; of a packet with a bad length, what of it can be read.</summary>
    public ReadOnlySpan<byte> Segment { get; }

    /// <summary>The check digits as a number, not compared yet: which check is allowed, the station's profile says.</summary>
    public int Check { get; }

    internal static Hj212Scan Nothing(int consumed) => new(Hj212ScanKind.Nothing, consumed, default, default, 0);

    internal static Hj212Scan BadLength(int consumed, ReadOnlySpan<byte> readable) => new(Hj212ScanKind.BadLength, consumed, default, readable, 0);

    internal static Hj212Scan Packet(int consumed, ReadOnlySpan<byte> whole, ReadOnlySpan<byte> segment, int check) =>
        new(Hj212ScanKind.Packet, consumed, whole, segment, check);
}

public enum Hj212ScanKind
{
    /// <summary>No packet yet: more bytes are needed.</summary>
    Nothing,

    /// <summary>A header whose length is no number, is too great, or does not lead to check digits.</summary>
    BadLength,

    /// <summary>A packet of the right form.</summary>
    Packet,
}
