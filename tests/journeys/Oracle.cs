using System.Diagnostics;
using System.Text.Json;

namespace Basin.Journeys;

/// <summary>Programs of others that judge what we send: libraries from npm, at the versions of the lock file.</summary>
public static class Oracle
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "oracle");
    private static readonly TimeSpan InstallMax = TimeSpan.FromMinutes(2), RunMax = TimeSpan.FromSeconds(30);

    /// <summary>The problems that a script finds, one a line. The test is skipped where Node.js or the npm registry cannot be reached.</summary>
    public static async Task<string> Ask(string script, object about)
    {
        await Install();
        var (exitCode, text) = await Run("node", [script], JsonSerializer.Serialize(about), RunMax);
        exitCode.ShouldBe(0, text);
        return text.Trim();
    }

    private static async Task Install()
    {
        if (Directory.Exists(Path.Combine(Folder, "node_modules"))) return;
        var (exitCode, text) = await Run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], "", InstallMax);
        if (exitCode != 0) Assert.Skip($"The libraries of tests/journeys/oracle cannot be installed: {text.Trim().Split('\n')[0]}");
    }

    private static async Task<(int ExitCode, string Text)> Run(string program, string[] arguments, string input, TimeSpan max)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            using var deadline = new CancellationTokenSource(max);
            try
            {
                await process.WaitForExitAsync(deadline.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                return (-1, $"{program} did not end within {max.TotalSeconds} s");
            }

            return (process.ExitCode, await errors + await output);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (-1, $"{program} is not installed");
        }
    }
}
