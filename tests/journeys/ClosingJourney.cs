using System.Diagnostics;
using System.Text.Json;

namespace Basin.Journeys;

/// <summary>What happens without anybody asking: months close by themselves, and the exchange asks for what it should know by now.</summary>
public sealed class ClosingJourney(Servers servers) : IAsyncLifetime
{
    private Stack _stack = null!;

    public async ValueTask InitializeAsync() => _stack = await Stack.Start(servers, closingQuietSeconds: 1);

    public ValueTask DisposeAsync() => _stack.DisposeAsync();

    [Fact]
    public async Task Months_close_by_themselves_and_one_without_readings_is_not_determined()
    {
        using var scenario = await Scenario.Signed(_stack, "alone");
        await scenario.Push(scenario.Frames(Scenario.CleanWater, 1, 11));

        var undetermined = await scenario.CaseIn("undetermined");
        await Eventually.Holds(
            async () => (undetermined = await scenario.CaseIn("undetermined"))["assessment"]!["gaps"]!.AsArray().All(gap => gap!["month"]!.GetValue<string>() == "2024-12"),
            "only December is not determined");
        undetermined["obligations"]!.AsArray().ShouldBeEmpty();

        var trace = ActivityTraceId.CreateRandom().ToHexString();
        var december = JsonSerializer.SerializeToUtf8Bytes(new { frames = scenario.Frames(Scenario.CleanWater, 12, 12) });
        (await scenario.Operator.PostRaw(_stack.Monitoring, "/readings", december, $"00-{trace}-{ActivitySpanId.CreateRandom()}-01")).ShouldBeOk();
        (await scenario.CaseIn("assessed"))["obligations"]!.AsArray().Count.ShouldBe(1);
        await Eventually.Holds(
            () => Task.FromResult(_stack.Exchange.LogMentions($"\"TraceId\":\"{trace}\"")), "the assessment goes under the trace of the frames that brought it about");
    }

    [Fact]
    public async Task Section_months_whose_messages_were_lost_are_asked_for_after_the_due_day()
    {
        using var scenario = await Scenario.Unsigned(_stack, "lost");
        // Should the exchange ask before it is killed, nobody answers with months that have no readings yet.
        await _stack.Monitoring.Kill();
        await scenario.Sign(scenario.Document(amend: document => document["calendar"]!["dataDueDays"] = 20));
        await scenario.CaseIn("open");
        await _stack.Exchange.Kill();
        await servers.Purge("basin-monitoring");
        _stack.Monitoring.Start();
        await _stack.Monitoring.WaitUntilReady();
        await scenario.Push(scenario.Frames(Scenario.CleanWater));
        await scenario.CloseMonths();
        await Eventually.Holds(_stack.Monitoring.HasRelayedEverything, "monitoring has told everything");
        await servers.Purge("basin-exchange");
        _stack.Exchange.Start();
        await _stack.WaitUntilReady();

        (await scenario.CaseIn("assessed"))["obligations"]!.AsArray().Count.ShouldBe(1);
    }
}
