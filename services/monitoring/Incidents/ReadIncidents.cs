using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Monitoring;

/// <summary><c>GET /incidents</c> and <c>GET /incidents/{no}</c>: incidents at the sections that the caller may read.</summary>
public static class ReadIncidents
{
    public static void MapReadIncidents(this IEndpointRouteBuilder app)
    {
        app.MapGet("/incidents", All).WithTags("incidents").WithSummary($"联防联治事件 Incidents at sections the caller may read (section=), the latest first, at most {Limits.PageRowsMax}")
            .Produces<IReadOnlyList<PollutionIncident>>().ProducesProblem(403).ProducesProblem(404);
        app.MapGet("/incidents/{no}", One).WithTags("incidents").WithSummary("读取事件 One incident").Produces<PollutionIncident>().ProducesProblem(404);
    }

    private static async Task<IResult> All(string? section, Caller caller, IQuerySession session, CancellationToken cancel)
    {
        if (section is not null && await session.MayRead(section, caller, cancel) is { } rejection) return rejection.ToResult();
        var query = session.Query<IncidentListing>().AsQueryable();
        if (section is not null) query = query.Where(listing => listing.Section == section);
        else if (!KnownSection.AreAllOpenTo(caller))
        {
            var readable = await ReadWarnings.Readable(session, caller, cancel);
            query = query.Where(listing => listing.Section.IsOneOf(readable));
        }

        var rows = await query.OrderByDescending(listing => listing.OpenedAt).ThenBy(listing => listing.Id).Take(Limits.PageRowsMax).ToListAsync(cancel);
        return TypedResults.Ok(rows.Select(listing => listing.Incident));
    }

    private static async Task<IResult> One(string no, Caller caller, IQuerySession session, CancellationToken cancel)
    {
        var unknown = new Rejection(Refusal.NotFound, "no-such-incident", $"There is no incident '{no}'.", "no", no);
        if (!Codes.IsCode(no) || await session.LoadAsync<IncidentListing>(no, cancel) is not { } listing) return unknown.ToResult();
        return await session.MayRead(listing.Section, caller, cancel) is null ? TypedResults.Ok(listing.Incident) : unknown.ToResult();
    }
}
