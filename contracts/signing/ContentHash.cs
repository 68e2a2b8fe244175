using Basin.Rules;
using Org.BouncyCastle.Crypto.Digests;

namespace Basin.Signing;

/// <summary>The hash that is stated beside a signature, so that papers can be compared without a key.</summary>
/// <param name="Name"><c>SHA-256</c> or <c>SM3</c>.</param>
/// <param name="Hex">Lower-case hexadecimal, 64 digits.</param>
public readonly record struct ContentHash(string Name, string Hex)
{
    public static ContentHash Of(string suite, ReadOnlySpan<byte> content) =>
        suite == SignatureSuite.SM2 ? new("SM3", Sm3(content)) : new("SHA-256", Signatures.Sha256(content));

    /// <summary>SM3 (GB/T 32905-2016), lower-case hexadecimal.</summary>
    public static string Sm3(ReadOnlySpan<byte> content)
    {
        var digest = new SM3Digest();
        digest.BlockUpdate(content);
        var hash = new byte[digest.GetDigestSize()];
        digest.DoFinal(hash, 0);
        return Convert.ToHexStringLower(hash);
    }
}
