using Basin.Hosting;
using Basin.Rules;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Basin.Exchange;

/// <summary><c>GET /webhook-secrets</c>: a finance department's own secrets, for libraries of Standard Webhooks that verify by HMAC only (<c>v1</c>).</summary>
public static class ReadWebhookSecrets
{
    /// <param name="Secrets">One for each key that signs pushes at present; any one verifies.</param>
    public sealed record Own(IReadOnlyList<string> Secrets);

    public static void MapReadWebhookSecrets(this IEndpointRouteBuilder app) =>
        app.MapGet("/webhook-secrets", Get).RequireRole(Role.Finance).WithTags("notices").WithSummary("推送验签密钥 The caller's own secrets that verify pushes (Standard Webhooks, v1)")
            .Produces<Own>().ProducesProblem(403);

    private static Ok<Own> Get(Caller caller, HttpContext http, WebhookKeys keys)
    {
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new Own(keys.SecretsOf(caller.Organisation)));
    }
}
