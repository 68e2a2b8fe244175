using Marten;

namespace Basin.Monitoring;

/// <summary>What the gap ledger and asking stations again need of the service.</summary>
public static class GapsParts
{
    public static void GapsDocuments(this StoreOptions documents) => documents.Schema.For<ResendListing>();

    public static void AddGaps(this IServiceCollection services)
    {
        services.AddSingleton(provider => Hj212History.Of(provider.GetRequiredService<Hj212Requests>(), provider.GetRequiredService<Hj212Directory>().OfStation));
        services.AddHostedService<AskForGaps>();
    }

    public static void MapGaps(this IEndpointRouteBuilder app) => app.MapReadGaps();
}
