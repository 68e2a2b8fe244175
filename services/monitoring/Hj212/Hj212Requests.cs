using System.Collections.Concurrent;
using System.Globalization;
using Basin.Rules;

namespace Basin.Monitoring;

/// <summary>
/// What the server asks of stations, over the connection on which each was heard last, and how that stands. A station speaks to one copy of the service
/// at a time, so only that copy can ask it. All in memory: a request that is lost with the process is asked again by whoever misses the frames.
/// </summary>
/// <param name="find">The profile of a station; null for one that is not registered.</param>
public sealed class Hj212Requests(Func<string, Hj212Profile?> find, TimeProvider clock)
{
    /// <summary>Longest range of times that is asked for at once.</summary>
    public static readonly TimeSpan RangeMost = TimeSpan.FromDays(31);

    /// <summary>Ended requests of one station that are remembered.</summary>
    public const int RememberedMax = 16;

    /// <summary>
    /// Frames that come so long after a request ended are still its answer. What comes later is not: a clock that jumps back into a time that was once
    /// asked for must not be taken for history.
    /// </summary>
    public static readonly TimeSpan LateAnswerMost = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, Hj212Speaker> _speakers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Hj212Conversation>> _conversations = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private DateTimeOffset _lastNumber;

    /// <summary>What came of asking.</summary>
    /// <param name="Conversation">Null when it was refused.</param>
    public sealed record Asked(Hj212Conversation? Conversation, Rejection? Rejection);

    /// <summary>Asks a station for its frames between two times, both inclusive, once more.</summary>
    /// <param name="command">The data command of the station's profile.</param>
    /// <returns>At once: the frames come in as always, and <see cref="Of"/> says how it ended. Refused when the station is not connected here.</returns>
    public Asked RequestResend(string station, int command, DateTimeOffset from, DateTimeOffset to)
    {
        if (find(station) is not { } profile) return new(null, NotRegistered(station));
        if (Hj212Standard.DataCommand(command) is not { HasHistory: true })
            return Refuse(Refusal.NotAllowed, "no-history", $"HJ 212 asks for history of 2031, 2051 and 2061; {command} has none.", "command", $"{command}");
        if (command != profile.Command)
            return Refuse(Refusal.NotAllowed, "other-command", $"The frames of {station} are the values of {profile.Command}; those of {command} would be refused.", "command", $"{command}");
        if (from > to) return Refuse(Refusal.NotAllowed, "invalid-range", "A range of times begins at or before its end.", "from", $"{from:O}");
        if (to - from > RangeMost)
            return Refuse(Refusal.NotAllowed, "invalid-range", $"At most {RangeMost.TotalDays:F0} days are asked for at once; these are {(to - from).TotalDays.ToString("F1", CultureInfo.InvariantCulture)}.", "to", $"{to:O}");
        return Ask(profile, command, from, to);
    }

    /// <summary>Sets a station's clock to the server's.</summary>
    public Asked SetTime(string station) => find(station) is { } profile
        ? Ask(profile, Hj212Standard.Commands.SetTime, null, null)
        : new(null, NotRegistered(station));

    /// <summary>Requests to a station, the latest first.</summary>
    public IReadOnlyList<Hj212Conversation> Of(string station)
    {
        lock (_gate) return _conversations.TryGetValue(station, out var known) ? [.. Enumerable.Reverse(known)] : [];
    }

    /// <summary>Whether frames of a time are asked for, or were until a moment ago: looked at for every frame, so nothing is copied.</summary>
    public bool WasAsked(string station, DateTimeOffset time)
    {
        var now = clock.GetUtcNow();
        lock (_gate)
            return _conversations.TryGetValue(station, out var known)
                && known.Exists(request => request.From <= time && time <= request.To && (request.IsOpen || now - request.LastAt < LateAnswerMost));
    }

    public bool IsConnected(string station) => _speakers.ContainsKey(station);

    /// <summary>A station was heard on a connection: requests go there from now on.</summary>
    public void Connected(string station, Hj212Speaker speaker) => _speakers[station] = speaker;

    public void Disconnected(string station, Hj212Speaker speaker) => _speakers.TryRemove(new(station, speaker));

    /// <summary>A station's answer. One that names no request is taken for that of the only one there is.</summary>
    public void Heard(Hj212Step.Said said) => Change(
        said.Station.Station, said.Number, conversation => conversation.Hear(said.Command, said.Code, clock.GetUtcNow()));

    /// <summary>A frame of a station was stored: it counts for the request whose times it lies in.</summary>
    public void HeardFrame(string station, DateTimeOffset time)
    {
        lock (_gate)
        {
            if (!_conversations.TryGetValue(station, out var known)) return;
            var place = known.FindLastIndex(request => request.From <= time && time <= request.To);
            if (place >= 0) known[place] = known[place].HearFrame(clock.GetUtcNow());
        }
    }

    /// <summary>Sends again what was not answered, and gives up what never will be.</summary>
    public void Tick()
    {
        var now = clock.GetUtcNow();
        var again = new List<Hj212Conversation>();
        lock (_gate)
        {
            foreach (var known in _conversations.Values)
            {
                for (var place = 0; place < known.Count; place++)
                {
                    var (then, resend) = known[place].Wait(now);
                    known[place] = then;
                    if (resend) again.Add(then);
                }
            }
        }

        foreach (var conversation in again)
            if (find(conversation.Station) is { } profile && _speakers.TryGetValue(conversation.Station, out var speaker)) Send(conversation, profile, speaker);
    }

    private Asked Ask(Hj212Profile profile, int command, DateTimeOffset? from, DateTimeOffset? to)
    {
        if (!_speakers.TryGetValue(profile.Station, out var speaker))
            return Refuse(Refusal.Conflict, "station-not-connected", $"Station {profile.Station} is not connected here at present.", "station", profile.Station);
        Hj212Conversation conversation;
        lock (_gate)
        {
            if (!_conversations.TryGetValue(profile.Station, out var known)) _conversations.Add(profile.Station, known = []);
            if (known.FirstOrDefault(other => other.IsOpen && other.Command == command) is { } open)
                return Refuse(Refusal.Conflict, "request-under-way", $"Request {open.Number} to {profile.Station} is still under way.", "command", $"{command}");
            conversation = Begin(profile.Station, command, from, to);
            known.Add(conversation);
            if (known.Count > RememberedMax) known.Remove(known.FirstOrDefault(other => !other.IsOpen) ?? known[0]);
        }

        if (Send(conversation, profile, speaker)) return new(conversation, null);
        Change(profile.Station, conversation.Number, other => other with { Stage = Hj212Stage.Failed });
        return Refuse(Refusal.Conflict, "station-busy", $"The connection of {profile.Station} takes nothing at present.", "station", profile.Station);
    }

    private Hj212Conversation Begin(string station, int command, DateTimeOffset? from, DateTimeOffset? to)
    {
        var now = clock.GetUtcNow();
        // A request number is a millisecond that no other request of this process has.
        _lastNumber = now > _lastNumber.AddMilliseconds(1) ? now : _lastNumber.AddMilliseconds(1);
        return new(station, Hj212Time.Number(_lastNumber), command, from, to, Hj212Stage.Asked, 1, now, now);
    }

    private bool Send(Hj212Conversation conversation, Hj212Profile profile, Hj212Speaker speaker) => speaker.TrySend(Hj212Encoder.Request(
        profile, speaker.Crc ?? profile.Checks[0], conversation.Command, conversation.Number,
        conversation is { From: { } from, To: { } to } ? Hj212Encoder.Between(from, to) : Hj212Encoder.SystemTime(clock.GetUtcNow())));

    private void Change(string station, string? number, Func<Hj212Conversation, Hj212Conversation> change)
    {
        lock (_gate)
        {
            if (!_conversations.TryGetValue(station, out var known)) return;
            var place = number is null ? known.FindLastIndex(other => other.IsOpen) : known.FindIndex(other => other.Number == number);
            if (place >= 0) known[place] = change(known[place]);
        }
    }

    private static Rejection NotRegistered(string station) =>
        new(Refusal.NotFound, "no-hj212", $"Nobody has stated how station {station} speaks HJ 212.", "station", station);

    private static Asked Refuse(Refusal kind, string code, string sentence, string field, string value) => new(null, new(kind, code, sentence, field, value));
}

/// <summary>A connection over which a station can be asked.</summary>
/// <param name="send">Takes a packet; false when the connection takes nothing more at present.</param>
public sealed class Hj212Speaker(Func<byte[], bool> send)
{
    /// <summary>The check that the station's last packet passed; null before one did.</summary>
    public Hj212Crc? Crc { get; set; }

    public bool TrySend(byte[] packet) => send(packet);
}
