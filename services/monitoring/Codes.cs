using System.Text.RegularExpressions;

namespace Basin.Monitoring;

/// <summary>Shapes of the codes and names that people give to stations, and of those the registry gives to sections and organisations.</summary>
public static partial class Codes
{
    public const string Rule = "A code has 1 to 40 letters, digits, Chinese characters, '-', '_' or '.', and begins with a letter, digit or Chinese character.";
    public const string NameRule = "A name has 1 to 100 characters, none of them a control character.";

    public static bool IsCode(string text) => Code().IsMatch(text);

    public static bool IsName(string text) => text.Trim().Length is >= 1 and <= 100 && !text.Any(char.IsControl);

    [GeneratedRegex(@"\A[A-Za-z0-9\p{IsCJKUnifiedIdeographs}][A-Za-z0-9\p{IsCJKUnifiedIdeographs}〔〕._-]{0,39}\z")]
    private static partial Regex Code();
}
