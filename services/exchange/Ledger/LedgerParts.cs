namespace Basin.Exchange;

/// <summary>What the ledger needs of the service, and its requests.</summary>
public static class LedgerParts
{
    /// <summary>Before anything else of the service that runs by itself: from its first commit on, events are posted.</summary>
    public static void AddLedger(this IServiceCollection services)
    {
        services.AddSingleton<LedgerLog>();
        services.AddSingleton<LedgerView>();
        services.AddHostedService<LedgerTables>();
        services.AddHostedService<FillLedger>();
    }

    public static void MapLedger(this IEndpointRouteBuilder app)
    {
        app.MapReadAccounts();
        app.MapReadTrialBalance();
        app.MapReadNetPositions();
        app.MapReadInstructions();
        app.MapAcceptStatement();
    }
}
