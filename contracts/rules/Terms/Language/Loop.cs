using System.Collections.Immutable;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Terms;

/// <summary>What a loop variable stands for while the body of its loop is checked.</summary>
internal sealed record LoopElement(string Label, Indicator? Indicator, SectionName? Section, bool IsMonth = false)
{
    public static LoopElement Of(Indicator indicator) => new(indicator.Name, indicator, null);

    public static LoopElement Of(SectionName section) => new(section.Name, null, section);
}

/// <summary>The loop variables in force at one place of a formula.</summary>
internal sealed record Loop(ImmutableDictionary<string, LoopElement> Variables)
{
    public static readonly Loop None = new(ImmutableDictionary<string, LoopElement>.Empty);

    public LoopElement? Find(string name) => Variables.GetValueOrDefault(name);

    public Loop With(string name, LoopElement element) => new(Variables.SetItem(name, element));
}
