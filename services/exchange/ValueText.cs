using System.Globalization;
using Basin.Rules.Terms;
using Basin.Rules.WaterQuality;

namespace Basin.Exchange;

/// <summary>An assessed value as people read it: money with its two decimals, other numbers to four, large ones in groups of three; words as they are. The explanation has every digit.</summary>
public static class ValueText
{
    private const int DecimalsShown = 4;

    public static string Of(AssessedValue value)
    {
        if (!decimal.TryParse(value.Value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return value.Value;
        return value.Unit == "元" ? Rounding.Of(number, 2).ToString("#,##0.00", CultureInfo.InvariantCulture) : Rounding.Of(number, DecimalsShown).ToString("#,##0.####", CultureInfo.InvariantCulture);
    }
}
