using Basin.Hosting;
using Marten;

namespace Basin.Monitoring;

/// <summary>
/// Speaks HJ 212 for as long as the service lives. Nothing is taken in before the registered stations are known, so that none of them is ever told that
/// it is unknown.
/// </summary>
public sealed class Hj212Server(
    Hj212Listener listener, Hj212Network network, Hj212Directory directory, IDocumentStore store, TimeProvider clock, ILogger<Hj212Server> log) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>The service has seconds to stop in.</summary>
    private static readonly TimeSpan KeepAtEndWithin = TimeSpan.FromSeconds(5);

    private bool _isKnown;
    private DateTimeOffset _refreshAt;
    private DateTimeOffset _keepAt;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var known = new TaskCompletionSource();
        var rounds = Task.WhenAll(
            Rounds.Keep(LookEvery, clock, log, _ => Look(), stoppingToken),
            Rounds.Keep(LookEvery, clock, log, token => Keep(known, token), stoppingToken));
        await known.Task.WaitAsync(stoppingToken);
        Log.Hj212Listening(log, $"{listener.Endpoint}");
        await listener.Run(stoppingToken);
        // What was counted since the last round.
        using var within = new CancellationTokenSource(KeepAtEndWithin, clock);
        await network.Traffic.Keep(store, within.Token);
        await rounds;
    }

    /// <summary>Apart from <see cref="Keep"/>, so that a database that is away never stops the watch.</summary>
    private Task Look()
    {
        listener.CheckTimes();
        network.Requests.Tick();
        return Task.CompletedTask;
    }

    private async Task Keep(TaskCompletionSource known, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (!_isKnown || now >= _refreshAt)
        {
            await directory.Refresh(cancel);
            (_isKnown, _refreshAt) = (true, now + Hj212Directory.RefreshEvery);
            known.TrySetResult();
        }

        if (now < _keepAt) return;
        _keepAt = now + Hj212Traffic.KeepEvery;
        await network.Traffic.Keep(store, cancel);
    }
}
