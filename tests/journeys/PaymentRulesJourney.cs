using System.Net;
using System.Text.Json.Nodes;

namespace Basin.Journeys;

/// <summary>What is paid beside the clauses, on the real stack: ahead, late, out of a pot that somebody keeps.</summary>
public sealed class PaymentRulesJourney(Servers servers) : IAsyncLifetime
{
    private Stack _stack = null!;

    public async ValueTask InitializeAsync() => _stack = await Stack.Start(servers);

    public ValueTask DisposeAsync() => _stack.DisposeAsync();

    [Fact]
    public async Task An_advance_its_surcharge_and_guiding_support_through_a_pot_are_noticed_paid_and_balanced()
    {
        using var scenario = await Scenario.Unsigned(_stack, "ahead");
        using var treasury = new Actor("100000-FIN-ahead", Keys.New());
        using var approver = new Actor(treasury.Organisation, Keys.New());
        await scenario.RegisterOrganisation(treasury, "财政部", "finance", "100000");
        await scenario.RegisterKey(approver, "复核员");
        await scenario.Sign(scenario.Document(amend: Amend));

        // Whatever the period, nobody is asked before the terms were signed.
        var demanded = (await Obligations(scenario, 1)).Single();
        (Text(demanded, "kind"), Text(demanded, "clause"), Fen(demanded), Text(demanded, "from")).ShouldBe(("advance", "七", 6_000_000_000, "浙"));
        DateOnly.Parse(Text(demanded, "dueOn")).ShouldBe(DateOnly.Parse(Text(demanded, "obligedOn")).AddDays(30));
        (await scenario.Notice(scenario.DownstreamFinance, "advance"))["content"]!["amountCapitals"]!.GetValue<string>().ShouldBe("陆仟万元整");

        await DaysPass(scenario, 1);
        var late = await Obligations(scenario, 2);
        (Text(late[1], "kind"), Text(late[1], "clause"), Fen(late[1]), Text(late[1], "from")).ShouldBe(("surcharge", "八", 600_000_000, "浙"));
        (await scenario.Notice(scenario.UpstreamFinance, "surcharge"))["content"]!["rate"]!.GetValue<string>().ShouldBe("10%");
        (await scenario.Notice(scenario.DownstreamFinance, "overdue"))["content"]!["unpaidFen"]!.GetValue<string>().ShouldBe("6000000000");
        await Withheld(scenario);
        await scenario.Pay(scenario.DownstreamFinance, scenario.UpstreamFinance, 2, "LATE-1", "600000000");
        await IsBalanced(scenario);

        await scenario.Push(scenario.Frames(Scenario.CleanWater));
        await scenario.CloseMonths();
        await scenario.CaseIn("assessed");
        await scenario.ConfirmByBoth();
        var due = await scenario.CaseIn("due");
        var open = due["obligations"]!.AsArray().Where(o => Text(o!, "kind") == "assessed").Select(o => o!).ToList();
        open.Select(o => (Text(o, "clause"), Text(o, "from"), Text(o, "to"), Fen(o))).ShouldBe(
            [("七、四", "浙", "皖", 4_000_000_000), ("五", "中央财政", "引导资金", 30_000_000_000), ("六", "引导资金", "皖", 20_000_000_000)], ignoreOrder: true);
        var rest = (await scenario.DownstreamFinance.Get(_stack.Exchange, $"/notices/{Text(open.Single(o => Text(o, "from") == "浙"), "notice")}")).ShouldBeOk().Json["content"]!;
        rest["assessedFigures"]!.GetValue<string>().ShouldBe("100,000,000.00元");
        await Waived(scenario, Number(open, "浙"));

        // Who keeps the pot has its treasury pay, so it is shown what the pot is to pay; the others are not.
        var potPays = Text(open.Single(o => Text(o, "from") == "引导资金"), "dueOn");
        (await Positions(treasury, potPays)).ShouldBe(["party:100000", $"pot:{scenario.Agreement}:引导资金"]);
        (await Positions(scenario.UpstreamFinance, potPays)).ShouldBe(["party:340000"]);

        // A pot pays out what was paid into it and no more.
        (await Propose(scenario, treasury, approver, Number(open, "引导资金"), "GUIDE-2", "20000000000")).ShouldBeRefused(HttpStatusCode.UnprocessableEntity, "pot-below-zero");
        (await Propose(scenario, treasury, approver, Number(open, "中央财政"), "GUIDE-1", "30000000000")).ShouldBeOk();
        (await scenario.UpstreamFinance.Post(_stack.Exchange, $"{scenario.CasePath}/obligations/{Number(open, "中央财政")}/payments/GUIDE-1/confirmation")).ShouldBeRefused(HttpStatusCode.Forbidden, "not-the-payee");
        (await treasury.Post(_stack.Exchange, $"{scenario.CasePath}/obligations/{Number(open, "中央财政")}/payments/GUIDE-1/confirmation")).ShouldBeOk();
        (await Propose(scenario, treasury, approver, Number(open, "引导资金"), "GUIDE-2", "20000000000")).ShouldBeOk();
        (await scenario.UpstreamFinance.Post(_stack.Exchange, $"{scenario.CasePath}/obligations/{Number(open, "引导资金")}/payments/GUIDE-2/confirmation")).ShouldBeOk();

        var closed = await scenario.CaseIn("closed");
        Stated(closed).ShouldBe("0");
        // What clause 六 may still pay in the next period follows from this one.
        await Eventually.Holds(
            async () => Stated((await scenario.Auditor.Get(_stack.Exchange, $"/cases/{scenario.Agreement}/{scenario.Year + 1}")).Json) == "20000", "the next period knows what this one came to");
        (await scenario.Superior.Put(_stack.Exchange, $"{scenario.CasePath}/facts/{Uri.EscapeDataString("已拨付")}", new { value = "1" })).ShouldBeRefused(HttpStatusCode.Forbidden, "not-yours-to-state");
        await IsBalanced(scenario);
        var pot = (await scenario.Auditor.Get(_stack.Exchange, "/ledger/accounts")).ShouldBeOk().Json["accounts"]!.AsArray().Single(account => Text(account!, "id").StartsWith("pot:", StringComparison.Ordinal))!;
        pot["paid"]!["balanceFen"]!.GetValue<string>().ShouldBe("10000000000", "what is left is carried over");
    }

    private static string? Stated(JsonNode found) => found["stated"]!.AsArray().FirstOrDefault(fact => Text(fact!, "name") == "已拨付")?["value"]!.GetValue<string>();

    private static void Amend(JsonObject document)
    {
        document["term"]!["to"] = "2025-12-31";
        document["stated"]!["已拨付"] = JsonNode.Parse("""{ "kind": "数值", "unit": "万元", "from": "0", "to": "30000", "earlier": "六" }""");
        document["guides"] = new JsonObject { ["中央财政"] = "100000" };
        document["funds"] = JsonNode.Parse("""{ "引导资金": { "in": { "中央财政": "3亿元" }, "out": { "皖": 1 }, "keeper": "中央财政", "rest": "结转" } }""");
        document["clauses"]!.AsArray().Add(JsonNode.Parse("""{ "no": "五", "pay": "出资(引导资金, 中央财政)", "from": "中央财政", "to": "引导资金" }"""));
        document["clauses"]!.AsArray().Add(JsonNode.Parse("""{ "no": "六", "pay": "最小(2亿元, 3亿元 - 已拨付)", "from": "引导资金", "to": "皖", "negative": "不付" }"""));
        document["advances"] = JsonNode.Parse("""{ "七": { "from": "浙", "to": "皖", "pay": "6000万元", "dueDays": 30 } }""");
        document["late"] = JsonNode.Parse("""{ "no": "八", "rate": "10%" }""");
    }

    /// <summary>A clerk of the payer has proposed and nobody approves; two people of the superior withhold it all the same.</summary>
    private async Task Withheld(Scenario scenario)
    {
        using var second = new Actor(scenario.Superior.Organisation, _stack.SuperiorSecond);
        var payments = $"{scenario.CasePath}/obligations/1/payments";
        (await scenario.DownstreamFinance.Post(_stack.Exchange, payments, new { reference = "NEVER", amountFen = "6000000000", paidOn = "2026-01-20" })).ShouldBeOk();
        (await scenario.Superior.Post(_stack.Exchange, payments, new { reference = "KJ-1", amountFen = "6000000000", paidOn = "2026-01-20" })).ShouldBeOk();
        var seen = new { amountFen = "6000000000", paidOn = "2026-01-20" };
        (await scenario.Superior.Post(_stack.Exchange, $"{payments}/KJ-1/approval", seen)).ShouldBeRefused(HttpStatusCode.Forbidden, "same-person");
        (await second.Post(_stack.Exchange, $"{payments}/KJ-1/approval", seen with { amountFen = "1" })).ShouldBeRefused(HttpStatusCode.Conflict, "payment-differs");
        (await second.Post(_stack.Exchange, $"{payments}/KJ-1/approval", seen)).ShouldBeOk();
        (await scenario.DownstreamApprover.Post(_stack.Exchange, $"{payments}/NEVER/approval", seen)).ShouldBeRefused(HttpStatusCode.NotFound, "no-such-payment");
        var paper = (await scenario.Notice(scenario.DownstreamFinance, "withholding"))["content"]!;
        (Text(paper, "reference"), Text(paper, "unpaidFen")).ShouldBe(("KJ-1", "0"));
    }

    /// <summary>What is late is paid, and its surcharge given up by the payee, which the ledger undoes.</summary>
    private async Task Waived(Scenario scenario, int obligation)
    {
        await DaysPass(scenario, obligation);
        var surcharge = await Eventually.Get(
            async () => (await scenario.Auditor.Get(_stack.Exchange, scenario.CasePath)).Json["obligations"]!.AsArray().FirstOrDefault(o => o!["lateFor"]?.GetValue<int>() == obligation), "it is surcharged");
        await scenario.Pay(scenario.DownstreamFinance, scenario.UpstreamFinance, obligation, "REST-1", "4000000000", "2026-01-20");
        var waiver = $"{scenario.CasePath}/obligations/{surcharge["number"]}/waiver";
        (await scenario.DownstreamFinance.Post(_stack.Exchange, waiver, new { reason = "情况特殊" })).ShouldBeRefused(HttpStatusCode.Forbidden, "not-the-payee");
        (await scenario.UpstreamBureau.Post(_stack.Exchange, waiver, new { reason = "情况特殊" })).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await scenario.UpstreamFinance.Post(_stack.Exchange, waiver, new { reason = "情况特殊" })).ShouldBeOk();
        (await scenario.Superior.Post(_stack.Exchange, waiver, new { reason = "另有理由" })).ShouldBeRefused(HttpStatusCode.Conflict, "waived");
        await IsBalanced(scenario);
        var kinds = (await scenario.Auditor.Get(_stack.Exchange, "/ledger/accounts/party:330000/postings")).ShouldBeOk().Json["postings"]!.AsArray()
            .Where(posting => Text(posting!, "period") == scenario.Period).Select(posting => Text(posting!, "kind"));
        kinds.ShouldBe(["obligationDue", "obligationDue", "paymentConfirmed", "paymentConfirmed", "obligationDue", "obligationDue", "paymentConfirmed", "reversal"]);
    }

    /// <summary>No journey lasts for weeks: in the store an obligation of the case, and what the calendars go by, fell due long ago.</summary>
    private async Task DaysPass(Scenario scenario, int obligation)
    {
        var (on, stream) = ("2026-01-05", $"case/{scenario.Agreement}/{scenario.Period}");
        foreach (var statement in new[]
        {
            $"update mt_events set data = data || '{{\"obligedOn\": \"2025-12-05\", \"dueOn\": \"{on}\"}}' where stream_id = '{stream}' and type in ('obligation_due.v1', 'obligation_demanded.v1') and (data->>'number')::int = {obligation} returning type",
            $"update mt_doc_noticelisting set data = data || '{{\"dueOn\": \"{on}\"}}' where data->>'agreement' = '{scenario.Agreement}' and data->>'period' = '{scenario.Period}' and (data->>'obligation')::int = {obligation} and data->>'kind' in ('payment', 'advance') returning id",
            $"update mt_doc_caselisting set data = data || '{{\"demandsOn\": \"2026-01-06\"}}' where id = '{scenario.Agreement}/{scenario.Period}' returning id",
        })
            (await _stack.Rows<string>("exchange", statement)).ShouldNotBeEmpty(statement);
    }

    /// <summary>The same again where it is proposed already.</summary>
    private async Task<Answer> Propose(Scenario scenario, Actor payer, Actor approver, int obligation, string reference, string amountFen)
    {
        var payments = $"{scenario.CasePath}/obligations/{obligation}/payments";
        (await payer.Post(_stack.Exchange, payments, new { reference, amountFen, paidOn = "2026-01-05" })).ShouldBeOk();
        return await approver.Post(_stack.Exchange, $"{payments}/{reference}/approval", new { amountFen, paidOn = "2026-01-05" });
    }

    private async Task<string[]> Positions(Actor reader, string on) =>
        [.. (await reader.Get(_stack.Exchange, $"/ledger/net-positions?basin=XAJ&on={on}")).ShouldBeOk().Json["positions"]!.AsArray().Select(position => Text(position!, "account"))];

    private async Task IsBalanced(Scenario scenario) =>
        (await scenario.Auditor.Get(_stack.Exchange, "/ledger/trial-balance")).ShouldBeOk().Json["balanced"]!.GetValue<bool>().ShouldBeTrue();

    private Task<JsonNode[]> Obligations(Scenario scenario, int count) => Eventually.Get(
        async () => (await scenario.Auditor.Get(_stack.Exchange, scenario.CasePath)) is { Status: HttpStatusCode.OK } answer && answer.Json["obligations"]!.AsArray() is var all && all.Count == count
            ? all.Select(o => o!).ToArray()
            : null,
        $"{count} obligations are demanded");

    private static int Number(IEnumerable<JsonNode> obligations, string from) => obligations.Single(o => Text(o, "from") == from)["number"]!.GetValue<int>();

    private static string Text(JsonNode node, string field) => node[field]!.GetValue<string>();

    private static long Fen(JsonNode obligation) => long.Parse(obligation["amount"]!["fen"]!.GetValue<string>());
}
