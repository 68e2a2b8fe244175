namespace Basin.Benchmarks.Ingest;

/// <summary>
/// Batches over HTTP with token, validation, deduplication and commit, beside InfluxDB and COPY with the same readings, and beside single-row
/// inserts. A round runs every sender one after another; the figures are medians of the rounds, the ratios medians of each round's own, so
/// that what else the machine does weighs little.
/// </summary>
public sealed class HttpPart(IngestServers servers, World world, IngestOptions options)
{
    private const int Connections = 8;
    private const int Batch = 500;

    /// <summary>As many frames as make a batch of 500 readings, for a like comparison with 500 lines.</summary>
    private const int FramesOfBatch = (Batch + SyntheticFrames.ValuesPerFrame - 1) / SyntheticFrames.ValuesPerFrame;

    /// <summary>Before the first round everybody runs warm with this part of it.</summary>
    private const int WarmUpPart = 2;

    private const string Influx = "InfluxDB 1.6, a line for each reading, 500 lines";
    private const string Copy = "COPY, a row for each reading, 500 rows";

    private static readonly TimeSpan SingleSpan = TimeSpan.FromSeconds(5);

    /// <summary>How one sender sends, and how what it sent is found again.</summary>
    /// <param name="Frames">Number of the first frame of its round.</param>
    /// <param name="Count">Rows found between two instants.</param>
    private sealed record Sender(
        string Name, long Frames, Func<long, List<Payload>> Payloads, int Connections, Func<Payload, CancellationToken, Task> Send,
        Func<DateTimeOffset, DateTimeOffset, CancellationToken, Task<long>> Count, int Pid, bool BehindIsPostgres);

    private readonly Dictionary<string, List<Measured>> _measured = [];
    private readonly List<double> _single = [];

    public async Task<IReadOnlyList<string>> Measure(CancellationToken cancel)
    {
        using var http = new HttpSender(Connections);
        await using var postgres = new PostgresPeer(servers);
        await using var store = new FrameStore(servers);
        var (basin, influx) = (new BasinSender(servers, world, http), new InfluxPeer(servers, http));
        await influx.Create(cancel);
        await postgres.CreateAnew(cancel);
        for (var round = 0; round <= options.Rounds; round++)
        {
            var frames = round == 0 ? options.Frames / WarmUpPart : options.Frames;
            foreach (var sender in Round(frames, basin, influx, postgres, store))
            {
                await postgres.Checkpoint(cancel);
                await ProcessWatch.UntilQuiet([servers.MonitoringPid, servers.PostgresPid, servers.InfluxPid], cancel);
                var measured = await Measure(sender, frames, cancel);
                if (round == 0) continue;
                if (!_measured.TryGetValue(sender.Name, out var known)) _measured.Add(sender.Name, known = []);
                known.Add(measured);
                await Console.Error.WriteLineAsync($"  {round} {sender.Name}: {Table.Number(measured.ValuesPerSecond)} readings/s");
            }

            await postgres.Checkpoint(cancel);
            if (round > 0) _single.Add((await postgres.SingleRows(Connections, SingleSpan, cancel)).PerSecond);
        }

        return [.. Lines(), "", $"PostgreSQL for Basin and its peers alike: {await postgres.Settings(cancel)}. InfluxDB: wal-fsync-delay 0s, inmem index, no request log. {Connections} connections each."];
    }

    /// <summary>Both forms of each store get the same frames; Basin, which takes a frame once, gets two lots of them.</summary>
    private IEnumerable<Sender> Round(int frames, BasinSender basin, InfluxPeer influx, PostgresPeer postgres, FrameStore store)
    {
        var (one, two) = (world.Take(frames), world.Take(frames));
        yield return new(
            "Basin, batches of 56 frames (504 readings)", one, first => Payloads.Json(world.Frames, first, frames, FramesOfBatch), Connections,
            basin.Post, store.Count, servers.MonitoringPid, true);
        yield return new(
            Influx, one, first => Payloads.LinePerReading(world.Frames, first, frames, FramesOfBatch), Connections,
            influx.Write, (from, to, token) => influx.Count("reading", "value", from, to, token), servers.InfluxPid, false);
        yield return new(
            "Basin, batches of 500 frames (4,500 readings)", two, first => Payloads.Json(world.Frames, first, frames, Batch), Connections,
            basin.Post, store.Count, servers.MonitoringPid, true);
        yield return new(
            "InfluxDB 1.6, a line of 9 fields for each frame, 500 lines", two, first => Payloads.LinePerFrame(world.Frames, first, frames, Batch), Connections,
            influx.Write, (from, to, token) => influx.Count("frame", "pH", from, to, token), servers.InfluxPid, false);
        yield return new(
            Copy, one, first => Payloads.RowPerReading(world.Frames, first, frames, FramesOfBatch), Connections,
            (payload, token) => postgres.Copy("readings", payload, token), (from, to, token) => postgres.Count("readings", from, to, token), servers.PostgresPid, false);
        yield return new(
            "COPY, a row of 9 values for each frame, 500 rows", two, first => Payloads.RowPerFrame(world.Frames, first, frames, Batch), Connections,
            (payload, token) => postgres.Copy("wide", payload, token), (from, to, token) => postgres.Count("wide", from, to, token), servers.PostgresPid, false);
        yield return new(
            "COPY, a row for each reading, all in one", two, first => Payloads.RowPerReading(world.Frames, first, frames, frames), 1,
            (payload, token) => postgres.Copy("readings", payload, token), (from, to, token) => postgres.Count("readings", from, to, token), servers.PostgresPid, false);
    }

    private async Task<Measured> Measure(Sender sender, int frames, CancellationToken cancel)
    {
        var payloads = sender.Payloads(sender.Frames);
        var rows = payloads.Sum(payload => (long)payload.Rows);
        await using var server = ProcessWatch.Start(sender.Pid, withChildren: sender.Pid == servers.PostgresPid);
        await using var database = ProcessWatch.Start(servers.PostgresPid, withChildren: true);
        var (began, generator) = (TimeProvider.System.GetTimestamp(), Environment.CpuUsage.TotalTime);
        var sent = await ClosedLoop.Run(payloads, sender.Connections, (_, payload, token) => sender.Send(payload, token), cancel);
        var (use, behind, own) = (server.Take(), database.Take(), Environment.CpuUsage.TotalTime - generator);
        var (from, to) = (world.Frames.TimeOf(sender.Frames), world.Frames.TimeOf(sender.Frames + frames - 1).AddSeconds(1));
        for (var until = TimeProvider.System.GetUtcNow().AddMinutes(2); ;)
        {
            var drained = TimeProvider.System.GetElapsedTime(began);
            if (await sender.Count(from, to, cancel) is var found && found == rows)
                return new(sent.Frames, rows, sent.Elapsed, drained, sent.Answers, use, sender.BehindIsPostgres ? behind : null, own);
            if (TimeProvider.System.GetUtcNow() > until) throw new MeasurementFailedException($"{sender.Name}: {rows} rows were acknowledged, {found} are there");
        }
    }

    private IEnumerable<string> Lines()
    {
        var rows = _measured.Select(measured => Cells(measured.Key, measured.Value)).ToList();
        rows.Add(
        [
            $"PostgreSQL, single-row inserts of a frame (pgbench, {Connections} clients)", Table.Number(Table.Median(_single)), "", Table.Number(SyntheticFrames.ValuesPerFrame * Table.Median(_single)),
            Table.Number(SyntheticFrames.ValuesPerFrame * Table.Median(_single)), "", "", "", "", "", "", "", "",
        ]);
        return Table.Of(
            [
                "sender", "frames/s", "rows or points/s", "accepted readings/s", "drained readings/s", "to InfluxDB's points", "to COPY's rows", "p50 ms", "p99 ms", "CPU server µs/frame", "CPU PostgreSQL µs/frame",
                "CPU generator µs/frame", "peak MiB (PostgreSQL)",
            ],
            rows);
    }

    private IReadOnlyList<string> Cells(string name, List<Measured> rounds)
    {
        return
        [
            name, Number(round => round.FramesPerSecond), Number(round => round.RowsPerSecond), Number(round => round.ValuesPerSecond), Number(round => round.ValuesDrainedPerSecond),
            To(Influx), To(Copy), Milliseconds(0.5), Milliseconds(0.99), Cpu(round => round.Server.Cpu), rounds[0].Database is null ? "" : Cpu(round => round.Database!.Cpu), Cpu(round => round.Generator),
            $"{rounds.Max(round => round.Server.PeakMiB):F0}{(rounds[0].Database is null ? "" : $" ({rounds.Max(round => round.Database!.PeakMiB):F0})")}",
        ];

        string Number(Func<Measured, double> figure) => Table.Number(Table.Median(rounds.Select(figure)));
        string To(string peer) => Table.Ratio(Table.Median(rounds.Zip(_measured[peer], (own, other) => own.ValuesPerSecond / other.RowsPerSecond)));
        string Milliseconds(double share) => Table.Milliseconds(Table.Median(rounds.Select(round => round.Answers.Milliseconds(share))));
        string Cpu(Func<Measured, TimeSpan> time) => Table.Number(Table.Median(rounds.Select(round => time(round).TotalMicroseconds / round.Frames)));
    }
}
