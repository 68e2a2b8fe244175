using Microsoft.Extensions.Diagnostics.HealthChecks;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Basin.Hosting;

/// <summary>
/// Degraded while the broker does not answer. It keeps a connection of its own, because the bus of a service that only publishes connects when it
/// has something to say and calls itself ready until then.
/// </summary>
public sealed class BrokerHealth(Uri broker) : IHealthCheck, IAsyncDisposable
{
    /// <summary>A broker that is gone without a word is missed after two of these.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan ConnectMax = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim _one = new(1);
    private readonly ConnectionFactory _factory = new()
    {
        Uri = broker, AutomaticRecoveryEnabled = false, RequestedHeartbeat = Heartbeat, RequestedConnectionTimeout = ConnectMax,
        HandshakeContinuationTimeout = ConnectMax, ContinuationTimeout = ConnectMax, ClientProvidedName = "basin-health",
    };

    private IConnection? _connection;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_connection is { IsOpen: true }) return HealthCheckResult.Healthy("the broker answers");
            await Close();
            _connection = await _factory.CreateConnectionAsync(cancellationToken);
            return HealthCheckResult.Healthy("the broker answers");
        }
        catch (Exception problem) when (problem is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Degraded(IsRefusal(problem) ? "the broker refuses the user, the password or the vhost" : "the broker does not answer");
        }
        finally
        {
            _one.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Close();
        _one.Dispose();
    }

    private static bool IsRefusal(Exception? problem) => problem is AuthenticationFailureException or PossibleAuthenticationFailureException or OperationInterruptedException
        || (problem?.InnerException is { } inner && IsRefusal(inner));

    private async Task Close()
    {
        if (_connection is { } connection) await connection.DisposeAsync();
        _connection = null;
    }
}
