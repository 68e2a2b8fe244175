using System.Collections.Immutable;
using Basin.Hosting;
using Basin.Rules.Settlement;
using Basin.Rules.Terms;
using Marten;

namespace Basin.Exchange;

/// <summary>States in a case what follows from the periods before it, once all of them are settled, and again when one of them was corrected.</summary>
public static class EarlierFacts
{
    public static Task StateEarlier(this IDocumentStore store, string agreement, string period, DateTimeOffset now, CancellationToken cancel) => store.Commit(
        async (session, token) =>
        {
            var (found, version) = await session.Load<Case>(Case.Stream(agreement, period), Case.Apply, token);
            if (found?.Rules.EarlierFacts is null || await session.LoadAsync<KnownTerms>(KnownTerms.IdOf(agreement, found.TermsRevision), token) is not { } signed) return;
            var terms = SignedTerms.Read(agreement, signed.Document, signed.DocumentSha256);
            if (terms.Periods.FirstOrDefault(known => known.Id == period) is not { } own) return;
            var before = terms.Periods.TakeWhile(known => known.Id != period).Select(known => Case.Stream(agreement, known.Id)).ToList();
            var cases = await session.LoadMany<Case>(before, Case.Apply, token);
            if (cases.Count < before.Count || cases.Values.Any(earlier => earlier.State!.SettledOn is null)) return;
            var payments = cases.Values.SelectMany(earlier => earlier.State!.Assessment!.Payments).Select(payment => (payment.Clause, payment.AmountFen is { } fen ? new Money(fen) : (Money?)null));
            ImmutableArray<object> events = [.. EarlierPeriods.Of(terms, own, [.. payments]).SelectMany(fact => Case.Decide(found, new Case.Command.StateEarlier(fact.Name, fact.Value, now)).Events)];
            session.Write(version, CaseChange.Of(found, events));
        },
        cancel);
}
