using System.Globalization;

namespace Basin.Rules.Terms;

/// <summary>Decimals as documents write them and explanations show them.</summary>
internal static class DecimalText
{
    /// <summary>Significant digits that a decimal holds without loss.</summary>
    private const int DigitsMax = 28;

    /// <summary>Reads digits with at most one point between digits and an optional minus sign; no separators, no exponent.</summary>
    public static bool TryParse(string text, out decimal value)
    {
        value = 0;
        var digits = text.StartsWith('-') ? text[1..] : text;
        if (digits.Length is 0 or > DigitsMax + 1 || digits.Count(c => c == '.') > 1) return false;
        if (!digits.All(c => char.IsAsciiDigit(c) || c == '.') || digits[0] == '.' || digits[^1] == '.') return false;
        return decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>The value without trailing zeros, so that equal values have one text.</summary>
    public static string Of(decimal value)
    {
        var text = value.ToString(CultureInfo.InvariantCulture);
        text = text.Contains('.') ? text.TrimEnd('0').TrimEnd('.') : text;
        return text == "-0" ? "0" : text;
    }
}
