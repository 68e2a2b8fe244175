using System.Net;
using System.Text.Json.Nodes;
using Basin.Rules;
using Basin.Rules.Terms;

namespace Basin.Journeys;

/// <summary>What happens when the facts change after the money was settled, or are contested before: on the real stack.</summary>
public sealed class CorrectionJourney(SharedStack shared) : IClassFixture<SharedStack>
{
    private readonly Stack _stack = shared.Stack;

    [Fact]
    public async Task Readings_corrected_after_the_payment_turn_it_round_by_a_confirmed_difference()
    {
        using var scenario = await Scenario.Signed(_stack, "turned");
        await scenario.Push(scenario.Frames(Scenario.CleanWater));
        await scenario.CloseMonths();
        await scenario.CaseIn("assessed");
        await scenario.ConfirmByBoth();
        var closed = await scenario.PayAndClose();
        closed["correction"].ShouldBeNull();
        closed["settledOn"].ShouldNotBeNull();

        // The station says what it should have said from March on.
        await scenario.Push(scenario.Frames(Scenario.DirtyWater, 3, 12));
        await scenario.CloseMonths(3, 12);
        var corrected = await Eventually.Get(
            async () => (await scenario.CaseIn("closed")) is var c && c["restatement"]?["facts"] is JsonArray facts && facts.Count(fact => fact!["revision"]!.GetValue<int>() == 2) == 10 && c["correction"] is not null ? c : null,
            "a correction waits for confirmation");
        var difference = corrected["obligations"]!.AsArray().Single(obligation => obligation!["dueOn"] is null)!;
        (difference["from"]!.GetValue<string>(), difference["to"]!.GetValue<string>(), difference["amount"]!["fen"]!.GetValue<string>()).ShouldBe(("皖", "浙", "20000000000"), "one hundred million back and one hundred million the other way");

        var text = (await scenario.Auditor.Get(_stack.Exchange, $"{scenario.CasePath}/explanation?of=difference&format=text")).ShouldBeOk().Text;
        text.ShouldContain($"{scenario.Section} 2024-");
        text.ShouldContain("皖 付 浙");
        text.ShouldContain("条款 四");

        var revision = corrected["restatement"]!["revision"]!.GetValue<int>();
        var result = await scenario.Notice(scenario.UpstreamBureau, "assessment", content => content["assessment"]!.GetValue<int>() == revision);
        var restated = (await scenario.Auditor.Get(_stack.Exchange, $"{scenario.CasePath}/explanation?of=restatement")).ShouldBeOk().Text;
        result["content"]!["explanationSha256"]!.GetValue<string>().ShouldBe(Signatures.Sha256(CanonicalJson.Utf8(restated)));
        (await scenario.UpstreamBureau.Post(_stack.Exchange, $"{scenario.CasePath}/confirmation", new { assessment = 1 })).Status.ShouldBe(HttpStatusCode.Conflict);
        foreach (var bureau in new[] { scenario.UpstreamBureau, scenario.DownstreamBureau })
            (await bureau.Post(_stack.Exchange, $"{scenario.CasePath}/confirmation", new { assessment = revision })).ShouldBeOk();
        var due = await scenario.CaseIn("due");
        (due["assessment"]!["revision"]!.GetValue<int>(), due["restatement"]).ShouldBe((revision, null));
        var notice = due["obligations"]!.AsArray()[^1]!["notice"]!.GetValue<string>();
        var content = (await scenario.UpstreamFinance.Get(_stack.Exchange, $"/notices/{notice}")).ShouldBeOk().Json["content"]!;
        (content["kind"]!.GetValue<string>(), content["payer"]!["party"]!.GetValue<string>()).ShouldBe(("difference", "皖"));
        content["parts"]!.AsArray().Sum(part => long.Parse(part!["amountFen"]!.GetValue<string>())).ShouldBe(20_000_000_000);

        await scenario.Receipt(scenario.UpstreamFinance, notice);
        await scenario.Pay(scenario.UpstreamFinance, scenario.DownstreamFinance, due["obligations"]!.AsArray()[^1]!["number"]!.GetValue<int>(), "PAY-BACK", "20000000000", "2026-01-06");
        await scenario.CaseIn("closed");
    }

    [Fact]
    public async Task A_contested_month_holds_back_what_rests_on_it_and_the_rest_is_obliged_at_once()
    {
        using var scenario = await Scenario.Signed(_stack, "contested", amend: document => document["clauses"]!.AsArray().Add(new JsonObject
        {
            ["no"] = "五", ["text"] = "浙江省每年支付联合监测经费10万元。", ["pay"] = "10万元", ["from"] = "浙", ["to"] = "皖",
        }));
        await scenario.Push(scenario.Frames(Scenario.CleanWater));
        await scenario.CloseMonths();
        await scenario.CaseIn("assessed");

        var objections = $"{scenario.CasePath}/objections";
        var subject = new { kind = "Month", section = scenario.Section, month = "2024-03" };
        (await scenario.Auditor.Post(_stack.Exchange, objections, new { assessment = 1, reason = "三月数据有误", subject })).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await scenario.DownstreamBureau.Post(_stack.Exchange, objections, new { assessment = 1, reason = "三月数据有误", subject = subject with { month = "2023-03" } })).ShouldBeRefused(HttpStatusCode.UnprocessableEntity, "invalid-subject");
        var evidence = new[] { new { name = "校准记录.pdf", sha256 = new string('0', 64) } };
        var raised = (await scenario.DownstreamBureau.Post(_stack.Exchange, objections, new { assessment = 1, reason = "三月数据有误", subject, evidence })).ShouldBeOk().Json;
        raised["obligations"]!.AsArray().Select(obligation => (obligation!["clause"]!.GetValue<string>(), obligation["amount"]!["fen"]!.GetValue<string>(), obligation["notice"] is not null))
            .ShouldBe([("五", "10000000", true), ("五、四", "10000000000", false)]);

        (await scenario.UpstreamBureau.Post(_stack.Exchange, $"{objections}/1/positions", new { text = "校准合格，数据有效" })).ShouldBeOk();
        (await scenario.UpstreamBureau.Post(_stack.Exchange, $"{objections}/1/escalation")).ShouldBeOk();
        (await scenario.UpstreamBureau.Post(_stack.Exchange, $"{scenario.CasePath}/confirmation", new { assessment = 1 })).ShouldBeRefused(HttpStatusCode.Conflict, "objection-open");
        (await scenario.UpstreamBureau.Post(_stack.Exchange, $"{objections}/1/dismissal", new { reason = "数据有效" })).Status.ShouldBe(HttpStatusCode.Forbidden);
        var ruled = (await scenario.Superior.Post(_stack.Exchange, $"{objections}/1/dismissal", new { reason = "校准记录齐全，数据有效" })).ShouldBeOk().Json["objections"]![0]!;
        (ruled["status"]!.GetValue<string>(), ruled["stage"]!.GetValue<string>(), ruled["positions"]!.AsArray().Count).ShouldBe(("dismissed", "coordination", 1));
        await scenario.ConfirmByBoth();
        (await scenario.CaseIn("due"))["obligations"]!.AsArray().Sum(obligation => long.Parse(obligation!["amount"]!["fen"]!.GetValue<string>())).ShouldBe(10_010_000_000);
    }
}
