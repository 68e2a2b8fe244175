using System.Collections.Immutable;
using Basin.Hosting;
using Marten;

namespace Basin.Exchange;

/// <summary>A decision on a case and the listing that follows it, in one commit.</summary>
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

        var events = decision.Events.AddRange(await follow(decision.Events.Aggregate(before, Case.Apply)!));
        var after = events.Aggregate(before, Case.Apply)!;
        session.AppendAt(stream, version, events);
        session.Store(CaseListing.Of(after));
        session.Store(OwedNotice.After(after, events).ToArray());
        return new(after, version + events.Length, true, null);
    }
}
