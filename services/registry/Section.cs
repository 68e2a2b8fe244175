using Basin.Rules;
using Basin.Rules.WaterQuality;

namespace Basin.Registry;

/// <summary>
/// A cross-section (断面) where the water of one region passes to another. It has a code that never changes, because names are ambiguous
/// (街口 is also 鸠坑口), and is stated again whole whenever something about it changes. Within its basin, code, name and aliases each
/// belong to one section only.
/// </summary>
public sealed record Section(
    string Code,
    int Revision,
    string Name,
    IReadOnlyList<string> Aliases,
    string Basin,
    WaterBody WaterBody,
    string UpstreamRegion,
    string DownstreamRegion)
{
    public const int AliasesMax = 20;

    public static string Stream(string code) => $"section/{code}";

    /// <summary>Everything the section answers to.</summary>
    public IEnumerable<string> AllNames() => NamesOf(Code, Name, Aliases);

    public abstract record Event
    {
        private Event()
        {
        }

        [EventName("section_stated.v1")]
        public sealed record Stated(
            string Code, int Revision, string Name, IReadOnlyList<string> Aliases, string Basin, WaterBody WaterBody,
            string UpstreamRegion, string DownstreamRegion, string By, DateTimeOffset At) : Event;
    }

    /// <param name="InsideRegion">
    /// True says on purpose that the section lies inside one region, as 茅台 above its border does; otherwise equal regions are taken for a slip.
    /// </param>
    /// <param name="Taken">Names of the basin that other sections answer to.</param>
    public sealed record State(
        string Code, string Name, IReadOnlyList<string> Aliases, string Basin, WaterBody WaterBody,
        string UpstreamRegion, string DownstreamRegion, bool InsideRegion, IReadOnlyList<TakenName> Taken, string By, bool BySuperior, DateTimeOffset At)
    {
        public IEnumerable<string> AllNames() => NamesOf(Code, Name, Aliases);
    }

    public sealed record TakenName(string Name, string Section);

    /// <summary>First statement registers the section, a later one with other content changes it, one with the same content does nothing.</summary>
    public static Decision Decide(Section? section, State command)
    {
        if (section is not null && Says(section, command)) return Decision.Nothing;
        if (section is not null && !command.BySuperior && DecidesMoney(section) != DecidesMoney(command))
            return Decision.Refuse(Refusal.Forbidden, "superior-only", $"Basin, kind of water and regions of {section.Code} decide what is paid: once registered, only the superior changes them.");
        if (!Codes.IsCode(command.Code)) return Decision.Refuse(Refusal.NotAllowed, "invalid-code", Codes.Rule, "code", command.Code);
        if (!Codes.IsName(command.Name)) return Decision.Refuse(Refusal.NotAllowed, "invalid-name", Codes.NameRule, "name", command.Name);
        if (command.Aliases.Count > AliasesMax)
            return Decision.Refuse(Refusal.NotAllowed, "too-many-aliases", $"A section has at most {AliasesMax} aliases; {command.Aliases.Count} were given.", "aliases");
        if (command.Aliases.Any(alias => alias is null)) return Decision.Refuse(Refusal.NotAllowed, "invalid-name", "An alias is a text; null was given.", "aliases");
        if (command.Aliases.FirstOrDefault(alias => !Codes.IsName(alias)) is { } alias)
            return Decision.Refuse(Refusal.NotAllowed, "invalid-name", Codes.NameRule, "aliases", alias);
        if (command.AllNames().GroupBy(name => name).FirstOrDefault(same => same.Count() > 1) is { Key: var twice })
            return Decision.Refuse(Refusal.NotAllowed, "name-given-twice", $"'{twice}' is given more than once among code, name and aliases.", "aliases", twice);
        if (!Codes.IsRegion(command.UpstreamRegion))
            return Decision.Refuse(Refusal.NotAllowed, "invalid-region", Codes.RegionRule, "upstreamRegion", command.UpstreamRegion);
        if (!Codes.IsRegion(command.DownstreamRegion))
            return Decision.Refuse(Refusal.NotAllowed, "invalid-region", Codes.RegionRule, "downstreamRegion", command.DownstreamRegion);
        if (command.UpstreamRegion == command.DownstreamRegion && !command.InsideRegion)
            return Decision.Refuse(Refusal.NotAllowed, "same-region", $"Upstream and downstream are both {command.UpstreamRegion}; if the section lies inside that region, say insideRegion: true.", "downstreamRegion", command.DownstreamRegion);
        if (command.UpstreamRegion != command.DownstreamRegion && command.InsideRegion)
            return Decision.Refuse(Refusal.NotAllowed, "two-regions", $"insideRegion is true, but upstream is {command.UpstreamRegion} and downstream {command.DownstreamRegion}.", "insideRegion", "true");
        if (command.Taken.FirstOrDefault(taken => taken.Section != command.Code && command.AllNames().Contains(taken.Name)) is { } taken)
            return Decision.Refuse(Refusal.Conflict, "ambiguous-name", $"'{taken.Name}' already means the section {taken.Section} in the basin {command.Basin}.", FieldOf(command, taken.Name), taken.Name);

        return Decision.Of(new Event.Stated(
            command.Code, (section?.Revision ?? 0) + 1, command.Name, command.Aliases, command.Basin, command.WaterBody,
            command.UpstreamRegion, command.DownstreamRegion, command.By, command.At));
    }

    public static Section? Apply(Section? section, object happened) => happened switch
    {
        Event.Stated e => new(e.Code, e.Revision, e.Name, e.Aliases, e.Basin, e.WaterBody, e.UpstreamRegion, e.DownstreamRegion),
        _ => section,
    };

    /// <summary>Lake or river decides the class, regions decide who pays: no single party may change them under an agreement.</summary>
    private static (string, WaterBody, string, string) DecidesMoney(Section section) => (section.Basin, section.WaterBody, section.UpstreamRegion, section.DownstreamRegion);

    private static (string, WaterBody, string, string) DecidesMoney(State command) => (command.Basin, command.WaterBody, command.UpstreamRegion, command.DownstreamRegion);

    private static bool Says(Section section, State command) =>
        (section.Name, section.Basin, section.WaterBody, section.UpstreamRegion, section.DownstreamRegion)
            == (command.Name, command.Basin, command.WaterBody, command.UpstreamRegion, command.DownstreamRegion)
        && section.Aliases.SequenceEqual(command.Aliases);

    private static IEnumerable<string> NamesOf(string code, string name, IReadOnlyList<string> aliases) => [code, name, .. aliases];

    private static string FieldOf(State command, string name) => name == command.Code ? "code" : name == command.Name ? "name" : "aliases";
}
