using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Basin.Rules;
using Basin.Rules.Settlement;
using Basin.Rules.WaterQuality;

namespace Basin.Exchange;

/// <summary>
/// The settlement of one agreement for one period (结算案): opened when the agreement is signed, assessed when every section-month its terms name
/// is known, confirmed by both parties or by their silence, then owed, paid and closed. Nothing in it is ever edited: a correction that
/// arrives before confirmation is a new assessment; one that arrives later is noted beside what was settled, and where it comes to other amounts the
/// difference is confirmed, owed and paid in the same case. What was obliged stands; what is assessed anew is obliged by the difference only.
/// </summary>
/// <param name="Assessment">The assessment that the parties settled on or are to settle on; while a correction is under way the one before it.</param>
/// <param name="Obligations">Those that fell due, and behind them those that are only proposed.</param>
/// <param name="Restatement">An assessment made after the settlement, which has not taken the place of the settled one.</param>
/// <param name="Correction">Number, from 1, of the correction that waits for confirmation; null while there is none.</param>
/// <param name="Corrections">Corrections opened so far.</param>
/// <param name="CorrectionDays">Days after the settlement in which corrections are settled by themselves; null for no end.</param>
/// <param name="Difference">What moved which payment by how much between the settled assessment and the latest one that was noted after it.</param>
/// <param name="SettledOn">Day on which the case was first settled; null before.</param>
public sealed record Case(
    string Agreement,
    string Period,
    int TermsRevision,
    ImmutableSortedDictionary<string, string> Parties,
    ImmutableArray<string> Needs,
    DateOnly DataDueOn,
    int SilenceDays,
    int PayDays,
    CaseStatus Status,
    Case.Assessed? Assessment,
    ImmutableSortedDictionary<string, Case.Event.Confirmed> Confirmations,
    ImmutableArray<Objection> Objections,
    ImmutableArray<Obligation> Obligations,
    ImmutableArray<string> Missing,
    DateTimeOffset MissingAskedAt,
    int MissingAskedTimes,
    Case.Event.RestatementNoted? Restatement,
    int? Correction,
    int Corrections,
    int? CorrectionDays,
    DateOnly? SettledOn,
    Step? Difference,
    ImmutableSortedDictionary<string, Case.Event.FactStated> Stated,
    ImmutableSortedDictionary<string, int> StatementCounts,
    ImmutableSortedSet<string> IncidentsStated)
{
    /// <summary>What the terms say of paying beside their clauses.</summary>
    public PayingRules Rules { get; init; } = PayingRules.None;

    public const int ReasonCharactersMax = 2000;
    public const int ReferenceCharactersMax = 60;

    /// <summary>
    /// Statements of one fact in one case, inclusive, from its opening on and after its end too: each brings another assessment with its whole
    /// explanation, and a value that goes to and fro would bring them without end.
    /// </summary>
    public const int StatementsPerFactMax = 20;

    private static readonly TimeSpan FirstWaitForAnswer = TimeSpan.FromSeconds(30), LastWaitForAnswer = TimeSpan.FromDays(1);

    public static string Stream(string agreement, string period) => $"case/{agreement}/{period}";

    /// <summary>A section in a month with the revision that was used, so that an answer can be traced to the very facts behind it.</summary>
    /// <param name="ReadingsSha256">Hash over the readings behind it, as monitoring stated it.</param>
    /// <param name="Source">Where the data comes from; null for automatic stations. Each source has revisions of its own.</param>
    public sealed record UsedFact(
        string Section, string Month, int Revision, string ReadingsSha256, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Source = null)
    {
        [JsonIgnore]
        public string KnownId => KnownSectionMonth.IdOf($"{Section}/{Month}", Source ?? DataSource.Stations, Revision);

        internal static UsedFact Of(KnownSectionMonth known) => new(
            known.Facts.Section, $"{known.Facts.Month}", known.Facts.Revision, known.ReadingsSha256, known.Facts.Source == DataSource.Stations ? null : known.Facts.Source);
    }

    /// <summary>What was stated about the period (认定) and went into an assessment.</summary>
    public sealed record UsedStatement(string Name, string Value);

    /// <summary>A payment the terms ask for; without an amount when it cannot be determined, which is never the same as zero.</summary>
    public sealed record AssessedPayment(string Clause, string From, string To, long? AmountFen);

    /// <summary>A part of a difference: what change of which month moved which payment, and by how much.</summary>
    /// <param name="AmountFen">What the payment grew by; below zero where it shrank.</param>
    public sealed record DifferencePart(string Month, string Indicator, string Clause, string From, string To, long AmountFen)
    {
        internal static DifferencePart Of(DifferenceShare share) => new(share.Month, share.Indicator, share.Clause, share.From, share.To, share.Change.Fen);
    }

    /// <summary>Why something cannot be determined.</summary>
    public sealed record AssessedGap(string Section, string Month, string Indicator, string Reason);

    /// <summary>An obligation that an assessment comes to, after netting.</summary>
    public sealed record AssessedObligation(string Clause, string From, string To, long AmountFen)
    {
        public static AssessedObligation Of(ProposedObligation proposed) => new(proposed.Clause, proposed.From, proposed.To, proposed.Amount.Fen);
    }

    /// <summary>One evaluation of the terms.</summary>
    /// <param name="Owed">What it comes to in all, whatever of it is obliged already; null where it was made before that was kept, and nothing is set off.</param>
    public sealed record Assessed(
        int Revision,
        int TermsRevision,
        ImmutableArray<UsedFact> Facts,
        ImmutableArray<AssessedPayment> Payments,
        ImmutableArray<AssessedGap> Gaps,
        Step Explanation,
        string RulesEdition,
        DateTimeOffset At,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ImmutableArray<UsedStatement>? Stated = null,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ImmutableArray<AssessedObligation>? Owed = null)
    {
        [JsonIgnore]
        public bool IsDetermined => Payments.All(payment => payment.AmountFen is not null);

        internal ImmutableArray<ProposedObligation> Proposals =>
        [
            .. (Owed ?? [.. Payments.Where(payment => payment.AmountFen > 0).Select(payment => new AssessedObligation(payment.Clause, payment.From, payment.To, payment.AmountFen!.Value))])
                .Select((owed, index) => new ProposedObligation(index + 1, owed.Clause, owed.From, owed.To, new(owed.AmountFen))),
        ];
    }

    public abstract record Event
    {
        private Event()
        {
        }

        [EventName("case_opened.v1")]
        public sealed record Opened(
            string Agreement, string Period, int TermsRevision, ImmutableSortedDictionary<string, string> Parties, ImmutableArray<string> Needs,
            DateOnly DataDueOn, int SilenceDays, int PayDays, DateTimeOffset At, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? CorrectionDays = null,
            [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] PayingRules? Paying = null) : Event;

        [EventName("section_months_missing.v1")]
        public sealed record MonthsMissing(string Agreement, string Period, ImmutableArray<string> Missing, DateTimeOffset At) : Event;

        /// <summary>Somebody whom the terms name has stated a fact that no station measures; a later statement takes the place of an earlier one.</summary>
        /// <param name="Incident">Number of the confirmed pollution incident that makes it so by the terms; null where somebody said so.</param>
        [EventName("fact_stated.v1")]
        public sealed record FactStated(
            string Name, string Value, string By, DateTimeOffset At, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Incident = null) : Event;

        [EventName("period_assessed.v1")]
        public sealed record PeriodAssessed(Assessed Assessment) : Event;

        [EventName("obligation_proposed.v1")]
        public sealed record ObligationProposed(int Number, int Assessment, string Clause, string From, string To, long AmountFen) : Event;

        [EventName("assessment_confirmed.v1")]
        public sealed record Confirmed(int Assessment, string Party, string By, bool BySilence, DateTimeOffset At) : Event;

        /// <param name="Subject">What is contested; null where that was not asked yet: the whole assessment.</param>
        /// <param name="EndsOn">Last day of the negotiation, inclusive.</param>
        [EventName("assessment_objected.v1")]
        public sealed record Objected(
            int Number, int Assessment, string Party, string Reason, string By, DateTimeOffset At,
            [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ObjectionSubject? Subject = null,
            [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ImmutableArray<Evidence>? Evidence = null,
            [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateOnly? EndsOn = null) : Event;

        /// <param name="Party">Null for the common superior.</param>
        [EventName("objection_position_taken.v1")]
        public sealed record PositionTaken(int Number, string? Party, string Text, ImmutableArray<Evidence> Evidence, string By, DateTimeOffset At) : Event;

        /// <summary>Negotiation came to nothing, or to its end: the common superior coordinates.</summary>
        /// <param name="By">Empty where the days of negotiation were over.</param>
        /// <param name="EndsOn">Last day of coordination, inclusive.</param>
        [EventName("objection_escalated.v1")]
        public sealed record ObjectionEscalated(int Number, DateOnly EndsOn, string By, DateTimeOffset At) : Event;

        /// <summary>Those who have to act were reminded that a stage ends, or has ended.</summary>
        [EventName("objection_reminded.v1")]
        public sealed record ObjectionReminded(int Number, ObjectionStage Stage, DateOnly EndsOn, DateTimeOffset At) : Event;

        /// <summary>The ruling is in favour of the objection.</summary>
        /// <param name="Order">What is to be done, so that another assessment follows: facts change by it, the log does not.</param>
        [EventName("objection_upheld.v1")]
        public sealed record ObjectionUpheld(int Number, string Reason, string Order, string By, DateTimeOffset At) : Event;

        /// <summary>What a ruling in favour ordered is done: the assessment that follows from it, or the one that stands, may be confirmed.</summary>
        [EventName("ruling_carried_out.v1")]
        public sealed record RulingCarriedOut(int Number, string Reason, string By, DateTimeOffset At) : Event;

        /// <summary>What is owed whatever becomes of the contested is obliged at once; what is proposed behind it is the rest.</summary>
        /// <param name="Obligations">How many obligations it comes to, numbered on from those that stand.</param>
        /// <param name="Explanation">The bounds of every payment over all admissible outcomes.</param>
        [EventName("undisputed_released.v1")]
        public sealed record UndisputedReleased(int Objection, int Assessment, int Obligations, Step Explanation, DateTimeOffset At) : Event;

        [EventName("objection_withdrawn.v1")]
        public sealed record ObjectionWithdrawn(int Number, string By, DateTimeOffset At) : Event;

        [EventName("objection_dismissed.v1")]
        public sealed record ObjectionDismissed(int Number, string Reason, string By, DateTimeOffset At) : Event;

        [EventName("obligation_due.v1")]
        public sealed record ObligationDue(int Number, DateOnly ObligedOn, DateOnly DueOn, string Notice, DateTimeOffset At) : Event;

        /// <summary>The signed terms ask for a payment that no assessment has to come to first.</summary>
        /// <param name="LateFor">Number of the obligation that was not paid in time; null for an advance.</param>
        [EventName("obligation_demanded.v1")]
        public sealed record ObligationDemanded(
            int Number, ObligationKind Kind, string Clause, string From, string To, long AmountFen, DateOnly ObligedOn, DateOnly DueOn, string Notice,
            [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? LateFor, DateTimeOffset At) : Event;

        /// <summary>A surcharge is not owed after all; the ledger undoes it by the opposite posting.</summary>
        /// <param name="By">Who gave it up; empty where what it was for turned out to have been paid in time.</param>
        [EventName("surcharge_waived.v1")]
        public sealed record SurchargeWaived(int Obligation, string Reason, string By, DateTimeOffset At) : Event;

        /// <summary>One person of the payer's finance department reports a payment (经办); it counts when another one has approved it.</summary>
        /// <param name="Withheld">Whether the common superior reports it, which withholds from the payer what is overdue.</param>
        /// <param name="Person">The holder of the key that the call was signed with.</param>
        [EventName("payment_proposed.v1")]
        public sealed record PaymentProposed(
            int Obligation, string Reference, long AmountFen, DateOnly PaidOn, bool Withheld, string By, string Person, DateTimeOffset At) : Event;

        /// <summary>A proposed payment is taken back, by the payer itself or because the superior withholds or somebody waives what it was for; its reference is free again.</summary>
        [EventName("payment_returned.v1")]
        public sealed record PaymentReturned(int Obligation, string Reference, string Reason, string By, string Person, DateTimeOffset At) : Event;

        /// <param name="Proposer">Who proposed it; null for payments of before two people were asked for.</param>
        /// <param name="Approver">Who approved it, another person; null with <paramref name="Proposer"/>.</param>
        /// <param name="Withheld">True where the common superior withheld it; null otherwise.</param>
        [EventName("payment_recorded.v1")]
        public sealed record PaymentRecorded(
            int Obligation, string Reference, long AmountFen, DateOnly PaidOn, string By, DateTimeOffset At,
            [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Proposer = null,
            [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Approver = null,
            [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Withheld = null) : Event;

        [EventName("payment_confirmed.v1")]
        public sealed record PaymentConfirmed(int Obligation, string Reference, string By, DateTimeOffset At) : Event;

        /// <summary>The payee did not receive it: it no longer counts, and the payer records it anew under another reference.</summary>
        [EventName("payment_rejected.v1")]
        public sealed record PaymentRejected(int Obligation, string Reference, string Reason, string By, DateTimeOffset At) : Event;

        [EventName("case_closed.v1")]
        public sealed record Closed(DateTimeOffset At) : Event;

        /// <summary>Facts changed after the parties had confirmed: what an assessment on the new facts comes to, beside what was settled.</summary>
        /// <param name="Difference">Which change of the facts moved which payment by how much; null where nothing moved, or nothing can be determined.</param>
        /// <param name="Parts">The same as numbers.</param>
        [EventName("restatement_noted.v1")]
        public sealed record RestatementNoted(
            Assessed Assessment, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Step? Difference = null,
            [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ImmutableArray<DifferencePart>? Parts = null) : Event;

        /// <summary>The restatement comes to other amounts than what is obliged: the obligations proposed behind it are the difference.</summary>
        /// <param name="By">The common superior that had it settled after the days for corrections; empty where it came about by itself.</param>
        /// <param name="Reason">Why, in the superior's words; empty where it came about by itself.</param>
        [EventName("correction_opened.v1")]
        public sealed record CorrectionOpened(int Number, int Assessment, string By, string Reason, DateTimeOffset At) : Event;
    }

    public abstract record Command
    {
        private Command()
        {
        }

        public sealed record Open(
            string Agreement, string Period, int TermsRevision, ImmutableSortedDictionary<string, string> Parties, ImmutableArray<string> Needs,
            DateOnly DataDueOn, int SilenceDays, int PayDays, DateTimeOffset At, int? CorrectionDays = null, PayingRules? Paying = null) : Command;

        public sealed record ListMissing(ImmutableArray<string> Missing, DateTimeOffset At) : Command;

        /// <param name="Region">The region of the party on whose behalf it is stated; null for the common superior.</param>
        public sealed record StateFact(string Name, string Value, string? Region, string By, DateTimeOffset At) : Command;

        /// <summary>The terms say that the fact holds when a pollution incident was confirmed, and one was.</summary>
        public sealed record StateIncident(string Name, string Value, string Incident, string By, DateTimeOffset At) : Command;

        /// <summary>What follows from the periods before.</summary>
        public sealed record StateEarlier(string Name, string Value, DateTimeOffset At) : Command;

        public sealed record Assess(
            int TermsRevision, ImmutableArray<UsedFact> Facts, ImmutableArray<UsedStatement> Stated, ImmutableArray<AssessedPayment> Payments, ImmutableArray<AssessedGap> Gaps,
            ImmutableArray<ProposedObligation> Proposals, Step Explanation, string RulesEdition, DateTimeOffset At, Step? Difference = null, ImmutableArray<DifferencePart>? Parts = null) : Command;

        /// <summary>The common superior has a restatement settled that came after the days for corrections.</summary>
        public sealed record Reopen(int Assessment, string Reason, string By, DateTimeOffset At) : Command;

        public sealed record Confirm(int Assessment, string Region, string By, DateTimeOffset At) : Command;

        public sealed record ConfirmBySilence(DateTimeOffset At) : Command;

        /// <param name="Subject">What is contested; null for the whole assessment.</param>
        /// <param name="Contestable">What the terms know; null where nobody looked.</param>
        public sealed record Object(
            int Assessment, string Region, string Reason, string By, DateTimeOffset At, ObjectionSubject? Subject = null, ImmutableArray<Evidence>? Evidence = null,
            Contestable? Contestable = null) : Command;

        /// <param name="Region">Null for the common superior.</param>
        public sealed record TakePosition(int Number, string? Region, string Text, ImmutableArray<Evidence> Evidence, string By, DateTimeOffset At) : Command;

        /// <param name="Region">Null for the common superior, and for the passing of days, which no organisation brings about.</param>
        public sealed record Escalate(int Number, string? Region, string By, DateTimeOffset At) : Command;

        /// <summary>What the passing of days brings about: reminders, and the end of negotiation.</summary>
        public sealed record KeepDeadlines(DateTimeOffset At) : Command;

        public sealed record UpholdObjection(int Number, string Reason, string Order, string By, DateTimeOffset At) : Command;

        public sealed record CarryOutRuling(int Number, string Reason, string By, DateTimeOffset At) : Command;

        /// <summary>Obliges what does not rest on the contested.</summary>
        /// <param name="Parts">What is owed in every outcome, in all.</param>
        /// <param name="Notices">One for each obligation of <see cref="Objecting.Undisputed"/>.</param>
        public sealed record ReleaseUndisputed(int Objection, ImmutableArray<ProposedObligation> Parts, Step Explanation, ImmutableArray<string> Notices, DateTimeOffset At) : Command;

        public sealed record WithdrawObjection(int Number, string Region, string By, DateTimeOffset At) : Command;

        public sealed record DismissObjection(int Number, string Reason, string By, DateTimeOffset At) : Command;

        /// <summary><paramref name="Notices"/> gives every proposed obligation, in the order of their numbers, the notice it was issued under.</summary>
        public sealed record FallDue(ImmutableArray<string> Notices, DateTimeOffset At) : Command;

        /// <summary>What the calendar asks for by now: one notice for each of <see cref="Demanding.Of"/>.</summary>
        public sealed record Demand(ImmutableArray<string> Notices, DateTimeOffset At) : Command;

        /// <param name="Region">Null for the common superior.</param>
        public sealed record WaiveSurcharge(int Obligation, string Reason, string? Region, string By, string Person, DateTimeOffset At) : Command;

        /// <param name="Region">Null for the common superior, who withholds what is overdue.</param>
        public sealed record ProposePayment(int Obligation, string Reference, long AmountFen, DateOnly PaidOn, string? Region, string By, string Person, DateTimeOffset At) : Command;

        /// <param name="AmountFen">What is approved, as the approver has seen it; with <paramref name="PaidOn"/>.</param>
        public sealed record ApprovePayment(int Obligation, string Reference, long AmountFen, DateOnly PaidOn, string? Region, string By, string Person, DateTimeOffset At) : Command;

        public sealed record ReturnPayment(int Obligation, string Reference, string Reason, string? Region, string By, string Person, DateTimeOffset At) : Command;

        public sealed record ConfirmPayment(int Obligation, string Reference, string Region, string By, DateTimeOffset At) : Command;

        public sealed record RejectPayment(int Obligation, string Reference, string Reason, string Region, string By, DateTimeOffset At) : Command;
    }

    public static Decision Decide(Case? found, Command command) => (found, command) switch
    {
        (_, Command.Open open) => Decide(found, open),
        (null, _) => NoSuchCase,
        // To those it does not concern a case looks the same as one that does not exist.
        ({ } c, _) when ActingRegion(command) is { } region && !(PayingRegion(command) is null ? c.Parties.ContainsValue(region) : c.Concerns(region)) => NoSuchCase,
        ({ } c, Command.ListMissing list) => Decide(c, list),
        ({ } c, Command.StateFact statement) => Stating.Decide(c, statement),
        ({ } c, Command.StateIncident statement) => Stating.Decide(c, statement),
        ({ } c, Command.StateEarlier statement) => Stating.Decide(c, statement),
        ({ } c, Command.Assess assess) => Correcting.Decide(c, assess),
        ({ } c, Command.Reopen reopening) => Correcting.Decide(c, reopening),
        ({ } c, Command.Confirm confirm) => Confirming.Decide(c, confirm),
        ({ } c, Command.ConfirmBySilence silence) => Confirming.Decide(c, silence),
        ({ } c, Command.Object objection) => Objecting.Decide(c, objection),
        ({ } c, Command.TakePosition position) => Objecting.Decide(c, position),
        ({ } c, Command.Escalate escalation) => Objecting.Decide(c, escalation),
        ({ } c, Command.KeepDeadlines deadlines) => Objecting.Decide(c, deadlines),
        ({ } c, Command.WithdrawObjection withdrawal) => Objecting.Decide(c, withdrawal),
        ({ } c, Command.DismissObjection dismissal) => Objecting.Decide(c, dismissal),
        ({ } c, Command.UpholdObjection upholding) => Objecting.Decide(c, upholding),
        ({ } c, Command.CarryOutRuling carrying) => Objecting.Decide(c, carrying),
        ({ } c, Command.ReleaseUndisputed release) => Objecting.Decide(c, release),
        ({ } c, Command.FallDue due) => Confirming.Decide(c, due),
        ({ } c, Command.Demand demand) => Demanding.Decide(c, demand),
        ({ } c, Command.WaiveSurcharge waiver) => Demanding.Decide(c, waiver),
        ({ } c, Command.ProposePayment payment) => Paying.Decide(c, payment),
        ({ } c, Command.ApprovePayment approval) => Paying.Decide(c, approval),
        ({ } c, Command.ReturnPayment returning) => Paying.Decide(c, returning),
        ({ } c, Command.ConfirmPayment confirmation) => Paying.Decide(c, confirmation),
        ({ } c, Command.RejectPayment rejection) => Paying.Decide(c, rejection),
        _ => throw new ArgumentOutOfRangeException(nameof(command), command, "unknown command"),
    };

    public static Case? Apply(Case? found, object happened) => (found, happened) switch
    {
        (_, Event.Opened e) => Start(found, e),
        (null, _) => null,
        ({ } c, Event.MonthsMissing e) => c with
        {
            Missing = e.Missing,
            MissingAskedAt = e.At,
            MissingAskedTimes = c.Missing.SequenceEqual(e.Missing) ? c.MissingAskedTimes + 1 : 1,
        },
        ({ } c, Event.FactStated e) => c with
        {
            Stated = c.Stated.SetItem(e.Name, e),
            StatementCounts = c.StatementCounts.SetItem(e.Name, c.StatementCounts.GetValueOrDefault(e.Name) + 1),
            IncidentsStated = e.Incident is { } incident ? c.IncidentsStated.Add($"{e.Name}/{incident}") : c.IncidentsStated,
        },
        ({ } c, Event.PeriodAssessed e) => c with
        {
            Assessment = e.Assessment,
            Status = e.Assessment.IsDetermined ? CaseStatus.Assessed : CaseStatus.Undetermined,
            Confirmations = c.Confirmations.Clear(),
            Objections = Objecting.After(c, e.Assessment, isToConfirm: true),
            Obligations = c.Standing,
            Missing = [],
        },
        ({ } c, Event.ObligationProposed e) => c with { Obligations = c.Obligations.Add(new(e.Number, e.Clause, e.From, e.To, e.AmountFen, null, null, null, [])) },
        ({ } c, Event.Confirmed e) => (c with { Confirmations = c.Confirmations.SetItem(e.Party, e), Objections = Objecting.AtConfirmation(c, e.At) }).WhenSettled(ChinaDate(e.At)),
        ({ } c, Event.Objected e) => c with { Objections = c.Objections.Add(Objection.Of(e)) },
        ({ } c, Event.PositionTaken e) => c.WithObjection(e.Number, o => o with { Positions = o.Positions.Add(new(e.Party, e.Text, e.Evidence, e.By, e.At)) }),
        ({ } c, Event.ObjectionEscalated e) => c.WithObjection(e.Number, o => o with { Stage = ObjectionStage.Coordination, EndsOn = e.EndsOn, RemindedOn = null }),
        ({ } c, Event.ObjectionReminded e) => c.WithObjection(e.Number, o => o with { RemindedOn = ChinaDate(e.At) }),
        ({ } c, Event.ObjectionUpheld e) => c.WithObjection(e.Number, o => o with { Status = ObjectionStatus.Upheld, Ruling = e.Reason, Order = e.Order, EndedAt = e.At }),
        ({ } c, Event.RulingCarriedOut e) => c.WithObjection(e.Number, o => o with { CarriedOut = true, EndedAt = e.At }),
        ({ } c, Event.UndisputedReleased) => c with { Obligations = c.Standing },
        ({ } c, Event.ObjectionWithdrawn e) => c.WithObjection(e.Number, objection => objection with { Status = ObjectionStatus.Withdrawn, EndedAt = e.At }),
        ({ } c, Event.ObjectionDismissed e) => c.WithObjection(e.Number, objection => objection with { Status = ObjectionStatus.Dismissed, Ruling = e.Reason, EndedAt = e.At }),
        ({ } c, Event.ObligationDue e) => c.WithObligation(e.Number, o => o with { ObligedOn = e.ObligedOn, DueOn = e.DueOn, Notice = e.Notice }).WhenSettled(e.ObligedOn),
        ({ } c, Event.ObligationDemanded e) => c with
        {
            Obligations = c.Obligations.Add(new(e.Number, e.Clause, e.From, e.To, e.AmountFen, e.ObligedOn, e.DueOn, e.Notice, []) { Kind = e.Kind, LateFor = e.LateFor }),
        },
        ({ } c, Event.SurchargeWaived e) => c.WithObligation(e.Obligation, o => o with { Waiver = e.Reason, NeverOwed = e.By.Length == 0 }),
        ({ } c, Event.PaymentProposed e) => c.WithObligation(e.Obligation, o => o with { Proposals = o.Proposals.Add(new(e.Reference, e.AmountFen, e.PaidOn, e.Withheld, e.By, e.Person, e.At)) }),
        ({ } c, Event.PaymentReturned e) => c.WithObligation(e.Obligation, o => o.WithoutProposal(e.Reference) with { Returned = o.Returned.Contains(e.Reference) ? o.Returned : o.Returned.Add(e.Reference) }),
        ({ } c, Event.PaymentRecorded e) => c.WithObligation(e.Obligation, o => o.WithoutProposal(e.Reference) with
        {
            Payments = o.Payments.Add(new(e.Reference, e.AmountFen, e.PaidOn, e.At, null, null, e.Proposer, e.Approver, e.Withheld ?? false)),
        }),
        ({ } c, Event.PaymentConfirmed e) => c.WithObligation(e.Obligation, o => o.With(e.Reference, payment => payment with { ConfirmedAt = e.At })),
        ({ } c, Event.PaymentRejected e) => c.WithObligation(e.Obligation, o => o.With(e.Reference, payment => payment with { Rejection = e.Reason })),
        ({ } c, Event.Closed e) => c with { Status = CaseStatus.Closed, SettledOn = c.SettledOn ?? ChinaDate(e.At) },
        ({ } c, Event.RestatementNoted e) => c with
        {
            Restatement = e,
            Difference = e.Difference,
            // What cannot be determined ends no correction: it waits for what can.
            Correction = e.Assessment.IsDetermined ? null : c.Correction,
            Objections = Objecting.After(c, e.Assessment, c.IsCorrection(e.Assessment) || (!e.Assessment.IsDetermined && c.Correction is not null)),
            Obligations = c.Standing,
        },
        ({ } c, Event.CorrectionOpened e) => c with { Correction = e.Number, Corrections = e.Number, CorrectionOpenedAt = e.At, Confirmations = c.Confirmations.Clear() },
        _ => found,
    };

    /// <summary>When the latest correction was opened, which may be long after its assessment was noted; null while there was none.</summary>
    public DateTimeOffset? CorrectionOpenedAt { get; init; }

    /// <summary>What has been stated about the period, by name.</summary>
    [JsonIgnore]
    public ImmutableArray<UsedStatement> Statements => [.. Stated.Values.Select(fact => new UsedStatement(fact.Name, fact.Value))];

    /// <summary>
    /// Whether something was stated that the latest assessment was not made with. Such an assessment no longer holds: it is not confirmed, not by
    /// silence either, until another has taken its place. False while nothing has been assessed.
    /// </summary>
    [JsonIgnore]
    public bool IsRestated => (Restatement?.Assessment ?? Assessment) is { } latest && !Statements.SequenceEqual(latest.Stated ?? []);

    /// <summary>What is to be confirmed: the assessment of a case that is not settled, or the correction of one that is; null where there is nothing.</summary>
    [JsonIgnore]
    public Assessed? ToConfirm => Status == CaseStatus.Assessed ? Assessment : Correction is not null && Restatement!.Assessment is { IsDetermined: true } noted ? noted : null;

    /// <summary>Obligations that fell due: they stand, whatever is assessed later.</summary>
    [JsonIgnore]
    public ImmutableArray<Obligation> Standing => [.. Obligations.Where(obligation => obligation.DueOn is not null)];

    /// <summary>What stands without surcharges: what an assessment is compared with.</summary>
    [JsonIgnore]
    public ImmutableArray<Obligation> Principal => [.. Standing.Where(obligation => obligation.Kind != ObligationKind.Surcharge)];

    /// <summary>The highest number of an obligation that fell due; 0 for none. Numbers of what is only proposed are given out again.</summary>
    internal int LastStandingNumber => Standing.Select(obligation => obligation.Number).DefaultIfEmpty(0).Max();

    /// <summary>The highest number of any obligation; 0 for none.</summary>
    internal int LastNumber => Obligations.Select(obligation => obligation.Number).DefaultIfEmpty(0).Max();

    /// <summary>Obligations that are only proposed.</summary>
    [JsonIgnore]
    public ImmutableArray<Obligation> Proposed => [.. Obligations.Where(obligation => obligation.DueOn is null)];

    public Objection? OpenObjection => Objections.FirstOrDefault(objection => objection.Status == ObjectionStatus.Open);

    /// <summary>A ruling in favour of an objection that is not carried out yet: until then nothing is confirmed, whatever is assessed meanwhile.</summary>
    internal Objection? PendingRuling => Objections.FirstOrDefault(objection => objection is { Status: ObjectionStatus.Upheld, CarriedOut: false });

    /// <summary>
    /// The last day on which a party can still speak up before its silence counts as confirmation, inclusive, Asia/Shanghai; the days begin anew
    /// when an objection has ended. Null while there is nothing to confirm, an objection is open or a ruling is to be carried out.
    /// </summary>
    public DateOnly? SilenceEndsOn => ToConfirm is { } awaited && OpenObjection is null && PendingRuling is null
        ? ChinaDate(Objections.Select(objection => objection.EndedAt ?? DateTimeOffset.MinValue).Append(awaited.At).Append(CorrectionOpenedAt ?? awaited.At).Max()).AddDays(SilenceDays)
        : null;

    public bool IsConfirmed => ToConfirm is not null && Parties.Keys.All(Confirmations.ContainsKey);

    private static Decision NoSuchCase => Decision.Refuse(Refusal.NotFound, "no-such-case", "There is no case for this agreement and period.");

    public static DateOnly ChinaDate(DateTimeOffset instant) => DateOnly.FromDateTime(instant.ToOffset(YearMonth.ChinaOffset).DateTime);

    private static Decision Decide(Case? found, Command.Open open)
    {
        if (found is not null && open.TermsRevision <= found.TermsRevision) return Decision.Nothing;
        if (found is { Status: CaseStatus.Due or CaseStatus.Closed }) return Decision.Nothing;
        return Decision.Of(new Event.Opened(
            open.Agreement, open.Period, open.TermsRevision, open.Parties, open.Needs, open.DataDueOn, open.SilenceDays, open.PayDays, open.At, open.CorrectionDays, open.Paying));
    }

    private static Decision Decide(Case found, Command.ListMissing list)
    {
        if (found.Status != CaseStatus.Open || list.Missing.IsEmpty) return Decision.Nothing;
        if (found.Missing.SequenceEqual(list.Missing) && list.At < found.MissingAskedAt + WaitForAnswer(found.MissingAskedTimes)) return Decision.Nothing;
        return Decision.Of(new Event.MonthsMissing(found.Agreement, found.Period, list.Missing, list.At));
    }

    /// <summary>
    /// An answer can be lost like any other message, so what is still missing is asked for again: soon at first, then after twice as long each time, at
    /// last once a day, for months that nobody has closed yet.
    /// </summary>
    private static TimeSpan WaitForAnswer(int askedTimes)
    {
        const int doublingsMax = 12;
        var wait = FirstWaitForAnswer * (1 << int.Min(askedTimes - 1, doublingsMax));
        return wait < LastWaitForAnswer ? wait : LastWaitForAnswer;
    }

    /// <summary>What an assessment comes to beyond what is obliged already; nothing where it cannot be determined.</summary>
    internal ImmutableArray<Event.ObligationProposed> Propose(Assessed assessed)
    {
        if (!assessed.IsDetermined) return [];
        var number = LastStandingNumber;
        return
        [
            .. Differences.Between([.. Principal.Select(o => o.AsProposed)], assessed.Proposals)
                .Select(p => new Event.ObligationProposed(++number, assessed.Revision, p.Clause, p.From, p.To, p.Amount.Fen)),
        ];
    }

    /// <summary>Whether what was noted of a settled case is to be confirmed by itself: it comes to other amounts, and in time.</summary>
    internal bool IsCorrection(Assessed noted) => !Propose(noted).IsEmpty && !IsTooLate(noted.At);

    /// <summary>What was begun in time is brought to its end: while a correction is under way a further one takes its place whenever it comes.</summary>
    private bool IsTooLate(DateTimeOffset at) => Correction is null && CorrectionDays is { } days && SettledOn is { } settled && ChinaDate(at) > settled.AddDays(days);

    /// <summary>
    /// When all parties have confirmed and nothing is left that is only proposed, the case is settled, again where a correction was confirmed: then the
    /// corrected assessment takes the place of the earlier one.
    /// </summary>
    private Case WhenSettled(DateOnly on)
    {
        if (!IsConfirmed || Standing.IsEmpty || !Proposed.IsEmpty) return this;
        return this with
        {
            Status = CaseStatus.Due,
            SettledOn = SettledOn ?? on,
            Assessment = ToConfirm,
            Restatement = Correction is null ? Restatement : null,
            Correction = null,
        };
    }

    /// <summary>The events, and the end of the case where they leave nothing to be paid or demanded.</summary>
    internal Decision ClosingAfter(IReadOnlyList<object> events, DateTimeOffset at)
    {
        var after = events.Aggregate((Case?)this, Apply)!;
        var isDone = after is { Status: CaseStatus.Due, Correction: null } && after.HasNothingLeft(at);
        return isDone ? Decision.Of([.. events, new Event.Closed(at)]) : Decision.Of([.. events]);
    }

    internal bool HasNothingLeft(DateTimeOffset at) => Obligations.All(obligation => obligation.IsSettled) && Demanding.Of(this, ChinaDate(at)).IsEmpty;

    /// <summary>A later revision of the terms starts the assessment over; what was confirmed under the earlier one no longer counts.</summary>
    private static Case Start(Case? found, Event.Opened e) => new(
        e.Agreement, e.Period, e.TermsRevision, e.Parties, e.Needs, e.DataDueOn, e.SilenceDays, e.PayDays, CaseStatus.Open,
        found?.Assessment, ImmutableSortedDictionary<string, Event.Confirmed>.Empty.WithComparers(StringComparer.Ordinal), found?.Objections ?? [], found?.Standing ?? [], [], default, 0, null,
        null, found?.Corrections ?? 0, e.CorrectionDays, found?.SettledOn, null,
        found?.Stated ?? ImmutableSortedDictionary<string, Event.FactStated>.Empty.WithComparers(StringComparer.Ordinal),
        found?.StatementCounts ?? ImmutableSortedDictionary<string, int>.Empty.WithComparers(StringComparer.Ordinal),
        found?.IncidentsStated ?? ImmutableSortedSet<string>.Empty.WithComparer(StringComparer.Ordinal))
    {
        Rules = e.Paying ?? PayingRules.None,
    };

    /// <summary>The region whose finance department acts for an account: of a party, of who keeps a pot, of who gives guiding support.</summary>
    internal string RegionOf(string account) =>
        Parties.GetValueOrDefault(account) ?? Rules.Guides.GetValueOrDefault(account) ?? Rules.Pots.GetValueOrDefault(account)
        ?? throw new InvalidOperationException($"Nobody acts for {account}.");

    /// <summary>Whether a region has to do with the case: as a party, or because it pays guiding support or keeps a pot.</summary>
    internal bool Concerns(string region) => Parties.ContainsValue(region) || Rules.Guides.ContainsValue(region) || Rules.Pots.ContainsValue(region);

    /// <summary>Every account that can owe or be owed and the region that acts for it.</summary>
    internal ImmutableSortedDictionary<string, string> Accounts => Parties.AddRange(Rules.Guides).AddRange(Rules.Pots);

    internal string? PartyOf(string region) => Parties.FirstOrDefault(party => party.Value == region).Key;

    /// <summary>The assessment that an event brought; null for an event of another kind.</summary>
    internal static Assessed? AssessedBy(object happened) => happened switch
    {
        Event.PeriodAssessed e => e.Assessment,
        Event.RestatementNoted e => e.Assessment,
        _ => null,
    };

    private Case WithObjection(int number, Func<Objection, Objection> change) =>
        this with { Objections = [.. Objections.Select(objection => objection.Number == number ? change(objection) : objection)] };

    private Case WithObligation(int number, Func<Obligation, Obligation> change) =>
        this with { Obligations = [.. Obligations.Select(obligation => obligation.Number == number ? change(obligation) : obligation)] };

    internal static bool IsReason(string text) => text.Trim().Length is > 0 and <= ReasonCharactersMax && !text.Any(c => char.IsControl(c) && c != '\n');

    /// <summary>The region on whose behalf a command is given; null where nobody's is needed.</summary>
    private static string? ActingRegion(Command command) => command switch
    {
        Command.StateFact c => c.Region,
        Command.Confirm c => c.Region,
        Command.Object c => c.Region,
        Command.TakePosition c => c.Region,
        Command.Escalate c => c.Region,
        Command.WithdrawObjection c => c.Region,
        _ => PayingRegion(command),
    };

    /// <summary>The same for what is done about payments, where more than the parties have a part.</summary>
    private static string? PayingRegion(Command command) => command switch
    {
        Command.ProposePayment c => c.Region,
        Command.ApprovePayment c => c.Region,
        Command.ReturnPayment c => c.Region,
        Command.ConfirmPayment c => c.Region,
        Command.RejectPayment c => c.Region,
        Command.WaiveSurcharge c => c.Region,
        _ => null,
    };

    internal static Decision NotTheLatest(int asked, int latest) => Decision.Refuse(Refusal.Conflict, "not-the-latest-assessment", $"The latest assessment is {latest}; asked for {asked}.", "assessment", asked.ToString());

}

/// <summary>Where a case stands.</summary>
public enum CaseStatus
{
    /// <summary>Section-months are still missing.</summary>
    Open,

    /// <summary>All section-months are there, but some payment cannot be determined; nothing is owed.</summary>
    Undetermined,

    /// <summary>Obligations are proposed and wait for confirmation.</summary>
    Assessed,

    /// <summary>Obligations are due and noticed.</summary>
    Due,

    /// <summary>Everything owed was paid and confirmed.</summary>
    Closed,
}
