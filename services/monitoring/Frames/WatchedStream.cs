namespace Basin.Monitoring;

/// <summary>
/// Passes on what is read through it, and remembers how much it was and how it ended. The framework's gzip stream ends quietly where the packed bytes
/// end, even in the middle of a body; watched on both sides, the length that stands at the end is compared with what came out.
/// </summary>
public sealed class WatchedStream(Stream inner) : Stream
{
    private uint _lastFour;

    /// <summary>Bytes so far, modulo 2^32 as RFC 1952, 2.3.1 counts them.</summary>
    public uint Count { get; private set; }

    /// <summary>The last four bytes as a number, the least first: ISIZE of RFC 1952.</summary>
    public uint LastFour => System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(_lastFour);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Seen(buffer.AsSpan(offset, inner.Read(buffer, offset, count)));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        return Seen(buffer.Span[..read]);
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }

    private int Seen(ReadOnlySpan<byte> bytes)
    {
        Count = unchecked(Count + (uint)bytes.Length);
        foreach (var one in bytes.Length > 4 ? bytes[^4..] : bytes) _lastFour = (_lastFour << 8) | one;
        return bytes.Length;
    }
}
