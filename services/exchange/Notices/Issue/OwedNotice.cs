using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Basin.Rules;

namespace Basin.Exchange;

/// <summary>
/// A notice that is to be issued: stored in the same commit as what it is about, numbered and signed soon after. Work to do, not a fact, and gone when
/// it is done. Its id comes from the world, so that nothing is noticed twice.
/// </summary>
/// <param name="Obligation">0 where it is not about one.</param>
/// <param name="Parties">Names and regions of those it is addressed to.</param>
public sealed record OwedNotice(
    string Id, string Agreement, string Period, int TermsRevision, int Obligation, ImmutableSortedDictionary<string, string> Parties, NoticeFacts Facts, DateTimeOffset At)
{
    /// <summary>Those of <see cref="Parties"/> that are no parties of the agreement: pots, and who gives guiding support.</summary>
    public ImmutableArray<string> Others { get; init; } = [];

    /// <param name="parties">Whom it concerns, pots and those who give guiding support among them; all parties of the case when none is named.</param>
    public static OwedNotice Of(Case found, NoticeFacts facts, string id, DateTimeOffset at, params string[] parties) => new(
        id, found.Agreement, found.Period, found.TermsRevision,
        facts.About?.Number ?? 0,
        parties.Length == 0 ? found.Parties : found.Accounts.RemoveRange(found.Accounts.Keys.Except(parties)),
        facts, at)
    {
        Others = [.. parties.Where(name => !found.Parties.ContainsKey(name))],
    };

    /// <summary>What is owed after <paramref name="events"/>, which led to <paramref name="state"/>. Payments are noticed where they fall due.</summary>
    public static IEnumerable<OwedNotice> After(Case state, IEnumerable<object> events)
    {
        var key = $"{state.Agreement}/{state.Period}";
        foreach (var happened in events)
        {
            var owed = happened switch
            {
                Case.Event.PeriodAssessed e => Of(state, Result(state, e.Assessment), $"{NoticeKind.Assessment}/{key}/{e.Assessment.TermsRevision}/{e.Assessment.Revision}", e.Assessment.At),
                Case.Event.Objected e => Of(state, new NoticeFacts.Objection(e.Number, e.Assessment, e.Party, e.Reason, Case.ChinaDate(e.At), e.Subject, e.Evidence, e.EndsOn), $"{NoticeKind.Objection}/{key}/{e.Number}", e.At),
                Case.Event.ObjectionEscalated e => Reminder(state, e.Number, ObjectionStage.Coordination, e.EndsOn, e.At),
                Case.Event.ObjectionReminded e => Reminder(state, e.Number, e.Stage, e.EndsOn, e.At),
                Case.Event.CorrectionOpened e when state.Restatement is { Assessment: var noted } => Of(state, Result(state, noted), $"{NoticeKind.Assessment}/{key}/{noted.TermsRevision}/{noted.Revision}", e.At),
                Case.Event.RulingCarriedOut e when state.ToConfirm is { } awaited => Of(state, Result(state, awaited), $"{NoticeKind.Assessment}/{key}/{awaited.TermsRevision}/{awaited.Revision}/objection/{e.Number}", e.At),
                Case.Event.ObjectionWithdrawn e when state.ToConfirm is { } awaited => Of(state, Result(state, awaited), $"{NoticeKind.Assessment}/{key}/{awaited.TermsRevision}/{awaited.Revision}/objection/{e.Number}", e.At),
                Case.Event.ObjectionDismissed e => Of(state, Ruling(state, e.Number, e.Reason, null, e.At), $"{NoticeKind.Ruling}/{key}/{e.Number}", e.At),
                Case.Event.ObjectionUpheld e => Of(state, Ruling(state, e.Number, e.Reason, e.Order, e.At), $"{NoticeKind.Ruling}/{key}/{e.Number}", e.At),
                Case.Event.PaymentRecorded { Withheld: true } e => Withheld(state, e),
                _ => null,
            };
            if (owed is not null) yield return owed;
        }
    }

    /// <summary>The notice of an obligation that is still unpaid after its last day; null where nothing is unpaid.</summary>
    /// <param name="notice">Id of the notice it fell due under.</param>
    /// <param name="number">Document number of that notice.</param>
    /// <param name="at">After the last day to pay.</param>
    public static OwedNotice? Overdue(Case found, int obligation, string notice, string number, DateTimeOffset at)
    {
        var owed = found.Obligations.FirstOrDefault(o => o.Number == obligation && o.Notice == notice);
        if (owed is not { DueOn: { } due, UnpaidFen: > 0 } || Case.ChinaDate(at) <= due) return null;
        var facts = new NoticeFacts.Overdue(notice, number, obligation, owed.Clause, owed.From, owed.To, owed.AmountFen, owed.UnpaidFen, due, Case.ChinaDate(at));
        return Of(found, facts, $"{NoticeKind.Overdue}/{notice}/{due:yyyy-MM-dd}", at, owed.From, owed.To);
    }

    /// <summary>Whether the hash of the explanation is still to be added.</summary>
    [JsonIgnore]
    public bool IsIncomplete => Facts is NoticeFacts.Assessment { ExplanationSha256: "" };

    /// <summary>The facts with the hash of the explanation.</summary>
    /// <param name="happened">Events of the case, up to the assessment that the notice is about or further.</param>
    public NoticeFacts Complete(IEnumerable<object> happened)
    {
        if (!IsIncomplete) return Facts;
        var facts = (NoticeFacts.Assessment)Facts;
        var assessed = happened.Select(Case.AssessedBy).Last(assessment => assessment?.Revision == facts.Revision && assessment.TermsRevision == TermsRevision)!;
        return facts with { ExplanationSha256 = ExplanationSha256(assessed) };
    }

    /// <summary>Hash of the canonical explanation, the same that a reader computes from <c>/cases/…/explanation</c>.</summary>
    public static string ExplanationSha256(Case.Assessed assessment) => Explanation.Sha256(assessment.Explanation);

    /// <summary>Without the hash of the explanation, which takes longer than all the rest: it is added when the notice is issued.</summary>
    private static NoticeFacts.Assessment Result(Case state, Case.Assessed a) => new(
        a.Revision,
        [.. a.Payments.Select(p => new NoticeFacts.AssessedAmount(p.Clause, p.From, p.To, p.AmountFen))],
        [.. a.Gaps.Select(gap => $"{gap.Section} {ChineseDates.Period(gap.Month)}{gap.Indicator}（{gap.Reason}）")],
        "", a.RulesEdition, Case.ChinaDate(a.At), state.SilenceEndsOn);

    private static OwedNotice Reminder(Case state, int number, ObjectionStage stage, DateOnly endsOn, DateTimeOffset at)
    {
        var objection = state.Objections.Single(o => o.Number == number);
        var today = Case.ChinaDate(at);
        var facts = new NoticeFacts.ObjectionReminder(number, objection.Assessment, objection.Party, stage, Case.ChinaDate(objection.At), endsOn, today);
        return Of(state, facts, $"{NoticeKind.ObjectionReminder}/{state.Agreement}/{state.Period}/{number}/{stage}/{today:yyyy-MM-dd}", at);
    }

    private static NoticeFacts.Ruling Ruling(Case state, int number, string reason, string? order, DateTimeOffset at)
    {
        var objection = state.Objections.Single(o => o.Number == number);
        return new(number, objection.Assessment, objection.Party, objection.Reason, reason, Case.ChinaDate(objection.At), Case.ChinaDate(at), order, objection.Subject);
    }

    private static OwedNotice Withheld(Case state, Case.Event.PaymentRecorded e)
    {
        var o = state.Obligations.Single(obligation => obligation.Number == e.Obligation);
        var facts = new NoticeFacts.Withholding(e.Obligation, o.Clause, o.From, o.To, e.AmountFen, e.Reference, e.PaidOn, o.Notice!, o.DueOn!.Value, o.UnpaidFen);
        return Of(state, facts, $"{NoticeKind.Withholding}/{state.Agreement}/{state.Period}/{e.Obligation}/{e.Reference}", e.At, o.From, o.To);
    }
}
