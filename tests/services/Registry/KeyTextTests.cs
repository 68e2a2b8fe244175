using System.Security.Cryptography;
using Basin.Registry;

namespace Basin.Services.Tests.Registry;

public sealed class KeyTextTests
{
    [Fact]
    public void A_P256_public_key_is_read_with_its_thumbprint_whatever_surrounds_it()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = key.ExportSubjectPublicKeyInfoPem();
        AddKey.TryRead($"安徽\n{pem}\n", out var read, out var refused).ShouldBeTrue();
        refused.ShouldBeNull();
        read.ShouldBe((Basin.Rules.Signatures.KeyId(pem), pem));
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
        CodeOf("").ShouldBe("invalid-key");
        CodeOf(new string('x', 2001)).ShouldBe("invalid-key");
    }

    private static string? CodeOf(string pem) => AddKey.TryRead(pem, out _, out var refused) ? null : refused!.Code;
}
