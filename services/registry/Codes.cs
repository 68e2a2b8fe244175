using System.Text.RegularExpressions;
using Basin.Rules;

namespace Basin.Registry;

/// <summary>Shapes of the codes and names that people give to organisations, basins, sections and agreements.</summary>
public static partial class Codes
{
    public const string Rule = "A code has 1 to 40 letters, digits, Chinese characters, '-', '_', '.', '〔' or '〕', and begins with a letter, digit or Chinese character.";
    public const string NameRule = "A name has 1 to 100 characters, none of them a control character, and no blank at either end.";
    public const string HolderRule = "A holder has 1 to 100 characters, none of them a control character, no blank at either end, and is not the id of a key.";
    public const string RegionRule = "A region is a GB/T 2260 code of six digits whose first two are those of a province, such as 340000 for 安徽省, or 100000 for the country.";
    public const string KeyIdRule = "A key id is an RFC 7638 thumbprint: 43 characters of base64url.";
    public const string UrlRule = "A notice address is an absolute http or https URL of at most 500 characters, without user name, password or fragment.";

    public const string NetworkRule = "A notice address does not lie in a private or loopback network, unless BASIN_NOTICE_PRIVATE_NETWORKS allows it: notices would never arrive.";

    public static bool IsCode(string text) => Code().IsMatch(text);

    public static bool IsName(string text) => text.Length is >= 1 and <= 100 && text == text.Trim() && !text.Any(char.IsControl);

    /// <summary>Not in the shape of a key's id, which in registrations of old stands for a holder whom nobody had named.</summary>
    public static bool IsHolder(string text) => IsName(text) && !Signatures.IsKeyId(text);

    /// <summary>The province is checked, the rest is not: counties are renamed and merged every year.</summary>
    public static bool IsRegion(string text) => Region().IsMatch(text) && (text == Regions.Country || Regions.Provinces.ContainsKey(text[..2]));

    public static bool IsUrl(string text) =>
        text.Length <= 500 && !text.Any(character => char.IsControl(character) || char.IsWhiteSpace(character))
        && Uri.TryCreate(text, UriKind.Absolute, out var url)
        && url.Scheme is ("http" or "https") && url.Host.Length > 0 && url.UserInfo.Length == 0 && url.Fragment.Length == 0
        && !text.Contains('#', StringComparison.Ordinal);

    [GeneratedRegex(@"\A[A-Za-z0-9\p{IsCJKUnifiedIdeographs}][A-Za-z0-9\p{IsCJKUnifiedIdeographs}〔〕._-]{0,39}\z")]
    private static partial Regex Code();

    [GeneratedRegex(@"\A[1-9][0-9]{5}\z")]
    private static partial Regex Region();
}
