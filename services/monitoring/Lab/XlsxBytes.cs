namespace Basin.Monitoring;

/// <summary>
/// The bytes of a part as they are unpacked, counted against what all parts together may have, and watched for tags and texts that never end: an
/// XML reader collects one tag with all its attributes, or one text, before it hands anything over.
/// </summary>
internal sealed class XlsxBytes(Stream unpacked, XlsxAllowance allowance, string part) : Stream
{
    private bool _inTag, _inMarkup;
    private byte _quote;
    private int _run;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var count = unpacked.Read(buffer);
        allowance.Use(count);
        foreach (var next in buffer[..count]) Watch(next);
        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) unpacked.Dispose();
        base.Dispose(disposing);
    }

    private void Watch(byte next)
    {
        _run++;
        if (_inTag)
        {
            // Comments and declarations end at the next '>', whatever quotes they hold: they are no elements.
            if (_run == 2 && next is (byte)'!' or (byte)'?') _inMarkup = true;
            else if (_quote != 0) _quote = next == _quote ? (byte)0 : _quote;
            else if (!_inMarkup && next is (byte)'"' or (byte)'\'') _quote = next;
            else if (next == (byte)'>') (_inTag, _inMarkup, _run) = (false, false, 0);
        }
        else if (next == (byte)'<')
        {
            (_inTag, _run) = (true, 1);
        }

        if (_run > (_inTag && !_inMarkup ? LabLimits.XmlTagBytesMax : LabLimits.XmlTextBytesMax))
            throw LabUnreadableException.NotAllowed("workbook-too-large", $"工作簿内容异常 {part} holds a tag longer than {LabLimits.XmlTagBytesMax} bytes or a text longer than {LabLimits.XmlTextBytesMax}.");
    }
}

/// <summary>How many unpacked bytes a workbook may still have.</summary>
internal sealed class XlsxAllowance
{
    private long _left = LabLimits.PartBytesMax;

    public void Use(int bytes)
    {
        _left -= bytes;
        if (_left < 0) throw TooLarge();
    }

    public static LabUnreadableException TooLarge() =>
        LabUnreadableException.NotAllowed("workbook-too-large", $"工作簿解压后过大 Unpacked, the workbook has more than {LabLimits.PartBytesMax} bytes.");
}
