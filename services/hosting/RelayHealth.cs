using JasperFx.Events.Daemon;
using Marten;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Basin.Hosting;

/// <summary>What the relay of this process last did; read by its health check.</summary>
public sealed class RelayProgress
{
    public string? LastFailure { get; private set; }

    public void Moved() => LastFailure = null;

    public void Failed(string why) => LastFailure = why;
}

/// <summary>For how long the relay has stood still, from looks at its position now and then.</summary>
public sealed class RelayStandstill(TimeProvider clock)
{
    private readonly Lock _lock = new();
    private long _position = -1;
    private DateTimeOffset _since = clock.GetUtcNow();

    /// <summary>How long nothing has moved although something could: no longer than the oldest waiting event has waited.</summary>
    /// <param name="position">The relay's position now.</param>
    /// <param name="oldest">For how long the oldest event beyond it has waited.</param>
    public TimeSpan Look(long position, TimeSpan oldest)
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            if (position != _position) (_position, _since) = (position, now);
            var seen = now - _since;
            return seen < oldest ? seen : oldest;
        }
    }
}

/// <summary>
/// Red when committed events wait to be published and none has been for a while. It compares the event log with the relay's recorded progress
/// in the database, so it holds for whichever copy of the service leads the relay. <see cref="RelayWatch"/> looks every few seconds, so the answer
/// is right however seldom anybody asks.
/// </summary>
public sealed class RelayHealth(NpgsqlDataSource database, IDocumentStore store, Outbound outbound, RelayProgress progress, TimeProvider clock) : IHealthCheck
{
    private readonly RelayStandstill _standstill = new(clock);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (outbound.EventTypes.Count == 0) return HealthCheckResult.Healthy("nothing to relay");
        if (await Look(cancellationToken) is not { } standstill) return HealthCheckResult.Healthy("nothing waits");
        return standstill > Limits.RelayStandstillMax
            ? HealthCheckResult.Unhealthy($"events wait to be relayed; none moved for {standstill.TotalSeconds:F0} s; last failure: {progress.LastFailure ?? "none seen here"}")
            : HealthCheckResult.Healthy("events wait and move");
    }

    /// <summary>For how long the relay has stood still; null when nothing waits.</summary>
    internal async Task<TimeSpan?> Look(CancellationToken cancel)
    {
        var (position, waitsFor) = await Oldest(cancel);
        var standstill = _standstill.Look(position, waitsFor ?? TimeSpan.Zero);
        return waitsFor is null ? null : standstill;
    }

    /// <summary>The relay's position, and for how long the oldest event beyond it has waited; null when none waits.</summary>
    private async Task<(long Position, TimeSpan? Age)> Oldest(CancellationToken cancel)
    {
        var names = outbound.EventTypes.Select(type => store.Options.Events.AllKnownEventTypes().First(known => known.EventType == type).EventTypeName).ToArray();
        await using var command = database.CreateCommand(
            """
            select coalesce(p.position, 0),
                   (select now() - e.timestamp from mt_events e where e.type = any($1) and e.seq_id > coalesce(p.position, 0) order by e.seq_id limit 1)
            from (select max(last_seq_id) as position from mt_event_progression where name like 'relay:%') p
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = names });
        await using var row = await command.ExecuteReaderAsync(cancel);
        await row.ReadAsync(cancel);
        return (row.GetInt64(0), await row.IsDBNullAsync(1, cancel) ? null : row.GetTimeSpan(1));
    }
}

/// <summary>
/// Starts a relay that stopped: after its own retries the daemon leaves an agent stopped or paused for good, which would hold back obligations
/// until somebody restarts the process. It looks at the relay's position on each round, for the health check.
/// </summary>
public sealed class RelayWatch(IProjectionCoordinator coordinator, RelayHealth health, Outbound outbound, TimeProvider clock, ILogger<RelayWatch> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        outbound.EventTypes.Count == 0 ? Task.CompletedTask : Rounds.Keep(Interval, clock, log, Revive, stoppingToken);

    private async Task Revive(CancellationToken cancel)
    {
        var daemon = coordinator.DaemonForMainDatabase();
        foreach (var agent in daemon.CurrentAgents().Where(agent => agent.Status != JasperFx.AgentStatus.Running))
        {
            Log.RelayRestarted(log, agent.Name.Identity, agent.Status.ToString());
            daemon.EjectPausedShard(agent.Name.Identity);
            await daemon.StartAgentAsync(agent.Name.Identity, cancel);
        }

        try
        {
            await health.Look(cancel);
        }
        catch (NpgsqlException)
        {
            // The database's own check says so.
        }
    }
}
