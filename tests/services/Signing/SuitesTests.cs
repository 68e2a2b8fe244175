using System.Buffers.Text;
using System.Security.Cryptography;
using Basin.Signing;
using CsCheck;

namespace Basin.Services.Tests.Signing;

public sealed class SuitesTests
{
    /// <summary>P-256's order, and SM2's: R and S lie from 1 to one below it.</summary>
    private const string P256Order = "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", Sm2Order = "FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123";

    private static readonly Dictionary<string, PrivateKey> Keys = SignatureSuite.All.ToDictionary(suite => suite, PrivateKey.New);

    public static TheoryData<string> Suites => [.. SignatureSuite.All];

    [Theory]
    [MemberData(nameof(Suites))]
    public void A_signature_holds_for_its_bytes_and_its_key_only(string suite)
    {
        using var other = PrivateKey.New(suite);
        var key = Keys[suite];
        var signature = key.Sign("paid"u8);
        signature.Length.ShouldBe(86);
        key.Public.Verify("paid"u8, signature).ShouldBeTrue();
        key.Public.Verify("Paid"u8, signature).ShouldBeFalse();
        key.Public.Verify(""u8, signature).ShouldBeFalse();
        other.Public.Verify("paid"u8, signature).ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void A_signature_of_one_suite_holds_in_no_other(string suite)
    {
        var signature = Keys[suite].Sign("paid"u8);
        foreach (var other in SignatureSuite.All.Where(other => other != suite)) Keys[other].Public.Verify("paid"u8, signature).ShouldBeFalse(other);
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void One_changed_bit_of_a_signature_undoes_it(string suite)
    {
        var (key, signature) = (Keys[suite].Public, Base64Url.DecodeFromChars(Keys[suite].Sign("paid"u8)));
        for (var bit = 0; bit < 8 * signature.Length; bit++)
        {
            signature[bit / 8] ^= (byte)(1 << (bit % 8));
            key.Verify("paid"u8, Base64Url.EncodeToString(signature)).ShouldBeFalse($"bit {bit}");
            signature[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void A_signature_has_one_spelling(string suite)
    {
        var (key, signature) = (Keys[suite].Public, Keys[suite].Sign("paid"u8));
        // Four bits of the last character stand for nothing: only the spelling with zeros is taken.
        var last = signature[^1];
        var loose = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".Where(c => c != last).Select(c => signature[..^1] + c);
        string[] others = [.. loose, signature + "=", signature + "==", signature + "\n", " " + signature, signature[..^1], signature + "A", $"{signature[..85]}+", "", "no signature"];
        foreach (var other in others) key.Verify("paid"u8, other).ShouldBeFalse(other);
    }

    [Theory]
    [InlineData(SignatureSuite.ES256, P256Order)]
    [InlineData(SignatureSuite.SM2, Sm2Order)]
    public void R_and_S_lie_between_zero_and_the_order(string suite, string order)
    {
        var good = Base64Url.DecodeFromChars(Keys[suite].Sign("paid"u8));
        byte[] zero = new byte[32], whole = Convert.FromHexString(order);
        foreach (byte[] bad in new byte[][] { [.. zero, .. good[32..]], [.. good[..32], .. zero], [.. zero, .. zero], [.. whole, .. good[32..]], [.. good[..32], .. whole], [.. whole, .. whole] })
            Keys[suite].Public.Verify("paid"u8, Base64Url.EncodeToString(bad)).ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void No_text_of_a_signature_throws(string suite)
    {
        var key = Keys[suite].Public;
        Gen.Byte.Array[64].Select(bytes => Base64Url.EncodeToString(bytes)).Sample(text => !key.Verify("paid"u8, text), iter: 200);
        Gen.String[0, 100].Sample(text => !key.Verify("paid"u8, text), iter: 500);
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void A_key_reads_back_from_its_own_text_and_from_a_published_set(string suite)
    {
        var key = Keys[suite];
        using var read = PrivateKey.Read(key.Pem);
        (read.Suite, read.Public.Id).ShouldBe((suite, key.Public.Id));
        VerifyingKey.Read($"安徽\n{key.Public.Pem}\n").Id.ShouldBe(key.Public.Id);
        VerifyingKey.Read(key.Public.Pem).Pem.ShouldBe(key.Public.Pem);
        var jwk = key.Public.Jwk;
        VerifyingKey.Of(jwk.Crv, jwk.X, jwk.Y).Id.ShouldBe(key.Public.Id);
        key.Public.Verify("paid"u8, read.Sign("paid"u8)).ShouldBeTrue();
    }

    [Fact]
    public void The_base_library_reads_and_verifies_what_ES256_keys_write()
    {
        using var library = ECDsa.Create();
        library.ImportFromPem(Keys[SignatureSuite.ES256].Pem);
        library.ExportSubjectPublicKeyInfoPem().ShouldBe(Keys[SignatureSuite.ES256].Public.Pem);
        Basin.Rules.Signatures.Verify(library.ExportSubjectPublicKeyInfoPem(), "paid"u8, Keys[SignatureSuite.ES256].Sign("paid"u8)).ShouldBeTrue();
        Keys[SignatureSuite.ES256].Public.Verify("paid"u8, Basin.Rules.Signatures.Sign(library.ExportPkcs8PrivateKeyPem(), "paid"u8)).ShouldBeTrue();
    }

    [Fact]
    public void A_compressed_point_is_the_same_key()
    {
        var jwk = Keys[SignatureSuite.SM2].Public.Jwk;
        var (x, y) = (Base64Url.DecodeFromChars(jwk.X), Base64Url.DecodeFromChars(jwk.Y));
        byte[] info = [.. Convert.FromHexString("3039301306072a8648ce3d020106082a811ccf5501822d032200"), (byte)(2 + (y[^1] & 1)), .. x];
        VerifyingKey.Read(PemEncoding.WriteString("PUBLIC KEY", info)).Pem.ShouldBe(Keys[SignatureSuite.SM2].Public.Pem);
    }

    [Theory]
    [InlineData("Ed25519", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", null, "of order 4")]
    [InlineData("Ed25519", "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", null, "the neutral element")]
    [InlineData("Ed25519", "7P_______________________________________38", null, "of order 2")]
    [InlineData("Ed25519", "JuiVj8KyJ7BFw_SJ8u-Y8NXfrAXTxjM5sTgCiG1T_AU", null, "of order 8")]
    [InlineData("Ed25519", "AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", null, "not on the curve")]
    [InlineData("Ed25519", "AAAA", null, "too short")]
    [InlineData("SM2", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "not on the curve")]
    [InlineData("P-256", "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "not on the curve")]
    [InlineData("SM2", "AAAA", "AAAA", "too short")]
    [InlineData("SM2", "*", "*", "no base64url")]
    [InlineData("P-384", "AAAA", "AAAA", "another curve")]
    [InlineData(null, null, null, "nothing")]
    public void A_key_that_is_not_sound_is_refused(string? crv, string? x, string? y, string why) =>
        Should.Throw<FormatException>(() => VerifyingKey.Of(crv, x, y), why);

    [Fact]
    public void The_point_at_infinity_is_no_key()
    {
        foreach (var info in new[] { "301930130607" + "2a8648ce3d0201" + "06082a811ccf5501822d" + "03020000", "301930130607" + "2a8648ce3d0201" + "06082a8648ce3d030107" + "03020000" })
            Should.Throw<FormatException>(() => VerifyingKey.Read(PemEncoding.WriteString("PUBLIC KEY", Convert.FromHexString(info))));
    }

    [Fact]
    public void No_text_of_a_key_throws_anything_but_what_is_said()
    {
        foreach (var key in Keys.Values)
        {
            foreach (var (label, pem) in new[] { ("PUBLIC KEY", key.Public.Pem), ("PRIVATE KEY", key.Pem) })
            {
                PemEncoding.TryFind(pem, out var fields).ShouldBeTrue();
                var der = Convert.FromBase64String(pem[fields.Base64Data]);
                Gen.Select(Gen.Int[0, der.Length - 1], Gen.Byte, Gen.Int[0, der.Length]).Sample(
                    (at, value, length) =>
                    {
                        var changed = der.ToArray();
                        changed[at] = value;
                        Read(label, PemEncoding.WriteString(label, changed));
                        Read(label, PemEncoding.WriteString(label, der.AsSpan(0, length)));
                    },
                    iter: 300);
            }
        }

        static void Read(string label, string pem)
        {
            try
            {
                if (label == "PUBLIC KEY") VerifyingKey.Read(pem);
                else PrivateKey.Read(pem).Dispose();
            }
            catch (FormatException)
            {
                // What the documentation says; whatever else is thrown fails the test.
            }
        }
    }

    [Fact]
    public void Several_keys_in_one_text_are_refused() =>
        Should.Throw<FormatException>(() => VerifyingKey.Read(Keys[SignatureSuite.SM2].Public.Pem + "\n" + Keys[SignatureSuite.EdDSA].Public.Pem)).Message.ShouldContain("several");

    [Fact]
    public async Task A_key_signs_for_many_at_once()
    {
        foreach (var key in Keys.Values)
            (await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => key.Public.Verify("paid"u8, key.Sign("paid"u8)))))).ShouldAllBe(holds => holds);
    }
}
