namespace Basin.Monitoring;

/// <summary>
/// A request of the server to a station and what became of it (HJ 212-2017 appendix C): the station says that it is ready (9011), sends what was asked
/// for, and says how it ended (9012). Pure: the time is given.
/// </summary>
/// <param name="Number">Request number QN.</param>
/// <param name="From">First time that is asked for, inclusive; null for a request without times.</param>
/// <param name="To">Last time, inclusive.</param>
/// <param name="Tries">How often it was sent, from 1.</param>
/// <param name="LastAt">When it was last sent, or the station last heard of it.</param>
/// <param name="Frames">Frames of the station that were stored while it was ready.</param>
/// <param name="Code">QnRtn of a refusal or ExeRtn of the end; null while there is none.</param>
public sealed record Hj212Conversation(
    string Station, string Number, int Command, DateTimeOffset? From, DateTimeOffset? To, Hj212Stage Stage, int Tries, DateTimeOffset AskedAt,
    DateTimeOffset LastAt, int Frames = 0, int? Code = null)
{
    /// <summary>A request that is not answered is sent again after this (HJ 212-2017 table 1).</summary>
    public static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    /// <summary>A station that said it is ready and then says nothing for so long has broken off.</summary>
    public static readonly TimeSpan SilenceMost = TimeSpan.FromSeconds(60);

    /// <summary>Frames that were sent before the end of a request are stored this long after it at most.</summary>
    public static readonly TimeSpan CommitWithin = TimeSpan.FromSeconds(30);

    /// <summary>How often it is sent again (HJ 212-2017 table 1).</summary>
    public const int ResendsMax = 3;

    /// <summary>ExeRtn of a request that was carried out.</summary>
    private const int Success = 1;

    /// <summary>ExeRtn of a station that has nothing of that time.</summary>
    private const int NoData = 100;

    public bool IsOpen => Stage is Hj212Stage.Asked or Hj212Stage.Ready;

    /// <summary>The station's answer 9011, 9012 or 9013.</summary>
    public Hj212Conversation Hear(int command, int? code, DateTimeOffset now)
    {
        if (!IsOpen) return this;
        var commands = Hj212Standard.Commands;
        if (command == commands.Result)
            return this with { Stage = code == Success ? Hj212Stage.Done : code == NoData ? Hj212Stage.NoData : Hj212Stage.Failed, Code = code, LastAt = now };
        if (command == commands.RequestAnswer && code is { } refused and not Success) return this with { Stage = Hj212Stage.Refused, Code = refused, LastAt = now };
        return command == commands.RequestAnswer || command == commands.NoticeAnswer ? this with { Stage = Hj212Stage.Ready, LastAt = now } : this;
    }

    /// <summary>A frame of the station was stored. Its commit may take longer than the station takes to say that it has sent everything.</summary>
    public Hj212Conversation HearFrame(DateTimeOffset now) => Stage switch
    {
        Hj212Stage.Ready => this with { Frames = Frames + 1, LastAt = now },
        Hj212Stage.Done when now - LastAt <= CommitWithin => this with { Frames = Frames + 1 },
        _ => this,
    };

    /// <summary>What the passing of time makes of it.</summary>
    /// <returns>The conversation, and whether its request is to be sent once more.</returns>
    public (Hj212Conversation Then, bool Resend) Wait(DateTimeOffset now) => Stage switch
    {
        Hj212Stage.Asked when now - LastAt >= AnswerWithin => Tries <= ResendsMax
            ? (this with { Tries = Tries + 1, LastAt = now }, true)
            : (this with { Stage = Hj212Stage.TimedOut }, false),
        Hj212Stage.Ready when now - LastAt >= SilenceMost => (this with { Stage = Hj212Stage.TimedOut }, false),
        _ => (this, false),
    };
}

public enum Hj212Stage
{
    /// <summary>Sent, not answered yet.</summary>
    Asked,

    /// <summary>The station carries it out.</summary>
    Ready,

    Done,

    /// <summary>Carried out; the station has nothing of that time.</summary>
    NoData,

    Refused,

    Failed,

    TimedOut,
}
