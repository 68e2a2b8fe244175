using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Registry;

/// <summary>
/// <c>PUT /organisations/{code}</c>: registers an organisation or states it anew. For the common superior; and for a bureau, as far as finance
/// departments and operators of its own region go.
/// </summary>
public static class StateOrganisation
{
    /// <param name="NoticeUrl">Where notices are pushed; null or absent leaves it as it is. Of a registered organisation only itself changes it, by <c>notice-url</c>.</param>
    public sealed record Body(string Name, string Role, string Region, string? NoticeUrl = null);

    public static void MapStateOrganisation(this IEndpointRouteBuilder app) =>
        app.MapPut("/organisations/{code}", Put).RequireRole(Role.Superior, Role.Bureau)
            .WithTags("organisations").WithSummary("登记机构 Register an organisation or state it anew")
            .Produces<Organisation>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(409).ProducesProblem(422);

    private static async Task<IResult> Put(string code, Body body, Caller caller, IDocumentStore store, AllowedNetworks networks, TimeProvider clock, CancellationToken cancel)
    {
        if (!MayState(caller, body))
            return new Rejection(Refusal.Forbidden, "not-your-organisation", $"The bureau {caller.Organisation} registers finance departments and operators of {caller.Region} only; this is a {body.Role} of {body.Region}.").ToResult();
        var outcome = await store.Work(
            (session, token) => session.Change(
                code,
                new Organisation.Command.State(
                    code, body.Name, body.Role, body.Region, body.NoticeUrl, caller.Organisation, caller.Role == Role.Superior, clock.GetUtcNow(), StateNoticeUrl.Reaches(networks, body.NoticeUrl)),
                token),
            cancel);
        return outcome.Rejection?.ToResult() ?? TypedResults.Ok(outcome.State!.AsSeenBy(caller));
    }

    private static bool MayState(Caller caller, Body body) =>
        caller.Role == Role.Superior || (body.Role is Role.Finance or Role.Operator && body.Region == caller.Region);
}
