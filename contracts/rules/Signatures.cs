using System.Security.Cryptography;

namespace Basin.Rules;

/// <summary>
/// ECDSA on P-256 with SHA-256 (ES256, RFC 7518 section 3.4) over exact bytes, in the fixed-length form JWS uses (R then S, 64 bytes), base64url.
/// The suite that needs no package, so that whoever recomputes can verify as well; Basin.Signing has the others and chooses by the key.
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

    /// <summary>Whether it has the shape of a key's id: an RFC 7638 thumbprint by SHA-256, 43 characters of base64url.</summary>
    public static bool IsKeyId(string? text) => text is { Length: 43 } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    public static string Sha256(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

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
