using Marten;

namespace Basin.Exchange;

/// <summary>What duties need of the service, and their requests.</summary>
public static class DutiesParts
{
    public static void AddDuties(this StoreOptions documents) => documents.Schema.For<DutyListing>().Duplicate(duty => duty.Agreement);

    public static void AddDuties(this IServiceCollection services) => services.AddHostedService<KeepDuties>();

    public static void MapDuties(this IEndpointRouteBuilder app)
    {
        app.MapReadDuties();
        app.MapReportDuty();
        app.MapExtendDuty();
        app.MapWaiveDuty();
    }
}
