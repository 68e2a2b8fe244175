using System.Collections.Immutable;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Terms;

/// <summary>What a loop variable, or a parameter of a named formula, stands for while its formula is checked.</summary>
/// <param name="Month">The loop variable over 各月 whose month it is; null where it is no month.</param>
internal sealed record LoopElement(string Label, Indicator? Indicator, SectionName? Section, string? Month = null)
{
    public static LoopElement Of(Indicator indicator) => new(indicator.Name, indicator, null);

    public static LoopElement Of(SectionName section) => new(section.Name, null, section);
}

/// <summary>The loop variables in force at one place of a formula.</summary>
internal sealed record Loop(ImmutableDictionary<string, LoopElement> Variables)
{
    public static readonly Loop None = new(ImmutableDictionary<string, LoopElement>.Empty);

    public bool HoldsMonth => Variables.Values.Any(element => element.Month is not null);

    public LoopElement? Find(string name) => Variables.GetValueOrDefault(name);

    public Loop With(string name, LoopElement element) => new(Variables.SetItem(name, element));
}
