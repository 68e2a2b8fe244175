using System.Net;
using System.Text.Json.Nodes;

namespace Basin.Journeys;

/// <summary>
/// What parties owe each other beside money, and what becomes of the money, on the real stack: from the signed terms over reports, refusals and a later
/// due day to acceptance; from a confirmed payment over its use and a question to an order to stop and to recover.
/// </summary>
public sealed class DutiesJourney(Servers servers) : IAsyncLifetime
{
    private static readonly object[] Proof = [new { name = "竣工验收.pdf", sha256 = new string('a', 64) }];

    private Stack _stack = null!;

    public async ValueTask InitializeAsync() => _stack = await Stack.Start(servers);

    public ValueTask DisposeAsync() => _stack.DisposeAsync();

    [Fact]
    public async Task Duties_are_reminded_of_and_accepted_and_the_use_of_money_is_answered_for()
    {
        using var scenario = await Scenario.Signed(_stack, "duties", amend: document =>
        {
            document["purposes"] = new JsonArray("生态环境保护", "污染治理");
            document["cooperation"] = JsonNode.Parse(
                """
                { "共建园区": { "kind": "共建园区", "by": "浙", "for": "皖", "what": "建成投产", "due": "2024-06-30", "proof": "竣工验收文件", "no": "九" },
                  "人才培训": { "kind": "人才培训", "by": "浙", "for": "皖", "what": "培训环保干部一百人", "due": "12-31" } }
                """);
        });
        using var stranger = new Actor("440000-EE-duties", Keys.New());
        await scenario.RegisterOrganisation(stranger, "广东省生态环境厅", "bureau", "440000");
        await AreOverdue(scenario);
        await IsReportedRefusedExtendedAndAccepted(scenario, stranger);

        await scenario.Push(scenario.Frames(Scenario.CleanWater));
        await scenario.CloseMonths();
        await scenario.ConfirmByBoth();
        await scenario.PayAndClose();
        await IsUsed(scenario, stranger);
        await IsQuestioned(scenario);
        await IsStoppedAndRecovered(scenario);
        await IsNoticed(scenario);
    }

    private async Task AreOverdue(Scenario scenario)
    {
        await Eventually.Holds(
            async () => (await Get(scenario.UpstreamBureau, $"/duties?state=overdue&agreement={scenario.Agreement}"))["duties"]!.AsArray().Count == 2, "both duties are opened, and overdue");
        var page = await Get(scenario.Auditor, "/duties?limit=1");
        (page["duties"]![0]!["name"]!.GetValue<string>(), page["duties"]![0]!["period"]!.GetValue<string>()).ShouldBe(("人才培训", scenario.Period));
        (await Get(scenario.Auditor, $"/duties?after={Uri.EscapeDataString(page["next"]!.GetValue<string>())}"))["duties"]!.AsArray().ShouldHaveSingleItem()!["period"]!.GetValue<string>().ShouldBe("once");
        (await scenario.UpstreamBureau.Get(_stack.Exchange, "/duties?state=late")).ShouldBeRefused(HttpStatusCode.BadRequest, "malformed-parameter");
    }

    private async Task IsReportedRefusedExtendedAndAccepted(Scenario scenario, Actor stranger)
    {
        var park = $"/duties/{scenario.Agreement}/{Uri.EscapeDataString("共建园区")}/once";
        var report = new { fulfilledOn = "2024-07-15", text = "已建成投产", evidence = Proof };
        await Eventually.Succeeds(() => stranger.Get(_stack.Exchange, "/duties"), "the exchange knows the stranger's key");
        (await stranger.Get(_stack.Exchange, park)).ShouldBeRefused(HttpStatusCode.NotFound, "no-such-duty");
        (await stranger.Post(_stack.Exchange, $"{park}/reports", report)).ShouldBeRefused(HttpStatusCode.NotFound, "no-such-duty");
        (await scenario.UpstreamBureau.Post(_stack.Exchange, $"{park}/reports", report)).ShouldBeRefused(HttpStatusCode.Forbidden, "not-the-owing-side");
        (await scenario.DownstreamFinance.Post(_stack.Exchange, $"{park}/reports", report)).ShouldBeRefused(HttpStatusCode.Forbidden, "role-not-allowed");
        (await scenario.DownstreamBureau.Post(_stack.Exchange, $"{park}/reports", new { fulfilledOn = "2024-07-15", text = "已建成投产", evidence = Array.Empty<object>() }))
            .ShouldBeRefused(HttpStatusCode.UnprocessableEntity, "proof-missing").Text.ShouldContain("竣工验收文件");

        var before = TimeProvider.System.GetUtcNow();
        (await Twice(scenario.DownstreamBureau, $"{park}/reports", report))["reports"]!.AsArray().ShouldHaveSingleItem()!["late"]!.GetValue<bool>().ShouldBeTrue();
        (await scenario.DownstreamBureau.Post(_stack.Exchange, $"{park}/reports/1/acceptance")).ShouldBeRefused(HttpStatusCode.Forbidden, "not-the-other-side");
        (await Twice(scenario.UpstreamBureau, $"{park}/reports/1/refusal", new { reason = "缺少验收文件" }))["state"]!.GetValue<string>().ShouldBe("overdue");
        (await Twice(scenario.DownstreamBureau, $"{park}/extensions", new { dueOn = "2024-12-31", reason = "汛期延误" }))["dueOn"]!.GetValue<string>().ShouldBe("2024-06-30");
        (await Twice(scenario.UpstreamBureau, $"{park}/extensions/1/consent", null))["dueOn"]!.GetValue<string>().ShouldBe("2024-12-31");
        await Twice(scenario.DownstreamBureau, $"{park}/reports", new { fulfilledOn = "2024-07-15", text = "已补验收文件", evidence = Proof });
        var fulfilled = await Twice(scenario.UpstreamBureau, $"{park}/reports/2/acceptance", null);
        (fulfilled["state"]!.GetValue<string>(), fulfilled["reports"]![1]!["late"]!.GetValue<bool>(), fulfilled["agreedDueOn"]!.GetValue<string>()).ShouldBe(("fulfilled", false, "2024-06-30"));
        (await Get(scenario.Auditor, $"{park}?knownAt={Uri.EscapeDataString(before.ToString("O"))}"))["reports"]!.AsArray().ShouldBeEmpty();
    }

    private async Task IsUsed(Scenario scenario, Actor stranger)
    {
        var fund = FundPath(scenario);
        var use = new { reference = "SY-1", amountFen = "6000000000", purpose = "污染治理", what = "河道治理工程", usedOn = "2026-01-06", evidence = Proof };
        (await stranger.Get(_stack.Exchange, fund)).ShouldBeRefused(HttpStatusCode.NotFound, "no-such-fund");
        (await stranger.Get(_stack.Exchange, $"/agreements/{scenario.Agreement}/fund-use")).ShouldBeRefused(HttpStatusCode.NotFound, "no-such-agreement");
        (await scenario.DownstreamFinance.Post(_stack.Exchange, $"{fund}/reports", use)).ShouldBeRefused(HttpStatusCode.Forbidden, "not-the-receiver");
        (await scenario.Superior.Post(_stack.Exchange, $"{fund}/reports", use)).ShouldBeRefused(HttpStatusCode.Forbidden, "role-not-allowed");
        (await scenario.UpstreamFinance.Post(_stack.Exchange, $"{fund}/reports", new { reference = "SY-1", amountFen = "60.00", purpose = "污染治理", what = "x", usedOn = "2026-01-06" }))
            .ShouldBeRefused(HttpStatusCode.UnprocessableEntity, "invalid-amount");
        (await Twice(scenario.UpstreamFinance, $"{fund}/reports", use))["sums"]!["unused"]!["fen"]!.GetValue<string>().ShouldBe("4000000000");
        (await scenario.UpstreamBureau.Post(_stack.Exchange, $"{fund}/reports", new { reference = "SY-2", amountFen = "4000000001", purpose = "污染治理", what = "x", usedOn = "2026-01-06" }))
            .ShouldBeRefused(HttpStatusCode.UnprocessableEntity, "more-than-received").Text.ShouldContain("Received 100000000.00元");
        (await scenario.UpstreamBureau.Post(_stack.Exchange, $"{fund}/reports", new { reference = "SY-2", amountFen = "1", purpose = "楼堂馆所", what = "x", usedOn = "2026-01-06" }))
            .ShouldBeRefused(HttpStatusCode.UnprocessableEntity, "not-a-purpose").Text.ShouldContain("生态环境保护、污染治理");
        await Twice(scenario.UpstreamBureau, $"{fund}/reports", new { reference = "SY-3", amountFen = "100", purpose = "生态环境保护", what = "误报", usedOn = "2026-01-06" });
        await Twice(scenario.UpstreamBureau, $"{fund}/reports/SY-3/reversal", new { reason = "误报" });

        var summary = (await Get(scenario.DownstreamBureau, $"/agreements/{scenario.Agreement}/fund-use"))["funds"]!.AsArray().ShouldHaveSingleItem()!;
        (summary["party"]!.GetValue<string>(), summary["received"]!["fen"]!.GetValue<string>(), summary["used"]!["fen"]!.GetValue<string>()).ShouldBe(("皖", "10000000000", "6000000000"));
        summary["usedByPurpose"]!.AsObject().ShouldHaveSingleItem().Key.ShouldBe("污染治理");
    }

    private async Task IsQuestioned(Scenario scenario)
    {
        var questions = $"{FundPath(scenario)}/questions";
        (await scenario.UpstreamBureau.Post(_stack.Exchange, questions, new { reason = "与用途不符" })).ShouldBeRefused(HttpStatusCode.Forbidden, "your-own-use");
        (await Twice(scenario.DownstreamFinance, questions, new { reason = "与用途不符", reference = "SY-1" }))["sums"]!["questioned"]!["fen"]!.GetValue<string>().ShouldBe("6000000000");
        (await scenario.DownstreamFinance.Post(_stack.Exchange, $"{questions}/1/answer", new { text = "x" })).ShouldBeRefused(HttpStatusCode.Forbidden, "not-the-receiver");
        (await Twice(scenario.UpstreamFinance, $"{questions}/1/answer", new { text = "部分用于办公楼，已退回", evidence = Proof }))["sums"]!["openQuestions"]!.GetValue<int>().ShouldBe(0);
    }

    private async Task IsStoppedAndRecovered(Scenario scenario)
    {
        var orders = $"{FundPath(scenario)}/orders";
        var dueOn = TimeProvider.System.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).AddDays(30).ToString("yyyy-MM-dd");
        (await scenario.DownstreamBureau.Post(_stack.Exchange, orders, new { measure = "stop", reason = "挪作他用" })).ShouldBeRefused(HttpStatusCode.Forbidden, "role-not-allowed");
        (await scenario.Superior.Post(_stack.Exchange, orders, new { measure = "fine", reason = "挪作他用" })).ShouldBeRefused(HttpStatusCode.BadRequest, "malformed-json");
        await Twice(scenario.Superior, orders, new { measure = "stop", reason = "挪作他用", reference = "SY-1" });
        await Twice(scenario.Superior, orders, new { measure = "recover", reason = "挪作他用", reference = "SY-1", amountFen = "1000000000", dueOn });
        (await scenario.Superior.Post(_stack.Exchange, $"{orders}/2/recoveries", new { reference = "SH-1", amountFen = "1000000001", paidOn = "2026-01-08" }))
            .ShouldBeRefused(HttpStatusCode.UnprocessableEntity, "more-than-ordered");
        (await Twice(scenario.Superior, $"{orders}/2/recoveries", new { reference = "SH-1", amountFen = "1000000000", paidOn = "2026-01-08" }))["sums"]!["unused"]!["fen"]!.GetValue<string>().ShouldBe("3000000000");

        var marked = TimeProvider.System.GetUtcNow();
        var mark = (await Get(scenario.DownstreamFinance, scenario.CasePath))["fundMarks"]!.AsArray().ShouldHaveSingleItem()!;
        (mark["measure"]!.GetValue<string>(), mark["party"]!.GetValue<string>(), mark["period"]!.GetValue<string>()).ShouldBe(("stop", "皖", scenario.Period));
        await Twice(scenario.Superior, $"{orders}/1/lifting", new { reason = "已退回" });
        (await Get(scenario.DownstreamFinance, scenario.CasePath)).AsObject().ContainsKey("fundMarks").ShouldBeFalse();
        (await Get(scenario.Auditor, $"{scenario.CasePath}?knownAt={Uri.EscapeDataString(marked.ToString("O"))}"))["fundMarks"]!.AsArray().Count.ShouldBe(1);
    }

    private async Task IsNoticed(Scenario scenario)
    {
        var order = await scenario.Notice(scenario.DownstreamBureau, "fund-order", content => content["measure"]!.GetValue<string>() == "收回");
        order["content"]!["amountCapitals"]!.GetValue<string>().ShouldBe("壹仟万元整");
        var overdue = await scenario.Notice(scenario.DownstreamBureau, "duty-overdue", content => content["duty"]!.GetValue<string>() == "人才培训");
        (overdue["content"]!["by"]!.GetValue<string>(), overdue["content"]!.AsObject().ContainsKey("amountFen")).ShouldBe(("浙", false));
        foreach (var notice in new[] { order, overdue }) (await scenario.DownstreamBureau.Get(_stack.Exchange, $"/notices/{notice["id"]}/pdf")).ShouldBeOk();
    }

    private static string FundPath(Scenario scenario) => $"/fund-use/{scenario.Agreement}/{scenario.Period}/{Scenario.Upstream}";

    private async Task<JsonNode> Get(Actor reader, string path) => (await reader.Get(_stack.Exchange, path)).ShouldBeOk().Json;

    /// <summary>Sent twice, answered the same.</summary>
    private async Task<JsonNode> Twice(Actor actor, string path, object? body)
    {
        var first = (await actor.Post(_stack.Exchange, path, body)).ShouldBeOk();
        (await actor.Post(_stack.Exchange, path, body)).ShouldBeOk().Text.ShouldBe(first.Text);
        return first.Json;
    }
}
