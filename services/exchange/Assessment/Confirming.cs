using System.Collections.Immutable;
using Basin.Rules;

namespace Basin.Exchange;

/// <summary>What a case decides about confirmation, by word or by silence, and what falls due by it.</summary>
public static class Confirming
{
    public static Decision Decide(Case found, Case.Command.Confirm confirm)
    {
        var party = found.PartyOf(confirm.Region)!;
        if (found.Confirmations.TryGetValue(party, out var earlier) && earlier.Assessment == confirm.Assessment) return Decision.Nothing;
        if (found.Status == CaseStatus.Undetermined) return Decision.Refuse(Refusal.Conflict, "not-determined", $"Assessment {found.Assessment!.Revision} could not be determined ({found.Assessment.Gaps.Length} reasons); there is nothing to confirm.");
        if (found.ToConfirm is not { } awaited) return Decision.Refuse(Refusal.Conflict, "nothing-to-confirm", $"The case is {found.Status}; only an assessed case or a correction can be confirmed.");
        if (awaited.Revision != confirm.Assessment) return Case.NotTheLatest(confirm.Assessment, awaited.Revision);
        if (found.IsRestated) return FactsRestated(found, awaited);
        if (found.OpenObjection is { } objection) return Decision.Refuse(Refusal.Conflict, "objection-open", $"Objection {objection.Number} of {objection.Party} is open; it has to be withdrawn or ruled on first.");
        if (found.PendingRuling is { } upheld) return Decision.Refuse(Refusal.Conflict, "ruling-pending", $"The ruling on objection {upheld.Number} orders: {upheld.Order} It is not carried out yet; what follows from it is confirmed.");
        return Confirmed(found, [new Case.Event.Confirmed(confirm.Assessment, party, confirm.By, false, confirm.At)], confirm.At);
    }

    public static Decision Decide(Case found, Case.Command.ConfirmBySilence silence)
    {
        if (found.ToConfirm is not { } awaited || found.OpenObjection is not null || found.IsConfirmed) return Decision.Nothing;
        // Nobody has been silent about an assessment that is yet to come; its days begin when it is there.
        if (found.IsRestated || found.PendingRuling is not null) return Decision.Nothing;
        if (Case.ChinaDate(silence.At) <= found.SilenceEndsOn) return Decision.Nothing;
        var silent = found.Parties.Keys
            .Where(party => !found.Confirmations.ContainsKey(party))
            .Select(party => new Case.Event.Confirmed(awaited.Revision, party, "", true, silence.At));
        return Confirmed(found, [.. silent], silence.At);
    }

    public static Decision Decide(Case found, Case.Command.FallDue due)
    {
        if (found.ToConfirm is null) return Decision.Nothing;
        if (!found.IsConfirmed) return Decision.Refuse(Refusal.Conflict, "not-confirmed", $"Only {found.Confirmations.Count} of {found.Parties.Count} parties have confirmed.");
        var proposed = found.Proposed;
        if (due.Notices.Length != proposed.Length) throw new ArgumentException($"{proposed.Length} obligations need as many notices; got {due.Notices.Length}.", nameof(due));
        var obligedOn = Case.ChinaDate(due.At);
        return Decision.Of([.. proposed.Select((o, i) => new Case.Event.ObligationDue(o.Number, obligedOn, obligedOn.AddDays(found.PayDays), due.Notices[i], due.At))]);
    }

    /// <summary>A confirmed case that owes nothing, or nothing more, has nothing left to do.</summary>
    private static Decision Confirmed(Case found, ImmutableArray<object> confirmations, DateTimeOffset at)
    {
        var after = confirmations.Aggregate((Case?)found, Case.Apply)!;
        var isDone = after is { Correction: null } && after.HasNothingLeft(at) && (after.IsConfirmed || after.Status == CaseStatus.Due);
        return isDone ? Decision.Of([.. confirmations, new Case.Event.Closed(at)]) : Decision.Of([.. confirmations]);
    }

    private static Decision FactsRestated(Case found, Case.Assessed awaited)
    {
        var newer = found.Statements.Except(awaited.Stated ?? []).Select(fact => $"{fact.Name} = {fact.Value}");
        return Decision.Refuse(
            Refusal.Conflict, "facts-restated", $"Assessment {awaited.Revision} was made before this was stated: {string.Join(", ", newer)}. Another assessment follows; confirm that one.", "assessment", $"{awaited.Revision}");
    }
}
