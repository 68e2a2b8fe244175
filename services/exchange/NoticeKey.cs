using Basin.Hosting;
using Basin.Rules;

namespace Basin.Exchange;

/// <summary>The exchange's own key: it signs notices, and its public half is published for everybody to verify them.</summary>
public sealed class NoticeKey
{
    private readonly string _privatePem;

    private NoticeKey(string privatePem)
    {
        _privatePem = privatePem;
        Id = Signatures.KeyId(privatePem);
        // A public key would be found out only at the first notice otherwise.
        _ = Sign([]);
    }

    public string Id { get; }

    /// <exception cref="UnusableSettingException">The file cannot be read or is not a P-256 key; the sentence names the file.</exception>
    public static NoticeKey Read(string file)
    {
        try
        {
            return new(File.ReadAllText(file));
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or FormatException or System.Security.Cryptography.CryptographicException)
        {
            throw new UnusableSettingException($"BASIN_NOTICE_KEY: {file}: {problem.Message}");
        }
    }

    public string Sign(ReadOnlySpan<byte> content) => Signatures.Sign(_privatePem, content);

    /// <summary>JSON Web Key Set (RFC 7517) with the public key.</summary>
    public KeySet PublicSet()
    {
        var (x, y) = Signatures.PublicPoint(_privatePem);
        return new([new("EC", "P-256", x, y, Id, "ES256", "sig")]);
    }

    /// <summary>Public keys that verify notices.</summary>
    public sealed record KeySet(IReadOnlyList<PublishedKey> Keys);

    /// <param name="X">First coordinate of the public point, base64url.</param>
    /// <param name="Y">Second coordinate, base64url.</param>
    /// <param name="Kid">RFC 7638 thumbprint, the <c>keyId</c> of the notices it verifies.</param>
    public sealed record PublishedKey(string Kty, string Crv, string X, string Y, string Kid, string Alg, string Use);
}
