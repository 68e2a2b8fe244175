using System.Security.Cryptography;
using System.Text;
using Basin.Rules;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Basin.Cli;

/// <summary>A private key at work: it names itself, signs, and makes tokens.</summary>
public sealed class Keys
{
    private readonly string _pem;

    private Keys(string pem, string id) => (_pem, Id) = (pem, id);

    /// <summary>RFC 7638 thumbprint.</summary>
    public string Id { get; }

    public static async Task<Keys> Load(string path, CommandStreams streams)
    {
        var pem = await Files.ReadText(path, streams);
        if (!pem.Contains("PRIVATE KEY", StringComparison.Ordinal)) throw new CommandFailureException($"{path}: no private key in PEM.");
        return new(pem, IdOf(path, pem));
    }

    public static string IdOf(string path, string pem)
    {
        try
        {
            return Signatures.KeyId(pem);
        }
        catch (FormatException problem)
        {
            throw new CommandFailureException($"{path}: {problem.Message}.");
        }
    }

    public string Sign(ReadOnlySpan<byte> content) => Signatures.Sign(_pem, content);

    /// <summary>A token that proves the organisation for a few minutes; the services accept at most 15.</summary>
    public string Token(string organisation, DateTimeOffset now, TimeSpan life)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(_pem);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = organisation,
            Audience = "basin",
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = (now + life).UtcDateTime,
            SigningCredentials = new SigningCredentials(
                new ECDsaSecurityKey(key) { KeyId = Id, CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false } },
                SecurityAlgorithms.EcdsaSha256),
        });
    }

    /// <summary>Makes a pair: PKCS#8 that only its owner may read, and SubjectPublicKeyInfo.</summary>
    public static (string PrivatePem, string PublicPem, string Id) Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = key.ExportPkcs8PrivateKeyPem();
        return (pem + "\n", key.ExportSubjectPublicKeyInfoPem() + "\n", Signatures.KeyId(pem));
    }

    /// <summary>Creates the file with its permissions from the first byte on; an existing file is never touched.</summary>
    public static void WriteNew(string path, string text, UnixFileMode mode)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = mode;
        try
        {
            using var file = new FileStream(path, options);
            file.Write(Encoding.ASCII.GetBytes(text));
        }
        catch (IOException) when (File.Exists(path))
        {
            throw new CommandFailureException($"{path} exists and is not overwritten.", CommandLine.Refused);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailureException($"{path}: {problem.Message}");
        }
    }
}
