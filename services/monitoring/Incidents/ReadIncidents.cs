using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Monitoring;

/// <summary><c>GET /incidents</c> and <c>GET /incidents/{no}</c>: incidents at the sections that the caller may read.</summary>
public static class ReadIncidents
{
    public static void MapReadIncidents(this IEndpointRouteBuilder app)
    {
        app.MapGet("/incidents", All).WithTags("incidents").WithSummary($"联防联治事件 Incidents at sections the caller may read (section=), the latest first, at most {Limits.PageRowsMax}; now or as known at a time (knownAt)")
            .Produces<IReadOnlyList<PollutionIncident>>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(404);
        app.MapGet("/incidents/{no}", One).WithTags("incidents").WithSummary("读取事件 One incident, now or as known at a time (knownAt)").Produces<PollutionIncident>().ProducesProblem(400).ProducesProblem(404);
    }

    private static async Task<IResult> All(string? section, string? knownAt, Caller caller, IQuerySession session, CancellationToken cancel)
    {
        if (Moment.Read("knownAt", knownAt, out var moment) is { } malformed) return malformed.ToResult();
        if (section is not null && await session.MayRead(section, caller, cancel) is { } rejection) return rejection.ToResult();
        var query = session.Query<IncidentListing>().AsQueryable();
        if (section is not null) query = query.Where(listing => listing.Section == section);
        else if (!KnownSection.AreAllOpenTo(caller))
        {
            var readable = await ReadWarnings.Readable(session, caller, cancel);
            query = query.Where(listing => listing.Section.IsOneOf(readable));
        }

        if (moment is { } then) query = query.Where(listing => listing.OpenedAt <= then);
        var rows = await query.OrderByDescending(listing => listing.OpenedAt).ThenBy(listing => listing.Id).Take(Limits.PageRowsMax).ToListAsync(cancel);
        if (moment is null) return TypedResults.Ok(rows.Select(listing => listing.Incident));
        var incidents = await session.LoadMany<PollutionIncident>(rows.Select(listing => PollutionIncident.Stream(listing.Id)), PollutionIncident.Apply, cancel, moment);
        return TypedResults.Ok(rows.Select(listing => incidents.GetValueOrDefault(PollutionIncident.Stream(listing.Id)).State).OfType<PollutionIncident>());
    }

    private static async Task<IResult> One(string no, string? knownAt, Caller caller, IQuerySession session, CancellationToken cancel)
    {
        if (Moment.Read("knownAt", knownAt, out var moment) is { } malformed) return malformed.ToResult();
        var unknown = new Rejection(Refusal.NotFound, "no-such-incident", $"There is no incident '{no}'.", "no", no);
        if (!Codes.IsCode(no) || await session.LoadAsync<IncidentListing>(no, cancel) is not { } listing) return unknown.ToResult();
        if (await session.MayRead(listing.Section, caller, cancel) is not null) return unknown.ToResult();
        if (moment is null) return TypedResults.Ok(listing.Incident);
        var (incident, _) = await session.Load<PollutionIncident>(PollutionIncident.Stream(no), PollutionIncident.Apply, cancel, moment);
        return incident is null ? unknown.ToResult() : TypedResults.Ok(incident);
    }
}
