using System.Collections.Immutable;
using Basin.Hosting;
using Marten;

namespace Basin.Exchange;

/// <summary>Evaluates the terms of a case once every section-month they name is there, on the latest revision of each source that the terms list.</summary>
public sealed class AssessPeriod(IDocumentStore store, TimeProvider clock, ILogger<AssessPeriod> log)
{
    /// <summary>Assesses if everything is there; doing so again on the same facts changes nothing. Returns the section-months still missing.</summary>
    public async Task<ImmutableArray<string>> Try(string agreement, string period, CancellationToken cancel) =>
        await store.Work(
            async (session, token) =>
            {
                var (found, _) = await session.Load<Case>(Case.Stream(agreement, period), Case.Apply, token);
                if (found is null) return [];
                var facts = await KnownMonths.Latest(session, found.Needs, token);
                var missing = KnownMonths.Missing(found.Needs, facts);
                if (missing.Length > 0) return missing;

                var outcome = await session.DecideCase(agreement, period, await Assess(session, found, facts, token), token);
                await session.SaveChangesAsync(token);
                if (outcome.Changed) Log.Assessed(log, agreement, period, outcome.State!.Status);
                return [];
            },
            cancel);

    private async Task<Case.Command.Assess> Assess(IQuerySession session, Case found, ImmutableArray<KnownSectionMonth> known, CancellationToken cancel)
    {
        var signed = await session.LoadAsync<KnownTerms>(KnownTerms.IdOf(found.Agreement, found.TermsRevision), cancel)
            ?? throw new InvalidOperationException($"The terms of {found.Agreement}, revision {found.TermsRevision}, are not known.");
        var terms = SignedTerms.Read(found.Agreement, signed.Document, signed.DocumentSha256);
        // Revisions of facts are kept for ever.
        var settledOn = Assessing.SettledOn(found) is { IsEmpty: false } ids ? await session.LoadManyAsync<KnownSectionMonth>(cancel, ids.ToArray()) : [];
        return Assessing.Of(found, terms, known, [.. settledOn], clock.GetUtcNow());
    }
}
