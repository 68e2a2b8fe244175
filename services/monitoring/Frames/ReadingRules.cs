using System.Globalization;
using Basin.Rules;
using Basin.Rules.WaterQuality;

namespace Basin.Monitoring;

/// <summary>
/// The text of a reading, read by the same rules whichever way it came in: a decimal number, <c>&lt;0.02</c> or <c>0.02L</c> for less than a
/// detection limit, <c>--</c> or <c>*</c> for not measured. Never through binary floating point.
/// </summary>
public static class ReadingRules
{
    /// <summary>Most significant digits of a value, and most digits on either side of its point.</summary>
    public const int DigitsMax = 20;

    private const int ValueShownMax = 200;

    /// <summary>Reads a value, or the limit that less than was found of; both are null where nothing was measured.</summary>
    /// <param name="text">As sent.</param>
    /// <param name="indicator">What was measured; its plausible range is inclusive on both sides.</param>
    /// <param name="field">What a refusal names as its place.</param>
    /// <param name="value">In the indicator's unit.</param>
    /// <param name="limit">Detection limit in the indicator's unit.</param>
    /// <returns>Why the text is refused; null when it was read.</returns>
    public static Rejection? Read(string text, Indicator indicator, string field, out decimal? value, out decimal? limit)
    {
        (value, limit) = (null, null);
        if (text is "--" or "*") return null;
        var below = text.StartsWith('<') ? text[1..] : text.EndsWith('L') ? text[..^1] : null;
        if (ReadNumber(below ?? text, indicator, field, out var number) is { } problem) return problem;
        if (below is null)
        {
            value = number;
            return null;
        }

        limit = number;
        return LimitProblem(indicator, number, field, text);
    }

    /// <summary>A plain number within the indicator's plausible range.</summary>
    public static Rejection? ReadNumber(string text, Indicator indicator, string field, out decimal number)
    {
        if (!TryDecimal(text, out number, out var why)) return NotAllowed("invalid-value", why, field, text);
        return indicator.IsPlausible(number)
            ? null
            : NotAllowed("implausible-value", $"{indicator} {text} is outside {indicator.Least} to {indicator.Most}{(indicator.Unit.Length == 0 ? "" : " " + indicator.Unit)}.", field, text);
    }

    /// <summary>A limit that stands for a finding goes into means, so it has to be one that an instrument can have.</summary>
    public static Rejection? LimitProblem(Indicator indicator, decimal limit, string field, string? text)
    {
        if (indicator.Averaging == Averaging.HydrogenIon) return NotAllowed("no-detection-limit", $"{indicator} has no detection limit.", field, text);
        var most = Limits.DetectionLimitMost(indicator);
        return limit > 0 && limit <= most
            ? null
            : NotAllowed("implausible-detection-limit", $"A detection limit of {indicator} is above 0 and at most {most} {indicator.Unit}; {limit} was given.", field, text);
    }

    /// <summary>
    /// A decimal number in plain or scientific form, exactly. Refuses what decimal arithmetic would round: more than <see cref="DigitsMax"/>
    /// significant digits, or more than as many places on either side of the point.
    /// </summary>
    public static bool TryDecimal(string text, out decimal value, out string why)
    {
        (value, why) = (0, "A value is a decimal number such as 1.85.");
        var at = text.StartsWith('-') ? 1 : 0;
        var whole = DigitsFrom(text, at);
        at += whole;
        if (whole == 0) return false;
        var fraction = at < text.Length && text[at] == '.' ? DigitsFrom(text, at + 1) : -1;
        if (fraction == 0) return false;
        at += fraction + 1;
        if (!TryExponent(text, at, out var exponent)) return false;
        if (SignificantDigits(text.AsSpan(0, at)) > DigitsMax || Math.Max(fraction, 0) - exponent > DigitsMax || whole + exponent > DigitsMax)
        {
            why = $"A value has at most {DigitsMax} significant digits and {DigitsMax} places on either side of the point.";
            return false;
        }

        value = decimal.Parse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture);
        if (value == 0) value = Math.Abs(value);
        return true;
    }

    private static bool TryExponent(string text, int at, out int exponent)
    {
        exponent = 0;
        if (at == text.Length) return true;
        if (text[at] is not ('e' or 'E')) return false;
        var sign = at + 1 < text.Length && text[at + 1] is '+' or '-' ? 1 : 0;
        var digits = DigitsFrom(text, at + 1 + sign);
        return digits is > 0 and <= 3 && at + 1 + sign + digits == text.Length
            && int.TryParse(text.AsSpan(at + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent);
    }

    private static int SignificantDigits(ReadOnlySpan<char> text)
    {
        var rest = text.TrimStart("-0.");
        return rest.Contains('.') ? rest.Length - 1 : rest.Length;
    }

    private static int DigitsFrom(string text, int at)
    {
        var count = 0;
        while (at + count < text.Length && char.IsAsciiDigit(text[at + count])) count++;
        return count;
    }

    private static Rejection NotAllowed(string code, string sentence, string field, string? value) =>
        new(Refusal.NotAllowed, code, sentence, field, value is { Length: > ValueShownMax } ? value[..ValueShownMax] + "…" : value);
}
