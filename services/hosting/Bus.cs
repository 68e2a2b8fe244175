using System.Reflection;
using MassTransit;
using MassTransit.RabbitMqTransport;
using Microsoft.Extensions.DependencyInjection;

namespace Basin.Hosting;

/// <summary>
/// RabbitMQ through MassTransit: one durable quorum queue per service, named <c>basin-{service}</c>, fed by one fanout exchange per message type.
/// </summary>
public static class Bus
{
    /// <summary>RabbitMQ 4 drops a message of a quorum queue after 20 deliveries; a service that is killed again and again must not lose one that way.</summary>
    private const int DeliveriesMax = 1_000_000;

    private const string DeliveryLimit = "x-delivery-limit";

    /// <summary>Where messages for systems outside are kept for those who have no queue of their own yet, so that none is unroutable.</summary>
    public const string OfferedQueue = "basin-offered";

    /// <summary>The newest of them are kept, and no longer than this.</summary>
    private const int OfferedMessagesMax = 10_000;

    private static readonly TimeSpan OfferedKept = TimeSpan.FromDays(7);

    public static string QueueOf(string service) => $"basin-{service}";

    public static void AddBus(this IServiceCollection services, string service, Uri broker, Assembly consumers, Outbound outbound)
    {
        services.AddMassTransit(bus =>
        {
            // The library would otherwise report to its maker five minutes after the start.
            bus.DisableUsageTelemetry();
            bus.AddConsumers(consumers);
            bus.UsingRabbitMq((context, rabbit) =>
            {
                rabbit.Host(broker, host => host.RequestedConnectionTimeout(TimeSpan.FromSeconds(5)));
                // The relay must find the subscribers' queues in place, whichever service starts first.
                rabbit.DeployPublishTopology = true;
                foreach (var (message, subscribers) in outbound.Subscribers)
                    foreach (var subscriber in subscribers) Bind(rabbit, message, QueueOf(subscriber), (DeliveryLimit, DeliveriesMax));
                foreach (var message in outbound.Offered)
                    Bind(rabbit, message, OfferedQueue, ("x-max-length", OfferedMessagesMax), ("x-message-ttl", (long)OfferedKept.TotalMilliseconds));
                if (!HasConsumers(consumers)) return;
                rabbit.ReceiveEndpoint(QueueOf(service), endpoint =>
                {
                    endpoint.SetQuorumQueue();
                    endpoint.SetQueueArgument(DeliveryLimit, DeliveriesMax);
                    endpoint.PrefetchCount = Limits.PrefetchMessages;
                    endpoint.ConcurrentMessageLimit = 4;
                    // A database that restarts is waited for (about four minutes in all) before a message is set aside in basin-{service}_error; one that cannot
                    // be understood is set aside at once.
                    endpoint.UseMessageRetry(retry =>
                    {
                        retry.Ignore<FormatException>();
                        retry.Ignore<InvalidDataException>();
                        retry.Exponential(
                            retryLimit: 14, minInterval: TimeSpan.FromMilliseconds(50), maxInterval: TimeSpan.FromSeconds(30), intervalDelta: TimeSpan.FromMilliseconds(200));
                    });
                    endpoint.ConfigureConsumers(context);
                });
            });
        });
        services.AddOptions<MassTransitHostOptions>().Configure(options =>
        {
            options.WaitUntilStarted = false;
            options.StopTimeout = TimeSpan.FromSeconds(20);
        });
    }

    /// <summary>
    /// Binds the message's own exchange to a quorum queue itself. A subscriber that starts binds it through an exchange of its own as well; the broker puts
    /// one copy into a queue however many ways lead there.
    /// </summary>
    private static void Bind(IRabbitMqBusFactoryConfigurator rabbit, Type message, string queue, params (string Name, object Value)[] arguments) =>
        rabbit.Publish(message, topology => ((IRabbitMqMessagePublishTopologyConfigurator)topology).BindQueue(new RabbitMqMessageNameFormatter().GetMessageName(message), queue, binding =>
        {
            binding.SetQueueArgument("x-queue-type", "quorum");
            foreach (var (name, value) in arguments) binding.SetQueueArgument(name, value);
        }));

    private static bool HasConsumers(Assembly assembly) =>
        assembly.GetTypes().Any(type => type is { IsAbstract: false, IsClass: true } && type.IsAssignableTo(typeof(IConsumer)));
}
