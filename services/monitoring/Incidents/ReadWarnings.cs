using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Monitoring;

/// <summary><c>GET /warnings</c>: warnings of the sections that the caller may read, the latest first, with what became of their pushing.</summary>
public static class ReadWarnings
{
    private static readonly string[] States = ["open", "ended"];

    /// <param name="Event"><c>opened</c> or <c>ended</c>.</param>
    /// <param name="Attempts">Tries so far.</param>
    /// <param name="NextAt">When it is tried again; null when it is over.</param>
    public sealed record Delivery(string Organisation, string Event, WarningDeliveryStatus Status, int Attempts, DateTimeOffset? NextAt, string? LastAnswer);

    public sealed record Row(Warning Warning, IReadOnlyList<Delivery> Deliveries);

    public static void MapReadWarnings(this IEndpointRouteBuilder app) =>
        app.MapGet("/warnings", All).WithTags("warnings")
            .WithSummary($"预警 Warnings of sections the caller may read (section=, state=open or ended), the latest first, at most {Limits.PageRowsMax}; more with before = the last openedAt; now or as known at a time (knownAt), and then only with the pushes that were over by then, because how far the others were is not kept")
            .Produces<IReadOnlyList<Row>>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);

    private static async Task<IResult> All(string? section, string? state, string? before, string? knownAt, Caller caller, IQuerySession session, CancellationToken cancel)
    {
        if (state is not null && !States.Contains(state)) return new Rejection(Refusal.Malformed, "invalid-state", "A warning is open or ended.", "state", state).ToResult();
        if (Moment.Read("before", before, out var moment) is { } malformed) return malformed.ToResult();
        if (Moment.Read("knownAt", knownAt, out var known) is { } noMoment) return noMoment.ToResult();
        if (section is not null && await session.MayRead(section, caller, cancel) is { } rejection) return rejection.ToResult();
        var query = session.Query<WarningListing>().AsQueryable();
        if (section is not null) query = query.Where(listing => listing.Section == section);
        else if (!KnownSection.AreAllOpenTo(caller))
        {
            var readable = await Readable(session, caller, cancel);
            query = query.Where(listing => listing.Section.IsOneOf(readable));
        }

        if (moment is { } latest) query = query.Where(listing => listing.OpenedAt < latest);
        var warnings = known is { } then ? await Then(session, query, state, then, cancel) : await Now(query, state, cancel);
        var ids = warnings.Select(warning => warning.Id).ToArray();
        var deliveries = (await session.Query<WarningDelivery>().Where(delivery => delivery.Warning.IsOneOf(ids)).ToListAsync(cancel))
            .Where(delivery => known is null || delivery.EndedAt <= known)
            .ToLookup(delivery => delivery.Warning, StringComparer.Ordinal);
        return TypedResults.Ok(warnings.Select(warning => new Row(warning, [.. deliveries[warning.Id].OrderBy(delivery => delivery.Organisation, StringComparer.Ordinal).ThenBy(delivery => delivery.IsEnd).Select(Shown)])));
    }

    private static async Task<IReadOnlyList<Warning>> Now(IQueryable<WarningListing> listings, string? state, CancellationToken cancel)
    {
        if (state is not null)
        {
            var open = state == "open";
            listings = listings.Where(listing => listing.Open == open);
        }

        var rows = await listings.OrderByDescending(listing => listing.OpenedAt).ThenBy(listing => listing.Id).Take(Limits.PageRowsMax).ToListAsync(cancel);
        return [.. rows.Select(listing => listing.Warning)];
    }

    // The listing says which warnings there are, their streams what was known of them: what is over now may have been open then.
    private static async Task<IReadOnlyList<Warning>> Then(IQuerySession session, IQueryable<WarningListing> listings, string? state, DateTimeOffset knownAt, CancellationToken cancel)
    {
        var found = new List<Warning>();
        for (var page = 0; found.Count < Limits.PageRowsMax; page++)
        {
            var rows = await listings.Where(listing => listing.OpenedAt <= knownAt)
                .OrderByDescending(listing => listing.OpenedAt).ThenBy(listing => listing.Id)
                .Skip(page * Limits.PageRowsMax).Take(Limits.PageRowsMax)
                .ToListAsync(cancel);
            if (rows.Count == 0) break;
            var lines = await session.LoadMany<WarningLine>(rows.Select(row => StreamOf(row.Warning)).Distinct(StringComparer.Ordinal), WarningLine.Apply, cancel, knownAt);
            found.AddRange(rows
                .Select(row => lines.GetValueOrDefault(StreamOf(row.Warning)).State?.Warnings.FirstOrDefault(warning => warning.Number == row.Warning.Number))
                .OfType<Warning>()
                .Where(warning => state is null || warning.EndedAt is null == (state == "open")));
        }

        return [.. found.Take(Limits.PageRowsMax)];
    }

    private static string StreamOf(Warning warning) => WarningLine.Stream(warning.Station, warning.Kind, warning.Indicator);

    private static Delivery Shown(WarningDelivery delivery) => new(
        delivery.Organisation, delivery.IsEnd ? "ended" : "opened", delivery.Status, delivery.Attempts, delivery.EndedAt is null ? delivery.NextAt : null, delivery.LastAnswer);

    internal static async Task<string[]> Readable(IQuerySession session, Caller caller, CancellationToken cancel)
    {
        var watched = await session.Query<StationListing>().Where(listing => listing.Operator == caller.Organisation).Select(listing => listing.Section).ToListAsync(cancel);
        return [.. await session.Query<KnownSection>().ReadableBy(caller, [.. watched.Distinct()]).Select(section => section.Id).ToListAsync(cancel)];
    }
}
