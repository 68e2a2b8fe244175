using System.Buffers.Binary;
using System.IO.Compression;

namespace Basin.Monitoring;

/// <summary>
/// A body packed with gzip (RFC 1952), unpacked as it is read. The framework's stream ends quietly where the packed bytes end, even in the middle; so
/// the length that stands in the last four bytes is compared with what came out.
/// </summary>
public sealed class UnpackedStream : Stream
{
    private readonly PackedBytes _packed;
    private readonly GZipStream _unpacked;
    private uint _length;

    public UnpackedStream(Stream packed)
    {
        _packed = new(packed);
        _unpacked = new(_packed, CompressionMode.Decompress);
    }

    /// <summary>Whether all of one packed body has come out; asked at its end. Several joined packed bodies do not count as one.</summary>
    public bool IsWhole => _packed.StatedLength == _length;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Counted(_unpacked.Read(buffer, offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Counted(await _unpacked.ReadAsync(buffer, cancellationToken));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) _unpacked.Dispose();
        base.Dispose(disposing);
    }

    // RFC 1952, 2.3.1: the length is kept modulo 2^32.
    private int Counted(int read)
    {
        _length = unchecked(_length + (uint)read);
        return read;
    }

    /// <summary>Passes the packed bytes on and remembers the last four.</summary>
    private sealed class PackedBytes(Stream packed) : Stream
    {
        private uint _last;

        /// <summary>RFC 1952, 2.3.1: ISIZE, least byte first.</summary>
        public uint StatedLength => BinaryPrimitives.ReverseEndianness(_last);

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = packed.Read(buffer, offset, count);
            Remember(buffer.AsSpan(offset, read));
            return read;
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await packed.ReadAsync(buffer, cancellationToken);
            Remember(buffer.Span[..read]);
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private void Remember(ReadOnlySpan<byte> bytes)
        {
            foreach (var one in bytes.Length > 4 ? bytes[^4..] : bytes) _last = (_last << 8) | one;
        }
    }
}
