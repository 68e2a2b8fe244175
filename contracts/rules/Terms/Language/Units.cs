using System.Collections.Immutable;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Terms;

/// <summary>A unit as it is written, what it measures, and how many base units it holds.</summary>
internal sealed record Unit(string Name, Kind Kind, decimal Scale);

/// <summary>The units that documents may write.</summary>
internal static class Units
{
    public const string MilligramPerLitre = "mg/L";

    /// <summary>A plain number.</summary>
    public static readonly Unit None = new("", Kind.Ratio, 1);

    private const decimal Wan = 10_000m;
    private const decimal Yi = 100_000_000m;
    private const decimal GramsPerTonne = 1_000_000m;
    private static readonly Kind.Quantity s_moneyPerMass = new(MassPower: -1, MoneyPower: 1);
    private static readonly Kind.Quantity s_moneyPerVolume = new(VolumePower: -1, MoneyPower: 1);

    /// <summary>Longest names first, so that <c>万元/吨</c> is found before <c>万元</c>.</summary>
    public static readonly ImmutableArray<Unit> All =
    [
        .. new Unit[]
        {
            new("元", Kind.Amount, 1), new("万元", Kind.Amount, Wan), new("亿元", Kind.Amount, Yi),
            new("%", Kind.Ratio, 0.01m), new("百分点", Kind.Points, 1), new("个百分点", Kind.Points, 1),
            new("级", Kind.Steps, 1), new("个月", Kind.Months, 1), new("天", Kind.Days, 1),
            new(MilligramPerLitre, Kind.Concentration, 1),
            new("克", Kind.Mass, 1), new("千克", Kind.Mass, 1_000), new("吨", Kind.Mass, GramsPerTonne), new("万吨", Kind.Mass, GramsPerTonne * Wan),
            new("m³", Kind.Volume, 1), new("万m³", Kind.Volume, Wan), new("亿m³", Kind.Volume, Yi),
            new("立方米", Kind.Volume, 1), new("万立方米", Kind.Volume, Wan), new("亿立方米", Kind.Volume, Yi),
            new("元/吨", s_moneyPerMass, 1 / GramsPerTonne), new("万元/吨", s_moneyPerMass, Wan / GramsPerTonne),
            new("元/千克", s_moneyPerMass, 0.001m),
            new("元/m³", s_moneyPerVolume, 1), new("元/立方米", s_moneyPerVolume, 1),
            new("元/万m³", s_moneyPerVolume, 1 / Wan), new("万元/万m³", s_moneyPerVolume, 1), new("万元/亿m³", s_moneyPerVolume, 1 / Wan),
            new("元/百分点", new Kind.Quantity(MoneyPower: 1, PointPower: -1), 1), new("万元/百分点", new Kind.Quantity(MoneyPower: 1, PointPower: -1), Wan),
            new("元/天", new Kind.Quantity(MoneyPower: 1, DayPower: -1), 1), new("万元/天", new Kind.Quantity(MoneyPower: 1, DayPower: -1), Wan),
            new("元/级", new Kind.Quantity(MoneyPower: 1, StepPower: -1), 1), new("万元/级", new Kind.Quantity(MoneyPower: 1, StepPower: -1), Wan),
        }
            .Concat(Indicators.All.Select(indicator => Kind.Of(indicator)).OfType<Kind.Measured>().Distinct().Select(measured => new Unit(measured.Unit, measured, 1)))
            .OrderByDescending(unit => unit.Name.Length).ThenBy(unit => unit.Name, StringComparer.Ordinal),
    ];

    public static bool TryFind(string name, out Unit unit)
    {
        unit = All.FirstOrDefault(known => known.Name == name)!;
        return unit is not null;
    }

    /// <summary>The unit in which explanations show a quantity.</summary>
    public static Unit Shown(Kind.Quantity kind) => kind switch
    {
        _ when kind == Kind.Ratio => new("", kind, 1),
        _ when kind == Kind.Mass => new("吨", kind, GramsPerTonne),
        _ when kind == s_moneyPerMass => new("元/吨", kind, 1 / GramsPerTonne),
        _ when kind == Kind.Volume => new("m³", kind, 1),
        _ => All.FirstOrDefault(unit => unit.Kind == kind && unit.Scale == 1 && unit.Name != "个百分点") ?? new(Composed(kind), kind, 1),
    };

    private static string Composed(Kind.Quantity kind)
    {
        (string Name, int Power)[] parts =
        [
            ("g", kind.MassPower), ("m³", kind.VolumePower), ("元", kind.MoneyPower),
            ("百分点", kind.PointPower), ("级", kind.StepPower), ("个月", kind.MonthPower), ("天", kind.DayPower),
        ];
        return string.Join("·", parts.Where(part => part.Power != 0).Select(part => part.Power == 1 ? part.Name : $"{part.Name}^{part.Power}"));
    }
}
