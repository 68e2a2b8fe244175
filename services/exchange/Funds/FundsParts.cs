using Marten;

namespace Basin.Exchange;

/// <summary>What the use of funds needs of the service, and its requests.</summary>
public static class FundsParts
{
    public static void AddFunds(this StoreOptions documents) => documents.Schema.For<FundMarks>().Duplicate(marks => marks.Agreement);

    public static void MapFunds(this IEndpointRouteBuilder app)
    {
        app.MapReadFundUse();
        app.MapReportUse();
        app.MapQuestionUse();
        app.MapOrderUse();
    }
}
