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

    /// <summary>On a case that was loaded before, at <paramref name="version"/>; the caller commits.</summary>
    public static Outcome<Case> DecideCase(this IDocumentSession session, Case found, long version, Case.Command command)
    {
        var decision = Case.Decide(found, command);
        return decision.Rejection is { } rejection ? new(found, version, false, rejection) : session.Write(version, CaseChange.Of(found, decision.Events));
    }

    /// <summary>Opens cases, each in its own stream, in one commit.</summary>
    public static Task OpenCases(this IDocumentStore store, IReadOnlyCollection<Case.Command.Open> openings, CancellationToken cancel) => store.Commit(
        async (session, token) =>
        {
            var known = await session.LoadMany<Case>(openings.Select(opening => Case.Stream(opening.Agreement, opening.Period)), Case.Apply, token);
            foreach (var opening in openings)
            {
                var (before, version) = known.GetValueOrDefault(Case.Stream(opening.Agreement, opening.Period));
                var decision = Case.Decide(before, opening);
                if (!decision.Events.IsEmpty) session.Write(version, CaseChange.Of(before, decision.Events));
            }
        },
        cancel);

    /// <param name="follow">What else happens at once to the case as the command leaves it; not asked where it changes nothing.</param>
    public static async Task<Outcome<Case>> DecideCase(
        this IDocumentSession session, string agreement, string period, Case.Command command, Func<Case, Task<ImmutableArray<object>>> follow, CancellationToken cancel)
    {
        var (before, version) = await session.Load<Case>(Case.Stream(agreement, period), Case.Apply, cancel);
        return await session.DecideCase(before, version, command, follow);
    }

    /// <summary>The same on a case that was loaded before, at <paramref name="version"/>.</summary>
    public static async Task<Outcome<Case>> DecideCase(this IDocumentSession session, Case? before, long version, Case.Command command, Func<Case, Task<ImmutableArray<object>>> follow)
    {
        var decision = Case.Decide(before, command);
        if (decision.Rejection is { } rejection) return new(before, version, false, rejection);
        if (decision.Events.IsEmpty) return new(before, version, false, null);

        return session.Write(version, CaseChange.Of(before, decision.Events.AddRange(await follow(decision.Events.Aggregate(before, Case.Apply)!))));
    }

    /// <summary>Within a larger unit of work; the caller commits.</summary>
    internal static Outcome<Case> Write(this IDocumentSession session, long version, CaseChange change)
    {
        if (change.Events.IsEmpty) return new(change.After, version, false, null);
        session.AppendAt(Case.Stream(change.After.Agreement, change.After.Period), version, change.Events);
        session.Store(change.Listing);
        session.Store(change.Owed.ToArray());
        return new(change.After, version + change.Events.Length, true, null);
    }
}
