using System.Diagnostics;

namespace Basin.Journeys;

/// <summary>The lines a newcomer copies out of the README do what the README says.</summary>
public sealed class ReadmeJourney(Servers servers, ITestOutputHelper output) : IAsyncLifetime
{
    private Stack _stack = null!;

    public async ValueTask InitializeAsync() => _stack = await Stack.Start(servers);

    public ValueTask DisposeAsync() => _stack.DisposeAsync();

    [Fact]
    public async Task The_whole_way_with_curl_ends_in_a_closed_case()
    {
        if (!IsInstalled("curl")) Assert.Skip("curl is not installed here.");
        var keys = Directory.CreateTempSubdirectory("basin-readme-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(keys, "superior.key.pem"), _stack.Superior.PrivatePem);
            var (exitCode, text) = await Run($"set -euo pipefail\n{string.Join('\n', Blocks())}", new()
            {
                ["R"] = Address(_stack.Registry), ["M"] = Address(_stack.Monitoring), ["X"] = Address(_stack.Exchange), ["K"] = keys,
                ["BASIN_CLI"] = Path.Combine(AppContext.BaseDirectory, "basin.dll"),
            });
            output.WriteLine(text);
            exitCode.ShouldBe(0, text);
            text.TrimEnd().Split('\n')[^1].ShouldContain("\"status\":\"closed\"");
            text.ShouldContain("叁仟万元整");
        }
        finally
        {
            Directory.Delete(keys, recursive: true);
        }
    }

    /// <summary>Every block marked <c>sh</c>, in order.</summary>
    private static IEnumerable<string> Blocks() =>
        File.ReadAllText(Path.Combine(Servers.Repository, "README.md")).Split("```sh\n").Skip(1).Select(block => block.Split("\n```")[0]);

    private static string Address(ServiceProcess service) => service.Address.ToString().TrimEnd('/');

    private static bool IsInstalled(string tool) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, tool)));

    private static async Task<(int ExitCode, string Text)> Run(string script, Dictionary<string, string> settings)
    {
        var start = new ProcessStartInfo("bash", ["-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in settings) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (answers, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await errors + await answers);
    }
}
