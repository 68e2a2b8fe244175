using Polly;
using Polly.Timeout;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Basin.Hosting;

/// <summary>A message for a system outside, in plain JSON.</summary>
/// <param name="Id">The same whenever the same thing is published again; at most 255 bytes.</param>
/// <param name="Type">What it is, in one word.</param>
/// <param name="Headers">Text by name.</param>
/// <param name="Json">UTF-8.</param>
public sealed record OutsideMessage(string Id, string Type, IReadOnlyDictionary<string, string> Headers, byte[] Json);

/// <summary>
/// Durable queues of systems outside, each filled through the broker's default exchange. Apart from the relay, which stops at the first message it cannot
/// publish: a queue that somebody outside let run full must not hold up what the services tell each other.
/// </summary>
public sealed class OutsideQueues(Uri broker, TimeProvider clock) : IAsyncDisposable
{
    /// <summary>A full queue refuses the next message, which is then tried again later; none is dropped for it.</summary>
    public const int MessagesMax = 100_000;

    /// <summary>RabbitMQ 4 drops a message of a quorum queue after 20 deliveries; a consumer that fails again and again must not lose one that way.</summary>
    private const int DeliveriesMax = 1_000_000;

    private static readonly TimeSpan PublishMax = TimeSpan.FromSeconds(10);

    private static readonly Dictionary<string, object?> Arguments = new()
    {
        ["x-queue-type"] = "quorum", ["x-delivery-limit"] = DeliveriesMax, ["x-max-length"] = MessagesMax, ["x-overflow"] = "reject-publish",
    };

    private readonly ResiliencePipeline _limit = new ResiliencePipelineBuilder { TimeProvider = clock }.AddTimeout(PublishMax).Build();

    /// <summary>A channel may be used by one at a time.</summary>
    private readonly SemaphoreSlim _one = new(1);

    private readonly ConnectionFactory _factory = new() { Uri = broker, AutomaticRecoveryEnabled = false, RequestedConnectionTimeout = PublishMax, ClientProvidedName = "basin-outside" };
    private IConnection? _connection;
    private IChannel? _channel;

    /// <summary>Makes a queue that is not there yet; returns what the broker says against it, or null.</summary>
    public Task<string?> Declare(string queue, CancellationToken cancel) => Do((channel, token) => DeclareOn(channel, queue, token), cancel);

    /// <summary>Publishes, and waits until the broker has it on disk in the queue.</summary>
    public async Task<PushAnswer> Publish(string queue, OutsideMessage message, CancellationToken cancel)
    {
        var (at, began) = (clock.GetUtcNow(), clock.GetTimestamp());
        var failure = await Do((channel, token) => PublishOn(channel, queue, message, at, token), cancel);
        var answer = failure ?? "confirmed";
        return new(failure is null ? PushOutcome.Taken : PushOutcome.Failed, answer, [new(at, answer, (long)clock.GetElapsedTime(began).TotalMilliseconds)]);
    }

    public async ValueTask DisposeAsync()
    {
        await Close();
        _one.Dispose();
    }

    private static async Task DeclareOn(IChannel channel, string queue, CancellationToken cancel) =>
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, Arguments, cancellationToken: cancel);

    private static async Task PublishOn(IChannel channel, string queue, OutsideMessage message, DateTimeOffset at, CancellationToken cancel)
    {
        // Somebody may have deleted it.
        await DeclareOn(channel, queue, cancel);
        var properties = new BasicProperties
        {
            MessageId = message.Id, Type = message.Type, ContentType = "application/json", ContentEncoding = "utf-8", DeliveryMode = DeliveryModes.Persistent,
            Timestamp = new(at.ToUnixTimeSeconds()), Headers = message.Headers.ToDictionary(header => header.Key, object? (header) => header.Value),
        };
        await channel.BasicPublishAsync(exchange: "", routingKey: queue, mandatory: true, properties, message.Json, cancel);
    }

    /// <summary>Why it could not be done; null when it was.</summary>
    private async Task<string?> Do(Func<IChannel, CancellationToken, Task> work, CancellationToken cancel)
    {
        await _one.WaitAsync(cancel);
        try
        {
            await _limit.ExecuteAsync(async token => await work(await Open(token), token), cancel);
            return null;
        }
        catch (Exception problem) when (problem is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            await Close();
            return Said(problem);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Our own words only: the library's may show addresses within.</summary>
    private static string Said(Exception problem) => problem switch
    {
        PublishReturnException => "the queue was deleted at this moment",
        PublishException => $"the broker does not take it; a queue holds at most {MessagesMax} messages",
        OperationInterruptedException { ShutdownReason.ReplyCode: var code } => $"the broker refuses the queue ({code})",
        TimeoutRejectedException => $"the broker did not confirm within {PublishMax.TotalSeconds:F0} s",
        _ => "the broker does not answer",
    };

    private async Task<IChannel> Open(CancellationToken cancel)
    {
        if (_channel is { IsOpen: true } open) return open;
        await Close();
        _connection = await _factory.CreateConnectionAsync(cancel);
        return _channel = await _connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancel);
    }

    private async Task Close()
    {
        if (_connection is { } connection) await connection.DisposeAsync();
        (_connection, _channel) = (null, null);
    }
}
