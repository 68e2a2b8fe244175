using System.Collections.Immutable;
using Basin.Hosting;
using Basin.Rules;
using Basin.Rules.Settlement;
using Basin.Rules.Terms;
using Basin.Rules.WaterQuality;
using Marten;

namespace Basin.Exchange;

/// <summary>
/// Raises an objection and obliges in the same commit what does not rest on the contested: the terms are evaluated over everything that the contested may
/// turn out to be, and the least of each payment is owed whatever is decided.
/// </summary>
public sealed class ReleaseUndisputed(IssueNotices notices, TimeProvider clock)
{
    private static readonly string[] TruthValues = [StatableFact.Yes, StatableFact.No];

    /// <summary>Within the caller's unit of work.</summary>
    public async Task<Outcome<Case>> Raise(IDocumentSession session, string agreement, string period, Case.Command.Object command, CancellationToken cancel)
    {
        var (found, version) = await session.Load<Case>(Case.Stream(agreement, period), Case.Apply, cancel);
        var contestable = found is null ? null : Contestable.Of(await session.TermsOf(found, cancel));
        return await session.DecideCase(found, version, command with { Contestable = contestable }, objected => Release(session, objected, cancel));
    }

    private async Task<ImmutableArray<object>> Release(IDocumentSession session, Case objected, CancellationToken cancel)
    {
        var objection = objected.OpenObjection!;
        if (!Objecting.IsCertain(objected) || objected.ToConfirm is not { IsDetermined: true } awaited || await Least(session, objected, awaited, objection.Subject, cancel) is not { Parts.IsEmpty: false } least) return [];
        var parts = Objecting.Undisputed(objected, least.Parts);
        if (parts.IsEmpty) return [];
        var at = clock.GetUtcNow();
        var numbers = await notices.Issue(session, Proposing(objected, parts), at, cancel);
        return Case.Decide(objected, new Case.Command.ReleaseUndisputed(objection.Number, least.Parts, least.Explanation, numbers, at)).Events;
    }

    /// <summary>The case with what is undisputed proposed in place of what was.</summary>
    public static Case Proposing(Case objected, ImmutableArray<ProposedObligation> parts) =>
        objected with { Obligations = [.. objected.Standing, .. parts.Select(part => new Obligation(part.Number, part.Clause, part.From, part.To, part.Amount.Fen, null, null, null, []))] };

    private static async Task<(ImmutableArray<ProposedObligation> Parts, Step Explanation)?> Least(
        IQuerySession session, Case objected, Case.Assessed awaited, ObjectionSubject subject, CancellationToken cancel)
    {
        var terms = await session.TermsOf(objected, cancel);
        var known = await session.LoadManyAsync<KnownSectionMonth>(cancel, [.. awaited.Facts.Select(fact => fact.KnownId)]);
        ImmutableArray<StatedFact> stated = [.. (awaited.Stated ?? []).Select(fact => new StatedFact(fact.Name, objected.Period, fact.Value))];
        return Least(terms, terms.Periods.Single(period => period.Id == objected.Period), [.. known.Select(fact => fact.Facts)], stated, subject);
    }

    /// <summary>What is owed in every outcome; null where nothing can be said of it, because everything is contested.</summary>
    /// <param name="facts">What the assessment was made with.</param>
    /// <param name="stated">What was stated then.</param>
    public static (ImmutableArray<ProposedObligation> Parts, Step Explanation)? Least(
        CheckedTerms terms, Period period, ImmutableArray<MonthFacts> facts, ImmutableArray<StatedFact> stated, ObjectionSubject subject)
    {
        if (Outcomes(terms, period, facts, stated, subject) is not { IsEmpty: false } outcomes) return null;
        ImmutableArray<RangeAssessment> ranges = [.. outcomes.Select(outcome => terms.AssessRange(period, outcome.Facts, null, outcome.Stated))];
        var parts = Undisputed.Of(terms, ranges, subject is { Kind: Contested.Formula, Clause: { } clause } ? [clause] : []);
        return (parts, ranges.Length == 1 ? ranges[0].Step : new Step("settlement.undisputed", $"无争议部分({period.Id})", "各种结果中最少的", $"{ranges.Length}种结果", null, null, [.. ranges.Select(range => range.Step)]));
    }

    // What is contested is taken away: what is missing may stay missing or turn out to be anything.
    private static ImmutableArray<(ImmutableArray<MonthFacts> Facts, ImmutableArray<StatedFact> Stated)> Outcomes(
        CheckedTerms terms, Period period, ImmutableArray<MonthFacts> facts, ImmutableArray<StatedFact> stated, ObjectionSubject subject) => subject.Kind switch
    {
        Contested.Month or Contested.Reading => [([.. facts.SelectMany(fact => Without(fact, subject))], stated)],
        Contested.Formula => [(facts, stated)],
        Contested.Incident when terms.Stated.FirstOrDefault(fact => fact.Name == subject.Fact) is { } fact && TruthValues.All(value => fact.Refused(value) is null) =>
        [
            .. TruthValues.Select(value => (facts, (ImmutableArray<StatedFact>)[.. stated.Where(known => known.Name != subject.Fact), new(subject.Fact!, period.Id, value)])),
        ],
        _ => [],
    };

    private static IEnumerable<MonthFacts> Without(MonthFacts facts, ObjectionSubject subject)
    {
        if (facts.Section != subject.Section || $"{facts.Month}" != subject.Month) return [facts];
        // The month's water is worked out from the flow, and what else of it is contested is not said.
        if (subject.Indicator is not { } name || !Indicators.TryFind(name, out var indicator) || indicator == Indicators.Flow) return [];
        return [facts with { Means = facts.Means.Remove(indicator.Name) }];
    }
}
