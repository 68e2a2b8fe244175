using Basin.Hosting;
using Basin.Rules;
using Marten;
using Marten.Linq.MatchesSql;

namespace Basin.Registry;

/// <summary>
/// <c>GET /organisations</c> and <c>GET /organisations/{code}</c>, for every authenticated caller: keys with their times are public, so that anybody
/// can verify a signature. Notice addresses are not.
/// </summary>
public static class ReadOrganisations
{
    public static void MapReadOrganisations(this IEndpointRouteBuilder app)
    {
        app.MapGet("/organisations", List).WithTags("organisations").WithSummary("机构目录 Organisations in the order of their codes")
            .Produces<Page<Organisation>>().ProducesProblem(422);
        app.MapGet("/organisations/{code}", One).WithTags("organisations").WithSummary("机构及其公钥 One organisation with its keys, good and revoked")
            .Produces<Organisation>().ProducesProblem(404);
    }

    private static async Task<IResult> List([AsParameters] PageAsked asked, Caller caller, IQuerySession session, CancellationToken cancel)
    {
        if (asked.Refused() is { } refused) return refused.ToResult();
        var rows = await session.Query<OrganisationListing>().Where(row => row.MatchesSql("d.id > ?", asked.From)).OrderBy(row => row.Id).Take(asked.Rows).ToListAsync(cancel);
        return TypedResults.Ok(asked.Cut(rows, row => row.Id, row => row.Organisation.AsSeenBy(caller)));
    }

    private static async Task<IResult> One(string code, Caller caller, IQuerySession session, CancellationToken cancel) =>
        Codes.IsCode(code) && await session.LoadAsync<OrganisationListing>(code, cancel) is { Organisation: var organisation }
            ? TypedResults.Ok(organisation.AsSeenBy(caller))
            : new Rejection(Refusal.NotFound, "unknown-organisation", $"No organisation {code} is registered.", "code", code).ToResult();

    /// <summary>The notice address is an entrance to somebody's network: shown to the organisation, its region's bureau, the superior and the auditor.</summary>
    public static Organisation AsSeenBy(this Organisation organisation, Caller caller) =>
        caller.Role is Role.Superior or Role.Auditor || caller.Organisation == organisation.Code || (caller.Role == Role.Bureau && caller.Region == organisation.Region)
            ? organisation
            : organisation with { NoticeUrl = null };
}
