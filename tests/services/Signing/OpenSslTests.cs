using System.Buffers.Text;
using System.Diagnostics;
using System.Formats.Asn1;
using System.Numerics;
using System.Text;
using Basin.Signing;

namespace Basin.Services.Tests.Signing;

/// <summary>The same keys, bytes and signatures in an implementation that shares nothing with ours: OpenSSL 3.</summary>
public sealed class OpenSslTests : IDisposable
{
    private static readonly byte[] Content = Encoding.UTF8.GetBytes("""{"amountFen":"3000000000","kind":"结算通知书"}""");

    private readonly string _folder = Directory.CreateTempSubdirectory("basin-openssl-").FullName;

    public static TheoryData<string> Suites => [SignatureSuite.EdDSA, SignatureSuite.SM2, SignatureSuite.ES256];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Suites))]
    public void OpenSSL_verifies_what_we_sign(string suite)
    {
        using var key = PrivateKey.New(suite);
        Write("key.pub.pem", Encoding.ASCII.GetBytes(key.Public.Pem));
        Write("content", Content);
        Write("signature", Der(suite, Base64Url.DecodeFromChars(key.Sign(Content))));
        OpenSsl(["pkeyutl", "-verify", "-pubin", "-inkey", "key.pub.pem", .. Form(suite), "-in", "content", "-sigfile", "signature"]).Code.ShouldBe(0);
        Write("content", [.. Content, (byte)' ']);
        OpenSsl(["pkeyutl", "-verify", "-pubin", "-inkey", "key.pub.pem", .. Form(suite), "-in", "content", "-sigfile", "signature"]).Code.ShouldNotBe(0);
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void We_verify_what_OpenSSL_signs_with_a_key_it_made(string suite)
    {
        OpenSsl([.. NewKey(suite), "-out", "key.pem"]).Code.ShouldBe(0);
        OpenSsl(["pkey", "-in", "key.pem", "-pubout", "-out", "key.pub.pem"]).Code.ShouldBe(0);
        Write("content", Content);
        OpenSsl(["pkeyutl", "-sign", "-inkey", "key.pem", .. Form(suite), "-in", "content", "-out", "signature"]).Code.ShouldBe(0);

        var key = VerifyingKey.Read(Text("key.pub.pem"));
        key.Suite.ShouldBe(suite);
        var signature = Base64Url.EncodeToString(Fixed(suite, File.ReadAllBytes(Path("signature"))));
        key.Verify(Content, signature).ShouldBeTrue();
        key.Verify([.. Content, (byte)' '], signature).ShouldBeFalse();
        using var secret = PrivateKey.Read(Text("key.pem"));
        secret.Public.Id.ShouldBe(key.Id);
    }

    [Theory]
    [MemberData(nameof(Suites))]
    public void OpenSSL_reads_our_private_keys_and_finds_the_same_public_half(string suite)
    {
        using var key = PrivateKey.New(suite);
        Write("key.pem", Encoding.ASCII.GetBytes(key.Pem));
        OpenSsl(["pkey", "-in", "key.pem", "-pubout", "-out", "key.pub.pem"]).Code.ShouldBe(0);
        VerifyingKey.Read(Text("key.pub.pem")).Pem.ShouldBe(key.Public.Pem);
    }

    [Fact]
    public void An_SM2_signature_under_another_identity_is_none()
    {
        using var key = PrivateKey.New(SignatureSuite.SM2);
        Write("key.pem", Encoding.ASCII.GetBytes(key.Pem));
        Write("content", Content);
        OpenSsl(["pkeyutl", "-sign", "-inkey", "key.pem", "-rawin", "-digest", "sm3", "-pkeyopt", "distid:somebody else", "-in", "content", "-out", "signature"]).Code.ShouldBe(0);
        key.Public.Verify(Content, Base64Url.EncodeToString(Fixed(SignatureSuite.SM2, File.ReadAllBytes(Path("signature"))))).ShouldBeFalse();
    }

    [Fact]
    public void Keys_as_OpenSSL_writes_them_for_curves_are_read_with_the_parameters_before_them()
    {
        OpenSsl(["ecparam", "-name", "SM2", "-genkey", "-out", "key.pem"]).Code.ShouldBe(0);
        Text("key.pem").ShouldContain("PARAMETERS");
        using var key = PrivateKey.Read(Text("key.pem"));
        key.Suite.ShouldBe(SignatureSuite.SM2);
    }

    [Fact]
    public void OpenSSL_finds_the_same_hashes()
    {
        Write("content", Content);
        foreach (var (suite, digest) in new[] { (SignatureSuite.SM2, "-sm3"), (SignatureSuite.EdDSA, "-sha256") })
            OpenSsl(["dgst", digest, "-r", "content"]).Output.Split(' ')[0].ShouldBe(ContentHash.Of(suite, Content).Hex);
    }

    private static string[] Form(string suite) => suite switch
    {
        SignatureSuite.SM2 => ["-rawin", "-digest", "sm3", "-pkeyopt", "distid:1234567812345678"],
        SignatureSuite.ES256 => ["-rawin", "-digest", "sha256"],
        _ => ["-rawin"],
    };

    private static string[] NewKey(string suite) => suite switch
    {
        SignatureSuite.SM2 => ["genpkey", "-algorithm", "SM2"],
        SignatureSuite.ES256 => ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
        _ => ["genpkey", "-algorithm", "ED25519"],
    };

    /// <summary>OpenSSL writes R and S as DER integers, except for Ed25519.</summary>
    private static byte[] Der(string suite, byte[] signature)
    {
        if (suite == SignatureSuite.EdDSA) return signature;
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(new BigInteger(signature.AsSpan(0, 32), isUnsigned: true, isBigEndian: true));
            writer.WriteInteger(new BigInteger(signature.AsSpan(32), isUnsigned: true, isBigEndian: true));
        }

        return writer.Encode();
    }

    private static byte[] Fixed(string suite, byte[] signature)
    {
        if (suite == SignatureSuite.EdDSA) return signature;
        var sequence = new AsnReader(signature, AsnEncodingRules.DER).ReadSequence();
        return [.. Bytes(sequence.ReadInteger()), .. Bytes(sequence.ReadInteger())];

        static byte[] Bytes(BigInteger value)
        {
            var bytes = value.ToByteArray(isUnsigned: true, isBigEndian: true);
            return [.. new byte[32 - bytes.Length], .. bytes];
        }
    }

    private (int Code, string Output) OpenSsl(string[] arguments)
    {
        if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(System.IO.Path.Combine(folder, "openssl")))) Assert.Skip("openssl is not installed here.");
        var start = new ProcessStartInfo("openssl", arguments) { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        process.WaitForExit();
        TestContext.Current.TestOutputHelper?.WriteLine(errors.Result);
        return (process.ExitCode, output.Result);
    }

    private void Write(string name, byte[] bytes) => File.WriteAllBytes(Path(name), bytes);

    private string Text(string name) => File.ReadAllText(Path(name));

    private string Path(string name) => System.IO.Path.Combine(_folder, name);
}
