using System.Collections.Immutable;
using Basin.Rules;
using Basin.Rules.Settlement;
using Basin.Rules.Terms;

namespace Basin.Exchange;

/// <summary>What the terms of a case come to on the facts that are known: the whole of an assessment but the loading of what it rests on.</summary>
public static class Assessing
{
    /// <summary>Written into every assessment: an answer given once is explained by the rules it was given under.</summary>
    public const string RulesEdition = "basin-rules/1";

    /// <summary>Ids of the section-months that the settled assessment rested on; none while the case is not settled, because there is no difference to explain then.</summary>
    public static ImmutableArray<string> SettledOn(Case found) => IsSettled(found) ? [.. found.Assessment!.Facts.Select(fact => fact.KnownId)] : [];

    /// <param name="terms">Of the case's revision.</param>
    /// <param name="known">The latest revision of each source of each section-month of the case.</param>
    /// <param name="settledOn">The section-months of <see cref="SettledOn"/>.</param>
    public static Case.Command.Assess Of(Case found, CheckedTerms terms, ImmutableArray<KnownSectionMonth> known, ImmutableArray<KnownSectionMonth> settledOn, DateTimeOffset at)
    {
        var facts = KnownMonths.Counting(known, terms.Sources);
        var period = terms.Periods.Single(p => p.Id == found.Period);
        var now = Rests(found, facts, found.Statements);
        var assessment = terms.Assess(period, now.Facts, now.Stated);
        var difference = IsSettled(found) ? DifferenceExplanation.Of(terms, period, Rests(found, settledOn, found.Assessment!.Stated ?? []), now) : (Explained<ImmutableArray<DifferenceShare>>?)null;
        return new(
            found.TermsRevision,
            [.. facts.Select(Case.UsedFact.Of)],
            found.Statements,
            [.. assessment.Payments.Select(p => new Case.AssessedPayment(p.Clause, p.From, p.To, p.Amount?.Fen))],
            [.. assessment.Gaps.Select(gap => new Case.AssessedGap(gap.Section, gap.Month.ToString(), gap.Indicator, gap.Reason))],
            Obligations.From(assessment),
            assessment.Step,
            RulesEdition,
            at,
            difference is { Value.IsEmpty: false } moved ? moved.Step : null,
            difference is { Value.IsEmpty: false } split ? [.. split.Value.Select(Case.DifferencePart.Of)] : null);
    }

    private static bool IsSettled(Case found) => found.Status is CaseStatus.Due or CaseStatus.Closed;

    private static AssessedOn Rests(Case found, ImmutableArray<KnownSectionMonth> facts, ImmutableArray<Case.UsedStatement> stated) =>
        new([.. facts.Select(fact => fact.Facts)], [.. stated.Select(fact => new StatedFact(fact.Name, found.Period, fact.Value))]);
}
