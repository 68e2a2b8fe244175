using System.Collections.Immutable;
using Basin.Rules;
using Basin.Rules.Settlement;
using Basin.Rules.WaterQuality;

namespace Basin.Exchange;

/// <summary>What a case decides about objections; see <see cref="Objection"/> for their way.</summary>
public static class Objecting
{
    public static Decision Decide(Case found, Case.Command.Object objection)
    {
        var party = found.PartyOf(objection.Region)!;
        var (subject, evidence) = (objection.Subject ?? ObjectionSubject.Whole, objection.Evidence ?? []);
        if (found.Objections.FirstOrDefault(o => o.Party == party && o.Assessment == objection.Assessment && o.Reason == objection.Reason && o.Subject == subject) is { } same)
            return same.Status == ObjectionStatus.Open ? Decision.Nothing : Ended(same);
        if (found.Objections.Any(o => o.Party == party && o.Assessment == objection.Assessment && o.Status == ObjectionStatus.Dismissed))
            return Decision.Refuse(Refusal.Conflict, "already-ruled", $"An objection of {party} to assessment {objection.Assessment} was dismissed; the ruling stands.");
        if ((found.Status == CaseStatus.Undetermined ? found.Assessment : found.ToConfirm) is not { } awaited)
            return Decision.Refuse(Refusal.Conflict, "nothing-to-object", $"The case is {found.Status}; only an assessed case or a correction can be objected to.");
        if (awaited.Revision != objection.Assessment) return Case.NotTheLatest(objection.Assessment, awaited.Revision);
        if (found.OpenObjection is { } other) return Decision.Refuse(Refusal.Conflict, "objection-open", $"Objection {other.Number} of {other.Party} is open already.");
        if (found.IsConfirmed) return Decision.Refuse(Refusal.Conflict, "already-confirmed", "All parties have confirmed this assessment.");
        if (found.Objections.Count(o => o.Party == party && o.Assessment == objection.Assessment) is >= Objection.PerAssessmentMax and var raised)
            return Decision.Refuse(Refusal.NotAllowed, "too-many-objections", $"{party} has objected to assessment {objection.Assessment} {raised} times; at most {Objection.PerAssessmentMax} are heard.");
        if (!Case.IsReason(objection.Reason)) return Decision.Refuse(Refusal.NotAllowed, "invalid-reason", $"A reason has 1 to {Case.ReasonCharactersMax} characters.", "reason", objection.Reason);
        if (Problem(found, awaited, subject, objection.Contestable) is { } unknown) return unknown;
        if (Evidence.Problem(evidence) is { } unreadable) return unreadable;
        return Decision.Of(new Case.Event.Objected(
            found.Objections.Length + 1, objection.Assessment, party, objection.Reason, objection.By, objection.At, subject, evidence, Case.ChinaDate(objection.At).AddDays(Objection.NegotiationDays)));
    }

    public static Decision Decide(Case found, Case.Command.TakePosition position)
    {
        if (Open(found, position.Number, out var objection) is { } refused) return refused;
        var party = position.Region is { } region ? found.PartyOf(region) : null;
        if (objection!.Positions.Any(known => known.Party == party && known.Text == position.Text && known.Evidence.SequenceEqual(position.Evidence))) return Decision.Nothing;
        if (objection.Positions.Length >= Objection.PositionsMax) return Decision.Refuse(Refusal.NotAllowed, "too-many-positions", $"An objection has at most {Objection.PositionsMax} positions.");
        if (!Case.IsReason(position.Text)) return Decision.Refuse(Refusal.NotAllowed, "invalid-text", $"A position has 1 to {Case.ReasonCharactersMax} characters.", "text", position.Text);
        if (Evidence.Problem(position.Evidence) is { } unreadable) return unreadable;
        return Decision.Of(new Case.Event.PositionTaken(objection.Number, party, position.Text, position.Evidence, position.By, position.At));
    }

    public static Decision Decide(Case found, Case.Command.Escalate escalation)
    {
        if (Open(found, escalation.Number, out var objection) is { } refused) return refused;
        if (objection!.Stage == ObjectionStage.Coordination) return Decision.Nothing;
        return Decision.Of(Escalated(objection, escalation.By, escalation.At));
    }

    public static Decision Decide(Case found, Case.Command.KeepDeadlines deadlines)
    {
        if (found.OpenObjection is not { EndsOn: { } end } objection) return Decision.Nothing;
        var today = Case.ChinaDate(deadlines.At);
        if (objection.Stage == ObjectionStage.Negotiation && today > end) return Decision.Of(Escalated(objection, "", deadlines.At));
        return objection.IsToBeReminded(today) ? Decision.Of(new Case.Event.ObjectionReminded(objection.Number, objection.Stage, end, deadlines.At)) : Decision.Nothing;
    }

    public static Decision Decide(Case found, Case.Command.WithdrawObjection withdrawal)
    {
        var objection = found.Objections.FirstOrDefault(o => o.Number == withdrawal.Number);
        if (objection is { Status: ObjectionStatus.Withdrawn } && found.PartyOf(withdrawal.Region) == objection.Party) return Decision.Nothing;
        if (objection is null) return NoSuchObjection(withdrawal.Number);
        if (found.PartyOf(withdrawal.Region) != objection.Party) return Decision.Refuse(Refusal.Forbidden, "not-your-objection", $"Objection {objection.Number} is of {objection.Party}; only it can withdraw it.");
        if (objection.Status != ObjectionStatus.Open) return Ended(objection);
        return Decision.Of(new Case.Event.ObjectionWithdrawn(objection.Number, withdrawal.By, withdrawal.At));
    }

    public static Decision Decide(Case found, Case.Command.DismissObjection dismissal)
    {
        if (found.Objections.Any(o => o.Number == dismissal.Number && o.Status == ObjectionStatus.Dismissed && o.Ruling == dismissal.Reason)) return Decision.Nothing;
        if (Coordinated(found, dismissal.Number, out var objection) is { } refused) return refused;
        if (!Case.IsReason(dismissal.Reason)) return Decision.Refuse(Refusal.NotAllowed, "invalid-reason", $"A reason has 1 to {Case.ReasonCharactersMax} characters.", "reason", dismissal.Reason);
        return Decision.Of(new Case.Event.ObjectionDismissed(objection!.Number, dismissal.Reason, dismissal.By, dismissal.At));
    }

    public static Decision Decide(Case found, Case.Command.UpholdObjection upholding)
    {
        if (found.Objections.Any(o => o.Number == upholding.Number && o.Status == ObjectionStatus.Upheld && o.Ruling == upholding.Reason && o.Order == upholding.Order)) return Decision.Nothing;
        if (Coordinated(found, upholding.Number, out var objection) is { } refused) return refused;
        if (!Case.IsReason(upholding.Reason)) return Decision.Refuse(Refusal.NotAllowed, "invalid-reason", $"A reason has 1 to {Case.ReasonCharactersMax} characters.", "reason", upholding.Reason);
        if (!Case.IsReason(upholding.Order)) return Decision.Refuse(Refusal.NotAllowed, "invalid-order", $"A ruling in favour says what is to be done, in 1 to {Case.ReasonCharactersMax} characters.", "order", upholding.Order);
        return Decision.Of(new Case.Event.ObjectionUpheld(objection!.Number, upholding.Reason, upholding.Order, upholding.By, upholding.At));
    }

    public static Decision Decide(Case found, Case.Command.CarryOutRuling carrying)
    {
        if (found.Objections.FirstOrDefault(o => o.Number == carrying.Number) is not { } objection) return NoSuchObjection(carrying.Number);
        if (objection.Status != ObjectionStatus.Upheld) return Decision.Refuse(Refusal.Conflict, "not-upheld", $"Objection {objection.Number} is {objection.Status}; only a ruling in favour is carried out.");
        if (objection.CarriedOut) return Decision.Nothing;
        if (!Case.IsReason(carrying.Reason)) return Decision.Refuse(Refusal.NotAllowed, "invalid-reason", $"A reason has 1 to {Case.ReasonCharactersMax} characters.", "reason", carrying.Reason);
        return Decision.Of(new Case.Event.RulingCarriedOut(objection.Number, carrying.Reason, carrying.By, carrying.At));
    }

    /// <summary>
    /// Objections once another assessment was made. An open one stays open, and a ruling in favour stays to be carried out, unless what is contested has changed;
    /// an objection to the whole of an assessment is about that assessment only, but what a ruling on it orders is done when the superior says so.
    /// </summary>
    /// <param name="isToConfirm">Whether the parties are to confirm the other one; an open objection has nothing left to be about otherwise.</param>
    internal static ImmutableArray<Objection> After(Case found, Case.Assessed assessed, bool isToConfirm)
    {
        var before = found.Restatement?.Assessment ?? found.Assessment;
        return
        [
            .. found.Objections.Select(o => o switch
            {
                { Status: ObjectionStatus.Open } when isToConfirm && o.Subject.Kind != Contested.Assessment && !IsChanged(o.Subject, before, assessed) => o with { Assessment = assessed.Revision },
                { Status: ObjectionStatus.Open } => o with { Status = ObjectionStatus.Superseded, EndedAt = assessed.At },
                { Status: ObjectionStatus.Upheld, CarriedOut: false } when IsChanged(o.Subject, before, assessed) => o with { CarriedOut = true },
                _ => o,
            }),
        ];
    }

    /// <summary>
    /// Nothing is confirmed while an objection is open or a ruling is to be carried out. In logs of before that an unrelated assessment had ended them without a
    /// word, and what was confirmed then stays so.
    /// </summary>
    internal static ImmutableArray<Objection> AtConfirmation(Case found, DateTimeOffset at) => found.OpenObjection is null && found.PendingRuling is null
        ? found.Objections
        : [.. found.Objections.Select(o => o switch
        {
            { Status: ObjectionStatus.Open } => o with { Status = ObjectionStatus.Superseded, EndedAt = at },
            { Status: ObjectionStatus.Upheld } => o with { CarriedOut = true },
            _ => o,
        })];

    /// <summary>Whether what is contested is not what it was. Other terms change all of it.</summary>
    private static bool IsChanged(ObjectionSubject subject, Case.Assessed? before, Case.Assessed after)
    {
        if (before is null || before.TermsRevision != after.TermsRevision) return true;
        return subject.Kind switch
        {
            Contested.Month or Contested.Reading => !MonthOf(before).SequenceEqual(MonthOf(after)),
            Contested.Incident => ValueOf(before) != ValueOf(after),
            _ => false,
        };

        IEnumerable<Case.UsedFact> MonthOf(Case.Assessed assessed) => assessed.Facts.Where(fact => fact.Section == subject.Section && fact.Month == subject.Month);
        string? ValueOf(Case.Assessed assessed) => (assessed.Stated ?? []).FirstOrDefault(fact => fact.Name == subject.Fact)?.Value;
    }

    public static Decision Decide(Case found, Case.Command.ReleaseUndisputed release)
    {
        if (found.OpenObjection is not { } objection || objection.Number != release.Objection || found.ToConfirm is not { } awaited) return Decision.Nothing;
        if (!IsCertain(found)) return Decision.Nothing;
        var parts = Undisputed(found, release.Parts);
        if (parts.IsEmpty) return Decision.Nothing;
        if (release.Notices.Length != parts.Length) throw new ArgumentException($"{parts.Length} obligations need as many notices; got {release.Notices.Length}.", nameof(release));
        var obligedOn = Case.ChinaDate(release.At);
        ImmutableArray<object> released =
        [
            new Case.Event.UndisputedReleased(objection.Number, awaited.Revision, parts.Length, release.Explanation, release.At),
            .. parts.Select(part => new Case.Event.ObligationProposed(part.Number, awaited.Revision, part.Clause, part.From, part.To, part.Amount.Fen)),
            .. parts.Select((part, index) => new Case.Event.ObligationDue(part.Number, obligedOn, obligedOn.AddDays(found.PayDays), release.Notices[index], release.At)),
        ];
        var after = released.Aggregate((Case?)found, Case.Apply)!;
        return Decision.Of([.. released, .. after.Propose(awaited)]);
    }

    /// <summary>Whether all but the contested is settled: while a ruling is to be carried out, or something was stated since, other amounts follow.</summary>
    internal static bool IsCertain(Case found) => found.PendingRuling is null && !found.IsRestated;

    /// <summary>
    /// The obligations that release what is undisputed: in the direction of what is owed at least only, so that nobody is asked to pay back on an uncertain
    /// bound what stands already.
    /// </summary>
    /// <param name="least">What is owed in every outcome, in all.</param>
    public static ImmutableArray<ProposedObligation> Undisputed(Case found, IReadOnlyCollection<ProposedObligation> least)
    {
        var number = found.LastStandingNumber;
        return
        [
            .. Differences.Beyond([.. found.Principal.Select(obligation => obligation.AsProposed)], least)
                .Select(part => part with { Number = ++number }),
        ];
    }

    private static Case.Event.ObjectionEscalated Escalated(Objection objection, string by, DateTimeOffset at) =>
        new(objection.Number, Case.ChinaDate(at).AddDays(Objection.CoordinationDays), by, at);

    private static Decision? Open(Case found, int number, out Objection? objection)
    {
        objection = found.Objections.FirstOrDefault(o => o.Number == number);
        if (objection is null) return NoSuchObjection(number);
        if (objection.Status != ObjectionStatus.Open) return Ended(objection);
        return null;
    }

    /// <summary>Refuses what is not open, and what the parties still negotiate (条例 art. 18: first they, then the common superior).</summary>
    private static Decision? Coordinated(Case found, int number, out Objection? objection)
    {
        if (Open(found, number, out objection) is { } refused) return refused;
        if (objection is { Stage: ObjectionStage.Negotiation, EndsOn: { } end })
            return Decision.Refuse(Refusal.Conflict, "still-negotiated", $"The parties negotiate objection {number} until {end:yyyy-MM-dd}, or until coordination is asked for; it is ruled on after that.");
        return null;
    }

    /// <summary>What is contested must be part of the case.</summary>
    private static Decision? Problem(Case found, Case.Assessed awaited, ObjectionSubject subject, Contestable? known)
    {
        Decision Unknown(string sentence, string field, string? value) => Decision.Refuse(Refusal.NotAllowed, "invalid-subject", sentence, $"subject.{field}", value);
        if (subject.Kind is Contested.Month or Contested.Reading)
        {
            if (!found.Needs.Contains($"{subject.Section}/{subject.Month}")) return Unknown($"{subject.Section} {subject.Month} is no section-month of this case.", "month", subject.Month);
            if (subject.Kind == Contested.Reading && (subject.Indicator is null || subject.Station is null || subject.Time is null)) return Unknown("A reading is named by station, time and indicator.", "indicator", subject.Indicator);
            if (subject is { Kind: Contested.Reading, Time: { } time } && $"{YearMonth.Of(Case.ChinaDate(time))}" != subject.Month)
                return Unknown($"{time.ToOffset(YearMonth.ChinaOffset):yyyy-MM-dd HH:mm} is not in {subject.Month}.", "time", $"{time:O}");
            if (subject.Indicator is { } name && !Indicators.TryFind(name, out _)) return Unknown($"'{name}' is no indicator of {Indicators.Edition}.", "indicator", name);
            if (subject.Indicator is { } other && known is { Indicators: var named } && !named.Contains(other)) return Unknown($"The agreement does not rest on '{other}'; it rests on {string.Join(", ", named)}.", "indicator", other);
        }

        if (subject.Kind == Contested.Formula && !awaited.Payments.Any(payment => payment.Clause == subject.Clause || payment.Clause.StartsWith($"{subject.Clause}·", StringComparison.Ordinal)))
            return Unknown($"No payment of assessment {awaited.Revision} rests on clause {subject.Clause}.", "clause", subject.Clause);
        if (subject.Kind == Contested.Incident && string.IsNullOrWhiteSpace(subject.Fact)) return Unknown("An incident is named by the fact of the terms that it made so.", "fact", subject.Fact);
        if (subject is { Kind: Contested.Incident, Fact: { } fact } && known is { Facts: var facts } && !facts.Contains(fact)) return Unknown($"The terms know no stated fact '{fact}'; there are {string.Join(", ", facts)}.", "fact", fact);
        return null;
    }

    private static Decision Ended(Objection objection) => Decision.Refuse(Refusal.Conflict, "objection-ended", $"Objection {objection.Number} is {objection.Status}.");

    private static Decision NoSuchObjection(int number) => Decision.Refuse(Refusal.NotFound, "no-such-objection", $"There is no objection {number} in this case.");
}
