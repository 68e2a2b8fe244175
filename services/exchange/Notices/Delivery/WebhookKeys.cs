using System.Security.Cryptography;
using System.Text;
using Basin.Hosting;
using Org.BouncyCastle.Crypto.Parameters;

namespace Basin.Exchange;

/// <summary>
/// Signs pushes after Standard Webhooks 1.0 over <c>{id}.{timestamp}.{body}</c>: scheme <c>v1a</c>, Ed25519, and <c>v1</c>, HMAC-SHA256 with a secret of each
/// receiver's own, because the standard's usual libraries know no other. Several keys sign side by side while one takes the other's place; a receiver
/// needs only one signature that it can verify.
/// </summary>
/// <remarks>The signature over a notice's content stays what proves the notice; these headers prove the push, so that none can be replayed late.</remarks>
public sealed class WebhookKeys
{
    private const string KeyPrefix = "whsk_", PublicPrefix = "whpk_", SecretPrefix = "whsec_";
    private const int SeedBytes = 32, SecretBytes = 32;

    private readonly Ed25519PrivateKeyParameters[] _keys;

    private WebhookKeys(Ed25519PrivateKeyParameters[] keys) => _keys = keys;

    /// <summary>Public keys in the form of the standard, <c>whpk_</c> and base64.</summary>
    public IReadOnlyList<string> Public => [.. _keys.Select(key => PublicPrefix + Convert.ToBase64String(key.GeneratePublicKey().GetEncoded()))];

    /// <param name="file">One or more <c>whsk_…</c>, each on a line of its own; null takes a key that is derived from the notice key.</param>
    /// <param name="noticeKeyFile">Private key that signs notices, PEM.</param>
    /// <exception cref="UnusableSettingException">The file cannot be read or holds no such key; the sentence names the file, never the key.</exception>
    public static WebhookKeys Read(string? file, string noticeKeyFile)
    {
        var named = file is { Length: > 0 } ? file : noticeKeyFile;
        try
        {
            IEnumerable<byte[]> seeds = named == noticeKeyFile ? [Derived(File.ReadAllText(named))] : File.ReadAllLines(named).Select(line => line.Trim()).Where(line => line.Length > 0).Select(Seed);
            var keys = new WebhookKeys([.. seeds.Select(seed => new Ed25519PrivateKeyParameters(seed))]);
            return keys._keys.Length > 0 ? keys : throw new FormatException("there is no key in it");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or FormatException or CryptographicException)
        {
            throw new UnusableSettingException($"BASIN_WEBHOOK_KEYS: {named}: {problem.Message}");
        }
    }

    /// <summary>Secrets of one receiver in the form of the standard, <c>whsec_</c> and base64: derived from the keys, so that none is stored and they change with the keys.</summary>
    /// <param name="receiver">Organisation code.</param>
    public IReadOnlyList<string> SecretsOf(string receiver) => [.. _keys.Select(key => SecretPrefix + Convert.ToBase64String(Secret(key, receiver)))];

    /// <summary>Value of the header <c>webhook-signature</c>: one signature of each scheme by each key, parted by spaces.</summary>
    /// <param name="receiver">Organisation code.</param>
    /// <param name="id">Without a full stop.</param>
    public string Sign(string receiver, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        byte[] signed = [.. Encoding.ASCII.GetBytes($"{id}.{timestamp}."), .. body];
        return string.Join(' ', [
            .. _keys.Select(key => $"v1a,{Convert.ToBase64String(Signature(key, signed))}"),
            .. _keys.Select(key => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(Secret(key, receiver), signed))}"),
        ]);
    }

    private static byte[] Signature(Ed25519PrivateKeyParameters key, byte[] signed)
    {
        var signature = new byte[Ed25519PrivateKeyParameters.SignatureSize];
        key.Sign(Org.BouncyCastle.Math.EC.Rfc8032.Ed25519.Algorithm.Ed25519, null, signed, 0, signed.Length, signature, 0);
        return signature;
    }

    private static byte[] Secret(Ed25519PrivateKeyParameters key, string receiver) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key.GetEncoded(), SecretBytes, info: Encoding.UTF8.GetBytes($"basin webhook hmac v1 {receiver}"));

    /// <summary>Every copy of the service derives the same key, and it changes with the notice key.</summary>
    private static byte[] Derived(string privatePem)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(privatePem);
        return HKDF.DeriveKey(HashAlgorithmName.SHA256, key.ExportParameters(includePrivateParameters: true).D!, SeedBytes, info: "basin webhook ed25519 v1"u8.ToArray());
    }

    /// <summary>The standard's libraries write the seed alone or with the public key behind it.</summary>
    private static byte[] Seed(string text)
    {
        if (!text.StartsWith(KeyPrefix, StringComparison.Ordinal)) throw new FormatException($"a line does not begin with {KeyPrefix}");
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text[KeyPrefix.Length..], bytes, out var length) && length is SeedBytes or 2 * SeedBytes ? bytes[..SeedBytes] : throw new FormatException("a key is not 32 or 64 bytes in base64");
    }
}
