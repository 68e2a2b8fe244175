using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Basin.Signing;

namespace Basin.Cli;

/// <summary>An organisation as the registry answers for it, with all keys it ever had and their times: enough to verify an old signature as of its time.</summary>
public static class OrganisationKeys
{
    /// <param name="name">What the answer is called in a failure.</param>
    /// <param name="at">When it was signed; the key must have been good then: from when it was added, inclusive, until it was revoked, exclusive.</param>
    /// <exception cref="CommandFailureException">It is no such answer, has no key of that id, or the key was not good then.</exception>
    public static VerifyingKey Find(string name, string organisation, string id, DateTimeOffset at)
    {
        try
        {
            var key = JsonNode.Parse(organisation)?["keys"]?.AsArray().FirstOrDefault(one => one?["keyId"]?.ToString() == id)
                ?? throw new CommandFailureException($"{name}: 其中没有密钥 it holds no key {id}.", CommandLine.Refused);
            var known = VerifyingKey.Read($"{key["publicKeyPem"]}");
            if (known.Id != id) throw new FormatException($"what stands under {id} is the key {known.Id}");
            var (added, revoked) = (Time(key["addedAt"])!.Value, Time(key["revokedAt"]));
            if (at < added) throw new CommandFailureException($"密钥当时尚未登记 The key {id} was added at {added:O}, after {at:O}.", CommandLine.Refused);
            if (at >= revoked) throw new CommandFailureException($"密钥当时已吊销 The key {id} was revoked at {revoked:O}, not after {at:O}.", CommandLine.Refused);
            return known;
        }
        catch (Exception problem) when (problem is JsonException or FormatException or InvalidOperationException)
        {
            throw new CommandFailureException($"{name}: 不是机构的登记信息 no organisation as the registry tells it: {problem.Message}");
        }
    }

    private static DateTimeOffset? Time(JsonNode? text) => text is null ? null : DateTimeOffset.Parse(text.ToString(), CultureInfo.InvariantCulture);
}
