using Basin.Hosting;
using Marten;

namespace Basin.Exchange;

/// <summary>What the room of notices is made of.</summary>
public static class NoticesParts
{
    public static void DeliveryDocuments(this StoreOptions documents)
    {
        documents.Schema.For<NoticeDelivery>().UseNumericRevisions(true).Index(delivery => delivery.Status).Index(delivery => delivery.Organisation).Index(delivery => delivery.Notice);
        documents.Schema.For<DeliveryCircuit>().UseNumericRevisions(true);
        documents.Schema.For<QueueReceiver>();
    }

    public static void MapDelivery(this IEndpointRouteBuilder app)
    {
        app.MapReplayNotices();
        app.MapReadDeliveries();
        app.MapRetryDeliveries();
        app.MapReadWebhookSecrets();
        app.MapStateQueueWanted();
    }

    public static void AddNoticesParts(this BasinService service)
    {
        var (settings, services) = (service.Settings, service.Services);
        var keys = WebhookKeys.Read(settings["BASIN_WEBHOOK_KEYS"], service.Required("BASIN_NOTICE_KEY"));
        var allowed = AllowedNetworks.Read("BASIN_NOTICE_PRIVATE_NETWORKS", settings["BASIN_NOTICE_PRIVATE_NETWORKS"]);
        services.AddSingleton(keys);
        services.AddSingleton(provider => new Pushing(allowed, triesMax: 2, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<NoticeWays>();
        services.AddSingleton(FinanceQueues.Described);
        services.AddHostedService<PushNotices>();
        services.AddSingleton(PrintedNotices.Of(setting => settings[setting]));
        services.AddSingleton(NoticeKeys.Read(service));
        services.AddSingleton<SignNotices>();
        services.AddHostedService<IssueOwed>();
    }
}
