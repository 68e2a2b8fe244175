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
            .WithSummary($"预警 Warnings of sections the caller may read (section=, state=open or ended), the latest first, at most {Limits.PageRowsMax}; more with before = the last openedAt")
            .Produces<IReadOnlyList<Row>>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);

    private static async Task<IResult> All(string? section, string? state, string? before, Caller caller, IQuerySession session, CancellationToken cancel)
    {
        if (state is not null && !States.Contains(state)) return new Rejection(Refusal.Malformed, "invalid-state", "A warning is open or ended.", "state", state).ToResult();
        if (Moment.Read("before", before, out var moment) is { } malformed) return malformed.ToResult();
        if (section is not null && await session.MayRead(section, caller, cancel) is { } rejection) return rejection.ToResult();
        var query = session.Query<WarningListing>().AsQueryable();
        if (section is not null) query = query.Where(listing => listing.Section == section);
        else if (!KnownSection.AreAllOpenTo(caller))
        {
            var readable = await Readable(session, caller, cancel);
            query = query.Where(listing => listing.Section.IsOneOf(readable));
        }

        if (state is not null)
        {
            var open = state == "open";
            query = query.Where(listing => listing.Open == open);
        }

        if (moment is { } latest) query = query.Where(listing => listing.OpenedAt < latest);
        var rows = await query.OrderByDescending(listing => listing.OpenedAt).ThenBy(listing => listing.Id).Take(Limits.PageRowsMax).ToListAsync(cancel);
        var ids = rows.Select(listing => listing.Id).ToArray();
        var deliveries = (await session.Query<WarningDelivery>().Where(delivery => delivery.Warning.IsOneOf(ids)).ToListAsync(cancel)).ToLookup(delivery => delivery.Warning, StringComparer.Ordinal);
        return TypedResults.Ok(rows.Select(listing => new Row(listing.Warning, [.. deliveries[listing.Id].OrderBy(delivery => delivery.Organisation, StringComparer.Ordinal).ThenBy(delivery => delivery.IsEnd).Select(Shown)])));
    }

    private static Delivery Shown(WarningDelivery delivery) => new(
        delivery.Organisation, delivery.IsEnd ? "ended" : "opened", delivery.Status, delivery.Attempts, delivery.EndedAt is null ? delivery.NextAt : null, delivery.LastAnswer);

    internal static async Task<string[]> Readable(IQuerySession session, Caller caller, CancellationToken cancel)
    {
        var watched = await session.Query<StationListing>().Where(listing => listing.Operator == caller.Organisation).Select(listing => listing.Section).ToListAsync(cancel);
        return [.. await session.Query<KnownSection>().ReadableBy(caller, [.. watched.Distinct()]).Select(section => section.Id).ToListAsync(cancel)];
    }
}
