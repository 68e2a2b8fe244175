using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Basin.Signing;

namespace Basin.Cli;

/// <summary>A private key at work: it names itself, signs, and makes tokens.</summary>
public sealed class Keys
{
    private readonly PrivateKey _key;

    private Keys(PrivateKey key) => _key = key;

    /// <summary>RFC 7638 thumbprint.</summary>
    public string Id => _key.Public.Id;

    public static async Task<Keys> Load(string path, CommandStreams streams)
    {
        var pem = await Files.ReadText(path, streams);
        if (!IsPrivate(pem)) throw new CommandFailureException($"{path}: no private key in PEM.");
        return new(Sound(path, () => PrivateKey.Read(pem)));
    }

    /// <summary>A public key, or the public half of a private one.</summary>
    public static VerifyingKey Public(string path, string pem) => Sound(path, () =>
    {
        if (!IsPrivate(pem)) return VerifyingKey.Read(pem);
        using var key = PrivateKey.Read(pem);
        return key.Public;
    });

    public string Sign(ReadOnlySpan<byte> content) => _key.Sign(content);

    /// <summary>A token (JWT) that proves the organisation for a few minutes; the services accept at most 15.</summary>
    public string Token(string organisation, DateTimeOffset now, TimeSpan life)
    {
        var (issued, ends) = (now.ToUnixTimeSeconds(), (now + life).ToUnixTimeSeconds());
        var signed = $"{Part(new { alg = _key.Suite, kid = Id, typ = "JWT" })}.{Part(new { iss = organisation, aud = "basin", iat = issued, nbf = issued, exp = ends })}";
        return $"{signed}.{Sign(Encoding.ASCII.GetBytes(signed))}";
    }

    private static string Part(object members) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(members));

    private static bool IsPrivate(string pem) => pem.Contains("PRIVATE KEY", StringComparison.Ordinal);

    private static T Sound<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FormatException problem)
        {
            throw new CommandFailureException($"{path}: {problem.Message}.");
        }
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
