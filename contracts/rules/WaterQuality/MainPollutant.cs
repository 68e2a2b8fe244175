using System.Collections.Immutable;

namespace Basin.Rules.WaterQuality;

/// <summary>A main pollutant (主要污染指标) of a section: a factor worse than class Ⅲ.</summary>
/// <param name="Indicator">The indicator.</param>
/// <param name="Class">Its class, Ⅳ or worse.</param>
/// <param name="Multiple">Exceedance multiple, unrounded, without unit; null for pH and dissolved oxygen, which have none.</param>
public sealed record MainPollutant(Indicator Indicator, WaterClass Class, decimal? Multiple)
{
    private const int MultipleDecimals = 1;

    /// <summary>The pollutant as reports write it, with one decimal of its multiple: <c>氨氮(0.5)</c>; <c>pH</c> where it has none.</summary>
    public string Text => Multiple is { } multiple ? $"{Indicator}({Rounding.Of(multiple, MultipleDecimals)})" : Indicator.Name;
}

/// <summary>The main pollutants of a section, or the reason why they are not determined.</summary>
/// <param name="Pollutants">First the one that matters most; empty where no factor is worse than class Ⅲ, and when not determined.</param>
/// <param name="Reason">Why they are not determined; null when they are.</param>
public sealed record SectionPollutants(ImmutableArray<MainPollutant> Pollutants, string? Reason);

/// <summary>A main pollutant of a basin of five or more sections.</summary>
/// <param name="Indicator">The indicator.</param>
/// <param name="Over">Count of sections where it is worse than class Ⅲ; 1 or more.</param>
/// <param name="Sections">Count of all sections, also of those that do not measure it.</param>
public sealed record BasinPollutant(Indicator Indicator, int Over, int Sections)
{
    /// <summary>The pollutant with its share of sections over class Ⅲ (断面超标率), one decimal: <c>总磷(37.5%)</c>.</summary>
    public string Text => $"{Indicator}({Shares.Text(Over, Sections)}%)";
}

/// <summary>The main pollutants of a basin of five or more sections, or the reason why they are not determined.</summary>
/// <param name="Pollutants">First the one that is over at most sections; empty where none is over, and when not determined.</param>
/// <param name="Reason">Why they are not determined; null when they are.</param>
public sealed record BasinPollutants(ImmutableArray<BasinPollutant> Pollutants, string? Reason);
