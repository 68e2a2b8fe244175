using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Basin.Signing;

namespace Basin.Services.Tests.Signing;

/// <summary>What the standards print as examples.</summary>
public sealed class PublishedVectorsTests
{
    /// <summary>PKCS#8 of an Ed25519 key up to its 32 bytes (RFC 8410 section 7).</summary>
    private const string Ed25519Prefix = "302e020100300506032b657004220420";

    [Theory]
    [InlineData("abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0")]
    [InlineData("abcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcd", "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732")]
    public void SM3_is_that_of_GB_T_32905_appendix_A(string text, string hash)
    {
        ContentHash.Sm3(Encoding.ASCII.GetBytes(text)).ShouldBe(hash);
        ContentHash.Of(SignatureSuite.SM2, Encoding.ASCII.GetBytes(text)).ShouldBe(new ContentHash("SM3", hash));
    }

    [Fact]
    public void SM2_verifies_the_example_of_GB_T_32918_5_appendix_A()
    {
        var key = VerifyingKey.Of(
            "SM2", Url("09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"), Url("CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"));
        var signature = Url("F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3" + "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA");
        key.Verify("message digest"u8, signature).ShouldBeTrue();
        key.Verify("message Digest"u8, signature).ShouldBeFalse();
    }

    [Theory]
    [InlineData(
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")]
    [InlineData(
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")]
    [InlineData(
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a")]
    public void Ed25519_signs_as_in_RFC_8032_section_7_1(string seed, string open, string message, string signature)
    {
        using var key = PrivateKey.Read(PemEncoding.WriteString("PRIVATE KEY", Convert.FromHexString(Ed25519Prefix + seed)));
        key.Public.Jwk.X.ShouldBe(Url(open));
        key.Sign(Convert.FromHexString(message)).ShouldBe(Url(signature));
        VerifyingKey.Of("Ed25519", Url(open), null).Verify(Convert.FromHexString(message), Url(signature)).ShouldBeTrue();
    }

    [Fact]
    public void An_Ed25519_key_has_the_thumbprint_of_RFC_8037_appendix_A_3() =>
        VerifyingKey.Of("Ed25519", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", null).Id.ShouldBe("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");

    [Fact]
    public void An_SM2_key_is_named_like_any_other_curve_s()
    {
        using var key = PrivateKey.New(SignatureSuite.SM2);
        var members = $$"""{"crv":"SM2","kty":"EC","x":"{{key.Public.Jwk.X}}","y":"{{key.Public.Jwk.Y}}"}""";
        key.Public.Id.ShouldBe(Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(members))));
    }

    private static string Url(string hex) => Base64Url.EncodeToString(Convert.FromHexString(hex));
}
