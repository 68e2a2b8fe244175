using System.Security.Cryptography;
using Basin.Registry;
using Basin.Signing;

namespace Basin.Services.Tests.Registry;

public sealed class KeyTextTests
{
    [Fact]
    public void A_public_key_of_a_suite_is_read_whatever_surrounds_it()
    {
        foreach (var suite in SignatureSuite.All)
        {
            using var key = PrivateKey.New(suite);
            AddKey.TryRead($"安徽\n{key.Public.Pem}\n", out var read, out var refused).ShouldBeTrue();
            refused.ShouldBeNull();
            (read!.Id, read.Suite, read.Pem).ShouldBe((key.Public.Id, suite, key.Public.Pem));
        }
    }

    [Fact]
    public void Another_curve_another_kind_a_private_key_and_no_key_are_refused()
    {
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var rsa = RSA.Create(2048);
        using var secret = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CodeOf(curve.ExportSubjectPublicKeyInfoPem()).ShouldBe("invalid-key");
        CodeOf(rsa.ExportSubjectPublicKeyInfoPem()).ShouldBe("invalid-key");
        CodeOf(secret.ExportPkcs8PrivateKeyPem()).ShouldBe("private-key-sent");
        AddKey.TryRead(rsa.ExportSubjectPublicKeyInfoPem(), out _, out var refused).ShouldBeFalse();
        refused!.Sentence.ShouldContain("P-256 (ES256), Ed25519 (EdDSA) or SM2 (SM2); here: the key is of the kind RSA");
        (refused.Field, refused.Value).ShouldBe(("publicKeyPem", rsa.ExportSubjectPublicKeyInfoPem()));
        CodeOf("").ShouldBe("invalid-key");
        CodeOf(new string('x', 2001)).ShouldBe("invalid-key");
    }

    private static string? CodeOf(string pem) => AddKey.TryRead(pem, out _, out var refused) ? null : refused!.Code;
}
