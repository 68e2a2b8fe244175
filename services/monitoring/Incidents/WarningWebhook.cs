using System.Net;

namespace Basin.Monitoring;

/// <summary>Where a bureau wants warnings pushed. Id: organisation code.</summary>
/// <param name="Url">Null while it only reads them.</param>
public sealed record WarningWebhook(string Id, string Region, string? Url, DateTimeOffset StatedAt)
{
    public const int UrlLengthMax = 500;

    public const string UrlRule = "A webhook is an absolute https address of at most 500 characters, without user, password, fragment or blanks, and not in a private or loopback network.";

    /// <summary>Whether an address may be registered; where its name leads is judged when it is connected to.</summary>
    /// <param name="allowPrivate">In a closed network plain http and private addresses are allowed.</param>
    public static bool IsUrl(string text, bool allowPrivate) =>
        text.Length <= UrlLengthMax && !text.Any(character => char.IsControl(character) || char.IsWhiteSpace(character)) && !text.Contains('#', StringComparison.Ordinal)
        && Uri.TryCreate(text, UriKind.Absolute, out var url)
        && (url.Scheme == "https" || (allowPrivate && url.Scheme == "http")) && url.Host.Length > 0 && url.UserInfo.Length == 0
        && (allowPrivate || !IPAddress.TryParse(url.Host.Trim('[', ']'), out var address) || Hosting.Networks.IsPublic(address));
}
