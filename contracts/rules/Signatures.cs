using System.Security.Cryptography;
using System.Text;

namespace Basin.Rules;

/// <summary>
/// ECDSA on P-256 with SHA-256 (ES256, RFC 7518 section 3.4) over exact bytes, in the fixed-length form JWS uses (R then S, 64 bytes), base64url.
/// The same keys and the same form sign tokens, agreements, notices and receipts, so either party can verify all of them offline.
/// </summary>
public static class Signatures
{
    /// <summary>Signs <paramref name="content"/> with a private key in PEM.</summary>
    public static string Sign(string privateKeyPem, ReadOnlySpan<byte> content)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(privateKeyPem);
        return Sign(key, content);
    }

    /// <summary>The same with a key that has been read already.</summary>
    public static string Sign(ECDsa key, ReadOnlySpan<byte> content) =>
        Base64Url(key.SignData(content, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));

    /// <summary>False for a signature of another content, by another key, or that is no signature at all.</summary>
    /// <exception cref="ArgumentException">The key is no key in PEM; not noticed where the signature has not even the form of one.</exception>
    /// <exception cref="CryptographicException">The key is in PEM, but what stands there is no elliptic-curve key.</exception>
    public static bool Verify(string publicKeyPem, ReadOnlySpan<byte> content, string signature)
    {
        if (!TryFromBase64Url(signature, out var bytes) || bytes.Length != 64) return false;
        using var key = ECDsa.Create();
        key.ImportFromPem(publicKeyPem);
        return key.VerifyData(content, bytes, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    /// <summary>RFC 7638 thumbprint of a P-256 key: the key's own name, the same for everybody who holds it.</summary>
    /// <exception cref="FormatException">The text is not a P-256 public or private key in PEM.</exception>
    public static string KeyId(string pem)
    {
        var point = Point(pem);
        var jwk = $$"""{"crv":"P-256","kty":"EC","x":"{{Base64Url(point.X!)}}","y":"{{Base64Url(point.Y!)}}"}""";
        return Base64Url(SHA256.HashData(Encoding.UTF8.GetBytes(jwk)));
    }

    /// <summary>The public point of a key, for its publication as JWK.</summary>
    /// <exception cref="FormatException">The text is not a P-256 public or private key in PEM.</exception>
    public static (string X, string Y) PublicPoint(string pem)
    {
        var point = Point(pem);
        return (Base64Url(point.X!), Base64Url(point.Y!));
    }

    public static string Sha256(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static ECPoint Point(string pem)
    {
        using var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
        }
        catch (Exception problem) when (problem is ArgumentException or CryptographicException)
        {
            throw new FormatException("not an elliptic-curve key in PEM", problem);
        }

        var parameters = key.ExportParameters(includePrivateParameters: false);
        return parameters.Curve.Oid?.Value == "1.2.840.10045.3.1.7"
            ? parameters.Q
            : throw new FormatException("the key is not on curve P-256");
    }

    private static string Base64Url(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    private static bool TryFromBase64Url(string text, out byte[] bytes)
    {
        bytes = [];
        try
        {
            bytes = System.Buffers.Text.Base64Url.DecodeFromChars(text);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
