using System.Diagnostics;
using JasperFx.Events;
using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten;
using Marten.Subscriptions;
using MassTransit;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace Basin.Hosting;

/// <summary>
/// The only publisher. A Marten subscription reads committed events in order and publishes each as a message whose id is the event's id:
/// at least once, never skipped. A page that fails is delivered again whole; consumers recognise what they have seen.
/// </summary>
public sealed class Relay : SubscriptionBase
{
    public const string SubscriptionName = "relay";

    /// <summary>Up to six tries per message, each at most 5 s and all together at most 15 s; then the page is given back and delivered again whole.</summary>
    private static readonly ResiliencePipeline Publishing = new ResiliencePipelineBuilder()
        .AddTimeout(TimeSpan.FromSeconds(15))
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = 5,
            Delay = TimeSpan.FromMilliseconds(200),
            MaxDelay = TimeSpan.FromSeconds(5),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
        })
        .AddTimeout(TimeSpan.FromSeconds(5))
        .Build();

    private readonly Outbound _outbound;
    private readonly IBus _bus;
    private readonly RelayProgress _progress;
    private readonly ILogger<Relay> _log;

    public Relay(Outbound outbound, IBus bus, RelayProgress progress, ILogger<Relay> log)
    {
        (_outbound, _bus, _progress, _log) = (outbound, bus, progress, log);
        Name = SubscriptionName;
        Options.BatchSize = Limits.RelayPageEventsMax;
        foreach (var type in outbound.EventTypes) IncludeType(type);
    }

    public override async Task<IChangeListener> ProcessEventsAsync(
        EventRange page, ISubscriptionController controller, IDocumentOperations operations, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var e in page.Events)
                if (_outbound.MessageOf(e.Data, new(e.Id, e.StreamKey!, e.Version, e.Timestamp)) is { } message)
                    await Publish(e, message, cancellationToken);
        }
        catch (Exception problem) when (problem is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            _progress.Failed(problem.GetType().Name);
            Log.RelayFailed(_log, problem, page.SequenceFloor, page.SequenceCeiling);
            throw;
        }

        Telemetry.Relayed.Add(page.Events.Count);
        _progress.Moved();
        return NullChangeListener.Instance;
    }

    private async Task Publish(IEvent e, object message, CancellationToken cancel)
    {
        using var activity = Telemetry.Source.StartActivity(
            $"relay {message.GetType().Name}", ActivityKind.Producer, parentId: e.CausationId);
        activity?.SetTag("basin.event.id", e.Id).SetTag("basin.stream", e.StreamKey).SetTag("basin.event.type", e.EventTypeName);
        await Publishing.ExecuteAsync(
            async token => await _bus.Publish(
                message,
                message.GetType(),
                Pipe.Execute<PublishContext>(context =>
                {
                    context.MessageId = e.Id;
                    context.TryGetPayload<RabbitMqSendContext>(out var rabbit);
                    if (rabbit is not null) rabbit.Mandatory = true;
                }),
                token),
            cancel);
    }
}
