using System.Collections.Immutable;
using Basin.Hosting;
using Marten;

namespace Basin.Exchange;

/// <summary>
/// Makes the obligations of a confirmed case due: one numbered, signed notice for each, in the same commit as the confirmation that completed it.
/// So there is never a due obligation without a notice, nor a number without a paper.
/// </summary>
public sealed class IssueNotices(SignNotices notices, TimeProvider clock)
{
    /// <summary>
    /// Decides <paramref name="command"/> and, if it leaves the case confirmed, makes its obligations due. The caller commits.
    /// </summary>
    public Task<Outcome<Case>> DecideAndIssue(IDocumentSession session, string agreement, string period, Case.Command command, CancellationToken cancel) =>
        session.DecideCase(agreement, period, command, after => FallDue(session, after, cancel), cancel);

    private async Task<ImmutableArray<object>> FallDue(IDocumentSession session, Case after, CancellationToken cancel)
    {
        if (!FallsDue(after)) return [];
        var at = clock.GetUtcNow();
        return Case.Decide(after, new Case.Command.FallDue(await Issue(session, after, at, cancel), at)).Events;
    }

    /// <summary>Issues a notice for every proposed obligation of a case that falls due. Within the caller's unit of work.</summary>
    /// <returns>The notices' ids, in the order of the obligations.</returns>
    internal Task<ImmutableArray<string>> Issue(IDocumentSession session, Case confirmed, DateTimeOffset at, CancellationToken cancel) =>
        notices.Issue(session, Owed(confirmed, at), at, cancel);

    /// <summary>The notices of every proposed obligation, in the order of the obligations.</summary>
    public static ImmutableArray<OwedNotice> Owed(Case confirmed, DateTimeOffset at)
    {
        var obligedOn = Case.ChinaDate(at);
        var assessment = confirmed.ToConfirm!;
        var explanation = OwedNotice.ExplanationSha256(assessment);
        return
        [
            .. confirmed.Proposed.Select(o => OwedNotice.Of(
                confirmed,
                Difference(confirmed, o, explanation, obligedOn) is { } difference ? difference : Payment(confirmed, o, explanation, obligedOn),
                $"payment/{confirmed.Agreement}/{confirmed.Period}/{o.Number}", at, o.From, o.To)),
        ];
    }

    /// <summary>Whether obligations of the case fall due now: it is confirmed, and some are only proposed.</summary>
    public static bool FallsDue(Case after) => after is { IsConfirmed: true, Proposed.IsEmpty: false };

    /// <summary>Makes due what the calendar asks for by now; the caller commits.</summary>
    public async Task Demand(IDocumentSession session, string agreement, string period, CancellationToken cancel)
    {
        var at = clock.GetUtcNow();
        var (found, version) = await session.Load<Case>(Case.Stream(agreement, period), Case.Apply, cancel);
        if (found is null || Demanded(found, at) is not { IsEmpty: false } demanded) return;
        var ids = await notices.Issue(session, demanded, at, cancel);
        // On the state that the papers were written from: what changed it meanwhile makes all of this start over.
        session.DecideCase(found, version, new Case.Command.Demand(ids, at));
    }

    /// <summary>The notices of everything that the calendar asks for by now, in the order of <see cref="Demanding.Of"/>.</summary>
    public static ImmutableArray<OwedNotice> Demanded(Case found, DateTimeOffset at) =>
        [.. Demanding.Of(found, Case.ChinaDate(at)).Select(o => OwedNotice.Of(found, Demanded(found, o), $"demand/{found.Agreement}/{found.Period}/{o.Number}", at, o.From, o.To))];

    private static NoticeFacts Demanded(Case found, Obligation o)
    {
        var (obligedOn, dueOn) = (o.ObligedOn!.Value, o.DueOn!.Value);
        if (o.LateFor is not { } number) return new NoticeFacts.Advance(o.Number, o.Clause, o.From, o.To, o.AmountFen, obligedOn, dueOn);
        var (late, owed) = (found.Rules.Late!, found.Obligations.Single(other => other.Number == number));
        return new NoticeFacts.Surcharge(
            o.Number, o.Clause, o.From, o.To, o.AmountFen, number, owed.Notice!, owed.DueOn!.Value, late.GraceDays, Demanding.UnpaidInTime(owed, late, obligedOn), late.Rate, obligedOn, dueOn,
            Demanding.DemandedFor(found, number) is var before and > 0 ? before : null);
    }

    private static NoticeFacts.Payment Payment(Case confirmed, Obligation o, string explanation, DateOnly obligedOn)
    {
        var facts = new NoticeFacts.Payment(o.Number, o.Clause, o.From, o.To, o.AmountFen, confirmed.ToConfirm!.Revision, explanation, obligedOn, obligedOn.AddDays(confirmed.PayDays));
        // Of what is undisputed nobody knows yet what it is a part of.
        if (confirmed.OpenObjection is { } objection) return facts with { ObjectionNo = objection.Number };
        var (stands, owed) = (Stands(confirmed, o), Towards(confirmed.ToConfirm, o));
        var grown = confirmed.Principal.IsEmpty ? o.AmountFen : long.Max(0, owed - stands);
        return facts with
        {
            SetOffFen = grown > 0 && stands > 0 ? stands : null,
            ReturnedFen = grown < o.AmountFen ? o.AmountFen - grown : null,
            Silent = confirmed.Confirmations.Values.Any(confirmation => confirmation.BySilence) ? [.. confirmed.Confirmations.Values.Where(confirmation => confirmation.BySilence).Select(confirmation => confirmation.Party)] : null,
        };
    }

    /// <summary>What stands already from the payer of an obligation to its payee.</summary>
    private static long Stands(Case confirmed, Obligation obligation) => confirmed.Principal.Where(o => (o.From, o.To) == (obligation.From, obligation.To)).Sum(o => o.AmountFen);

    /// <summary>What an assessment comes to from the payer of an obligation to its payee.</summary>
    private static long Towards(Case.Assessed assessed, Obligation obligation) =>
        assessed.Proposals.Where(owed => (owed.From, owed.To) == (obligation.From, obligation.To)).Sum(owed => owed.Amount.Fen);

    /// <summary>The same less what it comes to the other way round.</summary>
    private static long Net(Case.Assessed assessed, Obligation obligation) =>
        Towards(assessed, obligation) - assessed.Proposals.Where(owed => (owed.From, owed.To) == (obligation.To, obligation.From)).Sum(owed => owed.Amount.Fen);

    /// <summary>
    /// What a correction came from, for its notice: the changes of the obligation's clause where nothing stood before, those in its own direction where they are all of
    /// it, otherwise those between the two. Null for an obligation of the first assessment, for the undisputed part of a correction, and where the changes, less
    /// what was released of them, do not make up the obligation.
    /// </summary>
    private static NoticeFacts.Difference? Difference(Case confirmed, Obligation o, string explanation, DateOnly obligedOn)
    {
        if (confirmed is not { Correction: not null, OpenObjection: null, Restatement: { Parts: { } parts } restatement }) return null;
        var (before, now) = (confirmed.Assessment!, restatement.Assessment);
        ImmutableArray<NoticeFacts.DifferencePart> own = [.. parts.Where(part => (part.From, part.To) == (o.From, o.To)).Select(part => new NoticeFacts.DifferencePart(part.Month, part.Indicator, part.Clause, part.AmountFen))];
        ImmutableArray<NoticeFacts.DifferencePart> all =
        [
            .. own, .. parts.Where(part => (part.From, part.To) == (o.To, o.From)).Select(part => new NoticeFacts.DifferencePart(part.Month, part.Indicator, part.Clause, -part.AmountFen)),
        ];
        var stands = Stands(confirmed, o);
        if (confirmed.Principal.IsEmpty && Made([.. own.Where(part => part.Clause == o.Clause)], 0, o.AmountFen, 0) is { } single) return single;
        return Made(own, Towards(before, o), Towards(now, o), stands) ?? Made(all, Net(before, o), Net(now, o), stands - Stands(confirmed, o with { From = o.To, To = o.From }));

        NoticeFacts.Difference? Made(ImmutableArray<NoticeFacts.DifferencePart> of, long settled, long corrected, long standing)
        {
            var setOff = standing - settled;
            if (setOff < 0 || corrected - settled != o.AmountFen + setOff || of.Sum(part => part.AmountFen) != corrected - settled) return null;
            return new(
                o.Number, o.Clause, o.From, o.To, o.AmountFen, settled, corrected, before.Revision, now.Revision, "监测数据或认定事项更正", of, explanation, obligedOn,
                obligedOn.AddDays(confirmed.PayDays), setOff > 0 ? setOff : null);
        }
    }
}
