using System.Collections.Immutable;

namespace Basin.Rules.WaterQuality;

/// <summary>Which side of its bounds an indicator must stay on.</summary>
public enum LimitSense
{
    /// <summary>A class is kept up to its bound, inclusive.</summary>
    AtMost,

    /// <summary>A class is kept down to its bound, inclusive.</summary>
    AtLeast,

    /// <summary>All classes share one range, inclusive on both sides; outside it the water is worse than Ⅴ.</summary>
    Within,
}

/// <summary>One row of the limits: what an indicator must keep in each class.</summary>
/// <param name="Indicator">The indicator; bounds are in its unit.</param>
/// <param name="WaterBody">The kind of water the row is for; null when for both.</param>
/// <param name="Sense">The side of the bounds to stay on.</param>
/// <param name="Bounds">Five bounds of classes Ⅰ to Ⅴ; for <see cref="LimitSense.Within"/> the lowest and the highest value.</param>
public sealed record Limit(Indicator Indicator, WaterBody? WaterBody, LimitSense Sense, ImmutableArray<decimal> Bounds)
{
    /// <summary>The class a value keeps. Where classes share a bound the better one is meant.</summary>
    public WaterClass ClassOf(decimal value)
    {
        if (Sense == LimitSense.Within) return Bounds[0] <= value && value <= Bounds[1] ? WaterClass.I : WaterClass.WorseThanV;
        for (var index = 0; index < Bounds.Length; index++)
        {
            if (Keeps(value, Bounds[index])) return (WaterClass)(index + 1);
        }

        return WaterClass.WorseThanV;
    }

    /// <summary>Whether a value keeps a class or a better one: the same as <see cref="ClassOf"/> being at most that class, because the bounds of worse classes are never stricter.</summary>
    public bool Keeps(decimal value, WaterClass waterClass)
    {
        if (waterClass > WaterClass.V) return true;
        return Sense == LimitSense.Within ? Bounds[0] <= value && value <= Bounds[1] : Keeps(value, BoundOf(waterClass));
    }

    /// <summary>The bound of a class from Ⅰ to Ⅴ, inclusive, in the indicator's unit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Worse than Ⅴ has no bound.</exception>
    /// <exception cref="InvalidOperationException">The indicator has one range for all classes.</exception>
    public decimal BoundOf(WaterClass waterClass)
    {
        if (waterClass is < WaterClass.I or > WaterClass.V)
            throw new ArgumentOutOfRangeException(nameof(waterClass), waterClass, "Only classes Ⅰ to Ⅴ have a bound.");
        if (Sense == LimitSense.Within)
            throw new InvalidOperationException($"{Indicator} has one range for all classes, not a bound for each.");

        return Bounds[(int)waterClass - 1];
    }

    /// <summary>The comparison that puts a value into its class, such as <c>0.05 &lt; 0.064 &lt;= 0.1</c>.</summary>
    internal string Comparison(decimal value)
    {
        var waterClass = ClassOf(value);
        if (Sense == LimitSense.Within) return RangeComparison(value);
        var (keeps, misses) = Sense == LimitSense.AtMost ? ("<=", "<") : (">=", ">");
        if (waterClass == WaterClass.WorseThanV) return $"{Bounds[^1]} {misses} {value}";
        var kept = $"{value} {keeps} {BoundOf(waterClass)}";
        return waterClass == WaterClass.I ? kept : $"{BoundOf(waterClass - 1)} {misses} {kept}";
    }

    private string RangeComparison(decimal value)
    {
        if (value < Bounds[0]) return $"{value} < {Bounds[0]}";
        return value > Bounds[1] ? $"{Bounds[1]} < {value}" : $"{Bounds[0]} <= {value} <= {Bounds[1]}";
    }

    private bool Keeps(decimal value, decimal bound) => Sense == LimitSense.AtMost ? value <= bound : value >= bound;
}
