using System.Collections.Immutable;
using Basin.Rules;
using Basin.Rules.Settlement;

namespace Basin.Exchange;

/// <summary>
/// What a case demands by the agreement's calendar without anybody's confirmation, because the signed terms state the amount or how it is worked out: advances
/// (预付) while the period is not assessed, and once for each obligation a surcharge (逾期加收) on what was not paid in time.
/// </summary>
public static class Demanding
{
    /// <summary>What is to be demanded on a day, numbered on from what stands.</summary>
    public static ImmutableArray<Obligation> Of(Case found, DateOnly today)
    {
        var number = found.LastNumber;
        return [.. Advances(found, today).Concat(Surcharges(found, today)).Select(demanded => demanded with { Number = ++number })];
    }

    /// <summary>The first day on which something is to be demanded if nothing happens before; null for none.</summary>
    public static DateOnly? NextOn(Case found)
    {
        var days = Advances(found, DateOnly.MaxValue).Select(advance => advance.ObligedOn).ToList();
        if (found.Rules.Late is { } late)
        {
            days.AddRange(Surchargeable(found).Select(obligation => (Obligation: obligation, Day: obligation.DueOn!.Value.AddDays(late.GraceDays + 1)))
                .Where(end => UnpaidInTime(end.Obligation, late, end.Day) > 0).Select(end => (DateOnly?)end.Day));
        }

        return days.Min();
    }

    public static Decision Decide(Case found, Case.Command.Demand demand)
    {
        var demanded = Of(found, Case.ChinaDate(demand.At));
        if (demanded.IsEmpty) return Decision.Nothing;
        if (demand.Notices.Length != demanded.Length) throw new ArgumentException($"{demanded.Length} obligations need as many notices; got {demand.Notices.Length}.", nameof(demand));
        return Decision.Of([.. demanded.Select((o, i) => new Case.Event.ObligationDemanded(
            o.Number, o.Kind, o.Clause, o.From, o.To, o.AmountFen, o.ObligedOn!.Value, o.DueOn!.Value, demand.Notices[i], o.LateFor, demand.At))]);
    }

    /// <summary>A payment that was made in time and reported late, or another good reason: the payee or the common superior gives the surcharge up.</summary>
    public static Decision Decide(Case found, Case.Command.WaiveSurcharge waiver)
    {
        if (found.Obligations.FirstOrDefault(o => o.Number == waiver.Obligation) is not { } obligation)
            return Decision.Refuse(Refusal.NotFound, "no-such-obligation", $"There is no obligation {waiver.Obligation} in this case.");
        if (obligation.Waiver is not null) return Decision.Nothing;
        if (obligation.Kind != ObligationKind.Surcharge) return Decision.Refuse(Refusal.NotAllowed, "not-a-surcharge", $"Obligation {obligation.Number} is no surcharge for late payment; only those are waived.");
        if (waiver.Region is { } region && found.RegionOf(obligation.To) != region)
            return Decision.Refuse(Refusal.Forbidden, "not-the-payee", $"Obligation {obligation.Number} is paid to {obligation.To}, not to the region {region}.");
        if (obligation.RecordedFen + obligation.ProposedFen > 0)
            return Decision.Refuse(Refusal.Conflict, "already-paid", $"{new Money(obligation.RecordedFen + obligation.ProposedFen)} of obligation {obligation.Number} were paid or wait for approval.");
        if (!Case.IsReason(waiver.Reason)) return Decision.Refuse(Refusal.NotAllowed, "invalid-reason", $"A reason has 1 to {Case.ReasonCharactersMax} characters.", "reason", waiver.Reason);
        return found.ClosingAfter([new Case.Event.SurchargeWaived(obligation.Number, waiver.Reason, waiver.By, waiver.At)], waiver.At);
    }

    private static IEnumerable<Obligation> Advances(Case found, DateOnly today)
    {
        if (found.Status is not (CaseStatus.Open or CaseStatus.Undetermined)) return [];
        return found.Rules.Advances
            .Where(advance => advance.ObligedOn <= today && !found.Obligations.Any(o => o.Kind == ObligationKind.Advance && o.Clause == advance.Clause))
            .Select(advance => new Obligation(0, advance.Clause, advance.From, advance.To, advance.AmountFen, advance.ObligedOn, advance.DueOn, null, []) { Kind = ObligationKind.Advance });
    }

    private static IEnumerable<Obligation> Surcharges(Case found, DateOnly today)
    {
        if (found.Rules.Late is not { } late) yield break;
        foreach (var obligation in Surchargeable(found))
        {
            var unpaid = UnpaidInTime(obligation, late, today);
            var amount = late.Surcharge.On(new(unpaid));
            if (amount <= Money.Zero) continue;
            yield return new(0, late.Clause, obligation.From, obligation.To, amount.Fen, today, today.AddDays(found.PayDays), null, []) { Kind = ObligationKind.Surcharge, LateFor = obligation.Number };
        }
    }

    private static IEnumerable<Obligation> Surchargeable(Case found) => found.Principal.Where(o => found.Obligations.All(other => other.LateFor != o.Number));

    /// <summary>What was not paid by the last day with its days of grace; zero until they are over. The day of payment counts, not the day it was reported.</summary>
    internal static long UnpaidInTime(Obligation obligation, PayingRules.Lateness late, DateOnly today)
    {
        if (obligation.DueOn?.AddDays(late.GraceDays) is not { } last || today <= last) return 0;
        return obligation.AmountFen - obligation.Payments.Where(payment => payment.Rejection is null && payment.PaidOn <= last).Sum(payment => payment.AmountFen);
    }
}
