using System.Collections.Immutable;
using Basin.Hosting;
using Marten;

namespace Basin.Exchange;

/// <summary>What is written with the events of a case, in one commit: the listing that follows them, and the notices that are owed for them.</summary>
public sealed record CaseChange(Case After, ImmutableArray<object> Events, CaseListing Listing, ImmutableArray<OwedNotice> Owed)
{
    public static CaseChange Of(Case? before, ImmutableArray<object> events)
    {
        var after = events.Aggregate(before, Case.Apply)!;
        return new(after, events, CaseListing.Of(after), [.. OwedNotice.After(after, events)]);
    }
}

/// <summary>Deciding on a case and writing what comes of it.</summary>
public static class CaseStore
{
    public static Task<Outcome<Case>> DecideCase(this IDocumentStore store, string agreement, string period, Case.Command command, CancellationToken cancel) =>
        store.Work(
            async (session, token) =>
            {
                var outcome = await session.DecideCase(agreement, period, command, token);
                await session.SaveChangesAsync(token);
                return outcome;
            },
            cancel);

    /// <summary>Within a larger unit of work; the caller commits.</summary>
    public static Task<Outcome<Case>> DecideCase(this IDocumentSession session, string agreement, string period, Case.Command command, CancellationToken cancel) =>
        session.DecideCase(agreement, period, command, _ => Task.FromResult(ImmutableArray<object>.Empty), cancel);

    /// <param name="follow">What else happens at once to the case as the command leaves it; not asked where it changes nothing.</param>
    public static async Task<Outcome<Case>> DecideCase(
        this IDocumentSession session, string agreement, string period, Case.Command command, Func<Case, Task<ImmutableArray<object>>> follow, CancellationToken cancel)
    {
        var stream = Case.Stream(agreement, period);
        var (before, version) = await session.Load<Case>(stream, Case.Apply, cancel);
        var decision = Case.Decide(before, command);
        if (decision.Rejection is { } rejection) return new(before, version, false, rejection);
        if (decision.Events.IsEmpty) return new(before, version, false, null);

        var change = CaseChange.Of(before, decision.Events.AddRange(await follow(decision.Events.Aggregate(before, Case.Apply)!)));
        session.Write(stream, version, change);
        return new(change.After, version + change.Events.Length, true, null);
    }

    /// <summary>Within a larger unit of work; the caller commits.</summary>
    internal static void Write(this IDocumentSession session, string stream, long version, CaseChange change)
    {
        if (change.Events.IsEmpty) return;
        session.AppendAt(stream, version, change.Events);
        session.Store(change.Listing);
        session.Store(change.Owed.ToArray());
    }
}
