using Marten;

namespace Basin.Monitoring;

/// <summary>What quality control and reviews need of the service.</summary>
public static class QualityParts
{
    public static void QualityDocuments(this StoreOptions documents) =>
        documents.Schema.For<ReviewListing>().Index(listing => listing.Section).Index(listing => listing.Station);

    public static void MapQuality(this IEndpointRouteBuilder app)
    {
        app.MapStateQuality();
        app.MapReadQuality();
        app.MapProposeReview();
        app.MapAnswerReview();
        app.MapReadReviews();
    }
}
