namespace Basin.Rules.WaterQuality;

/// <summary>
/// Powers of ten, common and natural logarithms in decimal arithmetic only, so that every machine gets the same digits. The mean of pH
/// and the trophic state of lakes need them. All carry the 28 decimals of <see cref="decimal"/>; their error is below
/// <see cref="ErrorMost"/>.
/// </summary>
internal static class CommonLogarithm
{
    /// <summary>
    /// Bound of the absolute error of each function on its domain. The series have at most 30 terms, the argument is halved or doubled at
    /// most 100 times, and four squarings multiply the error by 16: some hundred units of the 28th decimal, two orders below this.
    /// </summary>
    public const decimal ErrorMost = 0.000000000000000000000001m;

    private const decimal Ln10 = 2.3025850929940456840179914547m;
    private const decimal Ln2 = 0.6931471805599453094172321215m;

    // The exponential series runs on a sixteenth of its argument and is squared four times: 2^4 = 16.
    private const int Squarings = 4;
    private const decimal Parts = 16m;

    /// <summary>
    /// 10 to the power of minus <paramref name="exponent"/>, which is 0 or more; exact for whole exponents up to 28, and 0 beyond.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The exponent is negative.</exception>
    public static decimal TenToMinus(decimal exponent)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(exponent);
        if (exponent > Rounding.MostDecimals) return 0;
        var whole = decimal.Truncate(exponent);
        var power = new decimal(1, 0, 0, false, (byte)whole);
        return exponent == whole ? power : power * Exponential((whole - exponent) * Ln10);
    }

    /// <summary>The common logarithm of <paramref name="value"/>, which is more than 0 and at most 1; so the result is 0 or less.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not in that range.</exception>
    public static decimal Of(decimal value)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1m);

        return Natural(value) / Ln10;
    }

    /// <summary>The natural logarithm of <paramref name="value"/>, which is any decimal above 0; the result lies between -64.5 and 66.6.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is 0 or negative.</exception>
    public static decimal Natural(decimal value)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);

        // value = near * 2^doublings with near in [3/4, 3/2), where the series is short. Doubling a small value is exact; halving a
        // large one loses at most half a unit of its 28th digit each time.
        var doublings = 0;
        var near = value;
        for (; near < 0.75m; near *= 2) doublings--;
        for (; near >= 1.5m; near /= 2) doublings++;
        return NaturalNearOne(near) + (doublings * Ln2);
    }

    // e^x = (e^(x/16))^16 with the series 1 + y + y^2/2! + ...; x lies in (-2.31, 0].
    private static decimal Exponential(decimal x)
    {
        var part = x / Parts;
        var sum = 1m;
        var term = 1m;
        for (var n = 1; term != 0; n++)
        {
            term = term * part / n;
            sum += term;
        }

        for (var i = 0; i < Squarings; i++) sum *= sum;
        return sum;
    }

    // ln v = 2 (z + z^3/3 + z^5/5 + ...) with z = (v - 1) / (v + 1).
    private static decimal NaturalNearOne(decimal v)
    {
        var z = (v - 1) / (v + 1);
        var square = z * z;
        var sum = 0m;
        var power = z;
        for (var n = 1; power != 0; n += 2)
        {
            sum += power / n;
            power *= square;
        }

        return 2 * sum;
    }
}
