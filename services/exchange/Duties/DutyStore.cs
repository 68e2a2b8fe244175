using Basin.Hosting;
using Marten;

namespace Basin.Exchange;

/// <summary>A decision on a duty, the listing that follows it and the notice it owes, in one commit.</summary>
public static class DutyStore
{
    public static Task<Outcome<Duty>> DecideDuty(this IDocumentStore store, string agreement, string name, string period, Duty.Command command, CancellationToken cancel) =>
        store.Work(
            async (session, token) =>
            {
                var (before, version) = await session.Load<Duty>(Duty.Stream(agreement, name, period), Duty.Apply, token);
                var outcome = session.DecideDuty(agreement, name, period, before, version, command);
                await session.SaveChangesAsync(token);
                return outcome;
            },
            cancel);

    /// <summary>On a duty that was loaded before, at <paramref name="version"/>; the caller commits.</summary>
    public static Outcome<Duty> DecideDuty(this IDocumentSession session, string agreement, string name, string period, Duty? before, long version, Duty.Command command)
    {
        var outcome = session.Decide(Duty.Stream(agreement, name, period), before, version, Duty.Apply, duty => Duty.Decide(duty, command));
        if (outcome is not { Changed: true, State: { } after }) return outcome;
        session.Store(DutyListing.Of(after));
        if (command is Duty.Command.KeepDays && DutyNotice.Overdue(after) is { } owed) session.Store(owed);
        return outcome;
    }
}
