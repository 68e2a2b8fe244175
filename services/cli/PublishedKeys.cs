using System.Text.Json;
using System.Text.Json.Nodes;
using Basin.Signing;

namespace Basin.Cli;

/// <summary>A JSON Web Key Set (RFC 7517), such as the exchange publishes for whoever verifies its notices.</summary>
public static class PublishedKeys
{
    /// <param name="name">What the set is called in a failure.</param>
    /// <exception cref="CommandFailureException">It is no key set, or has no sound key of that id.</exception>
    public static VerifyingKey Find(string name, string set, string id)
    {
        try
        {
            var jwk = JsonNode.Parse(set)?["keys"]?.AsArray().FirstOrDefault(one => one?["kid"]?.ToString() == id)
                ?? throw new CommandFailureException($"{name}: 其中没有密钥 it holds no key {id}.", CommandLine.Refused);
            var key = VerifyingKey.Of(jwk["crv"]?.ToString(), jwk["x"]?.ToString(), jwk["y"]?.ToString());
            return key.Id == id ? key : throw new FormatException($"what stands under {id} is the key {key.Id}");
        }
        catch (Exception problem) when (problem is JsonException or FormatException or InvalidOperationException)
        {
            throw new CommandFailureException($"{name}: 不是公钥集 no set of public keys: {problem.Message}");
        }
    }
}
