using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace Basin.Signing;

/// <summary>A public key as JSON Web Key (RFC 7517; RFC 8037 for Ed25519).</summary>
/// <param name="Kty"><c>EC</c> or <c>OKP</c>.</param>
/// <param name="Crv"><c>P-256</c>, <c>Ed25519</c> or <c>SM2</c>.</param>
/// <param name="X">First coordinate of the public point, or all of an Ed25519 key, base64url.</param>
/// <param name="Y">Second coordinate; null for Ed25519.</param>
/// <param name="Kid">Thumbprint, the <c>keyId</c> of what the key verifies.</param>
/// <param name="Alg">The suite.</param>
public sealed record Jwk(
    string Kty, string Crv, string X, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Y, string Kid, string Alg, string Use)
{
    public const string Ed25519 = "Ed25519";

    internal static Jwk Of(string crv, string suite, byte[] x, byte[]? y)
    {
        var (kty, first, second) = (y is null ? "OKP" : "EC", Base64Url.EncodeToString(x), y is null ? null : Base64Url.EncodeToString(y));
        return new(kty, crv, first, second, Thumbprint(kty, crv, first, second), suite, "sig");
    }

    /// <summary>RFC 7638: the key's own name, the same for everybody who holds it. An SM2 key is named in the way of any other curve.</summary>
    private static string Thumbprint(string kty, string crv, string x, string? y)
    {
        var members = $$"""{"crv":"{{crv}}","kty":"{{kty}}","x":"{{x}}"{{(y is null ? "" : $",\"y\":\"{y}\"")}}}""";
        return Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(members)));
    }
}
