using System.Text.Json.Serialization;

namespace Basin.Rules.WaterQuality;

/// <summary>
/// A water-quality indicator (指标) of GB 3838-2002 table 1 or of the station release. <see cref="Indicators"/> keeps the one instance
/// of each.
/// </summary>
public sealed class Indicator
{
    [JsonConstructor]
    internal Indicator(
        string name,
        string symbol,
        string unit,
        IReadOnlyList<string> aliases,
        bool evaluated,
        Averaging averaging,
        int? realTimeDecimals,
        int assessmentDecimals,
        decimal least,
        decimal most,
        bool yieldsItsNames = false)
    {
        Name = name;
        Symbol = symbol;
        Unit = unit;
        Aliases = aliases;
        Evaluated = evaluated;
        Averaging = averaging;
        RealTimeDecimals = realTimeDecimals;
        AssessmentDecimals = assessmentDecimals;
        Least = least;
        Most = most;
        YieldsItsNames = yieldsItsNames;
    }

    /// <summary>The standard's Chinese name, such as <c>高锰酸盐指数</c>; the identity used in documents, messages and events.</summary>
    public string Name { get; }

    /// <summary>International symbol, such as <c>CODMn</c>.</summary>
    public string Symbol { get; }

    /// <summary>Unit of values, such as <c>mg/L</c>; empty for pH.</summary>
    public string Unit { get; }

    /// <summary>Other accepted names: HJ 212 factor code (<c>w01019</c>), English short names.</summary>
    public IReadOnlyList<string> Aliases { get; }

    /// <summary>
    /// Whether it is one of the 21 evaluation indicators of 环办〔2011〕22号, which alone decide a section's class unless others are named.
    /// </summary>
    public bool Evaluated { get; }

    /// <summary>How several values become one mean.</summary>
    public Averaging Averaging { get; }

    /// <summary>
    /// Decimals (0 or more) of the national real-time release; null where it does not publish the indicator. A station's profile may
    /// differ.
    /// </summary>
    public int? RealTimeDecimals { get; }

    /// <summary>Decimals (0 or more) for monthly and annual assessment.</summary>
    public int AssessmentDecimals { get; }

    /// <summary>Lowest plausible value, inclusive, in <see cref="Unit"/>. A plausibility bound of this product, not a law.</summary>
    public decimal Least { get; }

    /// <summary>Highest plausible value, inclusive, in <see cref="Unit"/>. A plausibility bound of this product, not a law.</summary>
    public decimal Most { get; }

    /// <summary>
    /// Whether a document that does not list it may give its names to something of its own: it came into the list after documents were signed, and
    /// what they call 流量 must go on meaning what they say it means.
    /// </summary>
    public bool YieldsItsNames { get; }

    /// <summary>What a step calls its class.</summary>
    internal string ClassStepName => field ??= $"类别({Name})";

    /// <summary>The unit as a step shows it: null where values have none.</summary>
    internal string? ShownUnit => Unit.Length == 0 ? null : Unit;

    /// <summary>Whether a value lies between <see cref="Least"/> and <see cref="Most"/>, both inclusive.</summary>
    public bool IsPlausible(decimal value) => Least <= value && value <= Most;

    public override string ToString() => Name;
}

/// <summary>How several values of an indicator become one mean.</summary>
public enum Averaging
{
    /// <summary>The sum over the count.</summary>
    Arithmetic,

    /// <summary>Through the hydrogen-ion concentration: -log10 of the mean of 10^-pH.</summary>
    HydrogenIon,
}
