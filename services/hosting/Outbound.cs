namespace Basin.Hosting;

/// <summary>
/// Which committed events become messages, and which services must hear them. The queues of those services are declared before anything is
/// published, so that a message can never be confirmed by the broker and reach nobody.
/// </summary>
public sealed class Outbound
{
    private readonly Dictionary<Type, Func<object, EventHead, object>> _messages = [];
    private readonly Dictionary<Type, string[]> _subscribers = [];
    private readonly HashSet<Type> _offered = [];

    public IReadOnlyCollection<Type> EventTypes => _messages.Keys;

    public IReadOnlyDictionary<Type, string[]> Subscribers => _subscribers;

    /// <summary>Maps an event to a message for the named services.</summary>
    public Outbound Send<TEvent, TMessage>(Func<TEvent, EventHead, TMessage> message, params string[] subscribers)
        where TEvent : class
        where TMessage : class
    {
        Map(message);
        if (_subscribers.TryGetValue(typeof(TMessage), out var others) && !others.SequenceEqual(subscribers))
            throw new ArgumentException($"{typeof(TMessage).Name} is sent to {string.Join(", ", others)} elsewhere; every event that sends it must name the same services.");
        _subscribers[typeof(TMessage)] = subscribers;
        return this;
    }

    /// <summary>Messages that no service of ours hears: whoever is let in at the broker binds a queue of its own to their exchange.</summary>
    public IReadOnlyCollection<Type> Offered => _offered;

    /// <summary>Maps an event to a message for systems outside.</summary>
    public Outbound Offer<TEvent, TMessage>(Func<TEvent, EventHead, TMessage> message)
        where TEvent : class
        where TMessage : class
    {
        Map(message);
        _offered.Add(typeof(TMessage));
        return this;
    }

    private void Map<TEvent, TMessage>(Func<TEvent, EventHead, TMessage> message)
        where TEvent : class
        where TMessage : class =>
        _messages.Add(typeof(TEvent), (happened, head) => message((TEvent)happened, head));

    /// <summary>The message that an event becomes; null where nobody hears of it.</summary>
    public object? MessageOf(object happened, EventHead head) => _messages.TryGetValue(happened.GetType(), out var message) ? message(happened, head) : null;
}

/// <summary>What the store knows about an event besides its content.</summary>
/// <param name="Id">The event's id, and so the message's.</param>
/// <param name="Stream">Stream key.</param>
/// <param name="Version">Position in the stream, from 1.</param>
/// <param name="RecordedAt">When it was committed, UTC.</param>
public sealed record EventHead(Guid Id, string Stream, long Version, DateTimeOffset RecordedAt);
