using System.Net;
using System.Text.Json.Nodes;

namespace Basin.Journeys;

/// <summary>Automatic and sampled data of one section side by side, from the registered point to the payment that rests on it.</summary>
public sealed class SourcesJourney(Servers servers) : IAsyncLifetime
{
    private Stack _stack = null!;

    public async ValueTask InitializeAsync() => _stack = await Stack.Start(servers);

    public ValueTask DisposeAsync() => _stack.DisposeAsync();

    [Fact]
    public async Task Samples_that_an_agreement_puts_first_decide_who_pays_and_stand_beside_automatic_data()
    {
        using var scenario = await Scenario.Signed(_stack, "sources", amend: document => document["data"]!["priority"] = new JsonArray("采测分离", "自动站"));
        var point = new
        {
            name = "街口采样点", section = scenario.Section, @operator = scenario.Operator.Organisation, indicators = Scenario.DirtyWater.Keys.ToArray(), source = "采测分离",
            inServiceFrom = $"{scenario.Year}-01-01",
        };
        var path = $"/stations/{scenario.Station}-S";
        (await scenario.DownstreamBureau.Put(_stack.Monitoring, path, point)).ShouldBeRefused(HttpStatusCode.Forbidden, "superior-only");
        (await scenario.Superior.Put(_stack.Monitoring, path, point)).ShouldBeOk();

        await scenario.Push(scenario.Frames(Scenario.CleanWater));
        await scenario.Push(Enumerable.Range(1, 12).Select(month => new { station = $"{scenario.Station}-S", time = $"{scenario.Year:D4}-{month:D2}-15T09:30:00+08:00", readings = Scenario.DirtyWater }));
        await scenario.CloseMonths();

        var month = (await scenario.Auditor.Get(_stack.Monitoring, $"/sections/{scenario.Section}/months/{scenario.Year}-03")).ShouldBeOk().Json;
        month["source"]!.GetValue<string>().ShouldBe("自动站");
        var sampled = month["otherSources"]!.AsArray().ShouldHaveSingleItem()!;
        sampled["source"]!.GetValue<string>().ShouldBe("采测分离");
        sampled["result"]!["means"]![0]!["valid"]!.GetValue<int>().ShouldBe(1);

        await Eventually.Holds(async () => (await scenario.CaseIn("assessed"))["obligations"]![0]!["from"]!.GetValue<string>() == "皖", "the dirty samples decide, not the clean readings");
        (await scenario.CaseIn("assessed"))["assessment"]!["facts"]!.AsArray().Count.ShouldBe(24, "both sources that the agreement lists, month by month");
    }
}
