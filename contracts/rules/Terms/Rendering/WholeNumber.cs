using System.Globalization;
using System.Text.Json.Nodes;

namespace Basin.Rules.Terms;

/// <summary>Whole numbers as canonical JSON has them.</summary>
internal static class WholeNumber
{
    private const long Most = (1L << 53) - 1;

    public static string Of(JsonNode number) => long.Parse(number.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);

    public static bool LooksLike(string text) => Fields.IsDigits(text.StartsWith('-') ? text[1..] : text);

    /// <summary>Null for anything that canonical JSON would write otherwise.</summary>
    public static JsonNode? Read(string text) =>
        LooksLike(text) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        && number is >= -Most and <= Most && number.ToString(CultureInfo.InvariantCulture) == text
            ? JsonValue.Create(number)
            : null;
}
