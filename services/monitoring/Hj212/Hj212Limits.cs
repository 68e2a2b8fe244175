namespace Basin.Monitoring;

/// <summary>What one connection, one address and all of them together may take. A packet's own limit is <see cref="Hj212Scanner.SegmentBytesMax"/>.</summary>
public sealed record Hj212Limits
{
    public static Hj212Limits Usual { get; } = new();

    /// <summary>Connections at once. When there are as many, the one that has been without a registered station longest gives way to the next.</summary>
    public int ConnectionsMax { get; init; } = 4_096;

    /// <summary>Connections at once from one address: many stations may speak through one relay of their operator.</summary>
    public int AddressConnectionsMax { get; init; } = 2_048;

    /// <summary>Bytes a second that are read of one connection, with as much at once; the rest waits in the sender's own buffers.</summary>
    public int BytesPerSecondMax { get; init; } = 256 * 1024;

    /// <summary>Frames of one connection that wait for their commit; then it is read no further until one is answered.</summary>
    public int InFlightMax { get; init; } = 32;

    /// <summary>Faults in a row before a connection is closed.</summary>
    public int FaultsMax { get; init; } = 1_000;

    /// <summary>A packet that has begun must be whole within this; then the search goes on behind its header.</summary>
    public TimeSpan PacketWithin { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A connection on which no registered station has spoken is closed after this.</summary>
    public TimeSpan StrangerIdleMax { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A connection of a station that says nothing is closed after this: longer than the four hours between two values of stations without heartbeat.</summary>
    public TimeSpan StationIdleMax { get; init; } = TimeSpan.FromHours(5);

    /// <summary>A peer that does not read its answers is given up after this.</summary>
    public TimeSpan WriteWithin { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The TLS handshake must be done within this.</summary>
    public TimeSpan HandshakeWithin { get; init; } = TimeSpan.FromSeconds(10);
}
