using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Registry;

/// <summary><c>POST /agreements/{no}/signatures</c>: a party's bureau signs the canonical document, for its own region only.</summary>
public static class SignAgreement
{
    /// <param name="DocumentSha256">Of the canonical document that was signed, lower-case hexadecimal.</param>
    /// <param name="KeyId">A good key of the caller's own organisation.</param>
    /// <param name="Signature">ES256 over the document's bytes, base64url.</param>
    public sealed record Body(string DocumentSha256, string KeyId, string Signature);

    public static void MapSignAgreement(this IEndpointRouteBuilder app) =>
        app.MapPost("/agreements/{no}/signatures", Post).RequireRole(Role.Bureau)
            .WithTags("agreements").WithSummary("签署协议 Sign the current document for the caller's own region")
            .Produces<AgreementView>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);

    private static async Task<IResult> Post(string no, Body body, Caller caller, IDocumentStore store, TimeProvider clock, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var outcome = await store.Work((session, token) => Sign(session, no, body, caller, now, token), cancel);
        return outcome.Rejection?.ToResult() ?? TypedResults.Ok(AgreementView.Of(outcome.State!, now));
    }

    private static async Task<Outcome<Agreement>> Sign(IDocumentSession session, string no, Body body, Caller caller, DateTimeOffset now, CancellationToken cancel)
    {
        var key = Codes.IsKeyId(body.KeyId) ? await session.LockedKey(body.KeyId, cancel) : null;
        if (key is null || key.Issuer != caller.Organisation)
            return Refused(Refusal.NotAllowed, "not-your-key", $"{caller.Organisation} has no key {body.KeyId}. {Codes.KeyIdRule}", body.KeyId);
        if (key.RevokedAt is { } revokedAt)
            return Refused(Refusal.NotAllowed, "key-revoked", $"The key {body.KeyId} was revoked at {revokedAt:O}.", body.KeyId);
        var outcome = await session.Decide<Agreement>(
            Agreement.Stream(no),
            Agreement.Apply,
            agreement => Agreement.Decide(agreement, new Agreement.Command.Sign(
                no, body.DocumentSha256, caller.Region, caller.Organisation, key.Id, key.Pem, body.Signature, now)),
            cancel);
        if (outcome is { Changed: true, State: { } agreement }) AgreementListing.Keep(session, agreement);
        await session.SaveChangesAsync(cancel);
        return outcome;
    }

    private static Outcome<Agreement> Refused(Refusal kind, string code, string sentence, string keyId) =>
        new(null, 0, false, new(kind, code, sentence, "keyId", keyId));
}
