using System.Globalization;

namespace Basin.Monitoring;

/// <summary>
/// Numbers of a workbook as people see them. A spreadsheet keeps 0.1 as the nearest binary number and writes it with as many as 17 or 21 digits
/// (<c>0.10000000000000001</c>, <c>5.0000000000000001E-3</c>). It shows, and lets people enter, 15 significant digits; every decimal number of so many
/// digits comes back unchanged from its nearest binary number when that is cut to 15 significant digits again. So that is what is taken, by
/// arithmetic on the digits alone: 0.1, 0.005, and 0.3 for what a program stored as 0.1 + 0.2.
/// </summary>
public static class XlsxNumber
{
    /// <summary>Significant digits that a spreadsheet shows at most.</summary>
    public const int DigitsMax = 15;

    private const int TextMax = 64;
    private const int ExponentMax = 400;

    /// <summary>Beyond so many places the text stays in scientific form; whoever reads it as a value refuses it.</summary>
    private const int PlacesMax = 30;

    /// <summary>The day count of 2199-12-31 from 1900; no sample is later.</summary>
    private const decimal DaysMost = 109_574m;

    private const decimal SecondsOfDay = 86_400m, Half = 0.5m;

    private static readonly DateTime Epoch1900 = new(1899, 12, 30, 0, 0, 0, DateTimeKind.Unspecified);
    private static readonly DateTime Epoch1904 = new(1904, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);

    /// <summary>A number's stored text as the shortest plain decimal text of the same 15 significant digits; false where it is no number.</summary>
    public static bool TryText(string stored, out string text)
    {
        text = stored;
        var number = stored.Trim();
        if (number.Length is 0 or > TextMax) return false;
        var negative = number[0] == '-';
        if (number[0] is '-' or '+') number = number[1..];
        if (!TryExponent(ref number, out var exponent)) return false;
        var point = number.IndexOf('.', StringComparison.Ordinal);
        var (whole, fraction) = point < 0 ? (number, "") : (number[..point], number[(point + 1)..]);
        var digits = whole + fraction;
        if (digits.Length == 0 || !digits.All(char.IsAsciiDigit)) return false;
        text = Plain(negative, digits, exponent - fraction.Length);
        return true;
    }

    private static bool TryExponent(ref string number, out int exponent)
    {
        exponent = 0;
        if (number.AsSpan().IndexOfAny('e', 'E') is not (>= 0 and var at)) return true;
        var power = number[(at + 1)..];
        number = number[..at];
        return int.TryParse(power, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent) && exponent is >= -ExponentMax and <= ExponentMax;
    }

    /// <param name="digits">The digits without point.</param>
    /// <param name="power">Power of ten of the last digit.</param>
    private static string Plain(bool negative, string digits, int power)
    {
        var significant = digits.TrimStart('0');
        if (significant.Length > DigitsMax)
        {
            power += significant.Length - DigitsMax;
            significant = Rounded(significant, ref power);
        }

        var shortest = significant.TrimEnd('0');
        power += significant.Length - shortest.Length;
        if (shortest.Length == 0) return "0";
        return (negative ? "-" : "") + Placed(shortest, power);
    }

    private static string Placed(string digits, int power)
    {
        if (power > PlacesMax || power < -PlacesMax) return string.Create(CultureInfo.InvariantCulture, $"{digits}E{power}");
        if (power >= 0) return digits + new string('0', power);
        var places = -power;
        return digits.Length > places ? $"{digits[..^places]}.{digits[^places..]}" : $"0.{new string('0', places - digits.Length)}{digits}";
    }

    /// <summary>The first 15 digits, rounded by the next, half away from zero: no decimal of 15 digits lies so far from its binary number that this could matter.</summary>
    private static string Rounded(string digits, ref int power)
    {
        var first = decimal.Parse(digits[..DigitsMax], CultureInfo.InvariantCulture);
        if (digits[DigitsMax] >= '5') first++;
        var rounded = first.ToString("0", CultureInfo.InvariantCulture);
        if (rounded.Length <= DigitsMax) return rounded;
        power++;
        return rounded[..DigitsMax];
    }

    /// <summary>
    /// A day count as a date, with its time of day where it has one; a time of day alone where it is below 1. To the whole second, because a
    /// day count in binary holds no more. False outside the years 1900 to 2200.
    /// </summary>
    /// <param name="number">Plain text of the day count.</param>
    /// <param name="from1904">Whether the workbook counts from 1904-01-01 as 0; otherwise 1900-01-01 is 1, and 1900 has a 29 February that never was.</param>
    public static bool TryDate(string number, bool from1904, out string text)
    {
        text = number;
        if (!ReadingRules.TryDecimal(number, out var days, out _) || days < 0 || days > DaysMost) return false;
        var seconds = (long)decimal.Floor((days * SecondsOfDay) + Half);
        if (seconds < SecondsOfDay)
        {
            text = TimeSpan.FromSeconds(seconds).ToString("hh':'mm':'ss", CultureInfo.InvariantCulture);
            return true;
        }

        var time = (from1904 ? Epoch1904 : Epoch1900).AddSeconds(seconds);
        text = time.ToString(time.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        return true;
    }
}
