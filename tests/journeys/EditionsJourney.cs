using System.Text.Json.Nodes;

namespace Basin.Journeys;

/// <summary>Messages of the edition before and of the one after, and such as nobody can understand: each finds its place, and none holds up the others.</summary>
[Collection(HardTimes.Name)]
public sealed class EditionsJourney(HardTimes times, Servers servers)
{
    private const string Stated = "Basin.Messages.Monitoring.V1:SectionMonthStated", Queue = "basin-exchange", Errors = $"{Queue}_error", Skipped = $"{Queue}_skipped";

    private readonly Stack _stack = times.Stack;

    [Fact]
    public async Task Messages_of_the_edition_before_and_of_the_one_after_are_understood()
    {
        using var scenario = await Signed("editions");
        var exchange = new RawMessages(servers, Queue);

        // The edition before knew one source of data, no volume and no valid days.
        await exchange.Send(Stated, Month(scenario, 0));
        (await Assessed(scenario, 0))["assessment"]!["determined"]!.GetValue<bool>().ShouldBeTrue();

        // The edition after says more than anybody here knows.
        var later = Month(scenario, 1);
        (later["source"], later["sources"], later["sensorDrift"]) = ("自动站", new JsonArray("自动站"), "0.02");
        later["means"]![0]!["uncertainty"] = "0.1";
        await exchange.Send(Stated, later);
        (await Assessed(scenario, 1))["assessment"]!["determined"]!.GetValue<bool>().ShouldBeTrue();

        // It also sends what nobody here listens to; that is kept for the operator to see, and the queue goes on.
        await exchange.Send("Basin.Messages.Monitoring.V2:SectionMonthForecast", new { section = scenario.Section });
        await Eventually.Holds(async () => await servers.MessagesIn(Skipped) == 1, "what nobody listens to is set aside");
        await servers.Purge(Skipped);
    }

    [Fact]
    public async Task What_nobody_can_understand_is_set_aside_at_once_and_holds_up_nothing()
    {
        using var scenario = await Signed("poison");
        var exchange = new RawMessages(servers, Queue);
        var unknownWater = Month(scenario, 0);
        unknownWater["waterBody"] = "glacier";
        var noMonth = Month(scenario, 0);
        noMonth["month"] = "2008-13";

        await exchange.Send("this is no JSON");
        await exchange.Send(Stated, unknownWater);
        await exchange.Send(Stated, noMonth);
        await exchange.Send(Stated, Month(scenario, 0));

        // A retry would take minutes; the good message behind the bad ones is not kept waiting.
        await Assessed(scenario, 0);
        await Eventually.Holds(async () => await servers.MessagesIn(Errors) == 3, "each of them is set aside");
        _stack.Exchange.LogMentions("glacier").ShouldBeTrue("the log says why");
        await servers.Purge(Errors);
    }

    /// <summary>On a section without any station, so that monitoring itself has nothing to say of it.</summary>
    private async Task<Scenario> Signed(string suffix)
    {
        var scenario = await Scenario.Unsigned(_stack, suffix);
        (await scenario.Superior.Put(_stack.Registry, $"/sections/{SectionOf(scenario)}", new
        {
            name = $"断面{scenario.Section}", basin = "XAJ", waterBody = "river", upstreamRegion = Scenario.Upstream, downstreamRegion = Scenario.Downstream,
        })).ShouldBeOk();
        await scenario.Sign(scenario.Document(amend: document =>
        {
            MonthlyAgreement.Over(2)(document);
            document["sections"] = new JsonObject { ["街口"] = SectionOf(scenario) };
        }));
        return scenario;
    }

    private static string SectionOf(Scenario scenario) => $"{scenario.Section}-RAW";

    private Task<JsonNode> Assessed(Scenario scenario, int month) => Eventually.Get(
        async () =>
        {
            var answer = await scenario.Auditor.Get(_stack.Exchange, $"/cases/{scenario.Agreement}/{MonthlyAgreement.PeriodOf(month)}");
            return (int)answer.Status == 200 && answer.Json["status"]!.GetValue<string>() == "assessed" ? answer.Json : null;
        },
        $"the case of {MonthlyAgreement.PeriodOf(month)} is assessed");

    /// <summary>Only what every edition of the message has.</summary>
    private static JsonObject Month(Scenario scenario, int month) => new()
    {
        ["section"] = SectionOf(scenario), ["month"] = MonthlyAgreement.PeriodOf(month), ["revision"] = 1, ["waterBody"] = "river",
        ["means"] = new JsonArray([.. Scenario.CleanWater.OrderBy(mean => mean.Key, StringComparer.Ordinal).Select(mean => new JsonObject
        {
            ["indicator"] = mean.Key, ["mean"] = mean.Value, ["unit"] = "mg/L", ["valid"] = 31, ["expected"] = 31,
        })]),
        ["class"] = "II", ["decidingIndicators"] = new JsonArray(), ["readingsSha256"] = new string('a', 64), ["statedAt"] = "2026-01-05T00:00:00Z",
    };
}
