namespace Basin.Hosting;

/// <summary>What came of a push, which may be several tries in a row.</summary>
/// <param name="Tries">Every try, in order; empty where none was made.</param>
/// <param name="Answer">Status code or failure of the last try, or why none was made; never a body.</param>
public sealed record PushAnswer(PushOutcome Outcome, string Answer, IReadOnlyList<PushTry> Tries)
{
    public bool Taken => Outcome == PushOutcome.Taken;

    /// <summary>There is nowhere to push to any more.</summary>
    public static PushAnswer Nowhere(string why) => new(PushOutcome.Gone, why, []);
}

/// <param name="At">When it began, UTC.</param>
/// <param name="Answer">Status code or failure; never a body.</param>
/// <param name="Milliseconds">How long it took.</param>
public sealed record PushTry(DateTimeOffset At, string Answer, long Milliseconds);

public enum PushOutcome
{
    /// <summary>The receiver answered with success.</summary>
    Taken,

    /// <summary>No answer, one that says: not now (5xx, 408, 429), or nothing sent because the name led into a network that is not allowed.</summary>
    Failed,

    /// <summary>The receiver answers, and refuses this.</summary>
    Refused,

    /// <summary>The receiver wants nothing here any more (410), or has no address.</summary>
    Gone,

    /// <summary>It is no http or https address, so nothing can ever be sent there.</summary>
    Barred,
}
