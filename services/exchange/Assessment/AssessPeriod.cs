using System.Collections.Immutable;
using Basin.Hosting;
using Basin.Rules.Terms;
using Marten;

namespace Basin.Exchange;

/// <summary>Evaluates the terms of a case once every section-month they name is there, on the latest revision of each source that the terms list.</summary>
public sealed class AssessPeriod(IDocumentStore store, TimeProvider clock, ILogger<AssessPeriod> log)
{
    /// <summary>
    /// Most periods of one agreement in a commit: when a long term is signed, the questions to the database cost more than the answers. A month that is stated
    /// of one of them meanwhile makes all of them start over, so they are kept few.
    /// </summary>
    public const int PeriodsTogetherMax = 25;

    /// <summary>Assesses if everything is there; doing so again on the same facts changes nothing. Returns the section-months still missing.</summary>
    public Task<ImmutableArray<string>> Try(string agreement, string period, CancellationToken cancel) => Try(agreement, [period], cancel);

    /// <summary>The same for some periods of one agreement, in one commit.</summary>
    /// <param name="periods">At most <see cref="PeriodsTogetherMax"/>.</param>
    public Task<ImmutableArray<string>> Try(string agreement, IReadOnlyCollection<string> periods, CancellationToken cancel) =>
        store.Work(
            async (session, token) =>
            {
                var cases = (await session.LoadMany<Case>(periods.Select(period => Case.Stream(agreement, period)), Case.Apply, token)).Values.ToList();
                var known = await KnownMonths.Latest(session, [.. cases.SelectMany(one => one.State!.Needs).Distinct()], token);
                var terms = new Dictionary<int, CheckedTerms>();
                var missing = ImmutableArray.CreateBuilder<string>();
                var changed = new List<Case>();
                foreach (var (found, version) in cases.Select(one => (one.State!, one.Version)))
                {
                    ImmutableArray<KnownSectionMonth> facts = [.. known.Where(fact => found.Needs.Contains(fact.Key))];
                    var lacking = KnownMonths.Missing(found.Needs, facts);
                    missing.AddRange(lacking);
                    if (!lacking.IsEmpty) continue;
                    if (!terms.TryGetValue(found.TermsRevision, out var own)) terms[found.TermsRevision] = own = await session.TermsOf(found, token);
                    // Revisions of facts are kept for ever.
                    var settledOn = Assessing.SettledOn(found) is { IsEmpty: false } ids ? await session.LoadManyAsync<KnownSectionMonth>(token, ids.ToArray()) : [];
                    if (session.DecideCase(found, version, Assessing.Of(found, own, facts, [.. settledOn], clock.GetUtcNow())) is { Changed: true, State: { } after }) changed.Add(after);
                }

                await session.SaveChangesAsync(token);
                foreach (var after in changed) Log.Assessed(log, after.Agreement, after.Period, after.Status);
                return missing.ToImmutable();
            },
            cancel);
}
