namespace Basin.Benchmarks.Ingest;

/// <summary>Times from sending to acknowledgement.</summary>
public sealed class Latencies(IEnumerable<TimeSpan> times)
{
    private readonly TimeSpan[] _ordered = [.. times.Order()];

    public int Count => _ordered.Length;

    /// <summary>Milliseconds within which this share of the answers came, by nearest rank; 0 where there was none.</summary>
    /// <param name="share">Above 0, at most 1.</param>
    public double Milliseconds(double share) => Count == 0 ? 0 : _ordered[Math.Max(0, (int)Math.Ceiling(share * Count) - 1)].TotalMilliseconds;
}
