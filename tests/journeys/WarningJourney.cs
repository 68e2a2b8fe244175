using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Basin.Rules;
using Basin.Rules.Terms;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Basin.Journeys;

/// <summary>What goes wrong at a section is told to both provinces once, and what they confirm of it counts in the settlement.</summary>
public sealed class WarningJourney(Servers servers) : IAsyncLifetime
{
    private readonly ConcurrentQueue<(string Province, JsonNode Told)> _received = [];
    private Stack _stack = null!;
    private WebApplication _receiver = null!;
    private int _answersBroken;

    public async ValueTask InitializeAsync()
    {
        _stack = await Stack.Start(servers);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _receiver = builder.Build();
        _receiver.Urls.Add($"http://127.0.0.1:{Ports.Free()}");
        _receiver.MapPost("/{province}", async (string province, HttpRequest request) =>
        {
            if (Interlocked.Decrement(ref _answersBroken) >= 0) return Results.StatusCode(500);
            _received.Enqueue((province, (await JsonNode.ParseAsync(request.Body))!));
            return Results.NoContent();
        });
        await _receiver.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _receiver.DisposeAsync();
        await _stack.DisposeAsync();
    }

    [Fact]
    public async Task A_value_over_the_target_is_told_to_both_provinces_once_and_so_is_its_end()
    {
        using var scenario = await Scenario.Unsigned(_stack, "warn");
        await State(scenario);
        var now = DateTimeOffset.UtcNow;
        _answersBroken = 1;
        var offered = await servers.MessagesIn(Hosting.Bus.OfferedQueue);

        await scenario.Push([Frame(scenario, now.AddHours(-3), "0.9")]);
        await Eventually.Holds(() => Task.FromResult(_received.Count == 2), "both provinces are told");
        _received.Select(told => told.Province).ShouldBe(["up", "down"], ignoreOrder: true);
        foreach (var (_, told) in _received)
        {
            var content = CanonicalJson.Utf8(told["content"]!.ToJsonString());
            Signatures.Verify(_stack.Receipts.PublicPem, content, told["signature"]!.GetValue<string>()).ShouldBeTrue();
            told["content"]!["type"]!.GetValue<string>().ShouldBe("warning.opened");
            told["content"]!["value"]!.GetValue<string>().ShouldBe("0.9");
        }

        await scenario.Push([Frame(scenario, now.AddHours(-2), "0.8")]);
        await Eventually.Holds(async () => (await Warnings(scenario, "open")).Count == 1, "it stays one warning");
        await scenario.Push([Frame(scenario, now.AddHours(-1), "0.01")]);
        await Eventually.Holds(() => Task.FromResult(_received.Count == 4), "both provinces are told the end");
        _received.Skip(2).ShouldAllBe(told => told.Told["content"]!["type"]!.GetValue<string>() == "warning.ended");
        (await Warnings(scenario, "open")).ShouldBeEmpty();
        await Eventually.Holds(async () => await servers.MessagesIn(Hosting.Bus.OfferedQueue) == offered + 2, "beginning and end are messages too, for whoever has no queue of its own yet");
        var ended = (await Warnings(scenario, "ended")).ShouldHaveSingleItem()!;
        ended["deliveries"]!.AsArray().Count.ShouldBe(4);
        await Eventually.Holds(async () => (await Warnings(scenario, "ended"))[0]!["deliveries"]!.AsArray().All(delivery => delivery!["status"]!.GetValue<string>() == "delivered"), "all deliveries are recorded");
    }

    [Fact]
    public async Task An_incident_that_both_sides_confirm_is_a_fact_of_the_terms()
    {
        using var scenario = await Scenario.Signed(_stack, "fact", amend: document => document["stated"]!["重大污染事故"]!["incident"] = "街口");
        var path = "/incidents/SJ-fact-1";
        var since = $"{scenario.Year}-05-08T08:00:00+08:00";
        (await scenario.DownstreamBureau.Put(_stack.Monitoring, path, new { section = scenario.Section, title = "总磷超标", since })).ShouldBeOk();
        var unseen = new { sampledAt = since, people = new[] { "采样员" }, frames = new[] { new { station = scenario.Station, time = since } } };
        (await scenario.UpstreamBureau.Post(_stack.Monitoring, $"{path}/samples", unseen)).ShouldBeRefused(HttpStatusCode.UnprocessableEntity, "unknown-frame");
        (await scenario.Superior.Post(_stack.Monitoring, $"{path}/samples", unseen)).ShouldBeRefused(HttpStatusCode.Forbidden, "not-a-side");
        await scenario.Push(scenario.Frames(Scenario.DirtyWater, 5, 5));
        foreach (var bureau in new[] { scenario.UpstreamBureau, scenario.DownstreamBureau })
            (await bureau.Post(_stack.Monitoring, $"{path}/samples", new { sampledAt = since, people = new[] { "采样员" }, frames = new[] { new { station = scenario.Station, time = since } } })).ShouldBeOk();
        foreach (var bureau in new[] { scenario.UpstreamBureau, scenario.DownstreamBureau })
            (await bureau.Post(_stack.Monitoring, $"{path}/judgements", new { incident = true, reason = "上游泄漏", from = $"{scenario.Year}-05-08", to = $"{scenario.Year}-05-09" })).ShouldBeOk();
        (await scenario.UpstreamBureau.Post(_stack.Monitoring, $"{path}/closure")).ShouldBeOk();

        var stated = await Eventually.Get(
            async () => (await scenario.Auditor.Get(_stack.Exchange, scenario.CasePath)) is var answer && (int)answer.Status == 200 && answer.Json["stated"]!.AsArray() is [{ } one] ? one : null,
            "the fact is stated in the case");
        (stated["name"]!.GetValue<string>(), stated["value"]!.GetValue<string>(), stated["incident"]!.GetValue<string>()).ShouldBe(("重大污染事故", "是", "SJ-fact-1"));
        (await scenario.Auditor.Get(_stack.Monitoring, $"/incidents?section={scenario.Section}")).ShouldBeOk().Json.AsArray().ShouldHaveSingleItem()!["finding"]!["isIncident"]!.GetValue<bool>().ShouldBeTrue();

        // Clean water would have made the downstream side pay; the incident turns it round.
        await scenario.Push(scenario.Frames(Scenario.CleanWater));
        await scenario.CloseMonths();
        var payment = (await scenario.CaseIn("assessed"))["assessment"]!["payments"]!.AsArray().Single(one => one!["amount"]!["fen"]!.GetValue<string>() != "0")!;
        (payment["from"]!.GetValue<string>(), payment["to"]!.GetValue<string>()).ShouldBe(("皖", "浙"));
    }

    [Fact]
    public async Task A_month_shows_what_was_expected_of_a_station_and_what_came()
    {
        using var scenario = await Scenario.Unsigned(_stack, "gaps");
        await scenario.Push(scenario.Frames(Scenario.CleanWater, 5, 5).Skip(10));
        var gaps = (await scenario.UpstreamBureau.Get(_stack.Monitoring, $"/stations/{scenario.Station}/gaps?month={scenario.Year}-05")).ShouldBeOk().Json["ledger"]!;
        (gaps["total"]!["expected"]!.GetValue<int>(), gaps["total"]!["received"]!.GetValue<int>(), gaps["total"]!["transmission"]!["percent"]!.GetValue<string>()).ShouldBe((31, 21, "67.74"));
        gaps["gaps"]!.AsArray().ShouldHaveSingleItem()!["slots"]!.GetValue<int>().ShouldBe(10);
        var ranked = (await scenario.Superior.Get(_stack.Monitoring, $"/gaps?month={scenario.Year}-05")).ShouldBeOk().Json.AsArray().Single(row => row!["station"]!.GetValue<string>() == scenario.Station)!;
        (ranked["transmission"]!["of"]!.GetValue<int>(), ranked["transmission"]!["in"]!.GetValue<int>()).ShouldBe((21, 31));
        await scenario.Push(scenario.Frames(Scenario.CleanWater, 5, 5).Take(10));
        (await scenario.UpstreamBureau.Get(_stack.Monitoring, $"/sections/{scenario.Section}/gaps?month={scenario.Year}-05")).ShouldBeOk().Json[0]!["ledger"]!["gaps"]!.AsArray().ShouldBeEmpty();
    }

    private async Task State(Scenario scenario)
    {
        (await scenario.UpstreamBureau.Put(_stack.Monitoring, $"/sections/{scenario.Section}/warning-rules", new { targetClass = "Ⅲ" })).ShouldBeOk();
        (await scenario.UpstreamBureau.Put(_stack.Monitoring, "/warning-webhook", new { url = $"{_receiver.Urls.Single()}/up" })).ShouldBeOk();
        (await scenario.DownstreamBureau.Put(_stack.Monitoring, "/warning-webhook", new { url = $"{_receiver.Urls.Single()}/down" })).ShouldBeOk();
    }

    private static object Frame(Scenario scenario, DateTimeOffset time, string phosphorus) => new
    {
        station = scenario.Station, time = $"{time:yyyy-MM-dd'T'HH:mm:ss}Z",
        readings = new Dictionary<string, string> { ["高锰酸盐指数"] = "1.20", ["氨氮"] = "0.050", ["总磷"] = phosphorus, ["总氮"] = "0.70" },
    };

    private async Task<JsonArray> Warnings(Scenario scenario, string state) =>
        (await scenario.Auditor.Get(_stack.Monitoring, $"/warnings?section={scenario.Section}&state={state}")).ShouldBeOk().Json.AsArray();
}
