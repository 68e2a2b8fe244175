using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using Basin.Hosting;
using Basin.Messages.Registry.V1;
using Basin.Rules;
using Basin.Rules.Terms;
using Marten;
using MassTransit;

namespace Basin.Exchange;

/// <summary>Keeps the signed terms, opens one case for each period of their term, and agrees on the duties they hold.</summary>
public sealed class LearnTerms(IDocumentStore store, AssessPeriod assess, TimeProvider clock) : IConsumer<AgreementSigned>
{
    public async Task Consume(ConsumeContext<AgreementSigned> context)
    {
        var m = context.Message;
        var cancel = context.CancellationToken;
        var terms = SignedTerms.Read(m.Agreement, m.Document, m.DocumentSha256);
        await store.Commit(
            (session, _) =>
            {
                session.Store(new KnownTerms(KnownTerms.IdOf(m.Agreement, m.Revision), m.Agreement, m.Revision, m.Document, m.DocumentSha256, m.SignedAt));
                return Task.CompletedTask;
            },
            cancel);
        await store.AgreeOnDuties(m.Agreement, clock.GetUtcNow(), cancel);
        foreach (var some in terms.Periods.Chunk(AssessPeriod.PeriodsTogetherMax))
        {
            ImmutableArray<Case.Command.Open> openings = [.. some.Select(period => Opening(m, terms, period, clock.GetUtcNow()))];
            await store.OpenCases(openings, cancel);
            if (terms.Stated.Any(fact => fact.IncidentSection is not null))
                foreach (var opening in openings) await store.StateIncidents(m.Agreement, opening.Period, clock.GetUtcNow(), cancel);
            foreach (var opening in openings.Where(opening => opening.Paying?.EarlierFacts is not null)) await store.StateEarlier(m.Agreement, opening.Period, clock.GetUtcNow(), cancel);
            await assess.Try(m.Agreement, [.. openings.Select(opening => opening.Period)], cancel);
        }
    }

    /// <summary>The opening of the case of one period of what was signed.</summary>
    public static Case.Command.Open Opening(AgreementSigned signed, CheckedTerms terms, Period period, DateTimeOffset at) => new(
        signed.Agreement,
        period.Id,
        signed.Revision,
        terms.Parties,
        [.. terms.Needs(period).Select(need => KnownSectionMonth.KeyOf(need.Section, need.Month))],
        period.LastMonth.LastDay.AddDays(terms.Calendar.DataDueDays),
        terms.Calendar.SilenceDays,
        terms.Calendar.PayDays,
        at,
        terms.Calendar.CorrectionDays,
        PayingRules.Of(terms, period, Case.ChinaDate(signed.SignedAt)));
}

/// <summary>Reading back a document that all parties signed.</summary>
public static class SignedTerms
{
    /// <summary>Documents that are kept as they were read.</summary>
    private const int KeptMax = 500;

    // By the hash of the very bytes. Checking a document takes longer than settling a period by it, and the same bytes always say the same.
    private static readonly ConcurrentDictionary<string, CheckedTerms> s_read = new(StringComparer.Ordinal);

    /// <summary>
    /// The registry checked this document before anyone signed it, with the same rules. If they no longer accept it, settling on it would be
    /// settling on something nobody agreed to: the message is kept and the operator is told.
    /// </summary>
    public static CheckedTerms Read(string agreement, string document, string sha256)
    {
        var terms = Read(agreement, document);
        return terms.Sha256 == sha256 ? terms : throw new InvalidDataException($"The signed terms of {agreement} have SHA-256 {terms.Sha256}, not {sha256} as signed.");
    }

    /// <summary>The terms that a case was opened by.</summary>
    public static async Task<CheckedTerms> TermsOf(this IQuerySession session, Case found, CancellationToken cancel)
    {
        var signed = await session.LoadAsync<KnownTerms>(KnownTerms.IdOf(found.Agreement, found.TermsRevision), cancel)
            ?? throw new InvalidOperationException($"The terms of {found.Agreement}, revision {found.TermsRevision}, are not known.");
        return Read(found.Agreement, signed.Document, signed.DocumentSha256);
    }

    private static CheckedTerms Read(string agreement, string document)
    {
        var hash = Signatures.Sha256(Encoding.UTF8.GetBytes(document));
        if (s_read.TryGetValue(hash, out var read)) return read;
        var check = CheckedTerms.Read(document);
        if (check.Terms is null) throw new InvalidDataException($"The signed terms of {agreement} are not understood: {check.Problems[0].Sentence}");
        if (s_read.Count >= KeptMax) s_read.Clear();
        return s_read[hash] = check.Terms;
    }
}
