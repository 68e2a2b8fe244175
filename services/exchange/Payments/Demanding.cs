using System.Collections.Immutable;
using Basin.Rules;
using Basin.Rules.Settlement;

namespace Basin.Exchange;

/// <summary>
/// What a case demands by the agreement's calendar without anybody's confirmation, because the signed terms state the amount or how it is worked out: advances
/// (预付) while the period is not assessed, and for each obligation a surcharge (逾期加收) on what was not paid in time.
/// </summary>
public static class Demanding
{
    /// <summary>Why a surcharge was taken back without anybody giving it up.</summary>
    private const string PaidInTime = "经收款方确认已按期支付";

    /// <summary>What is to be demanded on a day, numbered on from what stands.</summary>
    public static ImmutableArray<Obligation> Of(Case found, DateOnly today)
    {
        var number = found.LastNumber;
        return [.. Advances(found, today).Concat(Surcharges(found, today)).Select(demanded => demanded with { Number = ++number })];
    }

    /// <summary>The first day on which something is to be demanded if nothing happens before; null for none.</summary>
    public static DateOnly? NextOn(Case found)
    {
        var days = OpenAdvances(found).Select(open => (DateOnly?)open.Advance.ObligedOn).ToList();
        if (found.Rules.Late is { } late)
        {
            days.AddRange(Surchargeable(found).Select(obligation => (Obligation: obligation, Day: obligation.DueOn!.Value.AddDays(late.GraceDays + 1)))
                .Where(end => SurchargeLeft(found, end.Obligation, late, end.Day) > Money.Zero).Select(end => (DateOnly?)end.Day));
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
        if (obligation.Waiver is { } earlier)
            return earlier == waiver.Reason ? Decision.Nothing : Decision.Refuse(Refusal.Conflict, "waived", $"Obligation {obligation.Number} is not owed any more: {earlier}");
        if (obligation.Kind != ObligationKind.Surcharge) return Decision.Refuse(Refusal.NotAllowed, "not-a-surcharge", $"Obligation {obligation.Number} is no surcharge for late payment; only those are waived.");
        if (waiver.Region is { } region && found.RegionOf(obligation.To) != region)
            return Decision.Refuse(Refusal.Forbidden, "not-the-payee", $"Obligation {obligation.Number} is paid to {obligation.To}, not to the region {region}.");
        if (obligation.RecordedFen > 0)
            return Decision.Refuse(Refusal.Conflict, "already-paid", $"{new Money(obligation.RecordedFen)} of obligation {obligation.Number} were paid.");
        if (!Case.IsReason(waiver.Reason)) return Decision.Refuse(Refusal.NotAllowed, "invalid-reason", $"A reason has 1 to {Case.ReasonCharactersMax} characters.", "reason", waiver.Reason);
        return found.ClosingAfter(
            [.. Paying.Returned(obligation, obligation.Proposals, "免收", waiver.By, waiver.Person, waiver.At), new Case.Event.SurchargeWaived(obligation.Number, waiver.Reason, waiver.By, waiver.At)], waiver.At);
    }

    private static IEnumerable<Obligation> Advances(Case found, DateOnly today) => OpenAdvances(found)
        .Where(open => open.Advance.ObligedOn <= today)
        .Select(open => new Obligation(0, open.Advance.Clause, open.Advance.From, open.Advance.To, open.Fen, open.Advance.ObligedOn, open.Advance.DueOn, null, []) { Kind = ObligationKind.Advance });

    /// <summary>
    /// The advances of the terms less what was demanded between the same two, in the order of their clauses: so terms that are amended demand what they add, and
    /// a clause that got another number demands nothing twice.
    /// </summary>
    private static IEnumerable<(PayingRules.Advance Advance, long Fen)> OpenAdvances(Case found)
    {
        if (found.Status is not (CaseStatus.Open or CaseStatus.Undetermined)) yield break;
        var demanded = found.Obligations.Where(o => o.Kind == ObligationKind.Advance).GroupBy(o => (o.From, o.To)).ToDictionary(pair => pair.Key, pair => pair.Sum(o => o.AmountFen));
        foreach (var advance in found.Rules.Advances)
        {
            var covered = long.Min(demanded.GetValueOrDefault((advance.From, advance.To)), advance.AmountFen);
            demanded[(advance.From, advance.To)] = demanded.GetValueOrDefault((advance.From, advance.To)) - covered;
            if (covered < advance.AmountFen) yield return (advance, advance.AmountFen - covered);
        }
    }

    private static IEnumerable<Obligation> Surcharges(Case found, DateOnly today)
    {
        if (found.Rules.Late is not { } late) yield break;
        foreach (var obligation in Surchargeable(found))
        {
            if (SurchargeLeft(found, obligation, late, today) is var left && left > Money.Zero)
                yield return new(0, late.Clause, obligation.From, obligation.To, left.Fen, today, today.AddDays(found.PayDays), null, []) { Kind = ObligationKind.Surcharge, LateFor = obligation.Number };
        }
    }

    /// <summary>What the parties owe: who gives guiding support has signed nothing, and a pot pays what is in it.</summary>
    private static IEnumerable<Obligation> Surchargeable(Case found) => found.Principal.Where(o => found.Parties.ContainsKey(o.From));

    /// <summary>What is still to be demanded: more than was, where a payment that counted as made in time was rejected since. What was waived is not demanded again.</summary>
    private static Money SurchargeLeft(Case found, Obligation obligation, PayingRules.Lateness late, DateOnly today) =>
        late.Surcharge.On(new(UnpaidInTime(obligation, late, today))) - new Money(DemandedFor(found, obligation.Number));

    /// <summary>Surcharges that were demanded for an obligation, those that somebody gave up among them, and not those that were never owed.</summary>
    internal static long DemandedFor(Case found, int obligation) => found.Obligations.Where(o => o.LateFor == obligation && !o.NeverOwed).Sum(o => o.AmountFen);

    /// <summary>
    /// Surcharges that turn out not to be owed, because the payee has confirmed a payment of a day in time that was reported after it: they are taken back while
    /// nothing of them is paid, and what is owed of them all the same is demanded anew.
    /// </summary>
    internal static IEnumerable<Case.Event> NotOwed(Case found, int obligation, DateTimeOffset at)
    {
        if (found.Rules.Late is not { } late || found.Obligations.Single(o => o.Number == obligation) is not { DueOn: not null } paid) return [];
        if (SurchargeLeft(found, paid, late, DateOnly.MaxValue) >= Money.Zero) return [];
        return found.Obligations.Where(o => o.LateFor == obligation && o.Waiver is null && o.RecordedFen == 0)
            .SelectMany(o => Paying.Returned(o, o.Proposals, PaidInTime, "", "", at).Append(new Case.Event.SurchargeWaived(o.Number, PaidInTime, "", at)));
    }

    /// <summary>What was not paid by the last day with its days of grace; zero until they are over. The day of payment counts, not the day it was reported.</summary>
    internal static long UnpaidInTime(Obligation obligation, PayingRules.Lateness late, DateOnly today)
    {
        if (obligation.DueOn?.AddDays(late.GraceDays) is not { } last || today <= last) return 0;
        return obligation.AmountFen - obligation.Payments.Where(payment => payment.Rejection is null && payment.PaidOn <= last).Sum(payment => payment.AmountFen);
    }
}
