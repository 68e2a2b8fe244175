using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Monitoring;

/// <summary><c>PUT</c> and <c>GET /warning-webhook</c>: a bureau says where its warnings are pushed.</summary>
public static class StateWarningWebhook
{
    /// <param name="Url">Null when warnings are only read from now on.</param>
    public sealed record Body(string? Url);

    public static void MapStateWarningWebhook(this IEndpointRouteBuilder app)
    {
        app.MapPut("/warning-webhook", Put).RequireRole(Role.Bureau).WithTags("warnings")
            .WithSummary("设置预警地址 Say where the caller's warnings are pushed (https); null means reading only")
            .Produces<WarningWebhook>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(422);
        app.MapGet("/warning-webhook", Get).RequireRole(Role.Bureau).WithTags("warnings").WithSummary("读取预警地址 Where the caller's warnings are pushed")
            .Produces<WarningWebhook>().ProducesProblem(404);
    }

    private static async Task<IResult> Put(Body body, Caller caller, IDocumentStore store, Pushing pushing, TimeProvider clock, CancellationToken cancel)
    {
        if (body.Url is { } url && !WarningWebhook.IsUrl(url, pushing.Allowed))
            return new Rejection(Refusal.NotAllowed, "invalid-webhook", WarningWebhook.UrlRule, "url", url).ToResult();
        var webhook = await store.Work(
            async (session, token) =>
            {
                var known = await session.LoadAsync<WarningWebhook>(caller.Organisation, token);
                if (known is not null && (known.Url, known.Region) == (body.Url, caller.Region)) return known;
                var stated = new WarningWebhook(caller.Organisation, caller.Region, body.Url, clock.GetUtcNow());
                session.Store(stated);
                await session.SaveChangesAsync(token);
                return stated;
            },
            cancel);
        return TypedResults.Ok(webhook);
    }

    private static async Task<IResult> Get(Caller caller, IQuerySession session, CancellationToken cancel) =>
        await session.LoadAsync<WarningWebhook>(caller.Organisation, cancel) is { } webhook
            ? TypedResults.Ok(webhook)
            : new Rejection(Refusal.NotFound, "no-webhook", $"{caller.Organisation} has registered no address.").ToResult();
}
