using System.Collections.Immutable;
using Basin.Rules;

namespace Basin.Exchange;

/// <summary>What a case decides about another assessment: before the parties have confirmed it takes the place of the earlier one, afterwards its difference is settled (更正).</summary>
public static class Correcting
{
    public static Decision Decide(Case found, Case.Command.Assess assess)
    {
        // Worked out before something was stated that the case knows by now: another evaluation follows that statement.
        if (!found.Statements.SequenceEqual(assess.Stated)) return Decision.Nothing;
        if (Rests(assess, found.Assessment) && found.Restatement is null) return Decision.Nothing;
        if (Rests(assess, found.Restatement?.Assessment)) return Decision.Nothing;
        if (assess.TermsRevision < found.TermsRevision) return Decision.Nothing;
        if (IsOlder(assess, found.Restatement?.Assessment ?? found.Assessment)) return Decision.Nothing;
        var assessed = new Case.Assessed(
            (found.Restatement?.Assessment ?? found.Assessment)?.Revision + 1 ?? 1,
            assess.TermsRevision, assess.Facts, assess.Payments, assess.Gaps, assess.Explanation, assess.RulesEdition, assess.At, assess.Stated,
            [.. assess.Proposals.Select(Case.AssessedObligation.Of)]);
        if (found.Status is not (CaseStatus.Due or CaseStatus.Closed)) return Decision.Of([new Case.Event.PeriodAssessed(assessed), .. found.Propose(assessed)]);
        var noted = new Case.Event.RestatementNoted(assessed, assess.Difference, assess.Parts);
        var proposals = found.Propose(assessed);
        if (found.IsCorrection(assessed)) return Decision.Of([noted, new Case.Event.CorrectionOpened(found.Corrections + 1, assessed.Revision, "", "", assess.At), .. proposals]);
        // A correction that comes to nothing after all has held back the closing of what is paid.
        return found.Correction is null ? Decision.Of(noted) : found.ClosingAfter([noted], assess.At);
    }

    public static Decision Decide(Case found, Case.Command.Reopen reopening)
    {
        if (found.Restatement is not { } noted) return Decision.Refuse(Refusal.Conflict, "nothing-to-correct", $"The case is {found.Status} and nothing was restated since.");
        if (noted.Assessment.Revision != reopening.Assessment) return Case.NotTheLatest(reopening.Assessment, noted.Assessment.Revision);
        if (found.Correction is not null && noted.Assessment.IsDetermined) return Decision.Nothing;
        if (!noted.Assessment.IsDetermined) return Decision.Refuse(Refusal.Conflict, "not-determined", $"Assessment {noted.Assessment.Revision} could not be determined ({noted.Assessment.Gaps.Length} reasons); it has no difference to settle.");
        if (found.Propose(noted.Assessment) is not { IsEmpty: false } proposals) return Decision.Refuse(Refusal.Conflict, "no-difference", $"Assessment {noted.Assessment.Revision} comes to what is obliged already.");
        if (!Case.IsReason(reopening.Reason)) return Decision.Refuse(Refusal.NotAllowed, "invalid-reason", $"A reason has 1 to {Case.ReasonCharactersMax} characters.", "reason", reopening.Reason);
        return Decision.Of([new Case.Event.CorrectionOpened(found.Corrections + 1, noted.Assessment.Revision, reopening.By, reopening.Reason, reopening.At), .. proposals]);
    }

    private static bool Rests(Case.Command.Assess assess, Case.Assessed? earlier) =>
        earlier is not null && earlier.TermsRevision == assess.TermsRevision && earlier.Facts.SequenceEqual(assess.Facts) && (earlier.Stated ?? []).SequenceEqual(assess.Stated);

    /// <summary>An evaluation that began before a newer fact came in and ends after it: it must not replace the newer one.</summary>
    private static bool IsOlder(Case.Command.Assess assess, Case.Assessed? latest) =>
        latest is not null && latest.TermsRevision == assess.TermsRevision
        && latest.Facts.Any(used => assess.Facts.Any(fact => fact.Section == used.Section && fact.Month == used.Month && fact.Source == used.Source && fact.Revision < used.Revision));
}
