using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Basin.Benchmarks.Ingest;
using Npgsql;

namespace Basin.Benchmarks.Ledger;

/// <summary>
/// The load generator of <c>deploy/bench ledger</c>, which checks the arguments, starts the server and says in the environment where it is: postings of
/// the ledger, one in a transaction, beside pgbench's TPC-B on the same server, turn by turn. Prints a table in Markdown.
/// </summary>
public static partial class LedgerRun
{
    public const int Clients = 8;

    /// <summary>pgbench's: a million accounts, a hundred tellers, ten branches.</summary>
    private const int Scale = 10;

    private const string Peer = "bench_tpcb", Own = "bench_ledger";

    /// <summary>The aim: postings in a second to transactions of TPC-B in a second, inclusive.</summary>
    public const double RatioLeast = 0.6;

    /// <returns>0, or 1 where a measurement could not be made or misses the aim; why is one line on standard error.</returns>
    public static async Task<int> Run(IReadOnlyList<string> arguments)
    {
        using var stopping = new CancellationTokenSource();
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, stopping));
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, stopping));
        try
        {
            var numbers = arguments.Chunk(2).ToDictionary(pair => pair[0], pair => int.Parse(pair[1], CultureInfo.InvariantCulture));
            var (ratio, lines) = await Measure(numbers["--rounds"], TimeSpan.FromSeconds(numbers["--seconds"]), stopping.Token);
            foreach (var line in lines) await Console.Out.WriteLineAsync(line);
            await Console.Out.WriteLineAsync($"ratio to TPC-B: {ratio:F2}, aim at least {RatioLeast:F2}");
            // Not less or equal: a ratio that is no number misses the aim too.
            if (ratio >= RatioLeast) return 0;
            await Console.Error.WriteLineAsync($"ledger: {ratio:F2} postings for each transaction of TPC-B; the aim is at least {RatioLeast:F2}");
            return 1;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return 1;
        }
        catch (Exception problem) when (problem is MeasurementFailedException or NpgsqlException)
        {
            await Console.Error.WriteLineAsync($"ledger: {problem.Message}");
            return 1;
        }
    }

    private static async Task<(double Ratio, IReadOnlyList<string> Lines)> Measure(int rounds, TimeSpan span, CancellationToken cancel)
    {
        var server = new NpgsqlConnectionStringBuilder
        {
            Host = Text("PGHOST"), Port = int.Parse(Text("PGPORT"), CultureInfo.InvariantCulture), Username = Text("PGUSER"), Password = Text("PGPASSWORD"), Database = Text("PGDATABASE"), MaxPoolSize = Clients + 2,
        };
        await using var admin = NpgsqlDataSource.Create(server.ConnectionString);
        foreach (var database in new[] { Peer, Own }) await Execute(admin, $"create database {database} template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C'", cancel);
        await Pgbench(["--initialize", "--quiet", "--scale", $"{Scale}", Peer], cancel);
        await using var postings = await LedgerPostings.Create(new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = Own }.ConnectionString, cancel);

        var (theirs, ours, latencies) = (new List<double>(), new List<double>(), new List<(double Theirs, double P50, double P99)>());
        for (var round = 0; round < rounds; round++)
        {
            // Neither pays for the pages that the other left dirty.
            await Execute(admin, "checkpoint", cancel);
            var output = await Pgbench(["--client", $"{Clients}", "--jobs", "2", "--protocol", "prepared", "--time", $"{(int)span.TotalSeconds}", Peer], cancel);
            await Execute(admin, "checkpoint", cancel);
            var (perSecond, answers) = await postings.Run(Clients, span, cancel);
            theirs.Add(Number(Rate(), output));
            ours.Add(perSecond);
            latencies.Add((Number(Mean(), output), answers.Milliseconds(0.5), answers.Milliseconds(0.99)));
            await Console.Error.WriteLineAsync($"  round {round + 1}: TPC-B {Table.Number(theirs[^1])}/s, postings {Table.Number(ours[^1])}/s");
        }

        var (posted, balanced) = await postings.Prove(cancel);
        var (peer, own, ratio) = (Table.Median(theirs), Table.Median(ours), Table.Median(ours.Zip(theirs, (o, t) => o / t)));
        return (ratio,
        [
            .. Table.Of(
                ["one transaction each, 8 clients", "per second (median)", "p50 ms", "p99 ms", "ratio to TPC-B"],
                [
                    [$"pgbench TPC-B, scale {Scale}, prepared", Table.Number(peer), $"{Table.Milliseconds(Table.Median(latencies.Select(l => l.Theirs)))} (mean)", "", "1"],
                    ["posting of the ledger: chained, legs summed to zero by the database", Table.Number(own), Table.Milliseconds(Table.Median(latencies.Select(l => l.P50))), Table.Milliseconds(Table.Median(latencies.Select(l => l.P99))), Table.Ratio(ratio)],
                ]),
            "",
            $"{Table.Number(posted)} postings acknowledged and there; trial balance and every chain of postings proven afterwards in {balanced.TotalSeconds:F1} s. {await Settings(admin, cancel)}",
        ]);
    }

    private static async Task<string> Pgbench(IReadOnlyList<string> arguments, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(Text("BASIN_BENCH_PGBENCH"), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        using var killed = cancel.Register(() => process.Kill());
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(cancel), process.StandardError.ReadToEndAsync(cancel));
        await process.WaitForExitAsync(cancel);
        return process.ExitCode == 0 ? await output : throw new MeasurementFailedException($"pgbench: {await errors}");
    }

    private static async Task<string> Settings(NpgsqlDataSource admin, CancellationToken cancel)
    {
        await using var command = admin.CreateCommand(
            "select string_agg(name || ' ' || current_setting(name), ', ' order by name) from pg_settings where name in ('fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers', 'server_version')");
        return (string)(await command.ExecuteScalarAsync(cancel))!;
    }

    private static async Task Execute(NpgsqlDataSource database, string sql, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static double Number(Regex pattern, string output) => double.Parse(pattern.Match(output).Groups[1].Value, CultureInfo.InvariantCulture);

    private static string Text(string name) => Environment.GetEnvironmentVariable(name) ?? throw new MeasurementFailedException($"{name} is not set; call deploy/bench ledger");

    private static void Stop(PosixSignalContext signal, CancellationTokenSource stopping)
    {
        signal.Cancel = true;
        stopping.Cancel();
    }

    [GeneratedRegex(@"tps = ([0-9.]+)")]
    private static partial Regex Rate();

    [GeneratedRegex(@"latency average = ([0-9.]+) ms")]
    private static partial Regex Mean();
}
