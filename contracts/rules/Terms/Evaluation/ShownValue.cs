using Basin.Rules.WaterQuality;

namespace Basin.Rules.Terms;

/// <summary>Exact values in words.</summary>
internal static class ShownValue
{
    public static (string Value, string? Unit) Of(decimal value, Kind kind) => kind switch
    {
        Kind.Class => (WaterClasses.Text((WaterClass)(int)value), null),
        Kind.Date => (Day(value), null),
        Kind.Measured measured => (DecimalText.Of(value), measured.Unit),
        Kind.Quantity quantity => Quantity(value, quantity),
        _ => throw new InvalidOperationException("A condition has no number."),
    };

    /// <summary>The unit in which values of a kind are shown; null without unit.</summary>
    public static string? UnitOf(Kind kind) => kind switch
    {
        Kind.Measured measured => measured.Unit,
        Kind.Quantity quantity => Units.Shown(quantity).Name is { Length: > 0 } name ? name : null,
        _ => null,
    };

    /// <summary>As <see cref="Of(decimal, Kind)"/>, worded when it is read.</summary>
    public sealed class Late(decimal value, Kind kind) : LateText
    {
        public override string Make() => ShownValue.Of(value, kind).Value;
    }

    public static string Of(bool value) => value ? "是" : "否";

    private static string Day(decimal number) =>
        0 <= number && number <= DateOnly.MaxValue.DayNumber ? DateOnly.FromDayNumber((int)number).ToString("yyyy-MM-dd") : $"第{DecimalText.Of(number)}日";

    private static (string Value, string? Unit) Quantity(decimal value, Kind.Quantity kind)
    {
        var unit = Units.Shown(kind);
        return (DecimalText.Of(InUnit(value, unit.Scale)), unit.Name.Length == 0 ? null : unit.Name);
    }

    // A value too large for the smaller unit is shown as far as a decimal goes; it was exact in base units.
    private static decimal InUnit(decimal value, decimal scale)
    {
        try
        {
            return value / scale;
        }
        catch (OverflowException)
        {
            return value < 0 ? decimal.MinValue : decimal.MaxValue;
        }
    }
}
