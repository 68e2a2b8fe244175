using System.Security.Claims;
using System.Text;
using System.Text.Encodings.Web;
using Basin.Rules;
using Basin.Signing;
using Marten;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Basin.Hosting;

/// <summary>A public key somebody registered: what a service needs to know about whoever presents a token.</summary>
public sealed record PublicKey
{
    /// <summary>Key id: the RFC 7638 thumbprint of the key.</summary>
    public required string Id { get; init; }

    public required string Issuer { get; init; }

    public required string IssuerName { get; init; }

    public required string Role { get; init; }

    public required string Region { get; init; }

    public required string Pem { get; init; }

    public required DateTimeOffset AddedAt { get; init; }

    /// <summary>Nothing signed at or after this time is accepted; null while the key is good.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>The person who holds it; null where nobody said so.</summary>
    public string? Holder { get; init; }

    /// <summary>
    /// Who of the organisation: its holder; of all keys that name none one and the same person, by the organisation's code, because nobody has said that they are
    /// several. Registrations of old hold a key's id where a key without a holder added another one.
    /// </summary>
    public string Person() => Holder is { } holder && !Signatures.IsKeyId(holder) ? holder : Issuer;
}

/// <summary>Who calls, as proven by the token; the acting party is never taken from anywhere else.</summary>
/// <param name="Person">Who of the organisation: the registered holder of the key, or the organisation's code where it has none, see <see cref="PublicKey.Person"/>.</param>
public sealed record Caller(string Organisation, string Name, string Role, string Region, string KeyId, string Person)
{
    public static Caller Of(HttpContext http) => new(
        Claim(http, "iss"), Claim(http, "name"), Claim(http, "role"), Claim(http, "region"), Claim(http, "kid"), Claim(http, "person"));

    private static string Claim(HttpContext http, string type) =>
        http.User.FindFirstValue(type) ?? throw new InvalidOperationException($"The request was let in without the claim {type}.");

    /// <summary>Lets request slices take the caller as a parameter.</summary>
    public static ValueTask<Caller?> BindAsync(HttpContext context) => ValueTask.FromResult<Caller?>(Of(context));
}

/// <summary>
/// Bearer tokens the callers sign themselves: JWT, signed in the suite of the caller's key, issuer = organisation code, audience =
/// <see cref="Audience"/>, short expiry. The key is looked up by its id at every request, so a revoked key stops working with the next call; and it is
/// the registered key that says which algorithm must have been used, never the token alone.
/// </summary>
public sealed class TokenAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, IDocumentStore store, VerifiedTokens verified, TimeProvider clock)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Bearer";
    public const string Audience = "basin";
    public const string FailureItem = "basin.authentication.failure";

    private static readonly JsonWebTokenHandler Tokens = new() { MapInboundClaims = false };

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (header.Length == 0) return AuthenticateResult.NoResult();
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return Fail("the Authorization header is not a Bearer token");
        var text = header["Bearer ".Length..].Trim();
        if (text.Length > 4096 || Read(text) is not { } token) return Fail("the token is not a JWT");
        if (!SignatureSuite.All.Contains(token.Alg)) return Fail($"the token's algorithm is '{token.Alg}', expected {string.Join(", ", SignatureSuite.All)}");
        // RFC 7515 4.1.11: what a token marks as critical must be understood, and nothing is here.
        if (token.TryGetHeaderValue<object>("crit", out _)) return Fail("the token marks header parameters as critical (crit), and none is understood here");
        if (!Signatures.IsKeyId(token.Kid)) return Fail("the token names no key (kid, the key's RFC 7638 thumbprint)");

        await using var session = store.QuerySession();
        var key = await session.LoadAsync<PublicKey>(token.Kid, Context.RequestAborted);
        if (key is null) return Fail($"the key '{token.Kid}' is not registered");
        if (key.RevokedAt is { } revoked) return Fail($"the key '{token.Kid}' was revoked at {revoked:O}");
        if (key.Issuer != token.Issuer) return Fail($"the token's issuer '{token.Issuer}' is not the owner of its key");
        if (!verified.Holds(text, key.Id) || !Lives(token.ValidFrom == default ? null : token.ValidFrom, token.ValidTo))
        {
            if (await Problem(text, key) is { } problem) return Fail(problem);
            verified.Keep(text, key.Id);
        }

        var identity = new ClaimsIdentity(
            [new("iss", key.Issuer), new("name", key.IssuerName), new("role", key.Role), new("region", key.Region), new("kid", key.Id), new("person", key.Person())],
            Scheme.Name, "iss", "role");
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name));
    }

    /// <summary>What is wrong with a token; null when it is good now.</summary>
    private async Task<string?> Problem(string text, PublicKey key)
    {
        var signer = VerifyingKey.Read(key.Pem);
        var result = await Tokens.ValidateTokenAsync(text, new TokenValidationParameters
        {
            ValidIssuer = key.Issuer,
            ValidAudience = Audience,
            // The library knows ES256 only; all suites go one way here.
            SignatureValidator = (token, _) => Signed(token, signer),
            RequireExpirationTime = true,
            LifetimeValidator = (from, to, _, _) => Lives(from, to),
        });
        return result.IsValid ? null : Reason(result.Exception);
    }

    private static JsonWebToken Signed(string text, VerifyingKey key)
    {
        var token = Tokens.ReadJsonWebToken(text);
        if (token.Alg != key.Suite) throw new SecurityTokenInvalidAlgorithmException($"the token's algorithm is '{token.Alg}', but the key '{key.Id}' signs by {key.Suite}");
        var signed = Encoding.ASCII.GetBytes(text[..text.LastIndexOf('.')]);
        return key.Verify(signed, token.EncodedSignature) ? token : throw new SecurityTokenInvalidSignatureException();
    }

    private static JsonWebToken? Read(string text)
    {
        try
        {
            return Tokens.ReadJsonWebToken(text);
        }
        catch (Exception problem) when (problem is ArgumentException or SecurityTokenException)
        {
            return null;
        }
    }

    private bool Lives(DateTime? from, DateTime? to)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return to is { } end && now < end + Limits.ClockSkewMax
            && end <= now + Limits.TokenLifetimeMax + Limits.ClockSkewMax
            && (from is null || from.Value <= now + Limits.ClockSkewMax);
    }

    private static string Reason(Exception? problem) => problem switch
    {
        SecurityTokenInvalidLifetimeException => $"the token is expired, not yet valid, or lives longer than {Limits.TokenLifetimeMax.TotalMinutes:F0} minutes",
        SecurityTokenInvalidAudienceException => $"the token's audience is not '{Audience}'",
        SecurityTokenInvalidAlgorithmException => problem.Message,
        SecurityTokenInvalidSignatureException => "the token's signature does not match the registered key",
        _ => "the token is not valid",
    };

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        var reason = Context.Items[FailureItem] as string ?? "the request carries no token";
        await Rejections.Write(Context, StatusCodes.Status401Unauthorized, "not-authenticated", $"The caller is not known: {reason}.");
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Rejections.Write(Context, StatusCodes.Status403Forbidden, "role-not-allowed", $"The role '{Context.User.FindFirstValue("role")}' may not do this.");

    private AuthenticateResult Fail(string reason)
    {
        Context.Items[FailureItem] = reason;
        return AuthenticateResult.Fail(reason);
    }
}

public static class Identity
{
    public static void AddIdentity(this IServiceCollection services)
    {
        // The core only: the full package would bring a key ring on disk for cookies that nobody here uses.
        services.AddAuthenticationCore(options =>
        {
            options.AddScheme<TokenAuthentication>(TokenAuthentication.SchemeName, null);
            options.DefaultScheme = TokenAuthentication.SchemeName;
        });
        services.AddWebEncoders();
        services.AddTransient<TokenAuthentication>();
        services.AddSingleton<VerifiedTokens>();
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
    }

    /// <summary>
    /// Keeps what is known about a key. A revocation that arrives before the key itself is remembered, so that a late message never revives it.
    /// </summary>
    public static async Task KeepKey(this IDocumentSession session, PublicKey key, CancellationToken cancel)
    {
        var known = await session.LockedKey(key.Id, cancel);
        session.Store(key with { RevokedAt = Earlier(known?.RevokedAt, key.RevokedAt) });
    }

    public static async Task RevokeKey(this IDocumentSession session, string keyId, string issuer, DateTimeOffset at, CancellationToken cancel)
    {
        var known = await session.LockedKey(keyId, cancel)
            ?? new PublicKey { Id = keyId, Issuer = issuer, IssuerName = "", Role = "", Region = "", Pem = "", AddedAt = at };
        session.Store(known with { RevokedAt = Earlier(known.RevokedAt, at) });
    }

    /// <summary>
    /// A key, held until the commit, so that an addition and a revocation handled at the same moment cannot overwrite each other, and nothing is
    /// signed with a key whose revocation is under way.
    /// </summary>
    public static async Task<PublicKey?> LockedKey(this IDocumentSession session, string keyId, CancellationToken cancel)
    {
        await session.Lock($"public-key/{keyId}", cancel);
        return await session.LoadAsync<PublicKey>(keyId, cancel);
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? left, DateTimeOffset? right) =>
        left is { } l && right is { } r ? (l < r ? l : r) : left ?? right;
}
