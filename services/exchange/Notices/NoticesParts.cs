using Basin.Hosting;

namespace Basin.Exchange;

/// <summary>What the room of notices is made of.</summary>
public static class NoticesParts
{
    public static void AddNoticesParts(this BasinService service)
    {
        var (settings, services) = (service.Settings, service.Services);
        var keys = WebhookKeys.Read(settings["BASIN_WEBHOOK_KEYS"], service.Required("BASIN_NOTICE_KEY"));
        services.AddSingleton(keys);
        services.AddSingleton(new NoticeReceivers(allowPrivate: settings["BASIN_NOTICE_PRIVATE_NETWORKS"] == "allowed", keys));
        services.AddSingleton(PrintedNotices.Of(setting => settings[setting]));
        services.AddSingleton(NoticeKeys.Read(service));
        services.AddSingleton<SignNotices>();
        services.AddHostedService<IssueOwed>();
    }
}
