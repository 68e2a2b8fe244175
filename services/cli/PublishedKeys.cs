using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Basin.Cli;

/// <summary>A JSON Web Key Set (RFC 7517), such as the exchange publishes for whoever verifies its notices.</summary>
public static class PublishedKeys
{
    /// <summary>The key of an id in PEM.</summary>
    /// <param name="name">What the set is called in a failure.</param>
    /// <exception cref="CommandFailureException">It is no key set, or has no such P-256 key.</exception>
    public static string Pem(string name, string set, string id)
    {
        try
        {
            var key = JsonNode.Parse(set)?["keys"]?.AsArray().FirstOrDefault(one => one?["kid"]?.ToString() == id)
                ?? throw new CommandFailureException($"{name}: 其中没有密钥 it holds no key {id}.", CommandLine.Refused);
            using var known = ECDsa.Create(new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new() { X = Base64Url.DecodeFromChars(key["x"]?.ToString()), Y = Base64Url.DecodeFromChars(key["y"]?.ToString()) },
            });
            return known.ExportSubjectPublicKeyInfoPem();
        }
        catch (Exception problem) when (problem is JsonException or FormatException or InvalidOperationException or CryptographicException)
        {
            throw new CommandFailureException($"{name}: 不是公钥集 no set of P-256 keys: {problem.Message}");
        }
    }
}
