namespace Basin.Rules.WaterQuality;

/// <summary>Exceedance multiples (超标倍数): by how many times the limit of class Ⅲ a concentration lies above it.</summary>
public static class Exceedance
{
    private const string Citation = "环办〔2011〕22号《地表水环境质量评价办法（试行）》超标倍数 = (C - S) / S, S 为Ⅲ类标准限值";

    /// <summary>
    /// Whether the multiple is defined: only where the limit is an upper one, so not for water temperature, pH and dissolved oxygen.
    /// </summary>
    public static bool IsDefined(Indicator indicator, WaterBody body) =>
        Limits.TryFind(indicator, body, out var limit) && limit.Sense == LimitSense.AtMost;

    /// <summary>(C - S) / S with S the limit of class Ⅲ; a ratio without unit, unrounded, negative below the limit and 0 on it.</summary>
    /// <param name="indicator">An indicator for which <see cref="IsDefined"/> holds.</param>
    /// <param name="value">C, in the indicator's unit.</param>
    /// <param name="body">River or lake; decides total phosphorus and total nitrogen.</param>
    /// <param name="because">The step that gave the value; null where it is a plain fact.</param>
    /// <exception cref="ArgumentException">The multiple is not defined for this indicator in this kind of water.</exception>
    public static Explained<decimal> Multiple(Indicator indicator, decimal value, WaterBody body, Step? because = null)
    {
        if (!IsDefined(indicator, body))
            throw new ArgumentException($"The exceedance multiple is not defined for {indicator} in this water.", nameof(indicator));

        var limit = Limits.Find(indicator, body).BoundOf(WaterClass.III);
        var multiple = (value - limit) / limit;
        return new(multiple, new Step(
            "exceedance.multiple",
            $"超标倍数({indicator})",
            $"({value} - {limit}) / {limit}",
            $"{multiple}",
            null,
            Citation,
            because is null ? [] : [because]));
    }
}
