using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Registry;

/// <summary>
/// <c>PUT /organisations/{code}/notice-url</c>: an organisation says where its notices are pushed, or that it only pulls. A literal address in a network that is not
/// allowed is refused here; where a name leads is judged by the exchange, each time it connects.
/// </summary>
public static class StateNoticeUrl
{
    /// <param name="Url">Null when notices are only pulled from now on.</param>
    public sealed record Body(string? Url);

    public static void MapStateNoticeUrl(this IEndpointRouteBuilder app) =>
        app.MapPut("/organisations/{code}/notice-url", Put).RequireRole(Role.Writers)
            .WithTags("organisations").WithSummary("设置通知地址 Say where notices are pushed; null means pull only")
            .Produces<Organisation>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(422);

    private static async Task<IResult> Put(string code, Body body, Caller caller, IDocumentStore store, AllowedNetworks networks, TimeProvider clock, CancellationToken cancel)
    {
        if (code != caller.Organisation)
            return new Rejection(Refusal.Forbidden, "not-your-organisation", $"Only {code} itself says where its notices go; {caller.Organisation} asked.").ToResult();
        var outcome = await store.Work(
            (session, token) => session.Change(code, new Organisation.Command.ChangeNoticeUrl(code, body.Url, caller.Organisation, clock.GetUtcNow(), Reaches(networks, body.Url)), token),
            cancel);
        return outcome.Rejection?.ToResult() ?? TypedResults.Ok(outcome.State);
    }

    /// <summary>What is no address at all is for others to refuse.</summary>
    internal static bool Reaches(AllowedNetworks networks, string? url) => !Uri.TryCreate(url, UriKind.Absolute, out var address) || networks.AllowsHostOf(address);
}
