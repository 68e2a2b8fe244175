namespace Basin.Monitoring;

/// <summary>Stores one frame; completes after the commit. An exception means that nothing was stored and the station shall send it again.</summary>
/// <param name="station">Whose frame it is; its operator sends it.</param>
/// <param name="raw">The packets as they came.</param>
public delegate Task<Hj212Taken> Hj212Take(Hj212Profile station, Frame frame, ReadOnlyMemory<byte> raw, CancellationToken cancel);

/// <summary>What became of a frame.</summary>
/// <param name="Outcome">Committed, refused for good, or not taken at present.</param>
/// <param name="Why">Why it was refused.</param>
public readonly record struct Hj212Taken(Hj212Outcome Outcome, string? Why = null)
{
    public static Hj212Taken Stored { get; } = new(Hj212Outcome.Stored);

    public static Hj212Taken Busy { get; } = new(Hj212Outcome.Busy);

    public static Hj212Taken Refused(string why) => new(Hj212Outcome.Refused, why);
}

public enum Hj212Outcome
{
    Stored,
    Refused,
    Busy,
}
