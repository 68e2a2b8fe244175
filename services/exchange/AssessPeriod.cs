using System.Collections.Immutable;
using Basin.Hosting;
using Basin.Rules;
using Basin.Rules.Settlement;
using Basin.Rules.Terms;
using Marten;

namespace Basin.Exchange;

/// <summary>Evaluates the terms of a case once every section-month they name is there, on the latest revision of each source that the terms list.</summary>
public sealed class AssessPeriod(IDocumentStore store, TimeProvider clock, ILogger<AssessPeriod> log)
{
    /// <summary>Written into every assessment: an answer given once is explained by the rules it was given under.</summary>
    public const string RulesEdition = "basin-rules/1";

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
        var facts = KnownMonths.Counting(known, terms.Sources);
        var period = terms.Periods.Single(p => p.Id == found.Period);
        ImmutableArray<StatedFact> stated = [.. found.Statements.Select(fact => new StatedFact(fact.Name, found.Period, fact.Value))];
        var assessment = terms.Assess(period, [.. facts.Select(fact => fact.Facts)], stated);
        var difference = found.Status is CaseStatus.Due or CaseStatus.Closed
            ? DifferenceExplanation.Of(terms, period, await Before(session, found, cancel), new([.. facts.Select(fact => fact.Facts)], stated))
            : (Explained<ImmutableArray<DifferenceShare>>?)null;
        return new(
            found.TermsRevision,
            [.. facts.Select(Case.UsedFact.Of)],
            found.Statements,
            [.. assessment.Payments.Select(p => new Case.AssessedPayment(p.Clause, p.From, p.To, p.Amount?.Fen))],
            [.. assessment.Gaps.Select(gap => new Case.AssessedGap(gap.Section, gap.Month.ToString(), gap.Indicator, gap.Reason))],
            Obligations.From(assessment),
            assessment.Step,
            RulesEdition,
            clock.GetUtcNow(),
            difference is { Value.IsEmpty: false } moved ? moved.Step : null,
            difference is { Value.IsEmpty: false } split ? [.. split.Value.Select(Case.DifferencePart.Of)] : null);
    }

    /// <summary>What the settled assessment rested on: revisions of facts are kept for ever.</summary>
    private static async Task<AssessedOn> Before(IQuerySession session, Case found, CancellationToken cancel)
    {
        var used = found.Assessment!.Facts.Select(fact => fact.KnownId).ToArray();
        var known = await session.LoadManyAsync<KnownSectionMonth>(cancel, used);
        return new([.. known.Select(fact => fact.Facts)], [.. (found.Assessment.Stated ?? []).Select(fact => new StatedFact(fact.Name, found.Period, fact.Value))]);
    }
}
