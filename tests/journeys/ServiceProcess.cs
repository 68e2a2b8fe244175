using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Basin.Journeys;

/// <summary>One service as a process of its own, as in production; it can be killed and started again under the same address.</summary>
public sealed class ServiceProcess(string name, string logFile, IReadOnlyDictionary<string, string> settings) : IAsyncDisposable
{
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(90);
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(5) };
    private readonly Lock _logLock = new();
    private Process? _process;

    public string Name => name;

    public int Port { get; } = Ports.Free();

    public Uri Address => new($"http://127.0.0.1:{Port}");

    public string LogFile => logFile;

    public void Start()
    {
        var assembly = Path.Combine(AppContext.BaseDirectory, $"Basin.{char.ToUpperInvariant(name[0])}{name[1..]}.dll");
        var start = new ProcessStartInfo("dotnet", [assembly]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetDirectoryName(assembly)! };
        foreach (var (setting, value) in settings) start.Environment[setting] = value;
        start.Environment["ASPNETCORE_URLS"] = Address.ToString();
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["MASSTRANSIT_USAGE_TELEMETRY"] = "false";
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Write(line.Data);
        _process.ErrorDataReceived += (_, line) => Write(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>SIGKILL: no chance to finish anything.</summary>
    public async Task Kill()
    {
        if (_process is null) return;
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public async Task WaitUntilReady()
    {
        var deadline = Stopwatch.StartNew();
        while (deadline.Elapsed < StartMax)
        {
            if (_process is { HasExited: true } ended) throw new InvalidOperationException($"{name} ended with {ended.ExitCode}:\n{string.Join('\n', Tail(15))}");
            if (await IsReady()) return;
            await Task.Delay(100);
        }

        throw new TimeoutException($"{name} was not ready after {StartMax.TotalSeconds} s:\n{string.Join('\n', Tail(15))}");
    }

    public async Task<bool> IsReady()
    {
        try
        {
            using var answer = await _client.GetAsync(new Uri(Address, "/health/ready"));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception problem) when (problem is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    /// <summary>What the service itself says of its relay.</summary>
    public async Task<bool> HasRelayedEverything()
    {
        using var health = await _client.GetAsync(new Uri(Address, "/health/ready"));
        var checks = JsonNode.Parse(await health.Content.ReadAsStringAsync())!["checks"]!;
        return health.IsSuccessStatusCode && checks["relay"]!["description"]!.GetValue<string>() is "nothing waits" or "nothing to relay";
    }

    public IReadOnlyList<string> Tail(int lines)
    {
        lock (_logLock) return File.Exists(logFile) ? [.. File.ReadLines(logFile).TakeLast(lines)] : [];
    }

    public bool LogMentions(string text)
    {
        lock (_logLock) return File.Exists(logFile) && File.ReadLines(logFile).Any(line => line.Contains(text, StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        await Kill();
        _client.Dispose();
    }

    private void Write(string? line)
    {
        if (line is null) return;
        lock (_logLock) File.AppendAllText(logFile, line + "\n");
    }
}
