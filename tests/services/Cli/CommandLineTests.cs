using System.Text;
using System.Text.Json;
using Basin.Cli;
using Basin.Signing;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Basin.Services.Tests.Cli;

public sealed class CommandLineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("basin-cli-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_new_pair_is_two_files_and_its_id_is_printed()
    {
        var made = await Run("", "keys", "new", "--out", _folder, "--name", "anhui");
        made.Code.ShouldBe(0);
        (await Run("", "keys", "id", Path("anhui.key.pem"))).Output.ShouldBe(made.Output);
        (await Run("", "keys", "id", Path("anhui.pub.pem"))).Output.ShouldBe(made.Output);
        if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(Path("anhui.key.pem")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Theory]
    [InlineData("anhui.key.pem")]
    [InlineData("anhui.pub.pem")]
    public async Task An_existing_key_is_never_overwritten(string existing)
    {
        await File.WriteAllTextAsync(Path(existing), "kept", TestContext.Current.CancellationToken);
        var made = await Run("", "keys", "new", "--out", _folder, "--name", "anhui");
        made.Code.ShouldBe(1);
        made.Error.ShouldContain("not overwritten");
        (await File.ReadAllTextAsync(Path(existing), TestContext.Current.CancellationToken)).ShouldBe("kept");
    }

    [Theory]
    [InlineData("../out")]
    [InlineData("a/b")]
    [InlineData(".hidden")]
    [InlineData("")]
    public async Task A_name_that_leaves_the_folder_is_refused(string name) =>
        (await Run("", "keys", "new", "--out", _folder, "--name", name)).Code.ShouldBe(2);

    [Fact]
    public async Task A_suite_that_does_not_exist_makes_no_key()
    {
        var made = await Run("", "keys", "new", "--out", _folder, "--name", "anhui", "--suite", "RS256");
        made.Code.ShouldBe(2);
        Directory.EnumerateFiles(_folder).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("ES256")]
    [InlineData("EdDSA")]
    [InlineData("SM2")]
    public async Task A_token_names_organisation_audience_key_and_five_minutes(string suite)
    {
        var id = (await Run("", "keys", "new", "--out", _folder, "--name", "anhui", "--suite", suite)).Output.Trim();
        var token = new JsonWebToken((await Run("", "token", "--key", Path("anhui.key.pem"), "--organisation", "340000-EE")).Output.Trim());
        (token.Issuer, token.Kid, token.Alg).ShouldBe(("340000-EE", id, suite));
        token.Audiences.ShouldBe(["basin"]);
        (token.ValidTo - token.IssuedAt).ShouldBe(TimeSpan.FromMinutes(5));
        token.ValidFrom.ShouldBe(token.IssuedAt);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("16")]
    [InlineData("many")]
    public async Task A_token_lives_one_to_fifteen_minutes(string minutes)
    {
        await Run("", "keys", "new", "--out", _folder, "--name", "anhui");
        (await Run("", "token", "--key", Path("anhui.key.pem"), "--organisation", "340000-EE", "--minutes", minutes)).Code.ShouldBe(2);
    }

    [Fact]
    public async Task A_public_key_makes_no_token()
    {
        await Run("", "keys", "new", "--out", _folder, "--name", "anhui");
        var refused = await Run("", "token", "--key", Path("anhui.pub.pem"), "--organisation", "340000-EE");
        refused.Code.ShouldBe(2);
        refused.Error.ShouldContain("no private key");
    }

    [Fact]
    public async Task Canonical_writes_the_same_bytes_for_the_same_document() =>
        (await Run("""{ "b": "乙", "a": 1 }""", "canonical", "-")).Output.ShouldBe("""{"a":1,"b":"乙"}""");

    [Fact]
    public async Task A_decimal_that_would_pass_through_binary_floats_is_refused() =>
        (await Run("""{"a":1.5}""", "canonical", "-")).Code.ShouldBe(1);

    [Theory]
    [InlineData("ES256")]
    [InlineData("EdDSA")]
    [InlineData("SM2")]
    public async Task A_signature_holds_for_the_document_however_it_is_written_and_for_no_other(string suite)
    {
        await Run("", "keys", "new", "--out", _folder, "--name", "anhui", "--suite", suite);
        var signature = (await Run("""{"a":1,"b":2}""", "sign", "--key", Path("anhui.key.pem"), "-")).Output.Trim();
        (await Run("""{ "b": 2, "a": 1 }""", "verify", "--key", Path("anhui.pub.pem"), "--signature", signature, "-")).Code.ShouldBe(0);
        var other = await Run("""{"a":1,"b":3}""", "verify", "--key", Path("anhui.pub.pem"), "--signature", signature, "-");
        other.Code.ShouldBe(1);
        other.Error.TrimEnd().ShouldNotContain("\n");
    }

    [Fact]
    public async Task A_key_set_that_gives_a_key_another_s_name_is_refused()
    {
        var id = (await Run("", "keys", "new", "--out", _folder, "--name", "exchange", "--suite", "SM2")).Output.Trim();
        using var other = PrivateKey.New(SignatureSuite.SM2);
        await File.WriteAllTextAsync(Path("jwks.json"), JsonSerializer.Serialize(new { keys = new[] { other.Public.Jwk with { Kid = id } } }, JsonSerializerOptions.Web), TestContext.Current.CancellationToken);
        var refused = await Run("""{"a":1}""", "verify", "--jwks", Path("jwks.json"), "--kid", id, "--signature", other.Sign("""{"a":1}"""u8), "-");
        refused.Code.ShouldBe(2);
        refused.Error.ShouldContain(other.Public.Id);
    }

    [Theory]
    [InlineData("ES256")]
    [InlineData("EdDSA")]
    [InlineData("SM2")]
    public async Task A_signature_is_verified_with_a_key_of_a_published_set(string suite)
    {
        var id = (await Run("", "keys", "new", "--out", _folder, "--name", "exchange", "--suite", suite)).Output.Trim();
        var jwk = VerifyingKey.Read(await File.ReadAllTextAsync(Path("exchange.pub.pem"), TestContext.Current.CancellationToken)).Jwk;
        var set = JsonSerializer.Serialize(new { keys = new[] { jwk } }, JsonSerializerOptions.Web);
        await File.WriteAllTextAsync(Path("jwks.json"), set, TestContext.Current.CancellationToken);
        var signature = (await Run("""{"a":1}""", "sign", "--key", Path("exchange.key.pem"), "-")).Output.Trim();
        (await Run("""{"a":1}""", "verify", "--jwks", Path("jwks.json"), "--kid", id, "--signature", signature, "-")).Output.ShouldContain(id);
        (await Run("""{"a":2}""", "verify", "--jwks", Path("jwks.json"), "--kid", id, "--signature", signature, "-")).Code.ShouldBe(1);
        (await Run("""{"a":1}""", "verify", "--jwks", Path("jwks.json"), "--kid", "other", "--signature", signature, "-")).Error.ShouldContain("no key other");
        (await Run("""{"a":1}""", "verify", "--signature", signature, "-")).Code.ShouldBe(2);
        (await Run("""{"a":1}""", "verify", "--jwks", Path("exchange.pub.pem"), "--kid", id, "--signature", signature, "-")).Code.ShouldBe(2);
    }

    [Theory]
    [InlineData("2024-05-31T23:59:59Z", 1, "was added")]
    [InlineData("2024-06-01T00:00:00Z", 0, "")]
    [InlineData("2025-06-01T07:59:59+08:00", 0, "")]
    [InlineData("2025-06-01T00:00:00Z", 1, "was revoked")]
    [InlineData("yesterday", 2, "no time")]
    public async Task An_old_signature_is_verified_as_of_its_time(string at, int code, string sentence)
    {
        using var key = PrivateKey.New(SignatureSuite.SM2);
        var organisation = JsonSerializer.Serialize(new
        {
            code = "340000-EE",
            keys = new[] { new { keyId = key.Public.Id, publicKeyPem = key.Public.Pem, addedAt = "2024-06-01T00:00:00+00:00", revokedAt = "2025-06-01T00:00:00+00:00" } },
        });
        await File.WriteAllTextAsync(Path("organisation.json"), organisation, TestContext.Current.CancellationToken);
        var verified = await Run("""{"a":1}""", "verify", "--organisation", Path("organisation.json"), "--kid", key.Public.Id, "--at", at, "--signature", key.Sign("""{"a":1}"""u8), "-");
        verified.Code.ShouldBe(code, verified.Error);
        verified.Error.ShouldContain(sentence);
    }

    [Fact]
    public async Task Check_prints_every_problem_and_fails()
    {
        var check = await Run("""{"language":"basin-terms/1"}""", "check", "-");
        check.Code.ShouldBe(1);
        check.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBeGreaterThan(5);
    }

    [Theory]
    [InlineData("frob")]
    [InlineData("keys")]
    [InlineData("sign")]
    [InlineData("token", "--key")]
    [InlineData("keys", "id", "/nowhere/none.pem")]
    [InlineData("call", "GET", "ftp://x/", "--key", "k", "--organisation", "o")]
    public async Task Wrong_use_is_one_line_and_exit_code_two(params string[] arguments)
    {
        var wrong = await Run("", arguments);
        wrong.Code.ShouldBe(2);
        wrong.Error.Trim().ShouldNotBeEmpty();
        wrong.Error.TrimEnd().ShouldNotContain("\n");
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("keys", "new", "--help")]
    public async Task Help_is_no_failure(params string[] arguments)
    {
        var help = await Run("", arguments);
        (help.Code, help.Error).ShouldBe((0, ""));
        help.Output.ShouldContain("密钥");
    }

    private string Path(string name) => System.IO.Path.Combine(_folder, name);

    private static async Task<(int Code, string Output, string Error)> Run(string input, params string[] arguments)
    {
        using var bytes = new MemoryStream();
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.Run(arguments, new CommandStreams(new MemoryStream(Encoding.UTF8.GetBytes(input)), output, bytes, error));
        return (code, output + Encoding.UTF8.GetString(bytes.ToArray()), error.ToString());
    }
}
