using System.Security.Cryptography;
using System.Text;
using Basin.Exchange;
using Basin.Hosting;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace Basin.Services.Tests.Exchange;

public sealed class WebhookKeysTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("basin-webhook-").FullName;

    [Fact]
    public void A_push_is_signed_by_each_key_over_id_time_and_body()
    {
        var keys = Read($"whsk_{Convert.ToBase64String(new byte[32])}\nwhsk_{Convert.ToBase64String([.. Enumerable.Range(1, 32).Select(i => (byte)i)])}\n");
        var body = "{\"a\":\"浙\"}"u8.ToArray();
        var signatures = keys.Sign("GD-FIN", "notice_2026-1", 1_674_087_231, body).Split(' ');
        signatures.Length.ShouldBe(4);
        for (var i = 0; i < 2; i++)
        {
            signatures[i].ShouldStartWith("v1a,");
            keys.Public[i].ShouldStartWith("whpk_");
            Verifies(keys.Public[i], signatures[i], [.. Encoding.ASCII.GetBytes("notice_2026-1.1674087231."), .. body]).ShouldBeTrue();
            Verifies(keys.Public[i], signatures[i], [.. Encoding.ASCII.GetBytes("notice_2026-1.1674087232."), .. body]).ShouldBeFalse();
            byte[] secret = Convert.FromBase64String(keys.SecretsOf("GD-FIN")[i]["whsec_".Length..]), signed = [.. Encoding.ASCII.GetBytes("notice_2026-1.1674087231."), .. body];
            signatures[2 + i].ShouldBe($"v1,{Convert.ToBase64String(HMACSHA256.HashData(secret, signed))}");
        }
    }

    [Fact]
    public void Each_receiver_has_secrets_of_its_own_which_change_with_the_keys()
    {
        var (one, other) = ($"whsk_{Convert.ToBase64String(new byte[32])}", $"whsk_{Convert.ToBase64String([.. Enumerable.Repeat((byte)7, 32)])}");
        Read(one).SecretsOf("GD-FIN").ShouldBe(Read($"{one}\n{other}").SecretsOf("GD-FIN").Take(1));
        string.Concat(Read(one).SecretsOf("GD-FIN")).ShouldNotBe(string.Concat(Read(one).SecretsOf("JX-FIN")));
        string.Concat(Read(one).SecretsOf("GD-FIN")).ShouldNotBe(string.Concat(Read(other).SecretsOf("GD-FIN")));
    }

    [Fact]
    public void The_seed_of_the_first_test_of_rfc_8032_makes_its_public_key()
    {
        var seed = Convert.FromHexString("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
        Read($"whsk_{Convert.ToBase64String(seed)}").Public.ShouldBe([$"whpk_{Convert.ToBase64String(Convert.FromHexString("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"))}"]);
    }

    [Fact]
    public void Without_a_key_of_its_own_every_copy_derives_the_same_from_the_notice_key()
    {
        using var notice = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var file = Written(notice.ExportPkcs8PrivateKeyPem());
        WebhookKeys.Read(null, file).Public.ShouldBe(WebhookKeys.Read("", file).Public);
    }

    [Theory]
    [InlineData("")]
    [InlineData("whsec_AAAA")]
    [InlineData("whsk_AAAA")]
    [InlineData("whsk_***")]
    public void What_is_no_key_is_refused_without_being_shown(string text)
    {
        var problem = Should.Throw<UnusableSettingException>(() => Read(text));
        problem.Message.ShouldContain("BASIN_WEBHOOK_KEYS");
        if (text.Length > 0) problem.Message.ShouldNotContain(text);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private WebhookKeys Read(string text) => WebhookKeys.Read(Written(text), "unused");

    private string Written(string text)
    {
        var file = Path.Combine(_folder, "keys");
        File.WriteAllText(file, text);
        return file;
    }

    private static bool Verifies(string key, string signature, byte[] signed)
    {
        var verifier = new Ed25519Signer();
        verifier.Init(false, new Ed25519PublicKeyParameters(Convert.FromBase64String(key["whpk_".Length..])));
        verifier.BlockUpdate(signed, 0, signed.Length);
        return verifier.VerifySignature(Convert.FromBase64String(signature["v1a,".Length..]));
    }
}
