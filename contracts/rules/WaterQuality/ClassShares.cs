using System.Collections.Immutable;

namespace Basin.Rules.WaterQuality;

/// <summary>How the sections of a basin spread over the classes (水质类别比例). The counts sum to <see cref="Total"/>.</summary>
/// <param name="Counts">Six counts of sections, of classes Ⅰ to 劣Ⅴ.</param>
public sealed record ClassShares(ImmutableArray<int> Counts)
{
    private static readonly ImmutableArray<WaterClass> Classes = [.. Enum.GetValues<WaterClass>()];

    /// <summary>Count of all sections.</summary>
    public int Total => Counts.Sum();

    /// <summary>Count of sections of class Ⅰ, Ⅱ or Ⅲ.</summary>
    public int Good => Counts[..(int)WaterClass.III].Sum();

    /// <summary>Count of sections worse than Ⅴ.</summary>
    public int Worst => Counts[^1];

    internal static ClassShares Of(IEnumerable<WaterClass> classes)
    {
        var counts = classes.CountBy(waterClass => waterClass).ToDictionary();
        return new([.. Classes.Select(waterClass => counts.GetValueOrDefault(waterClass))]);
    }

    /// <summary>Which sections have no class, in one sentence; null when all have one. Leaving them out would change every share.</summary>
    internal static string? MissingReason(ImmutableArray<(string Section, Explained<SectionClass> Class)> sections)
    {
        var missing = sections.Where(section => section.Class.Value.Class is null).ToList();
        if (missing.Count == 0) return null;
        return $"{sections.Length}个断面中有{missing.Count}个水质类别未定："
            + string.Join("；", missing.Select(section => $"{section.Section}（{section.Class.Value.Reason}）"));
    }

    /// <summary>The counts and shares of every class, one step each.</summary>
    internal ImmutableArray<Step> Steps() =>
        [.. Classes.Select(waterClass => ShareStep($"{WaterClasses.Text(waterClass)}类比例", Counts[(int)waterClass - 1]))];

    internal Step GoodStep() => ShareStep("Ⅰ~Ⅲ类比例", Good);

    private Step ShareStep(string name, int count) =>
        new("class.share", name, $"{count} / {Total}", Shares.Text(count, Total), "%", null, []);
}
