using System.Collections.Immutable;
using System.Globalization;
using Basin.Rules;
using Basin.Rules.WaterQuality;

namespace Basin.Exchange;

/// <summary>Monthly means that a caller supplies to try a draft on.</summary>
public static class SuppliedMonths
{
    /// <summary>Section-months of one request.</summary>
    public const int Max = 10_000;

    /// <summary>Supplied values lie within this on both sides of zero, so that no sum of them can overflow.</summary>
    private const decimal ValueMax = 1_000_000_000_000m;

    private const int CharactersMax = 30;

    /// <param name="Section">Section code, as the document has it.</param>
    /// <param name="Month">Such as <c>2020-05</c>.</param>
    /// <param name="Means">By any known name of the indicator: decimal text in its unit, within its plausible range, or null where there is no mean.</param>
    /// <param name="WaterBody"><c>river</c> or <c>lake</c>; a river where nothing is said.</param>
    /// <param name="Volume">Water of the month in m³ as decimal text, zero or more; null where none is known.</param>
    /// <param name="Source">
    /// Where the data comes from (数据来源), one of <see cref="DataSource.All"/>; 自动站 where nothing is said. A section may have a month from each.
    /// </param>
    public sealed record Body(
        string Section, string Month, IReadOnlyDictionary<string, string?> Means, string? WaterBody = null, string? Volume = null, string? Source = null);

    /// <summary>The facts, or everything that is wrong with them.</summary>
    public static (ImmutableArray<MonthFacts> Facts, IReadOnlyList<Rejection> Rejections) Read(IReadOnlyList<Body> months)
    {
        if (months.Count > Max) return ([], [new(Refusal.NotAllowed, "too-many-months", $"{months.Count} section-months are supplied; the limit is {Max}.", "months")]);
        var (facts, rejections) = (ImmutableArray.CreateBuilder<MonthFacts>(), new List<Rejection>());
        var seen = new HashSet<(string, YearMonth, string)>();
        for (var index = 0; index < months.Count; index++)
        {
            var (body, field) = (months[index], $"months[{index}]");
            if (!YearMonth.TryParse(body.Month, out var month)) rejections.Add(new(Refusal.Malformed, "invalid-month", "A month is written as 2020-05, from 1990-01 to 2200-12.", $"{field}.month", body.Month));
            else if (!seen.Add((body.Section, month, SourceOf(body)))) rejections.Add(new(Refusal.NotAllowed, "duplicate-month", $"{body.Section} {month} of {SourceOf(body)} is supplied twice.", field));
            else facts.Add(Facts(body, month, field, rejections));
        }

        return (facts.ToImmutable(), rejections);
    }

    private static string SourceOf(Body body) => body.Source ?? DataSource.Stations;

    // A supplied mean is taken to be valid, on every day of its month as well.
    private static MonthFacts Facts(Body body, YearMonth month, string field, List<Rejection> rejections)
    {
        if (body.WaterBody is not (null or "river" or "lake")) rejections.Add(new(Refusal.NotAllowed, "invalid-water-body", "A section is a river or a lake.", $"{field}.waterBody", body.WaterBody));
        if (!DataSource.All.Contains(SourceOf(body))) rejections.Add(new(Refusal.NotAllowed, "unknown-source", $"Data comes from {string.Join("、", DataSource.All)}.", $"{field}.source", body.Source));
        var means = ImmutableSortedDictionary.CreateBuilder<string, MonthMean>(StringComparer.Ordinal);
        foreach (var (name, text) in body.Means)
        {
            var at = $"{field}.means.{name}";
            if (!Indicators.TryFind(name, out var indicator)) rejections.Add(new(Refusal.NotAllowed, "unknown-indicator", $"'{name}' is no indicator of {Indicators.Edition}.", at));
            else if (!means.TryAdd(indicator.Name, Mean(text, at, value => Implausible(indicator, value), rejections) with { ValidDays = month.Days })) rejections.Add(new(Refusal.NotAllowed, "duplicate-indicator", $"{indicator} is given twice.", at));
        }

        var volume = body.Volume is null ? null : Mean(body.Volume, $"{field}.volume", value => value < 0 ? "A volume is zero or more m³." : null, rejections);
        return new(body.Section, month, 1, body.WaterBody == "lake" ? WaterBody.Lake : WaterBody.River, means.ToImmutable(), volume, SourceOf(body));
    }

    private static string? Implausible(Indicator indicator, decimal value) =>
        indicator.IsPlausible(value) ? null : $"{indicator} lies between {indicator.Least} and {indicator.Most} {indicator.Unit}".TrimEnd() + ", both inclusive.";

    /// <param name="wrong">Why a number is no such value; null where it is one.</param>
    private static MonthMean Mean(string? text, string field, Func<decimal, string?> wrong, List<Rejection> rejections)
    {
        if (text is null) return new(null, 0, 1, "未提供月均值");
        const NumberStyles plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (text.Length > CharactersMax || !decimal.TryParse(text, plain, CultureInfo.InvariantCulture, out var value) || decimal.Abs(value) > ValueMax)
            rejections.Add(new(Refusal.NotAllowed, "invalid-value", $"A value is a decimal number of at most {CharactersMax} characters, such as 1.85.", field, text));
        else if (wrong(value) is { } sentence) rejections.Add(new(Refusal.NotAllowed, "implausible-value", sentence, field, text));
        else return new(value, 1, 1, null);
        return new(null, 0, 1, "");
    }
}
