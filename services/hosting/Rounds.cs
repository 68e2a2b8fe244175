using Microsoft.Extensions.Logging;

namespace Basin.Hosting;

/// <summary>Work that comes round again and again for as long as the service lives.</summary>
public static class Rounds
{
    /// <summary>A round that fails is logged under the name of <paramref name="log"/>, and the next one comes all the same.</summary>
    public static async Task Keep(TimeSpan interval, TimeProvider clock, ILogger log, Func<CancellationToken, Task> round, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(interval, clock);
        while (await timer.WaitForNextTickAsync(stop))
        {
            try
            {
                await round(stop);
            }
            catch (Exception problem) when (problem is not OperationCanceledException || !stop.IsCancellationRequested)
            {
                Log.RoundFailed(log, problem, interval);
            }
        }
    }
}
