using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Basin.Rules.WaterQuality;

/// <summary>
/// Classes after the limits of <see cref="Limits"/>: of one indicator, and of a section as its worst factor. Values are compared as
/// given: whether they are rounded before is a parameter of the agreement, because it decides classes at the edge.
/// </summary>
public static class Classification
{
    private const string SectionCitation = "环办〔2011〕22号《地表水环境质量评价办法（试行）》断面水质评价: 单因子评价法";

    /// <summary>
    /// The class of one indicator's value. Where classes share a limit the better one is meant; pH outside 6 to 9 is worse than Ⅴ.
    /// </summary>
    /// <param name="indicator">An indicator with limits in this kind of water.</param>
    /// <param name="value">In the indicator's unit; a value on a limit keeps it.</param>
    /// <param name="body">River or lake; decides total phosphorus and total nitrogen.</param>
    /// <param name="oxygenSaturation">Saturation in percent: 90 or more makes dissolved oxygen class Ⅰ. Null where not measured.</param>
    /// <param name="because">The step that gave the value; null where it is a plain fact.</param>
    /// <exception cref="ArgumentException">The standard has no limits for the indicator in this kind of water.</exception>
    public static Explained<WaterClass> Of(
        Indicator indicator, decimal value, WaterBody body, decimal? oxygenSaturation = null, Step? because = null)
    {
        var limit = Limits.Find(indicator, body);
        if (indicator == Indicators.DissolvedOxygen && oxygenSaturation >= Limits.OxygenSaturationClassI)
            return Saturated(oxygenSaturation.Value, because);
        return Classify(limit, value, because).Class;
    }

    /// <summary>As <see cref="Of"/>, by a limit that was found before.</summary>
    internal static Classified Classify(Limit limit, decimal value, Step? because) =>
        new(limit.Indicator, Explain(limit.Indicator, limit.ClassOf(value), new LateComparison(limit, value), because));

    /// <summary>The class of a section: the worst of the factors that count.</summary>
    /// <param name="factors">At most one value of each indicator, in any order.</param>
    /// <param name="body">River or lake.</param>
    /// <param name="counted">
    /// Null for the standard's own choice: the 21 evaluation indicators as far as they were measured. Indicators named here each
    /// need a value, or the class is not determined: the missing one could only make it worse.
    /// </param>
    /// <param name="oxygenSaturation">As for <see cref="Of"/>.</param>
    /// <exception cref="ArgumentException">An indicator is given twice, or one that counts has no limits in this kind of water.</exception>
    public static Explained<SectionClass> OfSection(
        IEnumerable<Factor> factors, WaterBody body, IReadOnlyCollection<Indicator>? counted = null, decimal? oxygenSaturation = null)
    {
        var byIndicator = factors.ToDictionary(factor => factor.Indicator);
        var named = (counted ?? Indicators.Evaluated).ToHashSet();
        var present = Indicators.All.Where(indicator => named.Contains(indicator) && byIndicator.ContainsKey(indicator));
        var classes = present
            .Select(indicator => byIndicator[indicator])
            .Select(factor => new Classified(factor.Indicator, Of(factor.Indicator, factor.Value, body, oxygenSaturation, factor.Because)))
            .ToImmutableArray();

        if (counted is not null && classes.Length < named.Count) return Undetermined(MissingReason(named, byIndicator), classes);
        return classes.IsEmpty ? Undetermined("参评指标均无数值", classes) : Worst(classes);
    }

    private static Explained<WaterClass> Saturated(decimal saturation, Step? because) =>
        Explain(Indicators.DissolvedOxygen, WaterClass.I, $"饱和率 {saturation}% >= {Limits.OxygenSaturationClassI}%", because);

    private static Explained<WaterClass> Explain(Indicator indicator, WaterClass waterClass, object comparison, Step? because) =>
        new(waterClass, Step.Late(
            "class.indicator",
            indicator.ClassStepName,
            comparison,
            WaterClasses.Text(waterClass),
            null,
            Limits.Citation,
            because is null ? [] : [because]));

    private static Explained<SectionClass> Worst(ImmutableArray<Classified> classes)
    {
        var (worst, step) = Worst(SectionStepName, classes);
        return new(new SectionClass(worst, Deciding(classes, worst), null), step);
    }

    /// <summary>The worst of factors that were classed; at least one, in the order of the indicators.</summary>
    internal static Explained<WaterClass> Worst(string name, ImmutableArray<Classified> classes)
    {
        var worst = WaterClass.I;
        foreach (var factor in classes)
        {
            if (factor.Class.Value > worst) worst = factor.Class.Value;
        }

        return new(worst, SectionStep(name, WaterClasses.Text(worst), new LateWorst(classes, worst), classes));
    }

    private static ImmutableArray<string> Deciding(ImmutableArray<Classified> classes, WaterClass worst) =>
        [.. classes.Where(factor => factor.Class.Value == worst).Select(factor => factor.Indicator.Name)];

    private static Explained<SectionClass> Undetermined(string reason, ImmutableArray<Classified> classes) =>
        new(new SectionClass(null, [], reason), SectionStep(SectionStepName, reason, null, classes));

    private const string SectionStepName = "断面水质类别";

    private sealed class LateComparison(Limit limit, decimal value) : LateText
    {
        public override string Make() => limit.Comparison(value);
    }

    private sealed class LateWorst(ImmutableArray<Classified> classes, WaterClass worst) : LateText
    {
        public override string Make() => $"最差({string.Join(", ", classes.Select(factor => factor.Indicator))}) = {string.Join(", ", Deciding(classes, worst))}";
    }

    private static Step SectionStep(string name, string value, object? formula, ImmutableArray<Classified> classes)
    {
        var because = new Step[classes.Length];
        for (var index = 0; index < because.Length; index++) because[index] = classes[index].Class.Step;
        return Step.Late("class.section", name, formula, value, null, SectionCitation, ImmutableCollectionsMarshal.AsImmutableArray(because));
    }

    private static string MissingReason(HashSet<Indicator> named, Dictionary<Indicator, Factor> byIndicator)
    {
        var missing = Indicators.All.Where(indicator => named.Contains(indicator) && !byIndicator.ContainsKey(indicator)).ToList();
        return $"{named.Count}项参评指标中有{missing.Count}项无数值：{string.Join("、", missing)}";
    }
}

/// <summary>One factor and its class.</summary>
internal readonly record struct Classified(Indicator Indicator, Explained<WaterClass> Class);
