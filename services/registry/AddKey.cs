using System.Diagnostics.CodeAnalysis;
using Basin.Hosting;
using Basin.Rules;
using Basin.Signing;
using Marten;

namespace Basin.Registry;

/// <summary><c>POST /organisations/{code}/keys</c>: registers a public key, for the superior, the bureau that registered the organisation, or itself.</summary>
public static class AddKey
{
    /// <summary>A key of any suite takes less than 200 characters.</summary>
    private const int PemCharactersMax = 2000;

    /// <param name="Holder">
    /// The person who holds the key (持有人), by name or staff number, 1 to 100 characters; others see it. Where two people have to act, keys of one holder are one
    /// person, and so are all keys of an organisation that name none. A key that an organisation adds itself is held by the person who adds it; every other holder is
    /// named by the superior or by the bureau that registered the organisation, and of a superior by another superior or by the settings of the service.
    /// </param>
    public sealed record Body(string PublicKeyPem, string? Holder = null);

    /// <param name="Suite">What the key signs by: <c>ES256</c>, <c>EdDSA</c> or <c>SM2</c>.</param>
    public sealed record Answer(string KeyId, string Suite);

    public static void MapAddKey(this IEndpointRouteBuilder app) =>
        app.MapPost("/organisations/{code}/keys", Post).RequireRole(Role.Writers)
            .WithTags("organisations").WithSummary("登记公钥 Register a public key (P-256, Ed25519 or SM2, PEM); the answer is its RFC 7638 thumbprint and its suite")
            .Produces<Answer>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);

    private static async Task<IResult> Post(string code, Body body, Caller caller, IDocumentStore store, TimeProvider clock, CancellationToken cancel)
    {
        if (!TryRead(body.PublicKeyPem, out var key, out var refused)) return refused.ToResult();
        var outcome = await store.Work(
            (session, token) => session.AddKey(code, key, body.Holder, caller.Organisation, caller.Person, caller.Role == Role.Superior, clock.GetUtcNow(), token), cancel);
        return outcome.Rejection?.ToResult() ?? TypedResults.Ok(new Answer(key.Id, key.Suite));
    }

    /// <summary>The key in its one plain form, whatever else the text around it holds.</summary>
    public static bool TryRead(string pem, [NotNullWhen(true)] out VerifyingKey? key, [NotNullWhen(false)] out Rejection? refused)
    {
        (key, refused) = (null, null);
        if (pem.Length > PemCharactersMax)
            refused = new(Refusal.NotAllowed, "invalid-key", $"The key has {pem.Length} characters; a public key in PEM has at most {PemCharactersMax}.", "publicKeyPem");
        else if (pem.Contains("PRIVATE KEY", StringComparison.OrdinalIgnoreCase))
            refused = new(Refusal.NotAllowed, "private-key-sent", "This is a private key; only the public half is registered. A private key that left its owner is replaced by a new pair.", "publicKeyPem");
        if (refused is not null) return false;
        try
        {
            key = VerifyingKey.Read(pem);
            return true;
        }
        catch (FormatException problem)
        {
            refused = new(Refusal.NotAllowed, "invalid-key", $"A key is a public key in PEM (SubjectPublicKeyInfo) of {SignatureSuite.KeysInWords}; here: {problem.Message}.", "publicKeyPem", pem);
            return false;
        }
    }
}
