namespace Basin.Cli;

/// <summary>Says on standard error how far a long file is read; a short one is read before the first word.</summary>
public sealed class ReadProgress : IDisposable
{
    /// <summary>What takes no longer than this says nothing.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly TextWriter _error;
    private readonly TimeProvider _clock;
    private readonly long _total;
    private readonly long _begun;
    private readonly ITimer _timer;
    private long _bytes;
    private long _rows;

    public ReadProgress(long bytesTotal, TextWriter error, TimeProvider clock)
    {
        (_total, _error, _clock, _begun) = (bytesTotal, error, clock, clock.GetTimestamp());
        _timer = clock.CreateTimer(_ => Say(), null, Silence, Interval);
    }

    public void Bytes(long read) => Interlocked.Add(ref _bytes, read);

    public void Rows(long read) => Interlocked.Add(ref _rows, read);

    /// <summary>Some months are read a second time.</summary>
    public void Again(int months)
    {
        Interlocked.Exchange(ref _bytes, 0);
        Interlocked.Exchange(ref _rows, 0);
        _error.WriteLine($"{months}个断面月的行不按时间先后，再读一遍 rows of {months} section-months are not in order of time; reading again");
    }

    public void Dispose() => _timer.Dispose();

    private void Say()
    {
        var (bytes, rows) = (Interlocked.Read(ref _bytes), Interlocked.Read(ref _rows));
        var seconds = Math.Max(1, (long)_clock.GetElapsedTime(_begun).TotalSeconds);
        _error.WriteLine($"{(_total == 0 ? 0 : bytes * 100 / _total),3} %  {rows:#,##0} 行 rows  {bytes / 1_000_000 / seconds} MB/s");
    }
}
