using Basin.Rules;

namespace Basin.Services.Tests.Simulation;

/// <summary>An event as a database keeps it.</summary>
/// <param name="Sequence">Place in the whole log, from 1.</param>
/// <param name="Version">Place in its stream, from 1.</param>
internal sealed record Logged(long Sequence, string Stream, long Version, object Happened, DateTimeOffset At);

/// <summary>
/// A service's database in memory, with the promises of the real one: a commit is whole or not at all, a stream takes events only behind the version that
/// was read, a document that is stored twice is what was stored last. It outlives the service's crashes.
/// </summary>
internal sealed class Database
{
    private readonly Dictionary<string, (object? State, long Version)> _streams = new(StringComparer.Ordinal);
    private readonly Dictionary<Type, SortedDictionary<string, object>> _documents = [];

    private readonly Dictionary<string, List<object>> _events = new(StringComparer.Ordinal);

    public List<Logged> Log { get; } = [];

    /// <summary>The last event that the relay has published, as the database knows it.</summary>
    public long Relayed { get; set; }

    public (TState? State, long Version) Load<TState>(string stream)
        where TState : class =>
        _streams.TryGetValue(stream, out var known) ? ((TState?)known.State, known.Version) : (null, 0);

    public IEnumerable<object> EventsOf(string stream) => _events.GetValueOrDefault(stream, []);

    public T? Document<T>(string id)
        where T : class =>
        _documents.TryGetValue(typeof(T), out var all) && all.TryGetValue(id, out var found) ? (T)found : null;

    public IReadOnlyList<T> Documents<T>() => _documents.TryGetValue(typeof(T), out var all) ? [.. all.Values.Cast<T>()] : [];

    /// <returns>The events as they were logged; null where another writer of a stream was faster.</returns>
    public IReadOnlyList<Logged>? Commit(Session session, DateTimeOffset now)
    {
        if (session.Appended.Any(append => (_streams.TryGetValue(append.Stream, out var known) ? known.Version : 0) != append.After)) return null;
        var logged = new List<Logged>();
        foreach (var append in session.Appended)
        {
            var version = append.After;
            foreach (var happened in append.Events) logged.Add(new(Log.Count + logged.Count + 1, append.Stream, ++version, happened, now));
            if (!_events.TryGetValue(append.Stream, out var events)) _events[append.Stream] = events = [];
            events.AddRange(append.Events);
            _streams[append.Stream] = (append.State, version);
        }

        foreach (var (type, id, document) in session.Stored)
        {
            if (!_documents.TryGetValue(type, out var all)) _documents[type] = all = new(StringComparer.Ordinal);
            if (document is null) all.Remove(id);
            else all[id] = document;
        }

        Log.AddRange(logged);
        return logged;
    }
}

/// <summary>A unit of work: it reads what was committed before it began and writes when it is committed.</summary>
internal sealed class Session(Database database)
{
    public sealed record Append(string Stream, long After, IReadOnlyList<object> Events, object? State);

    public List<Append> Appended { get; } = [];

    public List<(Type Type, string Id, object? Document)> Stored { get; } = [];

    public bool ChangesNothing => Appended.Count == 0 && Stored.Count == 0;

    public (TState? State, long Version) Load<TState>(string stream)
        where TState : class =>
        database.Load<TState>(stream);

    public IEnumerable<object> EventsOf(string stream) => database.EventsOf(stream);

    public T? Document<T>(string id)
        where T : class =>
        database.Document<T>(id);

    public IReadOnlyList<T> Documents<T>() => database.Documents<T>();

    public void Store<T>(string id, T document)
        where T : class =>
        Stored.Add((typeof(T), id, document));

    public void Delete<T>(string id) => Stored.Add((typeof(T), id, null));

    public void Write<TState>(string stream, long version, IReadOnlyList<object> events, TState? after)
        where TState : class
    {
        if (events.Count > 0) Appended.Add(new(stream, version, events, after));
    }

    /// <summary>Decides on one stream, as the services do.</summary>
    public Rejection? Decide<TState>(string stream, Func<TState?, object, TState?> apply, Func<TState?, Decision> decide)
        where TState : class
    {
        var (state, version) = Load<TState>(stream);
        var decision = decide(state);
        Write(stream, version, decision.Events, decision.Events.Aggregate(state, apply));
        return decision.Rejection;
    }
}
