using Basin.Hosting;
using Basin.Signing;

namespace Basin.Exchange;

/// <summary>
/// The keys that sign notices: one for ES256, and one for each further suite that is offered. Every notice is signed with all of them, so that
/// parties with different suites hold one and the same paper.
/// </summary>
public sealed class NoticeKeys(SigningKey main, IReadOnlyList<SigningKey> further)
{
    /// <summary>Suites that an organisation may choose.</summary>
    public IReadOnlyList<string> Offered { get; } = [main.Suite, .. further.Select(key => key.Suite)];

    /// <exception cref="UnusableSettingException">A file cannot be read or holds no private key of its suite.</exception>
    public static NoticeKeys Read(BasinService service)
    {
        var main = SigningKey.Read("BASIN_NOTICE_KEY", service.Required("BASIN_NOTICE_KEY"), SignatureSuite.ES256);
        var further = new List<SigningKey>();
        foreach (var (setting, suite) in new[] { ("BASIN_NOTICE_KEY_ED25519", SignatureSuite.EdDSA), ("BASIN_NOTICE_KEY_SM2", SignatureSuite.SM2) })
            if (service.Settings[setting] is { Length: > 0 } file) further.Add(SigningKey.Read(setting, file, suite));
        return new(main, further);
    }

    /// <returns>By ES256 first.</returns>
    public IReadOnlyList<NoticeSignature> Sign(ReadOnlySpan<byte> content)
    {
        var signatures = new List<NoticeSignature> { By(main, content) };
        foreach (var key in further) signatures.Add(By(key, content));
        return signatures;
    }

    /// <summary>Whether a signature holds; null where it was made with a key that is no longer in use.</summary>
    public bool? Verify(NoticeSignature signature, ReadOnlySpan<byte> content) =>
        KeyOf(signature.KeyId) is { } key ? key.Verify(content, signature.Signature) : null;

    public SigningKey.KeySet PublicSet() => SigningKey.PublicSet([main, .. further]);

    private SigningKey? KeyOf(string id) => main.Id == id ? main : further.FirstOrDefault(key => key.Id == id);

    private static NoticeSignature By(SigningKey key, ReadOnlySpan<byte> content) => new(key.Suite, key.Id, key.Sign(content));
}
