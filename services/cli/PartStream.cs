namespace Basin.Cli;

/// <summary>Some bytes of a file from <paramref name="start"/>, inclusive, to <paramref name="end"/>, exclusive, read once from front to back.</summary>
public sealed class PartStream(Stream file, long start, long end, Action<long> progress, CancellationToken cancel) : Stream
{
    private long _at = -1;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => end - start;

    public override long Position
    {
        get => Math.Max(_at - start, 0);
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        cancel.ThrowIfCancellationRequested();
        if (_at < 0) _at = file.Position = start;
        var read = file.Read(buffer[..(int)Math.Min(buffer.Length, end - _at)]);
        _at += read;
        progress(read);
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) file.Dispose();
        base.Dispose(disposing);
    }
}
