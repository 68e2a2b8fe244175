namespace Basin.Benchmarks.Ingest;

/// <summary>
/// Whether inserting stays as fast as the log grows. The stored frames are of the very stations and, as far as it reaches back, the very month that
/// the measured ones go to, so that they lie in the partition and the index that is inserted into: the hardest place for them to be.
/// </summary>
public sealed class GrowthPart(IngestServers servers, World world, IngestOptions options)
{
    private const int Connections = 8;
    private const int FramesOfBatch = 500;
    private const int ReadingsFew = 1_000_000;

    /// <summary>Single figures waver with what else the machine does.</summary>
    private const int Runs = 5;

    /// <summary>Frames stored once by the service and then again and again by the database.</summary>
    private const int BlockFrames = (ReadingsFew / SyntheticFrames.ValuesPerFrame) + 1;

    public async Task<IReadOnlyList<string>> Measure(CancellationToken cancel)
    {
        using var http = new HttpSender(Connections);
        await using var store = new FrameStore(servers);
        await using var postgres = new PostgresPeer(servers);
        var basin = new BasinSender(servers, world, http);
        var first = world.Take(BlockFrames);
        await Send(basin, first, BlockFrames, cancel);
        var few = await Speed(basin, store, postgres, cancel);
        await Fill(store, first, cancel);
        var many = await Speed(basin, store, postgres, cancel);
        return Table.Of(
            ["readings stored before", "log of frames", "accepted frames/s (median of runs)", "accepted readings/s", "to the few", "CPU service + PostgreSQL µs/frame", "p99 ms"],
            [Cells(few, few), Cells(many, few)]);
    }

    private sealed record Level(long Readings, double MiB, IReadOnlyList<Measured> Runs)
    {
        public double FramesPerSecond => Table.Median(Runs.Select(run => run.FramesPerSecond));
    }

    private async Task Fill(FrameStore store, long first, CancellationToken cancel)
    {
        var (from, to) = (world.Frames.TimeOf(first), world.Frames.TimeOf(first + BlockFrames - 1).AddSeconds(1));
        var stored = await store.Count(cancel);
        for (var block = 1; stored * SyntheticFrames.ValuesPerFrame < options.Rows; block++)
        {
            // Behind everything that was sent before, one block after another.
            stored += await store.Repeat(from, to, (block * (to - from)) + (from - world.Frames.TimeOf(0)), cancel);
            if (block % 10 == 0) await Console.Error.WriteLineAsync($"  {Table.Number(stored * SyntheticFrames.ValuesPerFrame)} readings stored");
        }
    }

    private async Task<Level> Speed(BasinSender basin, FrameStore store, PostgresPeer postgres, CancellationToken cancel)
    {
        await store.Vacuum(cancel);
        var (readings, size) = (await store.Count(cancel) * SyntheticFrames.ValuesPerFrame, await store.MiB(cancel));
        var runs = new List<Measured>();
        for (var run = 0; run < Runs; run++)
        {
            await postgres.Checkpoint(cancel);
            await ProcessWatch.UntilQuiet([servers.MonitoringPid, servers.PostgresPid], cancel);
            runs.Add(await Send(basin, world.Take(options.Frames), options.Frames, cancel));
        }

        await Console.Error.WriteLineAsync($"  {Table.Number(readings)} readings stored: {string.Join(", ", runs.Select(run => Table.Number(run.FramesPerSecond)))} frames/s");
        return new(readings, size, runs);
    }

    private async Task<Measured> Send(BasinSender basin, long first, int frames, CancellationToken cancel)
    {
        var payloads = Payloads.Json(world.Frames, first, frames, FramesOfBatch);
        await using var server = ProcessWatch.Start(servers.MonitoringPid);
        await using var database = ProcessWatch.Start(servers.PostgresPid, withChildren: true);
        var sent = await ClosedLoop.Run(payloads, Connections, (_, payload, token) => basin.Post(payload, token), cancel);
        return new(sent.Frames, sent.Frames, sent.Elapsed, sent.Elapsed, sent.Answers, server.Take(), database.Take(), TimeSpan.Zero);
    }

    private static IReadOnlyList<string> Cells(Level level, Level few) =>
    [
        Table.Number(level.Readings), $"{level.MiB:N0} MiB", Table.Number(level.FramesPerSecond), Table.Number(level.FramesPerSecond * SyntheticFrames.ValuesPerFrame),
        Table.Ratio(level.FramesPerSecond / few.FramesPerSecond), Table.Number(Table.Median(level.Runs.Select(run => run.CpuMicrosecondsPerFrame))),
        Table.Milliseconds(Table.Median(level.Runs.Select(run => run.Answers.Milliseconds(0.99)))),
    ];
}
