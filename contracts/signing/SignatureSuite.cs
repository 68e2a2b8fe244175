namespace Basin.Signing;

/// <summary>
/// How a signature is made. Every suite signs the same exact bytes and writes its signature in 64 bytes, base64url without padding (86 characters);
/// the key decides the suite. The words stand in messages, events, tokens (<c>alg</c>) and key sets.
/// </summary>
public static class SignatureSuite
{
    /// <summary>ECDSA on P-256 with SHA-256, R then S (RFC 7518 section 3.4).</summary>
    public const string ES256 = "ES256";

    /// <summary>Ed25519 over the bytes themselves (RFC 8032, "PureEdDSA"; RFC 8037); the SHA-256 of the bytes is stated beside it.</summary>
    public const string EdDSA = "EdDSA";

    /// <summary>
    /// SM2 with SM3 and the default identity <c>1234567812345678</c> (GB/T 32918.2-2016, GB/T 35276-2017), R then S with 32 bytes each; the SM3 of the
    /// bytes is stated beside it.
    /// </summary>
    public const string SM2 = "SM2";

    public static readonly IReadOnlyList<string> All = [ES256, EdDSA, SM2];

    /// <summary>For a refusal.</summary>
    public const string KeysInWords = "P-256 (ES256), Ed25519 (EdDSA) or SM2 (SM2)";
}
