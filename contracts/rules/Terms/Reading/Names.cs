using System.Collections.Immutable;
using Basin.Rules.Settlement;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Terms;

/// <summary>A constant of the document, in base units.</summary>
internal sealed record NamedValue(string Name, Kind Kind, decimal Value, string? Source);

/// <summary>A table of the document; its keys keep the order in which they are written.</summary>
internal sealed record Table(string Name, Kind Kind, ImmutableArray<string> Keys, ImmutableDictionary<string, decimal> Values, string? Source)
{
    /// <summary>The key under which a table holds a calendar year.</summary>
    public static string YearKey(int year) => $"{year}年";
}

/// <summary>What a document says of a section beside its code; each null where it says nothing.</summary>
/// <param name="Upstream">Short name of the upstream party.</param>
/// <param name="Downstream">Short name of the downstream party.</param>
internal sealed record SectionPlace(string? Upstream, string? Downstream, WaterBody? Water)
{
    public static readonly SectionPlace Unstated = new(null, null, null);
}

/// <summary>A pot (资金) that parties pay into and have shares of.</summary>
/// <param name="Keeper">The party or guide whose finance department keeps it; null where nobody does, so that it only serves to work out parts.</param>
/// <param name="IsCarriedOver">Whether what is left in it after a period stays there for the next (结转).</param>
internal sealed record Pot(
    string Name, ImmutableSortedDictionary<string, Money> In, ImmutableSortedDictionary<string, Money> Out, Money Total, string? Keeper, bool IsCarriedOver)
{
    public const string CarriedOver = "结转";
}

/// <summary>Everything that a formula of one document may name.</summary>
internal sealed class Names
{
    public Dictionary<string, string> Parties { get; } = new(StringComparer.Ordinal);

    /// <summary>Who gives guiding support (引导资金出资单位), by region code.</summary>
    public Dictionary<string, string> Guides { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Sections { get; } = new(StringComparer.Ordinal);

    /// <summary>By section name.</summary>
    public Dictionary<string, SectionPlace> Places { get; } = new(StringComparer.Ordinal);

    public List<Indicator> Indicators { get; } = [];

    public List<Indicator> ClassIndicators { get; } = [];

    public Dictionary<string, NamedValue> Values { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, Table> Tables { get; } = new(StringComparer.Ordinal);

    /// <summary>Facts that somebody is to state about each period.</summary>
    public Dictionary<string, Statable> Stated { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, Pot> Pots { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// Named formulas and their parameters as they were parsed; without syntax where parsing failed, so that uses of them are not reported once more.
    /// </summary>
    public Dictionary<string, (string Text, ImmutableArray<string> Parameters, Syntax? Syntax)> Definitions { get; } = new(StringComparer.Ordinal);

    public bool IsMonthly { get; set; }

    /// <summary>The calendar years of the term; empty where the term has problems.</summary>
    public IReadOnlyList<int> Years { get; set; } = [];

    public bool ComparesRounded { get; set; }

    /// <summary>Whether any formula classes water.</summary>
    public bool UsesClasses { get; set; }

    public bool IsAccount(string name) => Parties.ContainsKey(name) || Guides.ContainsKey(name) || Pots.ContainsKey(name);
}
