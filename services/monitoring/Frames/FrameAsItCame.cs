namespace Basin.Monitoring;

/// <summary>One revision of a frame in the form in which it came.</summary>
/// <param name="Revision">From 1.</param>
/// <param name="Operator">Organisation that sent it.</param>
/// <param name="Batch">Position of the batch it came in; null where it came alone.</param>
/// <param name="Bytes">As they came; empty where the batch has them.</param>
public sealed record FrameAsItCame(int Revision, string Operator, long? Batch, byte[] Bytes)
{
    /// <summary>The bytes as they are shown. A packet of HJ 212 holds the station's password, and whoever reads a station is not to speak for it.</summary>
    public byte[] Shown() => Bytes.AsSpan().IndexOf("##"u8) < 0 ? Bytes : Hj212Password.Hidden(Bytes);
}
