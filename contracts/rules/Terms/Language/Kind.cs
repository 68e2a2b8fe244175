namespace Basin.Rules.Terms;

/// <summary>What sort of value a formula gives, known before anything is evaluated. Two kinds that differ cannot be compared, added or swapped.</summary>
internal abstract record Kind
{
    public static readonly Quantity Ratio = new();
    public static readonly Quantity Mass = new(MassPower: 1);
    public static readonly Quantity Volume = new(VolumePower: 1);
    public static readonly Quantity Concentration = new(MassPower: 1, VolumePower: -1);
    public static readonly Quantity Amount = new(MoneyPower: 1);
    public static readonly Quantity Points = new(PointPower: 1);
    public static readonly Quantity Steps = new(StepPower: 1);
    public static readonly Quantity Months = new(MonthPower: 1);
    public static readonly Quantity Days = new(DayPower: 1);

    /// <summary>A number with a unit, held in base units: gram, cubic metre, yuan, percentage point, class step, month, day. 1 mg/L is 1 g/m³.</summary>
    public sealed record Quantity(
        int MassPower = 0, int VolumePower = 0, int MoneyPower = 0, int PointPower = 0, int StepPower = 0, int MonthPower = 0, int DayPower = 0) : Kind;

    /// <summary>A water-quality class, held as its number from 1 (I) to 6 (worse than V).</summary>
    public sealed record Class : Kind;

    /// <summary>A calendar day, held as its day number.</summary>
    public sealed record Date : Kind;

    /// <summary>True or false.</summary>
    public sealed record Truth : Kind;

    /// <summary>The value of an indicator whose unit does not combine with others, such as ℃.</summary>
    public sealed record Measured(string Unit) : Kind;

    public string Text => this switch
    {
        Class => "水质类别",
        Date => "日期",
        Truth => "是否",
        Measured measured => $"指标值({measured.Unit})",
        Quantity quantity => QuantityText(quantity),
        _ => throw new InvalidOperationException("Kinds are closed."),
    };

    /// <summary>The kind of an indicator's values; those without unit, such as pH, are plain numbers.</summary>
    public static Kind Of(WaterQuality.Indicator indicator) => indicator.Unit switch
    {
        Units.MilligramPerLitre => Concentration,
        "" => Ratio,
        _ => new Measured(indicator.Unit),
    };

    /// <summary>
    /// The kind of a product. Counts of points, class steps, months or days times money are money ("每下降1个百分点100万元"):
    /// agreements state the amount for each one without writing the unit.
    /// </summary>
    public static Quantity Product(Quantity left, Quantity right)
    {
        if (left == Amount && IsCount(right) || right == Amount && IsCount(left)) return Amount;
        return new(
            left.MassPower + right.MassPower, left.VolumePower + right.VolumePower, left.MoneyPower + right.MoneyPower,
            left.PointPower + right.PointPower, left.StepPower + right.StepPower, left.MonthPower + right.MonthPower, left.DayPower + right.DayPower);
    }

    public static Quantity Quotient(Quantity left, Quantity right) => new(
        left.MassPower - right.MassPower, left.VolumePower - right.VolumePower, left.MoneyPower - right.MoneyPower,
        left.PointPower - right.PointPower, left.StepPower - right.StepPower, left.MonthPower - right.MonthPower, left.DayPower - right.DayPower);

    private static bool IsCount(Quantity quantity) => quantity == Points || quantity == Steps || quantity == Months || quantity == Days;

    private static string QuantityText(Quantity quantity)
    {
        if (quantity == Ratio) return "比值";
        if (quantity == Amount) return "金额(元)";
        var unit = Units.Shown(quantity).Name;
        return quantity switch
        {
            _ when quantity == Concentration => $"浓度({unit})",
            _ when quantity == Mass => $"质量({unit})",
            _ when quantity == Volume => $"水量({unit})",
            _ => $"数量({unit})",
        };
    }
}
