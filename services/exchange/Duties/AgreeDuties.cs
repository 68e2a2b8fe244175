using Basin.Hosting;
using Basin.Rules.Terms;
using Marten;

namespace Basin.Exchange;

/// <summary>Opens the duties that signed terms hold, changes those that amended terms say otherwise, and withdraws those that they no longer hold.</summary>
public static class AgreeDuties
{
    /// <summary>
    /// By the latest revision that is known, one copy of the service after the other: so revisions that arrive in another order come to the same, and
    /// whoever is last has seen every one of them.
    /// </summary>
    public static Task AgreeOnDuties(this IDocumentStore store, string agreement, DateTimeOffset at, CancellationToken cancel) => store.Commit(
        async (session, token) =>
        {
            await session.Lock($"duties/{agreement}", token);
            var signed = await session.Query<KnownTerms>().Where(terms => terms.Agreement == agreement).OrderByDescending(terms => terms.Revision).FirstAsync(token);
            var agreed = Held(signed, at);
            var listed = await session.Query<DutyListing>().Where(duty => duty.Agreement == agreement).ToListAsync(token);
            var keys = agreed.Select(duty => (duty.Name, duty.Period)).Union(listed.Select(duty => (duty.Name, duty.Period))).ToList();
            var known = await session.LoadMany<Duty>(keys.Select(key => Duty.Stream(agreement, key.Name, key.Period)), Duty.Apply, token);
            foreach (var (name, period) in keys)
            {
                var (before, version) = known.GetValueOrDefault(Duty.Stream(agreement, name, period));
                Duty.Command command = agreed.Find(duty => duty.Name == name && duty.Period == period) is { } held ? held : new Duty.Command.Withdraw(signed.Revision, at);
                session.DecideDuty(agreement, name, period, before, version, command);
            }
        },
        cancel);

    /// <summary>One command for each due day of each duty that a revision of the terms holds.</summary>
    public static List<Duty.Command.Agree> Held(KnownTerms signed, DateTimeOffset at)
    {
        var terms = SignedTerms.Read(signed.Agreement, signed.Document, signed.DocumentSha256);
        return
        [
            .. from duty in terms.Cooperation
               from due in duty.Dues
               select new Duty.Command.Agree(signed.Agreement, duty.Name, due.Period, signed.Revision, terms.Parties, Of(duty, due), at),
        ];
    }

    private static AgreedDuty Of(CooperationDuty duty, DutyDue due) => new(duty.Kind, duty.By, duty.For, duty.What, duty.Proof, duty.No, due.On, duty.SilenceDays);
}
