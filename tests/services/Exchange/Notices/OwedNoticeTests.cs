using System.Collections.Immutable;
using System.Text.Json;
using Basin.Exchange;
using Basin.Rules;

namespace Basin.Services.Tests.Exchange;

public sealed class OwedNoticeTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 10, 2, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_happens_in_a_case_owes_the_parties_a_notice_of_it_once()
    {
        Basin.Exchange.Case? found = null;
        var owed = new List<OwedNotice>();
        foreach (var command in new Basin.Exchange.Case.Command[]
        {
            Open, Assess, Assess,
            new Basin.Exchange.Case.Command.Object(1, "340000", "三月数据有误", "340000-EE", Now.AddDays(1)),
            new Basin.Exchange.Case.Command.KeepDeadlines(Now.AddDays(28)),
            new Basin.Exchange.Case.Command.KeepDeadlines(Now.AddDays(28)),
            new Basin.Exchange.Case.Command.KeepDeadlines(Now.AddDays(32)),
            new Basin.Exchange.Case.Command.DismissObjection(1, "数据无误", "100000", Now.AddDays(33)),
        })
        {
            var events = Basin.Exchange.Case.Decide(found, command).Events;
            found = events.Aggregate(found, Basin.Exchange.Case.Apply);
            owed.AddRange(OwedNotice.After(found!, events));
        }

        owed.Select(o => o.Id).ShouldBe(
        [
            "assessment/XAJ/2024/1/1", "objection/XAJ/2024/1", "objection-reminder/XAJ/2024/1/Negotiation/2026-02-07", "objection-reminder/XAJ/2024/1/Coordination/2026-02-11", "ruling/XAJ/2024/1",
        ]);
        owed[0].Facts.ShouldBeOfType<NoticeFacts.Assessment>().SilenceEndsOn.ShouldBe(new DateOnly(2026, 1, 25));
        owed[3].Facts.ShouldBeOfType<NoticeFacts.ObjectionReminder>().EndsOn.ShouldBe(new DateOnly(2026, 4, 12));
        var ruling = owed[4].Facts.ShouldBeOfType<NoticeFacts.Ruling>();
        (ruling.Party, ruling.Reason, ruling.Decision, ruling.RuledOn).ShouldBe(("皖", "三月数据有误", "数据无误", new DateOnly(2026, 2, 12)));
        owed.ShouldAllBe(o => o.Parties.Count == 2);
    }

    [Fact]
    public void An_obligation_is_overdue_from_the_day_after_its_last_day_while_anything_is_unpaid()
    {
        var due = Due();
        var last = due.Obligations[0].DueOn!.Value;
        var noon = new DateTimeOffset(last, new(12, 0), TimeSpan.FromHours(8));
        OwedNotice.Overdue(due, 1, "2026-1", "1号", noon).ShouldBeNull();
        var owed = OwedNotice.Overdue(due, 1, "2026-1", "1号", noon.AddDays(1))!;
        (owed.Id, owed.Obligation).ShouldBe(($"overdue/2026-1/{last:yyyy-MM-dd}", 1));
        owed.Facts.ShouldBeOfType<NoticeFacts.Overdue>().UnpaidFen.ShouldBe(100);
        OwedNotice.Overdue(due, 1, "2026-2", "2号", noon.AddDays(1)).ShouldBeNull();
        var proposed = After(due, new Basin.Exchange.Case.Command.ProposePayment(1, "P-1", 100, last, "330000", "F", "甲", noon));
        OwedNotice.Overdue(proposed, 1, "2026-1", "1号", noon.AddDays(1)).ShouldNotBeNull();
        var paid = After(proposed, new Basin.Exchange.Case.Command.ApprovePayment(1, "P-1", 100, last, "330000", "F", "乙", noon));
        OwedNotice.Overdue(paid, 1, "2026-1", "1号", noon.AddDays(1)).ShouldBeNull();
    }

    [Fact]
    public void What_is_owed_is_stored_and_read_back_whole_in_whatever_order_the_database_keeps_it()
    {
        var json = new JsonSerializerOptions(Samples.Json);
        Basin.Hosting.Store.Json(json);
        foreach (var facts in NoticeSamples.Facts)
        {
            var owed = OwedNotice.Of(Due(), facts, "x/1", Now);
            var text = JsonSerializer.Serialize(owed, Samples.Json);
            var sorted = Basin.Rules.Terms.CanonicalJson.Of(text);
            JsonSerializer.Serialize(JsonSerializer.Deserialize<OwedNotice>(sorted, json), Samples.Json).ShouldBe(text);
        }
    }

    [Fact]
    public void Each_authority_numbers_its_own_papers_and_none_twice_while_serials_run_through()
    {
        NoticeRegister? register = null;
        var taken = new List<(string?, int Serial, int Number)>();
        foreach (var (issuer, count) in new (string?, int)[] { (null, 2), ("100000", 1), ("330000", 2), ("100000", 3), (null, 1), ("100000", 1) })
        {
            register = NoticeRegister.Apply(register, NoticeRegister.Take(register, 2026, count, issuer).Events.Single())!;
            taken.Add((issuer, register.LastSerial, register.LastNumberOf(issuer)));
        }

        taken.ShouldBe([(null, 2, 2), ("100000", 3, 3), ("330000", 5, 4), ("100000", 8, 6), (null, 9, 9), ("100000", 10, 10)]);
    }

    private static readonly Basin.Exchange.Case.Command.Open Open = new(
        "XAJ", "2024", 1, ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, [KeyValuePair.Create("浙", "330000"), KeyValuePair.Create("皖", "340000")]), ["JK/2024-12"], new(2025, 1, 20), 15, 30, Now);

    private static readonly Basin.Exchange.Case.Command.Assess Assess = new(
        1, [new("JK", "2024-12", 1, "ab")], [], [new("四", "浙", "皖", 100)], [], [new(1, "四", "浙", "皖", new(100))], new Step("terms.assess", null, null, "1", null, null, []), "basin-rules/1", Now);

    private static Basin.Exchange.Case Due() => new Basin.Exchange.Case.Command[]
    {
        Open, Assess, new Basin.Exchange.Case.Command.Confirm(1, "330000", "A", Now), new Basin.Exchange.Case.Command.Confirm(1, "340000", "B", Now), new Basin.Exchange.Case.Command.FallDue(["2026-1"], Now),
    }.Aggregate(default(Basin.Exchange.Case), (found, command) => After(found, command))!;

    private static Basin.Exchange.Case After(Basin.Exchange.Case? found, Basin.Exchange.Case.Command command)
    {
        var decision = Basin.Exchange.Case.Decide(found, command);
        decision.Rejection.ShouldBeNull();
        return decision.Events.Aggregate(found, Basin.Exchange.Case.Apply)!;
    }
}
