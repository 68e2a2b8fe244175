using System.Collections.Concurrent;

namespace Basin.Journeys;

/// <summary>What must not go wrong when things go wrong: duplicates, a broker that is away, processes killed at any moment.</summary>
public sealed class RoughTimesJourney(Servers servers, ITestOutputHelper output) : IAsyncLifetime
{
    private const int SettlementsMax = 12;
    private Stack _stack = null!;

    public async ValueTask InitializeAsync() => _stack = await Stack.Start(servers);

    public async ValueTask DisposeAsync()
    {
        (Actor.SendTwice, Actor.Patient) = (false, false);
        await _stack.DisposeAsync();
    }

    [Fact]
    public async Task Every_call_and_every_message_delivered_twice_gives_the_same_books()
    {
        Actor.SendTwice = true;
        using var scenario = await WholeWay("twice");
        Actor.SendTwice = false;
        var books = await scenario.Books();

        await _stack.RelayEverythingAgain();

        (await scenario.Books()).ShouldBe(books);
        // A consumer that fails on what it has seen before would be retried for minutes and look quiet meanwhile.
        _stack.Services.ShouldAllBe(service => !service.LogMentions("R-RETRY"));
        (await PaidOnce(scenario)).ShouldBeTrue(books);
    }

    [Fact]
    public async Task A_broker_that_is_away_for_twenty_seconds_loses_nothing()
    {
        Actor.Patient = true;
        using var scenario = await Scenario.Signed(_stack, "broker");
        await scenario.Push(scenario.Frames(Scenario.CleanWater, 1, 6));
        await scenario.CloseMonths(1, 3);
        await servers.StopBroker();
        try
        {
            // Readings are taken and months closed all the same; only the exchange hears of them later.
            await scenario.Push(scenario.Frames(Scenario.CleanWater, 7, 12));
            await scenario.CloseMonths(4, 12);
            await Task.Delay(TimeSpan.FromSeconds(20));
        }
        finally
        {
            await servers.StartBroker();
        }

        await scenario.ConfirmByBoth();
        await scenario.PayAndClose();
        (await PaidOnce(scenario)).ShouldBeTrue();
        await _stack.WaitUntilReady();
    }

    [Fact]
    public async Task Services_killed_at_random_points_lose_nothing_and_pay_nothing_twice()
    {
        Actor.Patient = true;
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        using var over = new CancellationTokenSource();
        var killed = new ConcurrentQueue<string>();
        var killing = KillAtRandom(new Random(seed), killed, over.Token);
        var scenarios = new List<Scenario>();
        try
        {
            // Settlement after settlement, until every service has been killed twice in the middle of one.
            while (killed.Count < 6 && scenarios.Count < SettlementsMax) scenarios.Add(await WholeWay($"killed{scenarios.Count}"));
        }
        finally
        {
            await over.CancelAsync();
        }

        await killing;
        output.WriteLine($"{scenarios.Count} settlements; killed: {string.Join(", ", killed)}");
        killed.Distinct().Count().ShouldBe(3, $"seed {seed}: each service was killed in mid-run");
        await _stack.WaitUntilReady();
        foreach (var scenario in scenarios)
        {
            (await PaidOnce(scenario)).ShouldBeTrue();
            foreach (var month in Enumerable.Range(1, 12))
                (await FramesStored(scenario, month)).ShouldBe(DateTime.DaysInMonth(scenario.Year, month), $"seed {seed}: every acknowledged frame of month {month}");
            scenario.Dispose();
        }
    }

    private async Task<Scenario> WholeWay(string suffix)
    {
        var scenario = await Scenario.Signed(_stack, suffix);
        await scenario.Push(scenario.Frames(Scenario.CleanWater));
        await scenario.CloseMonths();
        await scenario.ConfirmByBoth();
        await scenario.PayAndClose();
        return scenario;
    }

    /// <summary>Kills one after the other, all three in each round, and starts each again.</summary>
    private async Task KillAtRandom(Random random, ConcurrentQueue<string> killed, CancellationToken over)
    {
        var services = _stack.Services.ToArray();
        try
        {
            while (!over.IsCancellationRequested)
            {
                random.Shuffle(services);
                foreach (var victim in services)
                {
                    await Task.Delay(random.Next(300, 2500), over);
                    await victim.Kill();
                    killed.Enqueue(victim.Name);
                    victim.Start();
                    await victim.WaitUntilReady();
                }
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // The journey has arrived.
        }
    }

    /// <summary>Exactly one obligation, one payment notice and one payment of exactly what was owed.</summary>
    private async Task<bool> PaidOnce(Scenario scenario)
    {
        var closed = await scenario.CaseIn("closed");
        var obligation = closed["obligations"]!.AsArray().Single()!;
        var notices = (await scenario.Auditor.Get(_stack.Exchange, "/notices?limit=500")).ShouldBeOk().Json["notices"]!.AsArray()
            .Count(notice => notice!["content"]!["agreement"]!.GetValue<string>() == scenario.Agreement && notice["content"]!["kind"]!.GetValue<string>() == "payment");
        var paid = obligation["payments"]!.AsArray().Sum(payment => long.Parse(payment!["amount"]!["fen"]!.GetValue<string>()));
        return notices == 1 && paid == 10_000_000_000 && obligation["payments"]!.AsArray().Count == 1;
    }

    private async Task<int> FramesStored(Scenario scenario, int month)
    {
        var stored = 0;
        for (var day = 1; day <= DateTime.DaysInMonth(scenario.Year, month); day++)
        {
            var frames = (await scenario.Auditor.Get(_stack.Monitoring, $"/stations/{scenario.Station}/days/{scenario.Year:D4}-{month:D2}-{day:D2}")).ShouldBeOk().Json["frames"]!.AsArray();
            stored += frames.Count;
        }

        return stored;
    }
}
