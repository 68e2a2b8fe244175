using System.Text.Json.Serialization;

namespace Basin.Monitoring;

/// <summary>A review as it stands, found by section, station and month.</summary>
/// <param name="Id">Station and id of the review.</param>
public sealed record ReviewListing(string Id, string Station, string Section, string Month, ReviewState State, bool IsOpen, DateTimeOffset ProposedAt, Review Review)
{
    public static string IdOf(string station, string id) => $"{station}/{id}";

    public static ReviewListing Of(Review review) =>
        new(IdOf(review.Station, review.Id), review.Station, review.Section, review.Month, review.State, review.IsOpen, review.ProposedAt, review);
}

/// <summary>A review as it is shown.</summary>
/// <param name="Superseded">Why it is void for a frame that has been revised since; null while all its frames say what they said.</param>
/// <param name="Awaits">Regions whose bureau may speak next, and <c>superior</c>; empty when the review has ended.</param>
public sealed record ReviewView(Review Review, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Superseded, IReadOnlyList<string> Awaits)
{
    private const string Superior = "superior";

    /// <param name="review">The review.</param>
    /// <param name="current">Content hash of the latest revision of the station's frames by instant.</param>
    public static ReviewView Of(Review review, IReadOnlyDictionary<DateTimeOffset, string> current) => new(
        review, review.Superseded(current)?.Sentence,
        review.State switch
        {
            ReviewState.Proposed => [.. review.Provinces, Superior],
            ReviewState.AwaitingConsent or ReviewState.Objected => review.OtherSide is { } other ? [other, Superior] : [Superior],
            _ => [],
        });
}
