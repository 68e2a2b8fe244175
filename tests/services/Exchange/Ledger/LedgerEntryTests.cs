using System.Collections.Immutable;
using Basin.Exchange;
using Basin.Rules;
using Basin.Rules.Settlement;
using Basin.Rules.Settlement.Ledger;
using Case = Basin.Exchange.Case;

namespace Basin.Services.Tests.Exchange.Ledger;

public sealed class LedgerEntryTests
{
    private static readonly Account s_clearing = Account.Clearing("XAJ");

    /// <summary>23:30 in Shanghai, so the day there is the one after that in UTC.</summary>
    private static readonly DateTimeOffset s_at = new(2026, 1, 10, 16, 30, 0, TimeSpan.Zero);

    private static readonly Case.Event.ObligationDue s_due = new(1, new(2026, 1, 11), new(2026, 2, 10), "2026-1", s_at);

    private static readonly Case.Event.PaymentRecorded s_recorded = new(1, "P-1", 600, new(2026, 1, 20), "330000-FIN", s_at.AddDays(9));

    private static readonly Case.Event.PaymentConfirmed s_confirmed = new(1, "P-1", "340000-FIN", s_at.AddDays(10));

    [Fact]
    public void An_obligation_that_falls_due_is_posted_on_its_day_for_its_settlement_date()
    {
        var posting = LedgerEntry.Of(Given(s_due), s_due, 5, s_clearing)!;
        (posting.Kind, posting.Date, posting.SettlesOn, posting.ValueOn).ShouldBe((PostingKind.ObligationDue, new DateOnly(2026, 1, 11), new DateOnly(2026, 2, 10), new DateOnly(2026, 1, 11)));
        posting.Cause.ShouldBe(new Cause("XAJ", "2024", 5, 1, "2026-1"));
        posting.Legs.ShouldBe(Entries.ObligationDue(Account.Party("330000"), Account.Party("340000"), s_clearing, new(1000)));
        posting.IsBalanced.ShouldBeTrue();
    }

    [Fact]
    public void A_payment_is_posted_with_what_was_paid_when_the_payee_confirms_it_and_keeps_its_three_dates_apart()
    {
        var posting = LedgerEntry.Of(Given(s_due, s_recorded, s_confirmed), s_confirmed, 7, s_clearing)!;
        (posting.Kind, posting.Date, posting.SettlesOn, posting.ValueOn).ShouldBe((PostingKind.PaymentConfirmed, new DateOnly(2026, 1, 21), new DateOnly(2026, 2, 10), new DateOnly(2026, 1, 20)));
        posting.Legs.ShouldBe(Entries.PaymentConfirmed(Account.Party("330000"), Account.Party("340000"), s_clearing, new(600)));
    }

    [Fact]
    public void A_payment_that_is_only_recorded_or_was_rejected_posts_nothing()
    {
        LedgerEntry.Of(Given(s_due, s_recorded), s_recorded, 6, s_clearing).ShouldBeNull();
        var rejected = new Case.Event.PaymentRejected(1, "P-1", "未到账", "340000-FIN", s_at);
        LedgerEntry.Of(Given(s_due, s_recorded, rejected), rejected, 7, s_clearing).ShouldBeNull();
        LedgerEntry.Posts(rejected).ShouldBeFalse();
    }

    [Fact]
    public void What_is_no_party_of_the_agreement_is_a_pot_of_it()
    {
        var found = Given(s_due);
        var paysPot = found with { Obligations = [found.Obligations[0] with { To = "共同资金" }] };
        LedgerEntry.Of(paysPot, s_due, 5, s_clearing)!.Legs[^1].Account.ShouldBe(Account.Pot("XAJ", "共同资金"));
    }

    [Fact]
    public void The_events_that_are_looked_for_after_an_upgrade_are_those_that_post()
    {
        Type[] posting = [typeof(Case.Event.ObligationDue), typeof(Case.Event.ObligationDemanded), typeof(Case.Event.SurchargeWaived), typeof(Case.Event.PaymentConfirmed)];
        global::Basin.Hosting.Store.EventTypes(typeof(Case).Assembly).Where(e => posting.Contains(e.Type)).Select(e => e.Name).ShouldBe(LedgerEntry.EventNames, ignoreOrder: true);
    }

    internal static Case Given(params object[] events) => new object[]
    {
        new Case.Event.Opened("XAJ", "2024", 1, ImmutableSortedDictionary<string, string>.Empty.Add("皖", "340000").Add("浙", "330000"), ["JK/2024-12"], new(2025, 1, 20), 15, 30, s_at),
        new Case.Event.PeriodAssessed(new(1, 1, [], [new("四", "浙", "皖", 1000)], [], Step.Fact("test", null, "because"), "basin-rules/1", s_at)),
        new Case.Event.ObligationProposed(1, 1, "四", "浙", "皖", 1000),
    }.Concat(events).Aggregate((Case?)null, Case.Apply)!;
}
