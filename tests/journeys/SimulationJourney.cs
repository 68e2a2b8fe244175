using System.Net;
using System.Text.Json.Nodes;

namespace Basin.Journeys;

/// <summary>Trying a draft on what the exchange knows, by those who may.</summary>
public sealed class SimulationJourney(Servers servers) : IAsyncLifetime
{
    private Stack _stack = null!;

    public async ValueTask InitializeAsync() => _stack = await Stack.Start(servers);

    public ValueTask DisposeAsync() => _stack.DisposeAsync();

    [Fact]
    public async Task A_draft_is_tried_on_known_months_only_by_those_who_may_read_them()
    {
        using var scenario = await Scenario.Signed(_stack, "simulated");
        await scenario.Push(scenario.Frames(Scenario.CleanWater));
        await scenario.CloseMonths();
        await scenario.CaseIn("assessed");

        // The signed terms had 浙 pay; under this draft 皖 would have.
        var draft = scenario.Document(amend: document => document["values"]!["k0"]!["is"] = "3");
        var answer = (await scenario.DownstreamFinance.Post(_stack.Exchange, "/simulate", Body(draft))).ShouldBeOk().Json;
        answer["simulation"]!["periods"]![0]!["net"]!["皖"]!["fen"]!.GetValue<string>().ShouldBe("-10000000000");
        answer["simulation"]!["periods"]![0]!["analysis"]!["breakEvens"]!.AsArray().ShouldNotBeEmpty();
        answer["facts"]!.AsArray().Count.ShouldBe(12);

        await Others_are_refused(scenario, draft);
    }

    private async Task Others_are_refused(Scenario scenario, JsonObject draft)
    {
        using var jiangxi = new Actor("360000-EE-simulated", Keys.New());
        await scenario.RegisterOrganisation(jiangxi, "江西省生态环境厅", "bureau", "360000");
        await Eventually.Holds(async () => (await jiangxi.Get(_stack.Exchange, "/cases")).Status == HttpStatusCode.OK, "the exchange knows the key");
        (await jiangxi.Post(_stack.Exchange, "/simulate", Body(draft))).ShouldBeRefused(HttpStatusCode.Forbidden, "not-your-agreement");

        // Naming oneself a party opens no water of others; means of one's own may be tried.
        var own = scenario.Document(amend: document =>
        {
            document["parties"] = new JsonObject { ["赣"] = "360000", ["皖"] = Scenario.Upstream };
            foreach (var arm in document["clauses"]![0]!["choose"]!.AsArray())
                foreach (var side in new[] { "from", "to" })
                    if (arm![side]!.GetValue<string>() == "浙") arm[side] = "赣";
        });
        (await jiangxi.Post(_stack.Exchange, "/simulate", Body(own))).ShouldBeRefused(HttpStatusCode.Forbidden, "not-your-section");
        var supplied = Body(own);
        supplied["months"] = new JsonArray(new JsonObject { ["section"] = scenario.Section, ["month"] = "2024-01", ["means"] = new JsonObject { ["氨氮"] = "0.2" } });
        var tried = (await jiangxi.Post(_stack.Exchange, "/simulate", supplied)).ShouldBeOk().Json;
        tried["simulation"]!["periods"]![0]!["net"]!["赣"].ShouldBeNull();

        (await scenario.Operator.Post(_stack.Exchange, "/simulate", Body(draft))).ShouldBeRefused(HttpStatusCode.Forbidden, "role-not-allowed");
        draft.Remove("scope");
        (await scenario.Auditor.Post(_stack.Exchange, "/simulate", Body(draft))).ShouldBeRefused(HttpStatusCode.UnprocessableEntity, "document-not-signable");
    }

    private static JsonObject Body(JsonObject document) =>
        new() { ["document"] = document.DeepClone(), ["from"] = "2024-01", ["to"] = "2024-12", ["analyse"] = true };
}
