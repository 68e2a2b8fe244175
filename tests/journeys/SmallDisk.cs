using System.Diagnostics;

namespace Basin.Journeys;

/// <summary>A file system of a few megabytes in memory; tests that need one are skipped where none may be mounted.</summary>
public sealed class SmallDisk : IAsyncDisposable
{
    private readonly string _ballast;

    private SmallDisk(string folder) => (Folder, _ballast) = (folder, Path.Combine(folder, "ballast"));

    /// <summary>Belongs to the user whom PostgreSQL runs as.</summary>
    public string Folder { get; }

    public static async Task<SmallDisk> Mount(Servers servers, int megabytes)
    {
        if (!servers.MayBeKilled) Assert.Skip("PostgreSQL is not ours, so it cannot be given a small disk.");
        var folder = Directory.CreateTempSubdirectory("basin-small-").FullName;
        if (Environment.UserName != "root" || await Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", folder) != 0)
        {
            Directory.Delete(folder);
            Assert.Skip("No file system may be mounted here.");
        }

        await Run("chmod", "755", folder);
        var disk = new SmallDisk(folder);
        Directory.CreateDirectory(Path.Combine(folder, "data"));
        await Run("chown", "postgres:", Path.Combine(folder, "data"));
        return disk;
    }

    /// <summary>Where a tablespace can be.</summary>
    public static string DataOf(string folder) => Path.Combine(folder, "data");

    public async Task Fill(int leaveMegabytes)
    {
        var free = new DriveInfo(Folder).AvailableFreeSpace - (leaveMegabytes * 1024L * 1024);
        await using var ballast = File.Create(_ballast);
        var block = new byte[1024 * 1024];
        for (; free > block.Length; free -= block.Length) await ballast.WriteAsync(block);
    }

    public void Empty() => File.Delete(_ballast);

    public async ValueTask DisposeAsync()
    {
        await Run("umount", "-l", Folder);
        Directory.Delete(Folder, recursive: true);
    }

    private static async Task<int> Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
