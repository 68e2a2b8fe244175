namespace Basin.Benchmarks.Ingest;

/// <summary>
/// Single frames over a connection for each station, each acknowledged after its commit: as fast as they are taken, beside single-row inserts on
/// the same server; then at half of the rate of those inserts, at a beat, for the time to the acknowledgement.
/// </summary>
public sealed class Hj212Part(IngestServers servers, World world, IngestOptions options)
{
    private const int Clients = 8;

    /// <summary>No station is expected to be taken faster; bounds how much time the frames of a run take up.</summary>
    private const int FramesPerStationSecondMax = 60;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);

    public async Task<IReadOnlyList<string>> Measure(CancellationToken cancel)
    {
        await using var postgres = new PostgresPeer(servers);
        await postgres.CreateAnew(cancel);
        await world.SpeakHj212(cancel);
        using var stations = await Hj212Stations.Connect(servers.Hj212Port, world.Stations, cancel);
        await stations.AsFastAsPossible(WarmUp, Frames(WarmUp), cancel);
        await Quiet(postgres, cancel);

        await using var peer = ProcessWatch.Start(servers.PostgresPid, withChildren: true);
        var (single, mean, own) = await postgres.SingleRows(Clients, options.Span, cancel);
        var peerUse = peer.Take();
        await Quiet(postgres, cancel);
        var fast = await Run((frames, token) => stations.AsFastAsPossible(options.Span, frames, token), cancel);
        await Quiet(postgres, cancel);
        var interval = TimeSpan.FromSeconds(world.Stations.Count / (single / 2));
        var beat = await Run((frames, token) => stations.AtABeat(interval, options.Span, frames, token), cancel);

        return
        [
            .. Table.Of(
                ["sender", "accepted frames/s", "drained frames/s", "to single-row inserts", "p50 ms", "p99 ms", "CPU service µs/frame", "CPU PostgreSQL µs/frame", "CPU generator µs/frame", "peak MiB (PostgreSQL)"],
                [
                    [
                        $"PostgreSQL, single-row inserts of a frame (pgbench, {Clients} clients)", Table.Number(single), Table.Number(single), "1.00", $"mean {Table.Milliseconds(mean)}", "", "",
                        Table.Number(peerUse.Cpu.TotalMicroseconds / (single * options.Span.TotalSeconds)), Table.Number(own.TotalMicroseconds / (single * options.Span.TotalSeconds)), $"({peerUse.PeakMiB:F0})",
                    ],
                    Cells($"Basin, HJ 212 over {world.Stations.Count} connections, one frame under way on each", fast, single),
                    Cells("Basin, at half of that rate of inserts, at a beat", beat, single),
                ]),
            "", $"PostgreSQL for both: {await postgres.Settings(cancel)}.",
        ];
    }

    private Func<int, long, (long Frame, DateTimeOffset Time)> Frames(TimeSpan span)
    {
        var first = world.Take((long)(span.TotalSeconds * FramesPerStationSecondMax * world.Stations.Count));
        return (place, sent) =>
        {
            var frame = first + (sent * world.Stations.Count) + place;
            return (frame, world.Frames.TimeOf(frame));
        };
    }

    private async Task<Measured> Run(Func<Func<int, long, (long Frame, DateTimeOffset Time)>, CancellationToken, Task<Hj212Stations.Result>> send, CancellationToken cancel)
    {
        await using var store = new FrameStore(servers);
        var frames = Frames(options.Span);
        await using var server = ProcessWatch.Start(servers.MonitoringPid);
        await using var database = ProcessWatch.Start(servers.PostgresPid, withChildren: true);
        var (began, generator) = (TimeProvider.System.GetTimestamp(), Environment.CpuUsage.TotalTime);
        var sent = await send(frames, cancel);
        var (use, behind, own, drained) = (server.Take(), database.Take(), Environment.CpuUsage.TotalTime - generator, TimeProvider.System.GetElapsedTime(began));
        var found = await store.Count(frames(0, 0).Time, frames(0, (long)(options.Span.TotalSeconds * FramesPerStationSecondMax)).Time, cancel);
        return found == sent.Frames
            ? new(sent.Frames, found, sent.Elapsed, drained, sent.Answers, use, behind, own)
            : throw new MeasurementFailedException($"{sent.Frames} frames were acknowledged, {found} are there");
    }

    private async Task Quiet(PostgresPeer postgres, CancellationToken cancel)
    {
        await postgres.Checkpoint(cancel);
        await ProcessWatch.UntilQuiet([servers.MonitoringPid, servers.PostgresPid], cancel);
    }

    private static IReadOnlyList<string> Cells(string name, Measured run, double single) =>
    [
        name, Table.Number(run.FramesPerSecond), Table.Number(run.Frames / run.Drained.TotalSeconds), Table.Ratio(run.FramesPerSecond / single),
        Table.Milliseconds(run.Answers.Milliseconds(0.5)), Table.Milliseconds(run.Answers.Milliseconds(0.99)), Table.Number(run.Server.Cpu.TotalMicroseconds / run.Frames),
        Table.Number(run.Database!.Cpu.TotalMicroseconds / run.Frames), Table.Number(run.Generator.TotalMicroseconds / run.Frames), $"{run.Server.PeakMiB:F0} ({run.Database.PeakMiB:F0})",
    ];
}
