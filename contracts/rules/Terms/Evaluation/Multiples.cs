namespace Basin.Rules.Terms;

/// <summary>Rounding to multiples of a step (舍去, 进一, 修约), such as whole percentage points or 1万元.</summary>
internal static class Multiples
{
    /// <summary>The multiple; never falls where the value rises.</summary>
    /// <param name="step">Above zero.</param>
    /// <exception cref="OverflowException">The multiple does not fit into a decimal.</exception>
    public static decimal Of(decimal value, decimal step, RoundingWay way)
    {
        var count = value / step;
        var whole = way switch
        {
            RoundingWay.Down => decimal.Truncate(count),
            RoundingWay.Up => count < 0 ? decimal.Floor(count) : decimal.Ceiling(count),
            _ => decimal.Round(count, 0, MidpointRounding.ToEven),
        };
        return whole * step;
    }
}
