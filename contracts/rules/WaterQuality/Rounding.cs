namespace Basin.Rules.WaterQuality;

/// <summary>
/// Rounding (修约) after GB/T 8170-2008: to the nearest, a tie to the even digit; a negative number by its absolute value; always
/// from the full value, never from one rounded before. With the zero rule of water-quality reporting: what would become 0 keeps one
/// significant digit.
/// </summary>
public static class Rounding
{
    /// <summary>Most decimals a decimal number can hold.</summary>
    public const int MostDecimals = 28;

    /// <summary>Edition of the standard, such as a document names it.</summary>
    public const string Edition = "GB/T 8170-2008";

    private const string Citation = $"{Edition} 3.2";

    /// <summary>
    /// Rounds to <paramref name="decimals"/> places (0 to 28). The result shows that many places, or more under the zero rule.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 0 or more than 28 decimals.</exception>
    public static decimal Of(decimal value, int decimals)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(decimals);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(decimals, MostDecimals);
        var rounded = HalfToEven(value, decimals);
        return rounded == 0 && value != 0 ? OneSignificantDigit(value) : rounded;
    }

    /// <summary>As <see cref="Of(decimal, int)"/>, with the step that explains it.</summary>
    /// <param name="value">Full value in <paramref name="unit"/>.</param>
    /// <param name="decimals">Places, 0 to 28.</param>
    /// <param name="name">What is rounded, as the parties wrote it; null where there is none.</param>
    /// <param name="unit">Unit of the value; null without unit.</param>
    /// <param name="because">The step that gave the full value; null where it is a plain fact.</param>
    /// <exception cref="ArgumentOutOfRangeException">Fewer than 0 or more than 28 decimals.</exception>
    public static Explained<decimal> Explain(decimal value, int decimals, string? name = null, string? unit = null, Step? because = null)
    {
        var rounded = Of(value, decimals);
        var formula = $"修约({value}, {decimals})";
        return new(rounded, new Step("rounding", name, formula, $"{rounded}", unit, Citation, because is null ? [] : [because]));
    }

    // decimal.Round works on the absolute value and knows ties exactly; adding a zero of that scale writes the places out (8 becomes 8.00).
    private static decimal HalfToEven(decimal value, int decimals) =>
        decimal.Round(value, decimals, MidpointRounding.ToEven) + new decimal(0, 0, 0, false, (byte)decimals);

    private static decimal OneSignificantDigit(decimal value)
    {
        var decimals = 0;
        for (var digit = decimal.Abs(value); digit < 1; digit *= 10) decimals++;
        return HalfToEven(value, decimals);
    }
}
