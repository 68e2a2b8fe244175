using Basin.Hosting;
using Basin.Rules;
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
    public static async Task<Outcome<Case>> DecideCase(this IDocumentSession session, string agreement, string period, Case.Command command, CancellationToken cancel)
    {
        Decision decision = default;
        var outcome = await session.Decide<Case>(Case.Stream(agreement, period), Case.Apply, found => decision = Case.Decide(found, command), cancel);
        if (outcome is not { Changed: true, State: { } state }) return outcome;
        session.Store(CaseListing.Of(state));
        session.Store(OwedNotice.After(state, decision.Events).ToArray());
        return outcome;
    }
}
