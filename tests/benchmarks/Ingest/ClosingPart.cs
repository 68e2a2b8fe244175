using Basin.Rules;

namespace Basin.Benchmarks.Ingest;

/// <summary>
/// A month that is over, with a frame every four hours of every section, falls due for all sections at once while the running month's frames come in:
/// how long the service takes to close it by itself, and how much of its speed the taking in keeps.
/// </summary>
public sealed class ClosingPart(IngestServers servers, World world, IngestOptions options)
{
    private const string Prefix = "CLOSE";
    private const int Connections = 8;
    private const int FramesOfBatch = 500;

    private static readonly TimeSpan FrameStep = TimeSpan.FromHours(4);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan ClosedWithin = TimeSpan.FromMinutes(20);

    private long _taken;

    public async Task<IReadOnlyList<string>> Measure(CancellationToken cancel)
    {
        using var http = new HttpSender(Connections);
        await using var store = new FrameStore(servers);
        var basin = new BasinSender(servers, world, http);
        // Its closing day has passed, whatever day it is today.
        var month = YearMonth.Of(TimeProvider.System.GetUtcNow()).AddMonths(-2);
        var places = await world.RegisterStations(Prefix, options.Sections, month, cancel);
        var filled = await Fill(basin, places, month, cancel);
        await ProcessWatch.UntilQuiet([servers.MonitoringPid, servers.PostgresPid], cancel);

        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var ingesting = Ingest(basin, enough.Token);
        try
        {
            await Task.Delay(options.Span / 4, cancel);
            var before = await Window(() => Task.Delay(options.Span, cancel));
            var due = await store.MakeDue($"%{Prefix}%", month, cancel);
            if (due != options.Sections) throw new MeasurementFailedException($"{due} months were waiting to be closed, not {options.Sections}");
            var during = await Window(() => UntilClosed(store, month, cancel));
            var after = await Window(() => Task.Delay(options.Span, cancel));
            return Table.Of(
                ["sections", "frames in their month", "closed in", "frames/s before", "frames/s while closing", "frames/s after", "kept (to the mean of before and after)", "CPU service s while closing", "CPU PostgreSQL s while closing", "peak MiB"],
                [
                    [
                        Table.Number(options.Sections), Table.Number(filled), $"{during.Elapsed.TotalSeconds:F1} s", Table.Number(before.PerSecond), Table.Number(during.PerSecond), Table.Number(after.PerSecond),
                        Table.Ratio(2 * during.PerSecond / (before.PerSecond + after.PerSecond)), $"{during.Service.Cpu.TotalSeconds:F1}", $"{during.Database.Cpu.TotalSeconds:F1}", $"{during.Service.PeakMiB:F0}",
                    ],
                ]);
        }
        finally
        {
            await enough.CancelAsync();
            await ingesting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private sealed record Look(TimeSpan Elapsed, double PerSecond, Use Service, Use Database);

    private async Task<long> Fill(BasinSender basin, IReadOnlyList<(string Section, string Station)> places, YearMonth month, CancellationToken cancel)
    {
        var perStation = month.Days * (int)(TimeSpan.FromDays(1) / FrameStep);
        await Console.Error.WriteLineAsync($"▸ 上传 {month} 的 {perStation * places.Count} 帧 · sending {perStation * places.Count} frames of {month}");
        var payloads = places.Select(place => Payloads.Json(new(month.Start.ToUniversalTime(), [place.Station], FrameStep), 0, perStation, perStation)[0]).ToList();
        return (await ClosedLoop.Run(payloads, Connections, (_, payload, token) => basin.Post(payload, token), cancel)).Frames;
    }

    /// <summary>The running month's frames, without end.</summary>
    private Task Ingest(BasinSender basin, CancellationToken cancel) => Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(
        async () =>
        {
            while (!cancel.IsCancellationRequested)
            {
                var payload = Payloads.Json(world.Frames, world.Take(FramesOfBatch), FramesOfBatch, FramesOfBatch)[0];
                await basin.Post(payload, cancel);
                Interlocked.Add(ref _taken, payload.Frames);
            }
        },
        cancel)));

    private async Task<Look> Window(Func<Task> lasts)
    {
        await using var service = ProcessWatch.Start(servers.MonitoringPid);
        await using var database = ProcessWatch.Start(servers.PostgresPid, withChildren: true);
        var (began, taken) = (TimeProvider.System.GetTimestamp(), Interlocked.Read(ref _taken));
        await lasts();
        var elapsed = TimeProvider.System.GetElapsedTime(began);
        return new(elapsed, (Interlocked.Read(ref _taken) - taken) / elapsed.TotalSeconds, service.Take(), database.Take());
    }

    private async Task UntilClosed(FrameStore store, YearMonth month, CancellationToken cancel)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (await store.Closed($"%{Prefix}%", month, cancel) is var closed && closed < options.Sections)
        {
            if (TimeProvider.System.GetElapsedTime(began) > ClosedWithin) throw new MeasurementFailedException($"{closed} of {options.Sections} months were closed within {ClosedWithin.TotalMinutes} minutes");
            await Task.Delay(LookInterval, cancel);
        }
    }
}
