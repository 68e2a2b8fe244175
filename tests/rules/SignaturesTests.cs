using System.Security.Cryptography;

namespace Basin.Rules.Tests;

public sealed class SignaturesTests
{
    private static readonly string s_signatureForm = new('A', 86);

    [Fact]
    public void A_signature_holds_for_its_content_and_its_key_only()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var signature = Signatures.Sign(key.ExportPkcs8PrivateKeyPem(), "paid"u8);
        Signatures.Verify(key.ExportSubjectPublicKeyInfoPem(), "paid"u8, signature).ShouldBeTrue();
        Signatures.Verify(key.ExportSubjectPublicKeyInfoPem(), "Paid"u8, signature).ShouldBeFalse();
        Signatures.Verify(other.ExportSubjectPublicKeyInfoPem(), "paid"u8, signature).ShouldBeFalse();
        Signatures.Verify(key.ExportSubjectPublicKeyInfoPem(), "paid"u8, "no signature").ShouldBeFalse();
    }

    [Fact]
    public void A_malformed_key_throws_what_the_document_says()
    {
        Should.Throw<ArgumentException>(() => Signatures.Verify("no key", "paid"u8, s_signatureForm));
        Should.Throw<CryptographicException>(() => Signatures.Verify("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", "paid"u8, s_signatureForm));
        Signatures.Verify("no key", "paid"u8, "short").ShouldBeFalse();
    }
}
