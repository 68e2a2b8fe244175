using System.Net;
using System.Text.Json.Nodes;
using Basin.Rules;
using Basin.Rules.Terms;

namespace Basin.Journeys;

/// <summary>What the services make of the terms: the draft's answer, its text, an overlap at signing, and facts that are stated.</summary>
public sealed class TermsJourney(SharedStack shared) : IClassFixture<SharedStack>
{
    private readonly Stack _stack = shared.Stack;

    [Fact]
    public async Task A_draft_is_answered_with_what_it_means_and_reads_as_numbered_clauses()
    {
        using var scenario = await Scenario.Unsigned(_stack, "meant");
        var path = $"/agreements/{scenario.Agreement}";
        var first = scenario.Document(amend: document => document["sections"] = Upstream(scenario));
        var answer = (await scenario.UpstreamBureau.Put(_stack.Registry, $"{path}/draft", new { document = first })).ShouldBeOk().Json;
        answer["overlaps"]!.AsArray().ShouldBeEmpty();
        var most = answer["meaning"]!["most"]!.AsArray().ShouldHaveSingleItem()!["parties"]!.AsArray();
        most.ShouldAllBe(party => party!["owesFen"]!.GetValue<string>() == "10000000000" && party["receivesFigures"]!.GetValue<string>() == "100,000,000.00");
        answer["meaning"]!["worseWater"]!.AsArray().Count.ShouldBe(4);

        (await scenario.DownstreamBureau.Get(_stack.Registry, $"{path}/terms/text")).ShouldBeOk().Text.ShouldContain("P <= 界限 且 非 重大污染事故时，由浙向皖支付：补偿额。");
        var second = scenario.Document(amend: document => (document["sections"], document["values"]!["界限"]!["is"]) = (Upstream(scenario), "0.95"));
        (await scenario.DownstreamBureau.Put(_stack.Registry, $"{path}/draft", new { document = second, amends = 1 })).ShouldBeOk();
        (await scenario.UpstreamBureau.Get(_stack.Registry, $"{path}/terms/difference?from=1&to=2", "text/plain")).ShouldBeOk().Text.ShouldContain("0.95");
    }

    [Fact]
    public async Task An_agreement_over_water_that_another_pays_for_is_signed_only_where_both_name_each_other()
    {
        using var scenario = await Scenario.Signed(_stack, "overlapping");
        var other = $"{scenario.Agreement}-2";
        var document = scenario.Document(amend: doc => doc["title"] = "另一协议");
        var drafted = (await scenario.UpstreamBureau.Put(_stack.Registry, $"/agreements/{other}/draft", new { document })).ShouldBeOk().Json;
        var overlap = drafted["overlaps"]!.AsArray().ShouldHaveSingleItem()!;
        (overlap["no"]!.GetValue<string>(), overlap["indicators"]!.AsArray().Count).ShouldBe((scenario.Agreement, 4));
        (await Sign(scenario.UpstreamBureau, other, document)).ShouldBeRefused(HttpStatusCode.Conflict, "overlapping-agreement");
    }

    [Fact]
    public async Task An_incident_that_the_superior_states_turns_the_payment_round()
    {
        using var scenario = await Scenario.Signed(_stack, "incident");
        await scenario.Push(scenario.Frames(Scenario.CleanWater));
        await scenario.CloseMonths();
        (await scenario.CaseIn("assessed"))["obligations"]![0]!["from"]!.GetValue<string>().ShouldBe("浙");

        var fact = $"{scenario.CasePath}/facts/{Uri.EscapeDataString("重大污染事故")}";
        (await scenario.UpstreamBureau.Put(_stack.Exchange, fact, new { value = "是" })).ShouldBeRefused(HttpStatusCode.Forbidden, "not-yours-to-state");
        (await scenario.Auditor.Put(_stack.Exchange, fact, new { value = "是" })).ShouldBeRefused(HttpStatusCode.Forbidden, "role-not-allowed");
        (await scenario.Superior.Put(_stack.Exchange, fact, new { value = "也许" })).ShouldBeRefused(HttpStatusCode.UnprocessableEntity, "invalid-statement");
        foreach (var _ in new[] { "once", "and again" })
        {
            var answer = (await scenario.Superior.Put(_stack.Exchange, fact, new { value = "是" })).ShouldBeOk().Json;
            (answer["obligations"]![0]!["from"]!.GetValue<string>(), answer["assessment"]!["revision"]!.GetValue<int>()).ShouldBe(("皖", 2));
        }

        var restated = await scenario.CaseIn("assessed");
        (restated["obligations"]![0]!["from"]!.GetValue<string>(), restated["assessment"]!["revision"]!.GetValue<int>()).ShouldBe(("皖", 2));
        (await scenario.UpstreamBureau.Get(_stack.Exchange, $"{scenario.CasePath}/explanation", "text/html")).ShouldBeOk().Text.ShouldContain("共同上级认定");
    }

    private static JsonObject Upstream(Scenario scenario) =>
        new() { ["街口"] = new JsonObject { ["code"] = scenario.Section, ["upstream"] = "皖", ["downstream"] = "浙", ["water"] = "河流" } };

    private async Task<Answer> Sign(Actor bureau, string agreement, JsonObject document) => await bureau.Post(_stack.Registry, $"/agreements/{agreement}/signatures", new
    {
        documentSha256 = CanonicalJson.Sha256(document.ToJsonString()),
        keyId = bureau.Keys.Id,
        signature = Signatures.Sign(bureau.Keys.PrivatePem, CanonicalJson.Utf8(document.ToJsonString())),
    });
}
