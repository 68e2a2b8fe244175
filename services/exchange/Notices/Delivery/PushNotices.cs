using System.Security.Cryptography;
using Basin.Hosting;
using Marten;

namespace Basin.Exchange;

/// <summary>
/// Delivers notices: each receiver is served on its own, so that one which is slow or away holds up nobody else. What waits, for how long, and who serves whom
/// is in the store; a process that ends leaves nothing behind but a claim that runs out.
/// </summary>
public sealed class PushNotices(IDocumentStore store, NoticeWays ways, TimeProvider clock, ILogger<PushNotices> log) : BackgroundService
{
    /// <summary>Deliveries of one receiver that are looked at together.</summary>
    private const int PageDeliveries = 500;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Receivers that this process serves, by circuit.</summary>
    private readonly Dictionary<string, Task> _served = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Rounds.Keep(Interval, clock, log, Round, stoppingToken);
        }
        finally
        {
            await Task.WhenAll(_served.Values);
        }
    }

    private async Task Round(CancellationToken cancel)
    {
        foreach (var done in _served.Where(one => one.Value.IsCompleted).Select(one => one.Key).ToList()) _served.Remove(done);
        await using var session = store.QuerySession();
        var organisations = await session.Query<NoticeDelivery>().Where(delivery => delivery.Status == DeliveryStatus.Waiting).Select(delivery => delivery.Organisation).Distinct().ToListAsync(cancel);
        foreach (var organisation in organisations)
            foreach (var byQueue in new[] { false, true })
                if (!_served.ContainsKey(DeliveryCircuit.IdOf(organisation, byQueue)))
                    _served[DeliveryCircuit.IdOf(organisation, byQueue)] = Serve(organisation, byQueue, cancel);
    }

    private async Task Serve(string organisation, bool byQueue, CancellationToken cancel)
    {
        try
        {
            if (await Claim(organisation, byQueue, cancel) is not { } circuit) return;
            try
            {
                await Serve(circuit, organisation, byQueue, cancel);
            }
            finally
            {
                // Be the service stopping, another copy goes on at once.
                await store.ChangeCircuit(circuit.Id, free => free.ClaimedUntil = default, CancellationToken.None);
            }
        }
        catch (Exception problem) when (problem is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            Log.DeliveryFailed(log, problem, organisation);
        }
    }

    private async Task Serve(DeliveryCircuit circuit, string organisation, bool byQueue, CancellationToken cancel)
    {
        while (await Waiting(organisation, byQueue, cancel) is { Count: > 0 } waiting && circuit.Ready(waiting, clock.GetUtcNow()) is { Count: > 0 } ready)
        {
            var outcomes = await Task.WhenAll(ready.Select(delivery => Deliver(delivery, cancel)));
            circuit = await Conclude(circuit, outcomes, cancel);
            if (circuit.IsOpen) await GiveUp(waiting.Except(ready), cancel);
        }
    }

    /// <summary>Null when there is nothing to do, or another copy of the service is at it.</summary>
    private async Task<DeliveryCircuit?> Claim(string organisation, bool byQueue, CancellationToken cancel)
    {
        var (id, now) = (DeliveryCircuit.IdOf(organisation, byQueue), clock.GetUtcNow());
        await using var session = store.QuerySession();
        var circuit = await session.LoadAsync<DeliveryCircuit>(id, cancel) ?? new DeliveryCircuit { Id = id };
        if (circuit.IsClaimed(now) || (circuit.IsOpen && now < circuit.PausedUntil) || circuit.Ready(await Waiting(organisation, byQueue, cancel), now).Count == 0) return null;
        circuit.Renew(now);
        return await store.TryStore(circuit, cancel) ? circuit : null;
    }

    private async Task<IReadOnlyList<NoticeDelivery>> Waiting(string organisation, bool byQueue, CancellationToken cancel)
    {
        await using var session = store.QuerySession();
        var waiting = session.Query<NoticeDelivery>().Where(delivery => delivery.Status == DeliveryStatus.Waiting && delivery.Organisation == organisation);
        return await (byQueue ? waiting.Where(delivery => delivery.Queue != null) : waiting.Where(delivery => delivery.Queue == null))
            .OrderBy(delivery => delivery.Cursor).Take(PageDeliveries).ToListAsync(cancel);
    }

    private async Task<PushOutcome> Deliver(NoticeDelivery delivery, CancellationToken cancel)
    {
        await using var session = store.QuerySession();
        var answer = await ways.Deliver(session, delivery, cancel);
        delivery.Conclude(answer, clock.GetUtcNow(), Chance());
        Log.Pushed(log, delivery.Notice, delivery.Organisation, delivery.Status, delivery.Attempts, answer.Answer);
        await store.TryStore(delivery, cancel);
        return answer.Outcome;
    }

    private async Task<DeliveryCircuit> Conclude(DeliveryCircuit before, PushOutcome[] outcomes, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var after = await store.ChangeCircuit(
            before.Id,
            circuit =>
            {
                circuit.Conclude(outcomes, now, Chance());
                circuit.Renew(now);
            },
            cancel);
        if (before.IsOpen != after.IsOpen) Log.CircuitChanged(log, after.Id, after.IsOpen ? "takes no notices" : "takes notices again");
        return after;
    }

    /// <summary>What no probe will reach in time is told so, and can be pulled or replayed.</summary>
    private async Task GiveUp(IEnumerable<NoticeDelivery> waiting, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        foreach (var late in waiting.Where(delivery => delivery.IsPastHorizon(now)))
        {
            late.GiveUp(now);
            if (await store.TryStore(late, cancel)) Log.Pushed(log, late.Notice, late.Organisation, late.Status, late.Attempts, late.LastAnswer!);
        }
    }

    private static decimal Chance() => RandomNumberGenerator.GetInt32(1_000_000) / 1_000_000m;
}
