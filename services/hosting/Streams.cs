using System.Diagnostics;
using Basin.Rules;
using JasperFx;
using Marten;
using Marten.Exceptions;
using Npgsql;
using Polly;
using Polly.Retry;

namespace Basin.Hosting;

/// <summary>What came of a command: the state after it, or the refusal.</summary>
/// <param name="State">The state after the command; the state before it when it was refused.</param>
/// <param name="Version">Number of events in the stream after the command.</param>
/// <param name="Changed">False when the command had been carried out before.</param>
public sealed record Outcome<TState>(TState? State, long Version, bool Changed, Rejection? Rejection);

/// <summary>Loading, deciding and appending: the only way a service writes events.</summary>
public static class Streams
{
    /// <summary>
    /// Two writers of one stream: the later one starts over on the new state. Up to thirteen tries of at most 30 s each, with pauses of up to 0.4 s between them; each try is a whole unit of work.
    /// </summary>
    private static readonly ResiliencePipeline ConflictRetry = new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<Exception>(IsConflict),
            MaxRetryAttempts = 12,
            Delay = TimeSpan.FromMilliseconds(15),
            MaxDelay = TimeSpan.FromMilliseconds(400),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
        })
        .AddTimeout(TimeSpan.FromSeconds(30))
        .Build();

    /// <summary>A session that carries the current trace into the events it appends.</summary>
    public static IDocumentSession Open(this IDocumentStore store)
    {
        var session = store.LightweightSession();
        session.CorrelationId = Activity.Current?.TraceId.ToString();
        session.CausationId = Activity.Current?.Id;
        return session;
    }

    /// <summary>Runs a unit of work in a session of its own, and again on fresh state if another writer was faster.</summary>
    public static async Task<TResult> Work<TResult>(
        this IDocumentStore store, Func<IDocumentSession, CancellationToken, Task<TResult>> work, CancellationToken cancel) =>
        await ConflictRetry.ExecuteAsync(
            async token =>
            {
                await using var session = store.Open();
                return await work(session, token);
            },
            cancel);

    /// <summary>Runs a unit of work that brings its own connection, and again from the start if another writer was faster.</summary>
    public static async Task<TResult> Again<TResult>(Func<CancellationToken, Task<TResult>> work, CancellationToken cancel) =>
        await ConflictRetry.ExecuteAsync(async token => await work(token), cancel);

    /// <summary>Runs a unit of work and commits it.</summary>
    public static Task Commit(this IDocumentStore store, Func<IDocumentSession, CancellationToken, Task> work, CancellationToken cancel) =>
        store.Work(
            async (session, token) =>
            {
                await work(session, token);
                await session.SaveChangesAsync(token);
                return true;
            },
            cancel);

    /// <summary>Stores a document that was read before, unless another copy of the service has changed it since.</summary>
    public static async Task<bool> TryStore<T>(this IDocumentStore store, T document, CancellationToken cancel)
        where T : IRevisioned
    {
        await using var session = store.Open();
        session.UpdateRevision(document, document.Version + 1);
        try
        {
            await session.SaveChangesAsync(cancel);
            return true;
        }
        catch (ConcurrencyException)
        {
            return false;
        }
    }

    /// <summary>Waits until nobody else works on <paramref name="name"/> and keeps it until this session's transaction ends.</summary>
    public static async Task Lock(this IDocumentSession session, string name, CancellationToken cancel)
    {
        await session.BeginTransactionAsync(cancel);
        await using var command = new NpgsqlCommand("select pg_advisory_xact_lock(hashtextextended($1, 0))", session.Connection);
        command.Parameters.Add(new NpgsqlParameter { Value = name });
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>Decides on one stream and commits. <paramref name="also"/> stores documents in the same transaction, only when something changed.</summary>
    public static Task<Outcome<TState>> Decide<TState>(
        this IDocumentStore store,
        string stream,
        Func<TState?, object, TState?> apply,
        Func<TState?, Decision> decide,
        CancellationToken cancel,
        Action<IDocumentSession, TState>? also = null)
        where TState : class =>
        store.Work(
            async (session, token) =>
            {
                var outcome = await session.Decide(stream, apply, decide, token);
                if (outcome is { Changed: true, State: { } state }) also?.Invoke(session, state);
                await session.SaveChangesAsync(token);
                return outcome;
            },
            cancel);

    /// <summary>Decides on one stream within a larger unit of work; the caller commits.</summary>
    public static async Task<Outcome<TState>> Decide<TState>(
        this IDocumentSession session,
        string stream,
        Func<TState?, object, TState?> apply,
        Func<TState?, Decision> decide,
        CancellationToken cancel)
        where TState : class
    {
        var (state, version) = await session.Load(stream, apply, cancel);
        return session.Decide(stream, state, version, apply, decide);
    }

    /// <summary>The same on a state that was loaded before, at <paramref name="version"/>.</summary>
    public static Outcome<TState> Decide<TState>(
        this IDocumentSession session, string stream, TState? state, long version, Func<TState?, object, TState?> apply, Func<TState?, Decision> decide)
        where TState : class
    {
        var decision = decide(state);
        if (decision.Rejection is { } rejection) return new(state, version, false, rejection);
        if (decision.Events.IsEmpty) return new(state, version, false, null);
        session.AppendAt(stream, version, decision.Events);
        return new(decision.Events.Aggregate(state, apply), version + decision.Events.Length, true, null);
    }

    /// <summary>Appends only if the stream still has <paramref name="version"/> events; otherwise the commit fails as a conflict.</summary>
    public static void AppendAt(this IDocumentSession session, string stream, long version, IReadOnlyCollection<object> events)
    {
        if (events.Count == 0) return;
        var appended = version == 0 ? session.Events.StartStream(stream, events) : session.Events.Append(stream, version + events.Count, events);
        if (Activity.Current is not { } activity) return;
        // The session's own trace is one for all: where several streams are decided on together, each keeps the trace of what caused it.
        foreach (var happened in appended.Events.TakeLast(events.Count)) (happened.CausationId, happened.CorrelationId) = (activity.Id, activity.TraceId.ToString());
    }

    /// <summary>State and version of a stream; null and 0 when it has no events. With <paramref name="knownAt"/>, as it was known then.</summary>
    public static async Task<(TState? State, long Version)> Load<TState>(
        this IQuerySession session,
        string stream,
        Func<TState?, object, TState?> apply,
        CancellationToken cancel,
        DateTimeOffset? knownAt = null)
        where TState : class
    {
        var events = await session.Events.FetchStreamAsync(stream, timestamp: knownAt, token: cancel);
        return (events.Select(e => e.Data).Aggregate(default(TState), apply), events.Count == 0 ? 0 : events[^1].Version);
    }

    /// <summary>State and version of several streams, in one question; a stream that has no events is not among them.</summary>
    public static async Task<IReadOnlyDictionary<string, (TState? State, long Version)>> LoadMany<TState>(
        this IQuerySession session,
        IEnumerable<string> streams,
        Func<TState?, object, TState?> apply,
        CancellationToken cancel,
        DateTimeOffset? knownAt = null)
        where TState : class
    {
        var keys = streams.ToArray();
        if (keys.Length == 0) return new Dictionary<string, (TState? State, long Version)>();
        var events = await session.Events.QueryAllRawEvents()
            .Where(e => e.StreamKey!.IsOneOf(keys))
            .OrderBy(e => e.StreamKey).ThenBy(e => e.Version)
            .ToListAsync(cancel);
        return events.Where(e => knownAt is null || e.Timestamp <= knownAt).GroupBy(e => e.StreamKey!).ToDictionary(
            stream => stream.Key, stream => (stream.Select(e => e.Data).Aggregate(default(TState), apply), stream.Last().Version), StringComparer.Ordinal);
    }

    internal static bool IsConflict(Exception problem) => problem
        is JasperFx.Events.ExistingStreamIdCollisionException
        or Marten.Exceptions.ExistingStreamIdCollisionException
        or ConcurrencyException
        or DocumentAlreadyExistsException
        || IsConflictOfServer(problem)
        || (problem is MartenCommandException { InnerException: { } inner } && IsConflictOfServer(inner));

    private static bool IsConflictOfServer(Exception problem) => problem
        is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected };

    /// <summary>Whether the database is away, full or too busy to answer, so that the same request may well succeed in a while.</summary>
    public static bool IsAway(Exception? problem) => problem switch
    {
        null => false,
        PostgresException server => server.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
            || server.SqlState.StartsWith("08", StringComparison.Ordinal) || server.SqlState.StartsWith("53", StringComparison.Ordinal),
        NpgsqlException or Polly.Timeout.TimeoutRejectedException => true,
        _ => IsAway(problem.InnerException),
    };
}
