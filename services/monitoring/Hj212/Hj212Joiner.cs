namespace Basin.Monitoring;

/// <summary>
/// Joins the packets of a message that was sent in parts (PNUM, PNO), in whatever order and however often they come. A part belongs to the message of
/// the same device and request number; where the number is missing, of the same system code, command and DataTime. Nothing of a message is answered
/// before it is whole and stored, so parts that are forgotten are sent again.
/// </summary>
public sealed class Hj212Joiner
{
    /// <summary>Most parts of one message.</summary>
    public const int PartsMax = 32;

    /// <summary>Most messages of one connection that wait for parts; the one that waits longest gives way.</summary>
    public const int MessagesMax = 16;

    /// <summary>The standard's time-out of 10 s with three more tries: no later part belongs to the message.</summary>
    public static readonly TimeSpan PartsWithin = TimeSpan.FromSeconds(40);

    private readonly Dictionary<string, Message> _waiting = new(StringComparer.Ordinal);

    /// <summary>Messages that wait for parts.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>Takes one part in.</summary>
    /// <param name="part">Its count is 2 to <see cref="PartsMax"/> and its number within it.</param>
    /// <returns>All parts in their order once the message is whole; null while it is not.</returns>
    public IReadOnlyList<Hj212Part>? Take(Hj212Part part, DateTimeOffset now)
    {
        var key = $"{part.Head.Mn}\n{part.Head.Qn ?? $"{part.Head.St}\n{part.Time}"}\n{part.Head.Cn}\n{part.Count}";
        // Other content under the same number begins the message anew: old and new parts never make one message.
        if (!_waiting.TryGetValue(key, out var message) || message.Contradicts(part)) _waiting[key] = message = new(part.Count, now);
        if (!message.Take(part))
        {
            MakeRoom();
            return null;
        }

        _waiting.Remove(key);
        return message.Parts;
    }

    /// <summary>Forgets the messages that have waited longer than <see cref="PartsWithin"/>.</summary>
    /// <returns>How many.</returns>
    public int Forget(DateTimeOffset now)
    {
        if (_waiting.Count == 0) return 0;
        var late = _waiting.Where(entry => now - entry.Value.Since > PartsWithin).Select(entry => entry.Key).ToList();
        foreach (var key in late) _waiting.Remove(key);
        return late.Count;
    }

    private void MakeRoom()
    {
        if (_waiting.Count > MessagesMax) _waiting.Remove(_waiting.MinBy(entry => entry.Value.Since).Key);
    }

    private sealed class Message(int count, DateTimeOffset since)
    {
        private readonly Hj212Part?[] _parts = new Hj212Part?[count];
        private int _missing = count;

        public DateTimeOffset Since => since;

        public IReadOnlyList<Hj212Part> Parts => _parts!;

        public bool Contradicts(Hj212Part part) => _parts[part.Number - 1] is { } known && known.Parameters != part.Parameters;

        /// <summary>Whether the message is whole now.</summary>
        public bool Take(Hj212Part part)
        {
            if (_parts[part.Number - 1] is null) _missing--;
            _parts[part.Number - 1] = part;
            return _missing == 0;
        }
    }
}

/// <summary>One packet of a message.</summary>
/// <param name="Number">PNO, from 1 to <paramref name="Count"/>.</param>
/// <param name="Parameters">What stands between the <c>&amp;&amp;</c> of its CP.</param>
/// <param name="Time">Its DataTime as sent; null where it has none.</param>
/// <param name="Raw">The packet as it came, from <c>##</c> to its check digits.</param>
public sealed record Hj212Part(Hj212Head Head, int Count, int Number, string Parameters, string? Time, byte[] Raw);
