using System.Collections.Immutable;

namespace Basin.Rules.WaterQuality;

/// <summary>The composite water quality index of a section, or the reason why there is none.</summary>
/// <param name="Value">CWQI, unrounded, without unit; larger is worse. Null when not determined.</param>
/// <param name="Reason">Why it is not determined; null when it is.</param>
public sealed record CompositeIndexValue(decimal? Value, string? Reason);

/// <summary>
/// The composite water quality index (综合水质指数 CWQI): the sum of one index for each indicator. C / S with S the limit of class Ⅲ;
/// S / C for dissolved oxygen; the distance of pH from 7 over the distance of its bound on that side.
/// </summary>
public static class CompositeIndex
{
    private static readonly Document Data = EmbeddedStandard.Read<Document>("huanban-jiance-2017-51.json");

    private static string Citation { get; } = $"{Data.Edition}《{Data.Title}》{Data.Clause}（出处未确认 unconfirmed）";

    /// <summary>The index of a section, or of averages as <see cref="SectionAverages"/> gives them.</summary>
    /// <param name="factors">At most one value of each indicator, in any order.</param>
    /// <param name="body">River or lake; decides total phosphorus and total nitrogen.</param>
    /// <param name="counted">
    /// The indicators to sum; null for the 21 evaluation indicators. Each needs a value: one left out would count as clean water, and
    /// indices of different sets cannot be compared.
    /// </param>
    /// <returns>The index; not determined where a value is missing or dissolved oxygen is not above 0.</returns>
    /// <exception cref="ArgumentException">An indicator is given twice, none counts, or one that counts has no limits in this kind of water.</exception>
    public static Explained<CompositeIndexValue> Of(
        IEnumerable<Factor> factors, WaterBody body, IReadOnlyCollection<Indicator>? counted = null)
    {
        var byIndicator = factors.ToDictionary(factor => factor.Indicator);
        var named = (counted ?? Indicators.Evaluated).ToHashSet();
        if (named.Count == 0) throw new ArgumentException("An index of no indicators says nothing.", nameof(counted));
        var rows = Indicators.All.Where(named.Contains).Select(indicator => Limits.Find(indicator, body)).ToImmutableArray();
        if (ReasonAgainst(rows, byIndicator) is { } reason) return new(new CompositeIndexValue(null, reason), IndexStep(null, reason, []));

        var parts = rows.Select(limit => PartOf(limit, byIndicator[limit.Indicator])).ToImmutableArray();
        var sum = parts.Sum(part => part.Value);
        return new(
            new CompositeIndexValue(sum, null),
            IndexStep(string.Join(" + ", parts.Select(part => part.Step.Name)), $"{sum}", [.. parts.Select(part => part.Step)]));
    }

    private static string? ReasonAgainst(ImmutableArray<Limit> rows, Dictionary<Indicator, Factor> byIndicator)
    {
        var missing = rows.Select(limit => limit.Indicator).Where(indicator => !byIndicator.ContainsKey(indicator)).ToList();
        if (missing.Count > 0) return $"{rows.Length}项参评指标中有{missing.Count}项无数值：{string.Join("、", missing)}";
        var without = rows
            .Where(limit => limit.Sense == LimitSense.AtLeast && byIndicator[limit.Indicator].Value <= 0)
            .Select(limit => $"{limit.Indicator} {byIndicator[limit.Indicator].Value}")
            .ToList();
        return without.Count == 0 ? null : $"数值须大于0才能作除数：{string.Join("、", without)}";
    }

    private static Explained<decimal> PartOf(Limit limit, Factor factor)
    {
        var (index, formula) = limit.Sense == LimitSense.Within ? FromNeutral(factor.Value, limit) : AgainstLimit(factor.Value, limit);
        return new(index, new Step(
            "cwqi.indicator", $"CWQI({factor.Indicator})", formula, $"{index}", null, Citation, factor.Because is null ? [] : [factor.Because]));
    }

    private static (decimal Index, string Formula) AgainstLimit(decimal value, Limit limit)
    {
        var bound = limit.BoundOf(Data.LimitClass);
        return limit.Sense == LimitSense.AtMost ? (value / bound, $"{value} / {bound}") : (bound / value, $"{bound} / {value}");
    }

    private static (decimal Index, string Formula) FromNeutral(decimal value, Limit limit)
    {
        var (least, most, neutral) = (limit.Bounds[0], limit.Bounds[1], Data.Neutral);
        return value <= neutral
            ? ((neutral - value) / (neutral - least), $"({neutral} - {value}) / ({neutral} - {least})")
            : ((value - neutral) / (most - neutral), $"({value} - {neutral}) / ({most} - {neutral})");
    }

    private static Step IndexStep(string? formula, string value, ImmutableArray<Step> because) =>
        new("cwqi", "综合水质指数 CWQI", formula, value, null, Citation, because);

    private sealed record Document(string Edition, string Title, string Clause, string Source, WaterClass LimitClass, decimal Neutral);
}
