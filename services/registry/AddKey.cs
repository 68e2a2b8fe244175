using System.Security.Cryptography;
using Basin.Hosting;
using Basin.Rules;
using Marten;

namespace Basin.Registry;

/// <summary><c>POST /organisations/{code}/keys</c>: registers a public key, for the superior, the bureau that registered the organisation, or itself.</summary>
public static class AddKey
{
    /// <summary>A P-256 key takes about 180 characters.</summary>
    private const int PemCharactersMax = 2000;

    /// <param name="Holder">
    /// The person who holds the key (持有人), by name or staff number, 1 to 100 characters; others see it. Where two people have to act, keys of one holder are one
    /// person. A new holder is named by the superior or by the bureau that registered the organisation; a key that the organisation adds itself is held by the
    /// person who adds it, unless another who holds one already is named.
    /// </param>
    public sealed record Body(string PublicKeyPem, string? Holder = null);

    public sealed record Answer(string KeyId);

    public static void MapAddKey(this IEndpointRouteBuilder app) =>
        app.MapPost("/organisations/{code}/keys", Post).RequireRole(Role.Writers)
            .WithTags("organisations").WithSummary("登记公钥 Register a P-256 public key; the answer is its RFC 7638 thumbprint")
            .Produces<Answer>().ProducesProblem(400).ProducesProblem(403).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422);

    private static async Task<IResult> Post(string code, Body body, Caller caller, IDocumentStore store, TimeProvider clock, CancellationToken cancel)
    {
        if (!TryRead(body.PublicKeyPem, out var key, out var refused)) return refused!.ToResult();
        var outcome = await store.Work(
            (session, token) => session.AddKey(code, key, body.Holder, caller.Organisation, caller.Person, caller.Role == Role.Superior, clock.GetUtcNow(), token), cancel);
        return outcome.Rejection?.ToResult() ?? TypedResults.Ok(new Answer(key.KeyId));
    }

    /// <summary>The key's own name and its one plain form, whatever else the text around it holds.</summary>
    public static bool TryRead(string pem, out (string KeyId, string Pem) key, out Rejection? refused)
    {
        (key, refused) = (default, null);
        if (pem.Length > PemCharactersMax)
            refused = new(Refusal.NotAllowed, "invalid-key", $"The key has {pem.Length} characters; a P-256 public key in PEM has at most {PemCharactersMax}.", "publicKeyPem");
        else if (pem.Contains("PRIVATE KEY", StringComparison.OrdinalIgnoreCase))
            refused = new(Refusal.NotAllowed, "private-key-sent", "This is a private key; only the public half is registered. A private key that left its owner is replaced by a new pair.", "publicKeyPem");
        if (refused is not null) return false;
        try
        {
            key = (Signatures.KeyId(pem), Plain(pem));
        }
        catch (FormatException problem)
        {
            refused = new(Refusal.NotAllowed, "invalid-key", $"A key is a P-256 public key in PEM (SubjectPublicKeyInfo); here: {problem.Message}.", "publicKeyPem", pem);
        }

        return refused is null;
    }

    private static string Plain(string pem)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(pem);
        return key.ExportSubjectPublicKeyInfoPem();
    }
}
