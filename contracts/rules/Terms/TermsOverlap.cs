using System.Collections.Immutable;

namespace Basin.Rules.Terms;

/// <summary>
/// What two agreements both pay for (重复补偿): the same indicators at the same section in the same months. The central opinions of 2021 ask to
/// avoid it; whether it is meant, the parties say (coexists).
/// </summary>
/// <param name="Section">Section code.</param>
/// <param name="Indicators">Standard names, in the order of the first agreement's list, then 水量; at least one.</param>
/// <param name="From">First month that both terms cover, inclusive.</param>
/// <param name="To">Last month that both terms cover, inclusive.</param>
public sealed record TermsOverlap(string Section, ImmutableArray<string> Indicators, YearMonth From, YearMonth To)
{
    /// <summary>
    /// One for each section, by its code; none where the two pay for different water. Only what payments rest on counts, through every
    /// formula that they name: a class rests on all indicators that decide it, a load or a flow-weighted mean on the volume as well.
    /// </summary>
    public static ImmutableArray<TermsOverlap> Of(CheckedTerms one, CheckedTerms other)
    {
        var from = YearMonth.Of(one.From < other.From ? other.From : one.From);
        var to = YearMonth.Of(one.To < other.To ? one.To : other.To);
        if (from > to) return [];
        var both = PaidFor(one.Document).Intersect(PaidFor(other.Document)).ToList();
        return
        [
            .. both.GroupBy(pair => pair.Section).OrderBy(section => section.Key, StringComparer.Ordinal)
                .Select(section => new TermsOverlap(section.Key, InOrder(one, section.Select(pair => pair.Indicator)), from, to)),
        ];
    }

    private static HashSet<(string Section, string Indicator)> PaidFor(Document document) =>
    [
        .. Observed.Observations(document).SelectMany(found =>
            Observed.InputsOf(found.Observation).Select(indicator => (found.Observation.Section.Code, indicator?.Name ?? Facts.VolumeName))),
    ];

    private static ImmutableArray<string> InOrder(CheckedTerms terms, IEnumerable<string> indicators)
    {
        var order = terms.Indicators.Select(indicator => indicator.Name).Append(Facts.VolumeName).ToList();
        return [.. indicators.OrderBy(order.IndexOf)];
    }
}
