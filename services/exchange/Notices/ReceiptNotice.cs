using System.Text;
using System.Text.Json.Nodes;
using Basin.Hosting;
using Basin.Rules;
using Basin.Signing;
using Marten;

namespace Basin.Exchange;

/// <summary><c>POST /notices/{id}/receipt</c>: the finance department of payer or payee acknowledges a notice with its own signature.</summary>
public static class ReceiptNotice
{
    /// <param name="Signature">By the caller's own key, in the suite of that key, over the canonical content of the notice, base64url.</param>
    public sealed record Body(string KeyId, string Signature);

    public static void MapReceiptNotice(this IEndpointRouteBuilder app) =>
        app.MapPost("/notices/{id}/receipt", Post)
            .RequireRole(Role.Finance)
            .WithTags("notices")
            .WithSummary("签收通知书 Receipt a notice")
            .Produces<NoticeView>().ProducesProblem(403).ProducesProblem(404).ProducesProblem(422);

    private static async Task<IResult> Post(string id, Body body, Caller caller, IDocumentStore store, TimeProvider clock, CancellationToken cancel)
    {
        var outcome = await store.Work(
            async (session, token) =>
            {
                var key = Signatures.IsKeyId(body.KeyId) ? await session.LoadAsync<PublicKey>(body.KeyId, token) : null;
                var decided = await session.Decide<Notice>(
                    Notice.Stream(id),
                    Notice.Apply,
                    notice => Notice.Decide(notice, new Notice.Command.Receipt(
                        caller.Region, caller.Organisation, body.KeyId, body.Signature, Holds(key, caller, notice, body.Signature), clock.GetUtcNow(), IsGood(key, caller))),
                    token);
                if (decided is { Changed: true, State: { } notice }) await Owe(session, notice, caller, clock.GetUtcNow(), token);
                await session.SaveChangesAsync(token);
                return decided;
            },
            cancel);
        if (outcome.Rejection is { } refused) return refused.ToResult();
        await using var reading = store.QuerySession();
        return TypedResults.Ok(NoticeView.Of(outcome.State!, await reading.SuiteOf(caller.Organisation, cancel)));
    }

    /// <summary>The other side gets a paper about it; nobody receipts a receipt.</summary>
    private static async Task Owe(IDocumentSession session, Notice notice, Caller caller, DateTimeOffset at, CancellationToken cancel)
    {
        var content = JsonNode.Parse(notice.Content)!;
        var kind = content["kind"]!.GetValue<string>();
        if (kind == NoticeKind.Receipt) return;
        var (found, _) = await session.Load<Case>(Case.Stream(content["agreement"]!.GetValue<string>(), content["period"]!.GetValue<string>()), Case.Apply, cancel);
        if (found is null) return;
        var by = await session.LoadAsync<KnownOrganisation>(caller.Organisation, cancel);
        var receipt = notice.Receipts[caller.Region];
        var facts = new NoticeFacts.Receipt(
            notice.Id, content["number"]!.GetValue<string>(), kind, notice.ContentSha256, by?.Name ?? caller.Organisation, caller.Region, receipt.KeyId, receipt.Signature, Case.ChinaDate(at));
        session.Store(OwedNotice.Of(found, facts, $"receipt/{notice.Id}/{caller.Region}", at, [.. found.Accounts.Where(p => notice.Regions.Contains(p.Value)).Select(p => p.Key)]));
    }

    private static bool Holds(PublicKey? key, Caller caller, Notice? notice, string signature) =>
        notice is not null
        && IsGood(key, caller)
        && VerifyingKey.Read(key!.Pem).Verify(Encoding.UTF8.GetBytes(notice.Content), signature);

    private static bool IsGood(PublicKey? key, Caller caller) => key is { RevokedAt: null } && key.Issuer == caller.Organisation;
}
