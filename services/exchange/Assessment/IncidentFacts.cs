using System.Collections.Immutable;
using Basin.Hosting;
using Basin.Rules.Terms;
using Marten;

namespace Basin.Exchange;

/// <summary>States in a case what its terms make of confirmed pollution incidents, once for each incident.</summary>
public static class IncidentFacts
{
    public static Task StateIncidents(this IDocumentStore store, string agreement, string period, DateTimeOffset now, CancellationToken cancel) => store.Commit(
        async (session, token) =>
        {
            var (found, version) = await session.Load<Case>(Case.Stream(agreement, period), Case.Apply, token);
            if (found is null || await session.LoadAsync<KnownTerms>(KnownTerms.IdOf(agreement, found.TermsRevision), token) is not { } signed) return;
            var terms = SignedTerms.Read(agreement, signed.Document, signed.DocumentSha256);
            var facts = terms.Stated.Where(fact => fact.IncidentSection is not null).ToList();
            if (facts.Count == 0 || terms.Periods.FirstOrDefault(known => known.Id == period) is not { } covered) return;
            var sections = facts.Select(fact => fact.IncidentSection!).Distinct().ToArray();
            var incidents = (await session.Query<KnownIncident>().Where(incident => incident.Section.IsOneOf(sections)).ToListAsync(token)).Where(incident => incident.FallsInto(covered));
            session.Write(version, CaseChange.Of(found, Of(found, facts, incidents, now)));
        },
        cancel);

    /// <summary>What incidents make of facts that name their sections, in the order in which they were confirmed.</summary>
    public static ImmutableArray<object> Of(Case found, IReadOnlyCollection<StatableFact> facts, IEnumerable<KnownIncident> incidents, DateTimeOffset now)
    {
        var events = ImmutableArray.CreateBuilder<object>();
        var after = found;
        foreach (var incident in incidents.OrderBy(incident => incident.At).ThenBy(incident => incident.Id, StringComparer.Ordinal))
        {
            foreach (var fact in facts.Where(fact => fact.IncidentSection == incident.Section))
            {
                var decision = Case.Decide(after, new Case.Command.StateIncident(fact.Name, StatableFact.Yes, incident.Id, incident.By, now));
                events.AddRange(decision.Events);
                after = decision.Events.Aggregate((Case?)after, Case.Apply)!;
            }
        }

        return events.ToImmutable();
    }
}
