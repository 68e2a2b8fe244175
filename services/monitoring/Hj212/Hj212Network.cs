using System.Diagnostics.Metrics;
using Basin.Hosting;

namespace Basin.Monitoring;

/// <summary>What all HJ 212 connections of the process share.</summary>
/// <param name="find">The profile of a device number; null for one that is not registered.</param>
/// <param name="take">Stores a frame.</param>
public sealed class Hj212Network(
    Func<string, Hj212Profile?> find, Hj212Take take, Hj212Traffic traffic, Hj212Requests requests, Hj212Limits limits, TimeProvider clock, ILogger log)
{
    /// <summary>A store that is away is said once in so long, not for every frame.</summary>
    private static readonly TimeSpan SayEvery = TimeSpan.FromSeconds(10);

    private static readonly Counter<int> Frames = Telemetry.Meter.CreateCounter<int>("basin.monitoring.hj212.frames", "{frame}", "Frames of HJ 212 by outcome.");

    private long _saidAt;

    public Func<string, Hj212Profile?> Find => find;

    public Hj212Traffic Traffic => traffic;

    public Hj212Requests Requests => requests;

    public Hj212Guesses Guesses { get; } = new(clock);

    public Hj212Limits Limits => limits;

    public TimeProvider Clock => clock;

    public ILogger Log => log;

    /// <summary>Stores a frame; whatever goes wrong means that it shall be sent again.</summary>
    internal async Task<Hj212Taken> Store(Hj212Step.Store step, CancellationToken cancel)
    {
        Hj212Taken taken;
        try
        {
            taken = await take(step.Station, step.Frame, step.Raw, cancel);
        }
        catch (Exception problem) when (problem is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            Say(problem);
            taken = Hj212Taken.Busy;
        }

        Frames.Add(1, new KeyValuePair<string, object?>("outcome", taken.Outcome.ToString()));
        return taken;
    }

    private void Say(Exception problem)
    {
        var (now, before) = (clock.GetUtcNow().Ticks, Interlocked.Read(ref _saidAt));
        if (now - before >= SayEvery.Ticks && Interlocked.CompareExchange(ref _saidAt, now, before) == before) Monitoring.Log.Hj212NotStored(log, problem);
    }
}
