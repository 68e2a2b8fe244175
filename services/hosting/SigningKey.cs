using Basin.Signing;

namespace Basin.Hosting;

/// <summary>A service's own key: it signs what the service states, and its public half is published for everybody to verify that.</summary>
public sealed class SigningKey : IDisposable
{
    private readonly PrivateKey _key;

    private SigningKey(PrivateKey key) => _key = key;

    public string Id => _key.Public.Id;

    public string Suite => _key.Suite;

    /// <param name="setting">The setting that names the file.</param>
    /// <param name="file">Private key, PEM.</param>
    /// <param name="suite">The suite it must be of.</param>
    /// <exception cref="UnusableSettingException">The file cannot be read or is no private key of the suite; the sentence names the file.</exception>
    public static SigningKey Read(string setting, string file, string suite)
    {
        try
        {
            var key = PrivateKey.Read(File.ReadAllText(file));
            return key.Suite == suite ? new(key) : throw new FormatException($"the key is one for {key.Suite}, expected one for {suite}");
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new UnusableSettingException($"{setting}: {file}: {problem.Message}");
        }
    }

    public string Sign(ReadOnlySpan<byte> content) => _key.Sign(content);

    /// <summary>Whether the signature is one of this key over the content.</summary>
    public bool Verify(ReadOnlySpan<byte> content, string signature) => _key.Public.Verify(content, signature);

    public void Dispose() => _key.Dispose();

    public static KeySet PublicSet(params IEnumerable<SigningKey> keys) => new([.. keys.Select(key => key._key.Public.Jwk)]);

    /// <summary>Public keys of a service: a JSON Web Key Set (RFC 7517).</summary>
    public sealed record KeySet(IReadOnlyList<Jwk> Keys);
}
