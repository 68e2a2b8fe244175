using System.Text;
using System.Text.Json.Nodes;
using Basin.Exchange;
using Basin.Rules;
using Basin.Rules.Terms;

namespace Basin.Services.Tests.Exchange;

public sealed class PublicRecordTests
{
    private static readonly DateTimeOffset Now = RegisterCases.Now;
    private readonly List<PublicRecord.Event.Entered> _entered = [];
    private PublicRecord? _record;

    [Fact]
    public void An_agreement_that_never_disclosed_anything_has_no_record()
    {
        Do(Scope(1));
        _entered.ShouldBeEmpty();
        PublicRecord.Decide(null, Enter("2024", 1)).Rejection!.Code.ShouldBe("not-public");
    }

    [Fact]
    public void Each_entry_is_chained_to_the_one_before_and_its_hash_is_that_of_its_content()
    {
        Do(Scope(1, Disclosure.Results));
        Do(Enter("2024", 1));
        Do(Enter("2024", 2));
        RegisterChain.FirstBreak(_entered.Select(e => new RegisterChain.Link(e.Number, e.ContentSha256, e.PreviousSha256, e.Sha256))).ShouldBeNull();
        _entered.ShouldAllBe(e => e.ContentSha256 == Signatures.Sha256(Encoding.UTF8.GetBytes(e.Content)) && CanonicalJson.Of(e.Content) == e.Content);
        _entered.Select(e => e.Number).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public void The_same_state_and_an_older_one_are_not_entered_again()
    {
        Do(Scope(1, Disclosure.Results));
        Do(Enter("2024", 2));
        Decide(Enter("2024", 1)).Events.ShouldBeEmpty("older");
        Decide(Enter("2024", 3) with { State = Enter("2024", 2).State }).Events.ShouldBeEmpty("the same");
        Decide(Enter("2025", 1)).Events.Length.ShouldBe(1, "another period");
    }

    [Fact]
    public void What_is_not_disclosed_is_refused()
    {
        Do(Scope(1, Disclosure.Terms));
        Decide(Enter("2024", 1)).Rejection!.Code.ShouldBe("not-disclosed");
    }

    [Fact]
    public void A_revision_that_withdraws_everything_leaves_the_chain_and_shows_nothing_but_that()
    {
        Do(Scope(1, Disclosure.Terms, Disclosure.Results));
        Do(Enter("2024", 1));
        Do(Scope(2));
        (_record!.IsPublic, _record.Shows(Disclosure.Results), _record.Shows(PublicRecord.Scope), _record.LastNumber).ShouldBe((false, false, true, 3));
        JsonNode.Parse(_entered[^1].Content)!["kind"]!.GetValue<string>().ShouldBe("撤回公开");
    }

    [Fact]
    public void A_revision_heard_again_or_late_changes_nothing()
    {
        Do(Scope(2, Disclosure.Terms));
        Decide(Scope(2, Disclosure.Terms)).Events.ShouldBeEmpty();
        Decide(Scope(1, Disclosure.Results)).Events.ShouldBeEmpty();
    }

    [Fact]
    public void Every_state_of_a_case_is_entered_once_and_again_changes_nothing()
    {
        Do(Scope(1, Disclosure.Results, Disclosure.Payments));
        var commits = RegisterCases.Commits(RegisterCases.Paid);
        foreach (var _ in Enumerable.Range(0, 2))
        {
            foreach (var change in PublicChanges.Of(_record!, commits)) Do(change);
        }

        _entered.Select(e => $"{e.Part} {JsonNode.Parse(e.Content)!["kind"]}").ShouldBe(
            ["公开范围 公开", "评估结果 评估", "评估结果 确认", "评估结果 确认", "评估结果 结算", "支付情况 结算", "评估结果 结清", "支付情况 结清"]);
    }

    [Fact]
    public void Of_what_happened_before_it_was_disclosed_only_the_last_state_is_public()
    {
        var commits = RegisterCases.Commits([RegisterCases.Open, RegisterCases.Assess(100), RegisterCases.Assess(200, 2), RegisterCases.Assess(300, 3)]);
        Do(Scope(1, Disclosure.Results) with { At = commits[^1].At.AddMinutes(-1) });
        var changes = PublicChanges.Of(_record!, commits).ToList();
        changes.Select(change => change.State["assessment"]!["revision"]!.GetValue<int>()).ShouldBe([2, 3]);
    }

    [Fact]
    public void The_parties_own_words_and_references_are_not_shown()
    {
        var objected = PublicState.Results(RegisterCases.After(RegisterCases.Open, RegisterCases.Assess(100), RegisterCases.Object))!;
        (objected["status"]!.GetValue<string>(), objected["objected"]!.GetValue<bool>()).ShouldBe(("异议处理中", true));
        objected.ToJsonString(NoticeView.Json).ShouldNotContain("三月数据有误");
        var paid = PublicState.Payments(RegisterCases.After(RegisterCases.Paid))!["obligations"]![0]!;
        (paid["unpaidFen"]!.GetValue<string>(), paid["fromProvince"]!.GetValue<string>(), paid["payments"]![0]!["paidOn"]!.GetValue<string>()).ShouldBe(("0", "浙江省", "2026-01-10"));
        paid.ToJsonString().ShouldNotContain("P-1");
    }

    [Fact]
    public void A_surcharge_that_was_waived_is_shown_as_waived_and_not_as_paid()
    {
        var found = RegisterCases.After(RegisterCases.Paid);
        var surcharge = new Obligation(2, "八", "浙", "皖", 100_000_000, new(2026, 3, 1), new(2026, 3, 31), "2026-9", []) { Kind = ObligationKind.Surcharge, LateFor = 1, Waiver = "首次" };
        var waived = found with { Obligations = found.Obligations.Add(surcharge) };
        var payments = PublicState.Payments(waived)!;
        payments["obligations"]!.AsArray().Select(o => o!["waived"]!.GetValue<bool>()).ShouldBe([false, true]);
        payments.ToJsonString(NoticeView.Json).ShouldNotContain("首次");
        PublicState.Results(waived)!["obligations"]!.AsArray().Select(o => PublicState.Standing(o!)).ShouldBe(["已确定", "免收"]);
        var head = new JsonObject
        {
            ["agreement"] = "XAJ", ["address"] = "/public/agreements/XAJ", ["title"] = "协议", ["status"] = "有效", ["parties"] = new JsonArray(), ["term"] = new JsonObject(), ["disclosure"] = new JsonArray(), ["announcements"] = new JsonArray(),
        };
        payments["period"] = "2024";
        var page = AgreementPage.Of(head, null, null, new(new() { ["periods"] = new JsonArray(payments) }, [], []), new(new() { ["entries"] = new JsonArray() }, [], []));
        page.ShouldContain("免收 Waived");
    }

    [Fact]
    public void A_payment_that_its_payee_has_not_confirmed_is_unpaid()
    {
        var recorded = PublicState.Payments(RegisterCases.After(RegisterCases.Paid[..^1]))!["obligations"]![0]!;
        (recorded["unpaidFen"]!.GetValue<string>(), recorded["payments"]!.AsArray().Count).ShouldBe(("100", 0));
    }

    private static PublicRecord.Command.StateScope Scope(int revision, params string[] disclosed) => new("XAJ", revision, [.. disclosed], new() { ["revision"] = revision }, Now);

    private static PublicRecord.Command.Enter Enter(string period, long version) => new(Disclosure.Results, period, "评估", new() { ["n"] = version }, version, Now);

    private Decision Decide(PublicRecord.Command command) => PublicRecord.Decide(_record, command);

    private void Do(PublicRecord.Command command)
    {
        var decision = Decide(command);
        decision.Rejection.ShouldBeNull();
        foreach (var happened in decision.Events)
        {
            _record = PublicRecord.Apply(_record, happened);
            _entered.Add((PublicRecord.Event.Entered)happened);
        }
    }
}
