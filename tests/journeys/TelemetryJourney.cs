using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;

namespace Basin.Journeys;

/// <summary>An operator on call can follow one call through the whole system, and health tells the truth.</summary>
public sealed class TelemetryJourney(Servers servers) : IAsyncLifetime
{
    /// <summary>What anybody may ask without a token.</summary>
    private static readonly string[] Public = ["/.well-known/jwks.json", "/webhook-keys", "/verify/notices/{id}"];
    private const string PublicRegister = "/public";

    private Stack _stack = null!;

    public async ValueTask InitializeAsync() => _stack = await Stack.Start(servers);

    public ValueTask DisposeAsync() => _stack.DisposeAsync();

    [Fact]
    public async Task One_trace_runs_from_the_http_call_over_event_and_message_to_the_consumer()
    {
        using var scenario = await Scenario.Signed(_stack, "trace");
        await scenario.Push(scenario.Frames(Scenario.CleanWater));
        await scenario.CloseMonths(1, 11);
        await Eventually.Holds(async () => (await scenario.CaseIn("open"))["missing"]!.AsArray().Count == 1, "only the last month is missing");
        var trace = ActivityTraceId.CreateRandom().ToHexString();
        (await scenario.DownstreamBureau.PostRaw(_stack.Monitoring, $"/sections/{scenario.Section}/months/2024-12/close", [], $"00-{trace}-{ActivitySpanId.CreateRandom()}-01")).ShouldBeOk();
        await scenario.CaseIn("assessed");
        await Eventually.Holds(
            () => Task.FromResult(_stack.Exchange.LogMentions($"\"TraceId\":\"{trace}\"")),
            "the exchange logs the assessment under the trace of the call that closed the last month");
    }

    [Fact]
    public async Task Every_service_describes_itself_and_answers_its_health()
    {
        using var client = new HttpClient();
        foreach (var service in _stack.Services)
        {
            (await client.GetAsync(new Uri(service.Address, "/health/live"))).StatusCode.ShouldBe(HttpStatusCode.OK);
            (await client.GetStringAsync(new Uri(service.Address, "/openapi/v1.json"))).ShouldContain("\"openapi\": \"3.1");
            (await client.GetAsync(new Uri(service.Address, "/docs/"))).StatusCode.ShouldBe(HttpStatusCode.OK, service.Name);
        }
    }

    [Fact]
    public async Task Every_api_document_tells_who_may_call_what_is_sent_and_what_any_call_may_be_answered()
    {
        using var client = new HttpClient();
        foreach (var service in _stack.Services)
        {
            var document = JsonNode.Parse(await client.GetStringAsync(new Uri(service.Address, "/openapi/v1.json")))!;
            foreach (var (path, methods) in document["paths"]!.AsObject())
                foreach (var (method, operation) in methods!.AsObject().Where(entry => entry.Key is "get" or "put" or "post" or "delete"))
                {
                    var answers = operation!["responses"]!.AsObject().Select(answer => answer.Key).ToList();
                    answers.ShouldContain("429", $"{method} {path}");
                    answers.ShouldContain("503", $"{method} {path}");
                    answers.Contains("401").ShouldBe(!Public.Contains(path) && path != PublicRegister && !path.StartsWith($"{PublicRegister}/", StringComparison.Ordinal), $"{method} {path}");
                }

            document["components"]!["responses"]!.AsObject().Select(answer => answer.Key).ShouldBe(["NotAuthenticated", "TooManyRequests", "Unavailable"], ignoreOrder: true);
        }

        var readings = JsonNode.Parse(await client.GetStringAsync(new Uri(_stack.Monitoring.Address, "/openapi/v1.json")))!["paths"]!["/readings"]!["post"]!["requestBody"]!;
        readings["content"]!["application/json"]!["schema"]!["properties"]!["frames"]!["items"]!["properties"]!.AsObject().Select(field => field.Key)
            .ShouldBe(["station", "time", "state", "readings", "amends"], ignoreOrder: true);
        readings["content"]!["application/json"]!["example"]!["frames"]!.AsArray().Count.ShouldBe(1);
        var keys = JsonNode.Parse(await client.GetStringAsync(new Uri(_stack.Exchange.Address, "/openapi/v1.json")))!["paths"]!["/.well-known/jwks.json"]!["get"]!;
        keys["security"]!.AsArray().All(one => one!.AsObject().Count == 0).ShouldBeTrue(keys.ToJsonString());
        keys["responses"]!["200"]!["content"]!["application/json"]!["schema"]!.AsObject().Count.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_broker_that_refuses_the_password_is_told_from_one_that_is_away()
    {
        var wrong = new UriBuilder(servers.Broker) { Password = "wrong-password" };
        await using var health = new Hosting.BrokerHealth(wrong.Uri);
        var found = await health.CheckHealthAsync(new(), TestContext.Current.CancellationToken);
        found.Description.ShouldBe("the broker refuses the user, the password or the vhost");
    }

    [Fact]
    public async Task Readiness_turns_red_while_the_relay_is_stuck_and_green_again_after()
    {
        using var scenario = await Scenario.Unsigned(_stack, "stuck");
        await servers.StopBroker();
        try
        {
            (await scenario.Superior.Put(_stack.Registry, "/basins/STUCK", new { name = "滞" })).ShouldBeOk();
            (await scenario.Superior.Put(_stack.Registry, "/sections/STUCK", new { name = "滞", aliases = Array.Empty<string>(), basin = "STUCK", waterBody = "river", upstreamRegion = "340000", downstreamRegion = "330000" })).ShouldBeOk();
            foreach (var service in _stack.Services) await Eventually.Holds(async () => await BrokerOf(service) == "Degraded", $"{service.Name} is degraded while the broker is away");
            await Eventually.Holds(async () => !await _stack.Registry.IsReady(), "the registry is not ready while its relay is stuck");
        }
        finally
        {
            await servers.StartBroker();
        }

        await _stack.WaitUntilReady();
        await Eventually.Holds(_stack.IsQuiet, "the relay catches up");
    }

    private static async Task<string> BrokerOf(ServiceProcess service)
    {
        using var client = new HttpClient();
        using var health = await client.GetAsync(new Uri(service.Address, "/health/ready"));
        return JsonNode.Parse(await health.Content.ReadAsStringAsync())!["checks"]!["broker"]!["status"]!.GetValue<string>();
    }
}
