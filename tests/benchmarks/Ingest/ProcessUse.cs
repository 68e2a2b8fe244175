using System.Collections.Concurrent;
using System.Globalization;

namespace Basin.Benchmarks.Ingest;

/// <summary>Processor time and memory of a server over one run.</summary>
/// <param name="Cpu">Of the process and, where asked for, its children.</param>
/// <param name="PeakMiB">Highest resident memory seen; what children share with each other counts once.</param>
public sealed record Use(TimeSpan Cpu, double PeakMiB)
{
    public static Use operator +(Use one, Use other) => new(one.Cpu + other.Cpu, one.PeakMiB + other.PeakMiB);
}

/// <summary>Watches a process, from the kernel's own tables, several times a second until it is asked.</summary>
public sealed class ProcessWatch : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private const double TicksPerSecond = 100;
    private readonly int _pid;
    private readonly bool _withChildren;
    private readonly double _began;
    private readonly CancellationTokenSource _enough = new();
    private readonly Task _watching;
    private readonly ConcurrentQueue<(TimeSpan At, double MiB)> _seen = [];

    private ProcessWatch(int pid, bool withChildren)
    {
        (_pid, _withChildren) = (pid, withChildren);
        _began = CpuSeconds();
        _watching = Watch();
    }

    /// <summary>Resident memory by the time since the start, for a look at its growth.</summary>
    public IReadOnlyCollection<(TimeSpan At, double MiB)> Seen => _seen;

    public static ProcessWatch Start(int pid, bool withChildren = false) => new(pid, withChildren);

    public Use Take() => new(TimeSpan.FromSeconds(CpuSeconds() - _began), _seen.Select(seen => seen.MiB).Append(MiB()).Max());

    public async ValueTask DisposeAsync()
    {
        await _enough.CancelAsync();
        await _watching;
        _enough.Dispose();
    }

    /// <summary>Processor time of our own children that have ended.</summary>
    public static TimeSpan EndedChildrenCpu() => TimeSpan.FromSeconds(CpuSeconds(Environment.ProcessId, 13, 15));

    /// <summary>Waits until none of the processes is busy with what the last run left it to do, such as compaction; for a bounded time.</summary>
    public static async Task UntilQuiet(IEnumerable<int> pids, CancellationToken cancel)
    {
        const double BusyShare = 0.05;
        var deadline = DateTime.UtcNow + TimeSpan.FromSeconds(30);
        var watches = pids.Where(pid => pid > 0).Select(pid => new ProcessWatch(pid, withChildren: true)).ToList();
        for (var before = watches.Sum(watch => watch.CpuSeconds()); DateTime.UtcNow < deadline;)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), cancel);
            var now = watches.Sum(watch => watch.CpuSeconds());
            if (now - before < BusyShare) break;
            before = now;
        }

        foreach (var watch in watches) await watch.DisposeAsync();
    }

    private async Task Watch()
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!_enough.IsCancellationRequested)
        {
            _seen.Enqueue((TimeProvider.System.GetElapsedTime(began), MiB()));
            await Task.Delay(Interval, _enough.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Children that have ended since are in the parent's sums.</summary>
    private double CpuSeconds() => Family().Sum(pid => CpuSeconds(pid, 11, pid == _pid && _withChildren ? 15 : 13));

    // Fields are counted after the name, which may hold spaces: user, system, and of collected children user and system.
    private static double CpuSeconds(int pid, int first, int behindLast)
    {
        var stat = Read($"/proc/{pid}/stat");
        return stat.Length == 0
            ? 0
            : stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[first..behindLast].Sum(field => double.Parse(field, CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    private double MiB()
    {
        var (own, shared) = (0.0, 0.0);
        foreach (var status in Family().Select(pid => Read($"/proc/{pid}/status")))
        {
            own += KiB(status, "RssAnon") + (_withChildren ? 0 : KiB(status, "RssFile"));
            shared = Math.Max(shared, KiB(status, "RssShmem") + (_withChildren ? KiB(status, "RssFile") : 0));
        }

        return (own + shared) / 1024;
    }

    private List<int> Family()
    {
        var family = new List<int> { _pid };
        if (!_withChildren) return family;
        foreach (var thread in Directory.EnumerateDirectories($"/proc/{_pid}/task"))
            family.AddRange(Read(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pid => int.Parse(pid, CultureInfo.InvariantCulture)));
        return family;
    }

    private static double KiB(string status, string field)
    {
        var at = status.IndexOf(field, StringComparison.Ordinal);
        return at < 0 ? 0 : double.Parse(status.AsSpan(at + field.Length + 1, status.IndexOf("kB", at, StringComparison.Ordinal) - at - field.Length - 1).Trim(), CultureInfo.InvariantCulture);
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return ""; // ended meanwhile
        }
    }
}
