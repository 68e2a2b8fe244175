using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Basin.Rules;
using Basin.Rules.Terms;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Basin.Journeys;

/// <summary>Notices are pushed to a registered address, and a receiver that fails costs nobody anything.</summary>
public sealed class NoticePushJourney(Servers servers) : IAsyncLifetime
{
    private readonly ConcurrentQueue<JsonNode> _received = [];
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
        _receiver.MapPost("/notices", async (HttpRequest request) =>
        {
            if (Interlocked.Decrement(ref _answersBroken) >= 0) return Results.StatusCode(500);
            _received.Enqueue((await JsonNode.ParseAsync(request.Body))!);
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
    public async Task A_notice_is_pushed_again_until_the_receiver_takes_it_and_its_signature_holds()
    {
        _answersBroken = 1;
        using var scenario = await Due("push", $"{_receiver.Urls.Single()}/notices");
        var pushed = await Eventually.Get(() => Task.FromResult(_received.FirstOrDefault(notice => KindOf(notice) == "payment")), "the notice is pushed");
        var content = CanonicalJson.Utf8(pushed["content"]!.ToJsonString());
        Signatures.Verify(_stack.Notices.PublicPem, content, pushed["signature"]!.GetValue<string>()).ShouldBeTrue();
        pushed["content"]!["agreement"]!.GetValue<string>().ShouldBe(scenario.Agreement);
        await Eventually.Holds(async () => await Delivered() == 2, "the deliveries are recorded");
        // The result is noticed beside the case, so either may be issued first; they arrive as they were issued.
        _received.Select(KindOf).ShouldBe(["assessment", "payment"], ignoreOrder: true);
        _received.Select(notice => notice["cursor"]!.GetValue<long>()).ShouldBeInOrder();
    }

    [Fact]
    public async Task A_notice_whose_receiver_is_not_there_can_be_pulled_meanwhile()
    {
        using var scenario = await Due("gone", $"http://127.0.0.1:{Ports.Free()}/notices");
        await Eventually.Holds(
            async () => (await scenario.UpstreamFinance.Get(_stack.Exchange, "/deliveries?state=waiting")).ShouldBeOk().Json["deliveries"]!.AsArray() is { Count: 2 } waiting
                && waiting.Count(delivery => delivery!["attempts"]!.GetValue<int>() > 1) == 1,
            "the first of the case was tried, and both wait");
        var page = (await scenario.UpstreamFinance.Get(_stack.Exchange, "/notices?after=0")).ShouldBeOk().Json;
        page["notices"]!.AsArray().Select(n => n!["content"]!["agreement"]!.GetValue<string>()).ShouldContain(scenario.Agreement);
        var next = (await scenario.UpstreamFinance.Get(_stack.Exchange, $"/notices?after={page["next"]}")).ShouldBeOk().Json;
        next["notices"]!.AsArray().ShouldBeEmpty();
        next["next"]!.GetValue<long>().ShouldBe(page["next"]!.GetValue<long>());
    }

    private async Task<Scenario> Due(string suffix, string url)
    {
        var scenario = await Scenario.Signed(_stack, suffix, upstreamNoticeUrl: url);
        await scenario.Push(scenario.Frames(Scenario.CleanWater));
        await scenario.CloseMonths();
        await scenario.ConfirmByBoth();
        await scenario.CaseIn("due");
        return scenario;
    }

    private static string KindOf(JsonNode notice) => notice["content"]!["kind"]!.GetValue<string>();

    private Task<long> Delivered() => _stack.Scalar<long>("exchange", "select count(*) from mt_doc_noticedelivery where data->>'status' = 'Delivered'");
}
