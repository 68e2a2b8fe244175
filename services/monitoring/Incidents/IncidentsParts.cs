using Basin.Hosting;
using Marten;

namespace Basin.Monitoring;

/// <summary>What warnings and incidents need of the service.</summary>
public static class IncidentsParts
{
    public static void IncidentsDocuments(this StoreOptions documents)
    {
        documents.Schema.For<WarningRulesListing>();
        documents.Schema.For<WarningWebhook>();
        documents.Schema.For<WarningListing>().Duplicate(warning => warning.Open).Duplicate(warning => warning.OpenedAt).Index(warning => warning.Section);
        documents.Schema.For<WarningDelivery>().UseNumericRevisions(true).Duplicate(delivery => delivery.NextAt).Duplicate(delivery => delivery.Warning);
        documents.Schema.For<IncidentListing>().Duplicate(incident => incident.OpenedAt).Index(incident => incident.Section);
    }

    public static void AddIncidents(this IServiceCollection services, IConfiguration settings)
    {
        var allowed = AllowedNetworks.Read("BASIN_WARNING_PRIVATE_NETWORKS", settings["BASIN_WARNING_PRIVATE_NETWORKS"]);
        services.AddSingleton(provider => new Pushing(allowed, triesMax: 4, provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService<WatchStations>();
        services.AddHostedService<PushWarnings>();
    }

    public static void MapIncidents(this IEndpointRouteBuilder app)
    {
        app.MapStateWarningRules();
        app.MapStateWarningWebhook();
        app.MapReadWarnings();
        app.MapOpenIncident();
        app.MapWorkOnIncident();
        app.MapReadIncidents();
    }
}
