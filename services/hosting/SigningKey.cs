using System.Security.Cryptography;
using Basin.Rules;

namespace Basin.Hosting;

/// <summary>A service's own key: it signs what the service states, and its public half is published for everybody to verify that.</summary>
public sealed class SigningKey : IDisposable
{
    private readonly string _privatePem;
    private readonly ECDsa _key = ECDsa.Create();
    private readonly Lock _signing = new();

    private SigningKey(string privatePem)
    {
        _privatePem = privatePem;
        Id = Signatures.KeyId(privatePem);
        _key.ImportFromPem(privatePem);
        // A public key would be found out only at the first signature otherwise.
        _ = Sign([]);
    }

    public string Id { get; }

    /// <param name="setting">The setting that names the file.</param>
    /// <param name="file">Private key, PEM.</param>
    /// <exception cref="UnusableSettingException">The file cannot be read or is not a P-256 key; the sentence names the file.</exception>
    public static SigningKey Read(string setting, string file)
    {
        try
        {
            return new(File.ReadAllText(file));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or FormatException or CryptographicException)
        {
            throw new UnusableSettingException($"{setting}: {file}: {problem.Message}");
        }
    }

    public string Sign(ReadOnlySpan<byte> content)
    {
        // Read once, because reading a key takes longer than signing with it; it may be used by one at a time.
        lock (_signing) return Signatures.Sign(_key, content);
    }

    /// <summary>Whether the signature is one of this key over the content.</summary>
    public bool Verify(ReadOnlySpan<byte> content, string signature) => Signatures.Verify(_privatePem, content, signature);

    public void Dispose() => _key.Dispose();

    /// <summary>JSON Web Key Set (RFC 7517) with the public key.</summary>
    public KeySet PublicSet()
    {
        var (x, y) = Signatures.PublicPoint(_privatePem);
        return new([new("EC", "P-256", x, y, Id, "ES256", "sig")]);
    }

    /// <summary>Public keys of a service.</summary>
    public sealed record KeySet(IReadOnlyList<PublishedKey> Keys);

    /// <param name="X">First coordinate of the public point, base64url.</param>
    /// <param name="Y">Second coordinate, base64url.</param>
    /// <param name="Kid">RFC 7638 thumbprint, the <c>keyId</c> of what it verifies.</param>
    public sealed record PublishedKey(string Kty, string Crv, string X, string Y, string Kid, string Alg, string Use);
}
