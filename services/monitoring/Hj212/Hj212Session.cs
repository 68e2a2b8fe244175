using System.Globalization;

namespace Basin.Monitoring;

/// <summary>
/// What one connection has said so far, and what each further packet means. Pure: who is registered and what time it is are given. Checks in the order
/// length, check digits, form, MN, PW, ST, Flag, QN, CN; a device that is not registered is known by the standard check only.
/// </summary>
/// <param name="find">The profile of a device number; null for one that is not registered.</param>
/// <param name="mayTry">Whether a password of the station is looked at, which is not so after too many wrong ones; null for always.</param>
public sealed class Hj212Session(Func<string, Hj212Profile?> find, Func<string, bool>? mayTry = null)
{
    private readonly Hj212Joiner _joiner = new();

    /// <summary>The station that spoke last with the right password; null until one did.</summary>
    public Hj212Profile? Station { get; private set; }

    /// <summary>The check that its packet passed.</summary>
    public Hj212Crc Crc { get; private set; }

    /// <summary>Forgets messages whose parts do not come.</summary>
    /// <returns>How many.</returns>
    public int Forget(DateTimeOffset now) => _joiner.Forget(now);

    /// <param name="scan">A packet, or a header with a bad length; not <see cref="Hj212ScanKind.Nothing"/>.</param>
    public Hj212Step Take(in Hj212Scan scan, DateTimeOffset now)
    {
        var head = Hj212Head.Read(scan.Segment, out var parameters);
        var profile = head.Mn is { Length: > 0 } mn ? find(mn) : null;
        if (scan.Kind == Hj212ScanKind.BadLength || CheckOf(scan, profile) is not { } crc)
        {
            var doubtful = new Hj212Sender(profile?.Dialect, profile?.Checks[0] ?? Hj212Crc.Standard, head);
            // Every segment ends its parameters with two marks: where they are not, the digits behind were no check digits.
            return scan.Kind == Hj212ScanKind.Packet && scan.Segment.EndsWith("&&"u8)
                ? Fault(Hj212Fault.BadCrc, profile, doubtful, returns => returns.Check)
                : Fault(Hj212Fault.BadLength, profile, doubtful, returns => returns.Unknown);
        }

        var sender = new Hj212Sender(profile?.Dialect, crc, head);
        if (!head.IsWhole) return Fault(Hj212Fault.Malformed, profile, sender, returns => returns.Unknown);
        if (profile is null) return Fault(Hj212Fault.UnknownMn, null, sender, returns => returns.Device);
        var isTrusted = Station?.Station == profile.Station || mayTry is null || mayTry(profile.Station);
        if (!isTrusted || !profile.HasPassword(head.Pw)) return Fault(Hj212Fault.WrongPassword, profile, sender, returns => returns.Password);
        // From here on the station is who it says.
        (Station, Crc) = (profile, crc);
        if (!HasSystem(profile, head)) return Fault(Hj212Fault.WrongSystem, profile, sender, returns => returns.System);
        if (!head.IsFlagReadable) return Fault(Hj212Fault.WrongFlag, profile, sender, returns => returns.Flag);
        // Without any number nothing can be answered; the data are as good as with one.
        if (head.Qn is not null && !head.IsNumberReadable) return Fault(Hj212Fault.WrongNumber, profile, sender, returns => returns.Number);
        if (head.Cn is not { } command) return Fault(Hj212Fault.UnknownCommand, profile, sender, returns => returns.Command);
        var text = Hj212Charset.Of(profile.Charset).GetString(scan.Segment[parameters]);
        return Hj212Standard.DataCommand(command) is { } data
            ? TakeData(data, profile, sender, text, scan.Whole, now)
            : TakeOther(command, profile, sender, text);
    }

    private Hj212Step TakeData(Hj212DataCommand data, Hj212Profile profile, Hj212Sender sender, string text, ReadOnlySpan<byte> whole, DateTimeOffset now)
    {
        if (data.Command != profile.Command)
            return Refused(profile, sender, $"The frames of {profile.Station} are the values of {profile.Command}; those of {data.Command} are not kept.");
        if (sender.Head is not { PartCount: { } count and > 1 }) return Whole(data, profile, sender, [text], whole.ToArray(), now);
        if (sender.Head.PartNumber is not { } number || count > Hj212Joiner.PartsMax)
            return Refused(profile, sender, $"A message has at most {Hj212Joiner.PartsMax} numbered parts; this says {count}.");
        var parts = _joiner.Take(new(sender.Head, count, number, text, TimeIn(text), whole.ToArray()), now);
        if (parts is null) return new Hj212Step.Waiting(profile);
        var asking = parts.FirstOrDefault(part => part.Head.AsksAnswer)?.Head ?? sender.Head;
        return Whole(data, profile, sender with { Head = asking }, parts.Select(part => part.Parameters), [.. parts.SelectMany(part => part.Raw)], now);
    }

    private static Hj212Step Whole(
        Hj212DataCommand data, Hj212Profile profile, Hj212Sender sender, IEnumerable<string> texts, byte[] raw, DateTimeOffset now)
    {
        var fields = new List<Hj212Field>();
        foreach (var text in texts)
            if (!Hj212Field.TryRead(text, fields)) return Refused(profile, sender, "The parameters are not fields of the form name=value.");
        var (frame, why) = Hj212Data.Read(profile, data, fields, now);
        return frame is null ? Refused(profile, sender, why!) : new Hj212Step.Store(profile, sender, frame, raw);
    }

    private static Hj212Step TakeOther(int command, Hj212Profile profile, Hj212Sender sender, string text)
    {
        var commands = Hj212Standard.Commands;
        if (command == profile.Dialect.Heartbeat) return new Hj212Step.Notice(profile, sender.Noticed(), AsksTime: false);
        if (command == commands.AskTime) return new Hj212Step.Notice(profile, sender.Noticed(), AsksTime: true);
        if (command == commands.RequestAnswer || command == commands.Result || command == commands.NoticeAnswer || command == commands.DataAnswer)
            return Said(command, profile, sender, text);
        return Hj212Standard.IsOtherUpload(command)
            ? Refused(profile, sender, $"What {command} holds is not kept here.")
            : Fault(Hj212Fault.UnknownCommand, profile, sender, returns => returns.Command);
    }

    private static Hj212Step.Said Said(int command, Hj212Profile profile, Hj212Sender sender, string text)
    {
        var fields = new List<Hj212Field>();
        Hj212Field.TryRead(text, fields);
        var number = fields.FirstOrDefault(field => field.Is("QN", "")).Value ?? sender.Head.Qn;
        var name = command == Hj212Standard.Commands.Result ? "ExeRtn" : "QnRtn";
        var code = fields.FirstOrDefault(field => field.Is(name, "")).Value;
        return new(
            profile, command, number, int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var known) ? known : null);
    }

    private static Hj212Crc? CheckOf(in Hj212Scan scan, Hj212Profile? profile)
    {
        if (profile is not null) return profile.CheckOf(scan.Segment, scan.Check);
        return Hj212Checksum.Of(Hj212Crc.Standard, scan.Segment) == scan.Check ? Hj212Crc.Standard : null;
    }

    private static bool HasSystem(Hj212Profile profile, Hj212Head head) => head.St is { } system
        && (profile.Systems.Contains(system) || (system == Hj212Standard.Systems.Interaction && head.Cn is { } command && Hj212Standard.DataCommand(command) is null));

    private static string? TimeIn(string text)
    {
        var at = text.IndexOf("DataTime=", StringComparison.OrdinalIgnoreCase);
        if (at < 0) return null;
        var rest = text[(at + "DataTime=".Length)..];
        var end = rest.IndexOfAny([',', ';']);
        return end < 0 ? rest : rest[..end];
    }

    private static Hj212Step.Fault Refused(Hj212Profile profile, Hj212Sender sender, string why) =>
        new(Hj212Fault.NotKept, profile.Station, sender.Refused(profile.Dialect.Returns.Refused), why);

    private static Hj212Step.Fault Fault(Hj212Fault kind, Hj212Profile? profile, Hj212Sender sender, Func<Hj212Returns, int> code) =>
        new(kind, profile?.Station, sender.Refused(code((profile?.Dialect ?? Hj212Standard.Dialect("2017")).Returns)), null);
}

/// <summary>What a packet means.</summary>
public abstract record Hj212Step
{
    private Hj212Step()
    {
    }

    /// <summary>It is not taken.</summary>
    /// <param name="Station">Whose fault is counted; null where no registered station can be named.</param>
    /// <param name="Answer">The return code, where it asked for an answer and could be read so far.</param>
    /// <param name="Why">A sentence where the kind alone says too little.</param>
    public sealed record Fault(Hj212Fault Kind, string? Station, byte[]? Answer, string? Why) : Hj212Step;

    /// <summary>A frame, to be stored and then acknowledged through its sender.</summary>
    /// <param name="Raw">Its packets as they came, joined in their order.</param>
    public sealed record Store(Hj212Profile Station, Hj212Sender Sender, Frame Frame, byte[] Raw) : Hj212Step;

    /// <summary>A part of a message whose other parts are awaited.</summary>
    public sealed record Waiting(Hj212Profile Station) : Hj212Step;

    /// <summary>A heartbeat, or the station's request for the time.</summary>
    public sealed record Notice(Hj212Profile Station, byte[]? Answer, bool AsksTime) : Hj212Step;

    /// <summary>The station's answer to a request of the server.</summary>
    /// <param name="Number">Request number that it answers.</param>
    /// <param name="Code">QnRtn or ExeRtn; null where it has none.</param>
    public sealed record Said(Hj212Profile Station, int Command, string? Number, int? Code) : Hj212Step;
}

/// <summary>Why a packet is not taken; counted per station, where it names one that is registered.</summary>
public enum Hj212Fault
{
    BadLength,
    BadCrc,
    Malformed,
    UnknownMn,
    WrongPassword,
    WrongSystem,
    WrongFlag,
    WrongNumber,
    UnknownCommand,

    /// <summary>Understood, but nothing that would be stored: so it is refused and not acknowledged.</summary>
    NotKept,

    /// <summary>Parts of a message that never became whole.</summary>
    Unfinished,
}
