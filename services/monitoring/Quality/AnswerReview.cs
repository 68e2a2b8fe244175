using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Monitoring;

/// <summary>
/// <c>POST /stations/{code}/reviews/{id}/confirmation</c>, <c>rejection</c> (the operator's province), <c>consent</c>, <c>objection</c> (the other side)
/// and <c>ruling</c> (the superior).
/// </summary>
public static class AnswerReview
{
    /// <param name="Reason">Both provinces read it; at most 2000 characters.</param>
    public sealed record Body(string Reason);

    /// <param name="Upheld">Whether the verdict takes effect.</param>
    /// <param name="Reason">Both provinces read it; at most 2000 characters.</param>
    public sealed record RulingBody(bool Upheld, string Reason);

    /// <summary>What an answer is decided on.</summary>
    /// <param name="Current">Content hash of the latest revision of the station's frames by instant.</param>
    /// <param name="Compared">The month without and with the verdict; null for answers that do not ask.</param>
    private sealed record Known(Review.Actor By, IReadOnlyDictionary<DateTimeOffset, string> Current, ReviewComparison? Compared, DateTimeOffset At);

    public static void MapAnswerReview(this IEndpointRouteBuilder app)
    {
        Map(
            app, "confirmation", "省级确认 Confirm as the operator's province; in effect at once where the month stays as it is",
            (body, known) => review => Review.Decide(review, new Review.Confirm(known.By, body.Reason, known.Current, known.Compared!, known.At)), compares: true);
        Map(
            app, "rejection", "省级否决 Reject as the operator's province",
            (body, known) => review => Review.Decide(review, new Review.Reject(known.By, body.Reason, known.At)));
        Map(
            app, "consent", "对方同意 Consent as the other side",
            (body, known) => review => Review.Decide(review, new Review.Consent(known.By, body.Reason, known.Current, known.At)));
        Map(
            app, "objection", "对方反对 Object as the other side",
            (body, known) => review => Review.Decide(review, new Review.ObjectTo(known.By, body.Reason, known.At)));
        app.MapPost("/stations/{code}/reviews/{id}/ruling", (
                string code, string id, RulingBody body, Caller caller, IDocumentStore store, FrameLog frameLog, Closing closing, TimeProvider clock, CancellationToken cancel) =>
            Answer(code, id, caller, store, frameLog, closing, clock, true, known => review => Review.Decide(review, new Review.Rule(known.By, body.Upheld, body.Reason, known.Current, known.Compared!, known.At)), cancel))
            .Describe("上级裁定 Rule as the common superior: the verdict takes effect or does not");
    }

    private static void Map(
        IEndpointRouteBuilder app, string answer, string summary, Func<Body, Known, Func<Review?, Decision>> decide, bool compares = false) =>
        app.MapPost($"/stations/{{code}}/reviews/{{id}}/{answer}", (
                string code, string id, Body body, Caller caller, IDocumentStore store, FrameLog frameLog, Closing closing, TimeProvider clock, CancellationToken cancel) =>
            Answer(code, id, caller, store, frameLog, closing, clock, compares, known => decide(body, known), cancel))
            .Describe(summary);

    private static void Describe(this RouteHandlerBuilder route, string summary) =>
        route.WithTags("reviews").WithSummary(summary).Produces<ReviewView>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);

    private static async Task<IResult> Answer(
        string code, string id, Caller caller, IDocumentStore store, FrameLog frameLog, Closing closing, TimeProvider clock, bool compares,
        Func<Known, Func<Review?, Decision>> decide, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var (outcome, current) = await store.Work(
            async (session, token) =>
            {
                var (listing, rejection) = await session.Find(code, caller, token);
                if (rejection is not null) return (new Outcome<Review>(null, 0, false, rejection), new Dictionary<DateTimeOffset, string>());
                if (await session.LoadAsync<ReviewListing>(ReviewListing.IdOf(code, id), token) is not { } known)
                    return (new(null, 0, false, new(Refusal.NotFound, "unknown-review", $"There is no review '{id}' of {code}.", "id", id)), []);
                var month = YearMonth.Parse(known.Month);
                var contents = (await frameLog.StandingOf(code, month, token)).Contents();
                var section = (await session.LoadAsync<KnownSection>(listing!.Section, token))!;
                var compared = compares ? await session.Compare(frameLog, section, listing.Station, month, ReadingVerdict.Of(known.Review), now, token) : null;
                var by = new Known(new(caller.Organisation, caller.Role, caller.Region), contents, compared, now);
                var answered = await session.Decide(Review.Stream(code, id), Review.Apply, decide(by), token);
                await session.Keep(answered, closing, now, token);
                await session.SaveChangesAsync(token);
                return (answered, contents);
            },
            cancel);
        return outcome.Rejection?.ToResult() ?? TypedResults.Ok(ReviewView.Of(outcome.State!, current));
    }
}
