namespace Basin.Benchmarks.Ingest;

/// <summary>Every station sends a frame a second over HJ 212 for some minutes: whether memory grows, and what a frame costs.</summary>
public sealed class SteadyPart(IngestServers servers, World world, IngestOptions options)
{
    /// <summary>The run is looked at in so many parts; the first is the warm-up.</summary>
    private const int Parts = 5;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public async Task<IReadOnlyList<string>> Measure(CancellationToken cancel)
    {
        await world.SpeakHj212(cancel);
        using var stations = await Hj212Stations.Connect(servers.Hj212Port, world.Stations, cancel);
        await using var store = new FrameStore(servers);
        await using var server = ProcessWatch.Start(servers.MonitoringPid);
        await using var database = ProcessWatch.Start(servers.PostgresPid, withChildren: true);
        var now = TimeProvider.System.GetUtcNow();
        var from = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
        var generator = Environment.CpuUsage.TotalTime;
        var sent = await stations.AtABeat(Second, options.Steady, (place, count) => ((count * world.Stations.Count) + place, from + (count * Second)), cancel);
        var (use, behind, own) = (server.Take(), database.Take(), Environment.CpuUsage.TotalTime - generator);
        var found = await store.Count(from, from + options.Steady + Second, cancel);
        if (found != sent.Frames) throw new MeasurementFailedException($"{sent.Frames} frames were acknowledged, {found} are there");
        var memory = Enumerable.Range(0, Parts).Select(part => Table.Median(server.Seen
            .Where(seen => seen.At >= options.Steady * part / Parts && seen.At < options.Steady * (part + 1) / Parts).Select(seen => seen.MiB).DefaultIfEmpty())).ToList();
        return Table.Of(
            [
                "stations", "time", "frames acknowledged and stored", "frames/s", "p50 ms", "p99 ms", "slowest ms", "CPU service µs/frame", "CPU PostgreSQL µs/frame", "CPU generator µs/frame",
                "peak MiB", "median MiB of each fifth of the time", "growth after the first fifth",
            ],
            [
                [
                    $"{world.Stations.Count}", $"{options.Steady.TotalMinutes:F0} min", Table.Number(sent.Frames), Table.Number(sent.Frames / sent.Elapsed.TotalSeconds),
                    Table.Milliseconds(sent.Answers.Milliseconds(0.5)), Table.Milliseconds(sent.Answers.Milliseconds(0.99)), Table.Milliseconds(sent.Answers.Milliseconds(1)),
                    Table.Number(use.Cpu.TotalMicroseconds / sent.Frames), Table.Number(behind.Cpu.TotalMicroseconds / sent.Frames), Table.Number(own.TotalMicroseconds / sent.Frames),
                    $"{use.PeakMiB:F0}", string.Join(", ", memory.Select(median => $"{median:F0}")), $"{memory[^1] - memory[1]:+0;-0;0} MiB",
                ],
            ]);
    }
}
