using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Registry;

/// <summary>
/// <c>POST /agreements/{no}/signatures</c>: a party's bureau signs the canonical document, for its own region only. One that pays for what another
/// signed agreement pays for is refused, unless each names the other.
/// </summary>
public static class SignAgreement
{
    /// <param name="DocumentSha256">Of the canonical document that was signed, lower-case hexadecimal.</param>
    /// <param name="KeyId">A good key of the caller's own organisation.</param>
    /// <param name="Signature">In the suite of the key over the document's bytes, base64url.</param>
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
        var key = Signatures.IsKeyId(body.KeyId) ? await session.LockedKey(body.KeyId, cancel) : null;
        if (key is null || key.Issuer != caller.Organisation)
            return Refused(Refusal.NotAllowed, "not-your-key", $"{caller.Organisation} has no key {body.KeyId}. {Codes.KeyIdRule}", body.KeyId);
        if (key.RevokedAt is { } revokedAt)
            return Refused(Refusal.NotAllowed, "key-revoked", $"The key {body.KeyId} was revoked at {revokedAt:O}.", body.KeyId);
        var overlaps = await LockedOverlaps(session, no, body, cancel);
        var outcome = await session.Decide<Agreement>(
            Agreement.Stream(no),
            Agreement.Apply,
            agreement => Agreement.Decide(agreement, new Agreement.Command.Sign(
                no, body.DocumentSha256, caller.Region, caller.Organisation, key.Id, key.Pem, body.Signature, now, overlaps)),
            cancel);
        if (outcome is { Changed: true, State: { } agreement }) AgreementListing.Keep(session, agreement);
        await session.SaveChangesAsync(cancel);
        return outcome;
    }

    /// <summary>
    /// The overlaps of the document that is signed. Its sections are held until the commit, in the order of their codes so that no two signers
    /// wait for each other: of two agreements on one section the later signature finds the earlier agreement signed.
    /// </summary>
    private static async Task<IReadOnlyList<Agreement.Overlap>> LockedOverlaps(IDocumentSession session, string no, Body body, CancellationToken cancel)
    {
        var (agreement, _) = await session.Load<Agreement>(Agreement.Stream(no), Agreement.Apply, cancel);
        // Of another document, or one signed by all, the decision looks at nothing else.
        if (agreement is null or { SignedAt: not null } || agreement.DocumentSha256 != body.DocumentSha256) return [];
        foreach (var code in agreement.Sections.Select(section => section.Code).Distinct().Order(StringComparer.Ordinal)) await session.Lock($"agreements-of-section/{code}", cancel);
        return await session.Overlaps(agreement, cancel);
    }

    private static Outcome<Agreement> Refused(Refusal kind, string code, string sentence, string keyId) =>
        new(null, 0, false, new(kind, code, sentence, "keyId", keyId));
}
