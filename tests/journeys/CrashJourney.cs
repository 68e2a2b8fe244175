using System.Collections.Concurrent;

namespace Basin.Journeys;

/// <summary>
/// Readings under load while monitoring and its database are killed at any moment: what was acknowledged is stored, once, and everything computed from
/// it equals what is computed anew.
/// </summary>
public sealed class CrashJourney(Servers servers, ITestOutputHelper output) : IAsyncLifetime
{
    private const int Senders = 8;
    private const int FramesOfBatch = 20;
    private static readonly int KillsWanted = Environment.GetEnvironmentVariable("BASIN_LONG") == "1" ? 50 : 5;
    private Stack _stack = null!;

    public async ValueTask InitializeAsync() => _stack = await Stack.Start(servers, closingQuietSeconds: 1);

    public async ValueTask DisposeAsync()
    {
        Actor.Patient = false;
        await _stack.DisposeAsync();
    }

    [Fact]
    public async Task What_was_acknowledged_is_stored_once_whatever_is_killed()
    {
        Actor.Patient = true;
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        using var scenario = await Scenario.Unsigned(_stack, "crash");
        using var over = new CancellationTokenSource();
        var acknowledged = new ConcurrentBag<DateTimeOffset>();
        var sending = Enumerable.Range(0, Senders).Select(sender => Send(scenario, sender, acknowledged, over.Token)).ToArray();
        var killed = new List<string>();
        try
        {
            var random = new Random(seed);
            while (killed.Count < KillsWanted)
            {
                await Task.Delay(random.Next(200, 1500));
                killed.Add(await KillOne(random));
            }
        }
        finally
        {
            await over.CancelAsync();
        }

        await Task.WhenAll(sending);
        await _stack.WaitUntilReady();
        output.WriteLine($"{acknowledged.Count} frames acknowledged; killed: {string.Join(", ", killed)}");
        acknowledged.Count.ShouldBeGreaterThan(FramesOfBatch * Senders, $"seed {seed}: the load went on");
        var stored = (await _stack.Rows<DateTime>("monitoring", $"select time from frames where station = '{scenario.Station}'")).Select(time => new DateTimeOffset(time)).ToList();
        stored.Count.ShouldBe(stored.Distinct().Count(), $"seed {seed}: every frame is stored once");
        acknowledged.Except(stored).ShouldBeEmpty($"seed {seed}: what was acknowledged is stored");
        // Senders sent each batch until it was acknowledged, so nothing else is there either.
        stored.Except(acknowledged).ShouldBeEmpty($"seed {seed}: nothing is stored half");

        // What the closer stated by itself, between and after the kills, is what is computed anew from the log.
        await Eventually.Holds(async () => (await _stack.Rows<string>("monitoring", $"select id from mt_doc_touchedmonth where id like '{scenario.Section}/{scenario.Year}-%'")).Count == 0, "every month that was touched is stated");
        var months = await Months(scenario);
        months.ShouldContain(scenario.Section);
        await scenario.CloseMonths(1, 12);
        (await Months(scenario)).ShouldBe(months, $"seed {seed}");
    }

    private async Task Send(Scenario scenario, int sender, ConcurrentBag<DateTimeOffset> acknowledged, CancellationToken over)
    {
        for (var batch = 0; !over.IsCancellationRequested; batch++)
        {
            var first = ((batch * Senders) + sender) * FramesOfBatch;
            // A year has room for so many minutes; nobody gets that far.
            if (first + FramesOfBatch > 366 * 1440) return;
            (await scenario.Operator.Post(_stack.Monitoring, "/readings", Batch(scenario, first))).ShouldBeOk();
            foreach (var time in Times(scenario, first)) acknowledged.Add(time);
        }
    }

    private static object Batch(Scenario scenario, int first) =>
        new { frames = Times(scenario, first).Select(time => new { station = scenario.Station, time = time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"), readings = Scenario.CleanWater }) };

    private static IEnumerable<DateTimeOffset> Times(Scenario scenario, int first) =>
        Enumerable.Range(first, FramesOfBatch).Select(minute => new DateTimeOffset(scenario.Year, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(minute));

    private async Task<string> KillOne(Random random)
    {
        // Where the servers are not ours to kill, the service alone is killed.
        if (servers.MayBeKilled && random.Next(2) == 0)
        {
            await servers.KillPostgres();
            await servers.StartPostgres();
            return "postgres";
        }

        await _stack.Monitoring.Kill();
        _stack.Monitoring.Start();
        await _stack.Monitoring.WaitUntilReady();
        return "monitoring";
    }

    private async Task<string> Months(Scenario scenario)
    {
        var months = new List<string>();
        for (var month = 1; month <= 12; month++)
            months.Add((await scenario.Auditor.Get(_stack.Monitoring, $"/sections/{scenario.Section}/months/{scenario.Year:D4}-{month:D2}")).ShouldBeOk().Text);
        return string.Join('\n', months);
    }
}
