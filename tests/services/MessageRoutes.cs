using Basin.Hosting;
using MassTransit;

namespace Basin.Services.Tests;

/// <summary>A message without a consumer piles up, and a consumer without a sender waits for ever.</summary>
public sealed class MessageRoutes
{
    private static readonly Dictionary<string, (Type Service, Outbound Outbound)> Services = new()
    {
        ["registry"] = (typeof(global::Basin.Registry.Section), global::Basin.Registry.RegistryOutbound.Messages),
        ["monitoring"] = (typeof(global::Basin.Monitoring.Station), global::Basin.Monitoring.MonitoringOutbound.Messages),
        ["exchange"] = (typeof(global::Basin.Exchange.Notice), global::Basin.Exchange.ExchangeOutbound.Messages),
    };

    [Fact]
    public void Every_message_is_sent_to_exactly_the_services_that_consume_it()
    {
        var sent =
            from service in Services.Values
            from route in service.Outbound.Subscribers
            from subscriber in route.Value
            select (route.Key.Name, subscriber);
        var consumed =
            from service in Services
            from type in service.Value.Service.Assembly.GetTypes()
            from face in type.GetInterfaces()
            where face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IConsumer<>)
            select (face.GetGenericArguments()[0].Name, service.Key);
        sent.ShouldBe(consumed, ignoreOrder: true);
    }
}
