using System.Net.Sockets;
using System.Runtime.InteropServices;
using Basin.Cli;
using Npgsql;

namespace Basin.Benchmarks.Ingest;

/// <summary>
/// The load generator of <c>deploy/bench ingest</c>, which checks the arguments, starts the servers and says in the environment where they
/// are. Each part prints a table in Markdown.
/// </summary>
public static class IngestRun
{
    /// <returns>0, or 1 where a measurement could not be made; why is one line on standard error.</returns>
    public static async Task<int> Run(IReadOnlyList<string> arguments)
    {
        using var stopping = new CancellationTokenSource();
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, stopping));
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, stopping));
        try
        {
            var options = IngestOptions.Parse(arguments);
            var servers = IngestServers.FromEnvironment();
            await using var world = await World.Register(servers, options, stopping.Token);
            foreach (var part in options.Parts)
            {
                await Console.Error.WriteLineAsync($"▸ {part}");
                foreach (var line in await Measure(part, servers, world, options, stopping.Token)) await Console.Out.WriteLineAsync(line);
                await Console.Out.WriteLineAsync();
            }

            return 0;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return 1;
        }
        catch (Exception problem) when (problem is MeasurementFailedException or CommandFailureException or NpgsqlException or HttpRequestException or SocketException)
        {
            await Console.Error.WriteLineAsync($"ingest: {problem.Message}");
            return 1;
        }
    }

    private static Task<IReadOnlyList<string>> Measure(string part, IngestServers servers, World world, IngestOptions options, CancellationToken cancel) => part switch
    {
        "http" => new HttpPart(servers, world, options).Measure(cancel),
        "hj212" => new Hj212Part(servers, world, options).Measure(cancel),
        "steady" => new SteadyPart(servers, world, options).Measure(cancel),
        "growth" => new GrowthPart(servers, world, options).Measure(cancel),
        "closing" => new ClosingPart(servers, world, options).Measure(cancel),
        _ => throw new MeasurementFailedException($"there is no part {part}"),
    };

    private static void Stop(PosixSignalContext signal, CancellationTokenSource stopping)
    {
        signal.Cancel = true;
        stopping.Cancel();
    }
}

/// <summary>What was measured is not what was meant to be: an answer was an error, or what was acknowledged is not there.</summary>
public sealed class MeasurementFailedException(string message) : Exception(message);
