namespace Basin.Rules.WaterQuality;

/// <summary>A valid measured value as it goes into a mean.</summary>
/// <param name="Value">In the indicator's unit; where <paramref name="BelowDetection"/>, the detection limit itself.</param>
/// <param name="BelowDetection">The laboratory or station found less than its detection limit (未检出).</param>
public readonly record struct Measured(decimal Value, bool BelowDetection = false)
{
    /// <summary>A value below the detection limit given in the indicator's unit.</summary>
    public static Measured Below(decimal detectionLimit) => new(detectionLimit, true);

    public override string ToString() => BelowDetection ? $"<{Value}" : $"{Value}";
}

/// <summary>What a value below the detection limit counts as in a mean; a parameter of the agreement.</summary>
public enum NonDetect
{
    /// <summary>Half the detection limit (半检出限).</summary>
    HalfLimit,

    /// <summary>The detection limit.</summary>
    WholeLimit,

    /// <summary>Zero.</summary>
    Zero,
}
