namespace Basin.Exchange;

/// <summary>Pauses after failures. They are kept with what waits, not in a process, so that a restart changes nothing.</summary>
public static class BackOff
{
    /// <summary>Doubles with each failure up to <paramref name="longest"/>, and is shortened by chance, so that those which failed together do not come again together.</summary>
    /// <param name="failures">In a row, from 1.</param>
    /// <param name="chance">From 0, inclusive, to 1, exclusive.</param>
    /// <returns>From half of the full pause, inclusive, to the whole, exclusive.</returns>
    public static TimeSpan Pause(TimeSpan first, TimeSpan longest, int failures, decimal chance)
    {
        var full = first;
        for (var doubled = 1; doubled < failures && full < longest; doubled++) full += full;
        var half = long.Min(full.Ticks, longest.Ticks) / 2;
        return new(half + (long)(half * chance));
    }
}
