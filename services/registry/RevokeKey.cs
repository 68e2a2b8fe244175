using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Registry;

/// <summary><c>DELETE /organisations/{code}/keys/{keyId}</c>: revokes a key at once, for the superior or the organisation itself.</summary>
public static class RevokeKey
{
    public static void MapRevokeKey(this IEndpointRouteBuilder app) =>
        app.MapDelete("/organisations/{code}/keys/{keyId}", Delete).RequireRole(Role.Writers)
            .WithTags("organisations").WithSummary("吊销公钥 Revoke a key at once; signatures made before stay verifiable")
            .Produces<Organisation>().ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);

    private static async Task<IResult> Delete(string code, string keyId, Caller caller, IDocumentStore store, TimeProvider clock, CancellationToken cancel)
    {
        var outcome = await store.Work(
            (session, token) => session.Change(code, new Organisation.Command.RevokeKey(code, keyId, caller.Organisation, caller.Role == Role.Superior, clock.GetUtcNow()), token),
            cancel);
        return outcome.Rejection?.ToResult() ?? TypedResults.Ok(outcome.State!.AsSeenBy(caller));
    }
}
