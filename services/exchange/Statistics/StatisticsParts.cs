namespace Basin.Exchange;

/// <summary>What statistics and reports are made of, and their requests.</summary>
public static class StatisticsParts
{
    public static void AddStatistics(this IServiceCollection services)
    {
        services.AddSingleton<SectionTargets>();
        services.AddSingleton<LedgerSums>();
        services.AddSingleton(provider => new PrintedReports(new(() => PaperFonts.Read(setting => provider.GetRequiredService<IConfiguration>()[setting]))));
    }

    public static void MapStatistics(this IEndpointRouteBuilder app)
    {
        app.MapReadCompliance();
        app.MapReadFunds();
        app.MapReadReport();
    }
}
