using System.Collections.Concurrent;
using System.Globalization;

namespace Basin.Services.Tests.Simulation;

/// <summary>
/// Registry, monitoring and exchange in one process on a seeded scheduler. <c>BASIN_SEED=n</c> lives through one seed and prints its history, broken or not;
/// <c>BASIN_LONG=1</c> lives through 100,000 of them, a larger number through as many.
/// </summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private static readonly int Seeds = Environment.GetEnvironmentVariable("BASIN_LONG") switch
    {
        "1" => 100_000,
        { } text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var chosen) && chosen > 1 => chosen,
        _ => 2_000,
    };

    [Fact]
    public void Whatever_is_late_repeated_dropped_or_crashes_the_books_hold_and_come_to_what_the_final_data_says()
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("BASIN_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out var chosen))
        {
            var world = new World(chosen);
            var told = LiveAlone(world);
            output.WriteLine(told ?? $"{world.History}");
            told.ShouldBeNull();
            return;
        }

        var broken = new ConcurrentDictionary<int, string>();
        Parallel.For(0, Seeds, new() { MaxDegreeOfParallelism = Environment.ProcessorCount }, (seed, loop) =>
        {
            if (LiveAlone(new World(seed)) is not { } history) return;
            broken[seed] = history;
            loop.Stop();
        });
        foreach (var (seed, history) in broken) output.WriteLine($"seed {seed}\n{history}\n");
        broken.Keys.ShouldBeEmpty("BASIN_SEED replays one");
    }

    [Fact]
    public void A_seed_always_leads_to_the_same_history()
    {
        string Lived()
        {
            var world = new World(7);
            return $"{LiveAlone(world)}{world.History}";
        }

        Lived().ShouldBe(Lived());
    }

    /// <summary>Without the test's own context: whatever waits goes on when its turn comes, and nowhere else.</summary>
    private static string? LiveAlone(World world)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return world.Live();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }
}
