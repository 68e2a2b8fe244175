using Basin.Hosting;

namespace Basin.Monitoring;

/// <summary>Where a bureau wants warnings pushed. Id: organisation code.</summary>
/// <param name="Url">Null while it only reads them.</param>
public sealed record WarningWebhook(string Id, string Region, string? Url, DateTimeOffset StatedAt)
{
    public const int UrlLengthMax = 500;

    public const string UrlRule = "A webhook is an absolute https address of at most 500 characters, without user, password, fragment or blanks, and not in a private or loopback network.";

    /// <summary>Whether an address may be registered; where its name leads is judged when it is connected to.</summary>
    /// <param name="allowed">Where networks that are not public are allowed, plain http is too.</param>
    public static bool IsUrl(string text, AllowedNetworks allowed) =>
        text.Length <= UrlLengthMax && !text.Any(character => char.IsControl(character) || char.IsWhiteSpace(character)) && !text.Contains('#', StringComparison.Ordinal)
        && Uri.TryCreate(text, UriKind.Absolute, out var url)
        && (url.Scheme == "https" || (allowed.BeyondPublic && url.Scheme == "http")) && url.Host.Length > 0 && url.UserInfo.Length == 0
        && allowed.AllowsHostOf(url);
}
