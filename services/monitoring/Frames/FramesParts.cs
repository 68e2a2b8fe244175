namespace Basin.Monitoring;

/// <summary>What frames need of the service: their log, the one way into it, and the ways in over HTTP.</summary>
public static class FramesParts
{
    public static void AddFrames(this IServiceCollection services)
    {
        services.AddSingleton<FrameTables>();
        services.AddHostedService(provider => provider.GetRequiredService<FrameTables>());
        services.AddSingleton<FrameLog>();
        services.AddSingleton<StationProfiles>();
        services.AddSingleton<Intake>();
        services.AddHostedService(provider => provider.GetRequiredService<Intake>());
    }

    public static void MapFrames(this IEndpointRouteBuilder app)
    {
        app.MapAcceptFrames();
        app.MapStreamFrames();
        app.MapReadBatches();
        app.MapReadDay();
        app.MapReadRawFrame();
        app.MapReadSeries();
    }
}
