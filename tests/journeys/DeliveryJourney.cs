using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Basin.Rules;
using Basin.Rules.Terms;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace Basin.Journeys;

/// <summary>Notices reach a receiver that fails in every way there is, in order and signed, and another one through its own queue.</summary>
public sealed class DeliveryJourney(Servers servers) : IAsyncLifetime
{
    private readonly ConcurrentQueue<Pushed> _received = [];
    private Stack _stack = null!;
    private WebApplication _receiver = null!;
    private volatile Mode _mode;

    private enum Mode
    {
        Takes,
        Answers500,
        Resets,
        Hangs,
        TakesAndAnswers500,
    }

    private sealed record Pushed(Dictionary<string, string> Headers, string Body)
    {
        public string Id => Headers["webhook-id"];
    }

    public async ValueTask InitializeAsync()
    {
        _stack = await Stack.Start(servers);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _receiver = builder.Build();
        _receiver.Urls.Add($"http://127.0.0.1:{Ports.Free()}");
        _receiver.MapPost("/notices", Receive);
        await _receiver.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _receiver.DisposeAsync();
        await _stack.DisposeAsync();
    }

    [Fact]
    public async Task Notices_reach_a_receiver_that_fails_in_order_and_signed_for_every_key()
    {
        // Each clause owes on its own, so the case issues three notices at once, after that of the result.
        using var scenario = await Scenario.Signed(_stack, "deliver", upstreamNoticeUrl: $"{_receiver.Urls.Single()}/notices", amend: document =>
        {
            document["netting"] = "不轧差";
            foreach (var no in new[] { "五", "六" })
                document["clauses"]!.AsArray().Add(new JsonObject { ["no"] = no, ["text"] = $"浙江省每年支付经费（{no}）10万元。", ["pay"] = "10万元", ["from"] = "浙", ["to"] = "皖" });
        });
        var queue = await WantQueue(scenario);
        await Due(scenario, Mode.Answers500);
        await scenario.CaseIn("due");
        var notices = await Eventually.Get(
            async () => await Deliveries(scenario.UpstreamFinance, "waiting") is { Count: 4 } waiting ? waiting.Select(delivery => delivery!["notice"]!.GetValue<string>()).ToList() : null,
            "four notices wait");

        await TriedAgain(scenario, notices[0], 2, "HTTP 500");
        _mode = Mode.Resets;
        await Retry(scenario, notices[0], 4);
        _mode = Mode.Hangs;
        await Retry(scenario, notices[0], 5, "no answer within 10 s");
        (await _stack.Scalar<long>("exchange", "select count(*) from mt_doc_noticedelivery where data->>'organisation' = '340000-FIN-deliver' and (data->>'attempts')::int > 0"))
            .ShouldBe(1, "the later notices of the case wait for the first");

        await _stack.Exchange.Kill();
        _mode = Mode.TakesAndAnswers500;
        _stack.Exchange.Start();
        await _stack.Exchange.WaitUntilReady();
        await scenario.UpstreamFinance.Post(_stack.Exchange, "/deliveries/retry");
        await Eventually.Holds(async () => (await Deliveries(scenario.UpstreamFinance, "delivered")).Count == 4, "everything is delivered");
        _received.Select(push => push.Id).Distinct().ShouldBe(notices.Select(notice => $"notice_{notice}"), "in order, whatever came twice");
        _received.Count.ShouldBeGreaterThan(4);

        await VerifiedByOthers(scenario);
        await OnlyToWhomItConcerns(scenario, notices[0]);
        await InTheQueue(scenario, queue, notices);
    }

    private async Task<string> WantQueue(Scenario scenario)
    {
        (await scenario.DownstreamBureau.Put(_stack.Exchange, "/notice-queue", new { wanted = true })).ShouldBeRefused(HttpStatusCode.Forbidden, "role-not-allowed");
        (await scenario.DownstreamFinance.Put(_stack.Exchange, "/notice-queue", new { wanted = "yes" })).ShouldBeRefused(HttpStatusCode.BadRequest, "malformed-json");
        (await scenario.DownstreamFinance.Get(_stack.Exchange, "/notice-queue")).ShouldBeRefused(HttpStatusCode.NotFound, "no-notice-queue");
        var wanted = (await scenario.DownstreamFinance.Put(_stack.Exchange, "/notice-queue", new { wanted = true })).ShouldBeOk();
        (await scenario.DownstreamFinance.Put(_stack.Exchange, "/notice-queue", new { wanted = true })).Text.ShouldBe(wanted.Text);
        return wanted.Json["name"]!.GetValue<string>();
    }

    private async Task Due(Scenario scenario, Mode mode)
    {
        _mode = mode;
        await scenario.Push(scenario.Frames(Scenario.CleanWater));
        await scenario.CloseMonths();
        await scenario.ConfirmByBoth();
    }

    /// <summary>The receiver says that it is mended, and is not.</summary>
    private async Task Retry(Scenario scenario, string notice, int tries, string? answer = null)
    {
        (await scenario.UpstreamFinance.Post(_stack.Exchange, "/deliveries/retry")).ShouldBeOk().Json["waiting"]!.GetValue<int>().ShouldBe(4);
        await TriedAgain(scenario, notice, tries, answer);
    }

    private Task TriedAgain(Scenario scenario, string notice, int tries, string? answer) => Eventually.Holds(
        async () =>
        {
            var delivery = (await scenario.UpstreamFinance.Get(_stack.Exchange, $"/notices/{notice}/deliveries")).ShouldBeOk().Json.AsArray().ShouldHaveSingleItem()!;
            delivery["state"]!.GetValue<string>().ShouldBe("waiting");
            return delivery["tries"]!.AsArray() is { } made && made.Count >= tries && (answer is null || made.Any(one => one!["answer"]!.GetValue<string>() == answer));
        },
        $"there were {tries} tries, one of them answered {answer ?? "somehow"}");

    private async Task VerifiedByOthers(Scenario scenario)
    {
        var secrets = (await scenario.UpstreamFinance.Get(_stack.Exchange, "/webhook-secrets")).ShouldBeOk().Json["secrets"]!;
        var others = (await scenario.DownstreamFinance.Get(_stack.Exchange, "/webhook-secrets")).ShouldBeOk().Json["secrets"]!;
        others.ToJsonString().ShouldNotBe(secrets.ToJsonString());
        (await scenario.UpstreamBureau.Get(_stack.Exchange, "/webhook-secrets")).ShouldBeRefused(HttpStatusCode.Forbidden, "role-not-allowed");
        var keys = (await scenario.UpstreamFinance.Get(_stack.Exchange, "/webhook-keys")).ShouldBeOk().Json;
        (secrets.AsArray().Count, keys.AsArray().Count).ShouldBe((2, 2));
        var pushes = _received.Select(push => new { headers = push.Headers, body = push.Body });
        (await Oracle.Ask("webhooks.mjs", new { secrets, keys, pushes })).ShouldBeEmpty();
    }

    private async Task OnlyToWhomItConcerns(Scenario scenario, string notice)
    {
        (await scenario.UpstreamBureau.Get(_stack.Exchange, "/deliveries")).ShouldBeRefused(HttpStatusCode.Forbidden, "role-not-allowed");
        (await scenario.UpstreamBureau.Post(_stack.Exchange, "/deliveries/retry")).ShouldBeRefused(HttpStatusCode.Forbidden, "role-not-allowed");
        (await Deliveries(scenario.DownstreamFinance, "delivered")).ShouldAllBe(delivery => delivery!["organisation"]!.GetValue<string>() == scenario.DownstreamFinance.Organisation);
        (await scenario.Auditor.Get(_stack.Exchange, $"/notices/{notice}/deliveries")).ShouldBeOk().Json.AsArray().Select(delivery => delivery!["way"]!.GetValue<string>()).ShouldBe(["queue", "address"]);
        (await scenario.UpstreamFinance.Get(_stack.Exchange, "/deliveries?state=lost")).ShouldBeRefused(HttpStatusCode.UnprocessableEntity, "invalid-state");
        var page = (await scenario.Auditor.Get(_stack.Exchange, "/deliveries?limit=5")).ShouldBeOk().Json;
        (await scenario.Auditor.Get(_stack.Exchange, $"/deliveries?limit=5&after={Uri.EscapeDataString(page["next"]!.GetValue<string>())}")).ShouldBeOk().Json["deliveries"]!.AsArray().Count.ShouldBe(3);
    }

    /// <summary>As a finance department's own system reads it, which knows nothing of ours.</summary>
    private async Task InTheQueue(Scenario scenario, string queue, List<string> notices)
    {
        await using var connection = await new ConnectionFactory { Uri = servers.Broker }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        var messages = new List<BasicGetResult>();
        while (await channel.BasicGetAsync(queue, autoAck: true) is { } message) messages.Add(message);
        messages.Select(message => message.BasicProperties.MessageId).ShouldBe(notices.Select(notice => $"notice_{notice}"));
        foreach (var message in messages)
        {
            var properties = message.BasicProperties;
            (properties.ContentType, properties.Type, properties.DeliveryMode, Header(message, "basin-case")).ShouldBe(("application/json", "notice", DeliveryModes.Persistent, $"{scenario.Agreement}/{scenario.Period}"));
            var notice = JsonNode.Parse(message.Body.Span)!;
            var content = CanonicalJson.Utf8(notice["content"]!.ToJsonString());
            Signatures.Verify(_stack.Notices.PublicPem, content, notice["signature"]!.GetValue<string>()).ShouldBeTrue();
            Header(message, "basin-content-sha256").ShouldBe(Signatures.Sha256(content));
        }

        var replayed = (await scenario.DownstreamFinance.Post(_stack.Exchange, "/notices/replay", new { from = 0, to = long.MaxValue })).ShouldBeOk().Json["queued"]!.GetValue<uint>();
        replayed.ShouldBeGreaterThanOrEqualTo(3u);
        await Eventually.Holds(async () => await servers.MessagesIn(queue) == replayed, "a replay puts everything into the queue once more");
        (await scenario.DownstreamFinance.Put(_stack.Exchange, "/notice-queue", new { wanted = false })).ShouldBe(HttpStatusCode.NoContent);
        await DescribedByDocuments([.. messages.Select(AsDescribed), await Warning(scenario, channel)]);
        await channel.QueueDeleteAsync(queue);
    }

    private static object AsDescribed(BasicGetResult message) => new
    {
        document = "exchange", name = "notice", payload = JsonNode.Parse(message.Body.Span),
        // The broker adds some of its own.
        headers = message.BasicProperties.Headers!.Keys.Where(name => name.StartsWith("basin-", StringComparison.Ordinal)).ToDictionary(name => name, name => Header(message, name)),
    };

    /// <summary>A message that monitoring offers to whoever is let in at the broker.</summary>
    private async Task<object> Warning(Scenario scenario, IChannel channel)
    {
        (await scenario.UpstreamBureau.Put(_stack.Monitoring, $"/sections/{scenario.Section}/warning-rules", new { targetClass = "Ⅲ" })).ShouldBeOk();
        await scenario.Push([new { station = scenario.Station, time = $"{DateTimeOffset.UtcNow.AddHours(-1):yyyy-MM-dd'T'HH:mm:ss}Z", readings = new { 总磷 = "0.9" } }]);
        var payload = await Eventually.Get(
            async () => await channel.BasicGetAsync(Hosting.Bus.OfferedQueue, autoAck: true) is { } message && JsonNode.Parse(message.Body.Span)! is var envelope
                && envelope["message"]!["station"]?.GetValue<string>() == scenario.Station ? envelope : null,
            "the warning is offered");
        return new { document = "monitoring", name = "StationWarned", payload };
    }

    private async Task DescribedByDocuments(object[] messages)
    {
        using var client = new HttpClient();
        var documents = new Dictionary<string, JsonNode>();
        foreach (var service in _stack.Services)
            documents[service.Name] = JsonNode.Parse(await client.GetStringAsync(new Uri(service.Address, "/asyncapi/v1.json")))!;
        (await Oracle.Ask("asyncapi.mjs", new { documents, messages })).ShouldBeEmpty();
    }

    private async Task<JsonArray> Deliveries(Actor reader, string state) => (await reader.Get(_stack.Exchange, $"/deliveries?state={state}&limit=500")).ShouldBeOk().Json["deliveries"]!.AsArray();

    private static string Header(BasicGetResult message, string name) => Encoding.UTF8.GetString((byte[])message.BasicProperties.Headers![name]!);

    private async Task<IResult> Receive(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync();
        switch (_mode)
        {
            case Mode.Answers500:
                return Results.StatusCode(500);
            case Mode.Resets:
                request.HttpContext.Abort();
                return Results.Empty;
            case Mode.Hangs:
                await Task.Delay(Timeout.Infinite, request.HttpContext.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
                return Results.Empty;
            case Mode.TakesAndAnswers500:
                _mode = Mode.Takes;
                Keep();
                return Results.StatusCode(500);
            default:
                Keep();
                return Results.NoContent();
        }

        void Keep() => _received.Enqueue(new(request.Headers.Where(header => header.Key.StartsWith("webhook-", StringComparison.OrdinalIgnoreCase)).ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString()), body));
    }
}
