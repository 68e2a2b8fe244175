using Basin.Hosting;
using Basin.Rules;
using Basin.Signing;
using Marten;

namespace Basin.Exchange;

/// <summary><c>PUT</c> and <c>GET /organisations/{code}/signature-suite</c>: an organisation chooses the suite in which notices are signed for it.</summary>
public static class ChooseSuite
{
    /// <param name="Suite"><c>ES256</c>, <c>EdDSA</c> or <c>SM2</c>, as far as offered.</param>
    public sealed record Body(string Suite);

    /// <param name="Suite">ES256 where nothing was chosen.</param>
    /// <param name="Offered">What can be chosen.</param>
    public sealed record View(string Organisation, string Suite, IReadOnlyList<string> Offered);

    public static void MapChooseSuite(this IEndpointRouteBuilder app)
    {
        app.MapPut("/organisations/{code}/signature-suite", Put).RequireRole(Role.Bureau, Role.Finance).WithTags("notices")
            .WithSummary("选择签名算法 Choose the suite in which notices are signed for the caller's own organisation")
            .Produces<View>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(422);
        app.MapGet("/organisations/{code}/signature-suite", Get).RequireRole(Sees.Roles).WithTags("notices")
            .WithSummary("查看所选签名算法 The suite that the caller's own organisation has chosen, and those offered").Produces<View>().ProducesProblem(403);
    }

    /// <summary>The suite that an organisation has chosen; ES256 where it chose none.</summary>
    public static async Task<string> SuiteOf(this IQuerySession session, string organisation, CancellationToken cancel) =>
        (await session.Load<SuiteChoice>(SuiteChoice.Stream(organisation), SuiteChoice.Apply, cancel)).State?.Suite ?? SignatureSuite.ES256;

    private static async Task<IResult> Put(string code, Body body, Caller caller, NoticeKeys keys, IDocumentStore store, TimeProvider clock, CancellationToken cancel)
    {
        if (code != caller.Organisation) return NotYours(code, caller);
        var outcome = await store.Work(
            async (session, token) =>
            {
                var decided = await session.Decide<SuiteChoice>(
                    SuiteChoice.Stream(code), SuiteChoice.Apply, choice => SuiteChoice.Decide(choice, new(code, body.Suite, keys.Offered, clock.GetUtcNow())), token);
                await session.SaveChangesAsync(token);
                return decided;
            },
            cancel);
        return outcome.Rejection?.ToResult() ?? TypedResults.Ok(new View(code, outcome.State!.Suite, keys.Offered));
    }

    private static async Task<IResult> Get(string code, Caller caller, NoticeKeys keys, IDocumentStore store, CancellationToken cancel)
    {
        if (code != caller.Organisation) return NotYours(code, caller);
        await using var session = store.QuerySession();
        return TypedResults.Ok(new View(code, await session.SuiteOf(code, cancel), keys.Offered));
    }

    private static IResult NotYours(string code, Caller caller) =>
        new Rejection(Refusal.Forbidden, "not-your-organisation", $"Only {code} itself chooses and sees how notices are signed for it; {caller.Organisation} asked.").ToResult();
}
