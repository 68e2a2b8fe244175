using Basin.Rules;

namespace Basin.Registry;

/// <summary>
/// A basin (流域): the waters an agreement speaks of. Within one basin the names of sections are unambiguous. Called RiverBasin in code only,
/// because Basin is the namespace of everything.
/// </summary>
public sealed record RiverBasin(string Code, int Revision, string Name)
{
    public static string Stream(string code) => $"basin/{code}";

    public abstract record Event
    {
        private Event()
        {
        }

        [EventName("basin_stated.v1")]
        public sealed record Stated(string Code, int Revision, string Name, string By, DateTimeOffset At) : Event;
    }

    public sealed record State(string Code, string Name, string By, bool BySuperior, DateTimeOffset At);

    public static Decision Decide(RiverBasin? basin, State command)
    {
        if (basin is not null && basin.Name == command.Name) return Decision.Nothing;
        if (!Codes.IsCode(command.Code)) return Decision.Refuse(Refusal.NotAllowed, "invalid-code", Codes.Rule, "code", command.Code);
        if (!Codes.IsName(command.Name)) return Decision.Refuse(Refusal.NotAllowed, "invalid-name", Codes.NameRule, "name", command.Name);

        if (basin is not null && !command.BySuperior)
            return Decision.Refuse(Refusal.Forbidden, "not-your-basin", $"The basin {basin.Code} is registered as {basin.Name}; only the superior renames it, because it belongs to several regions.", "name", command.Name);

        return Decision.Of(new Event.Stated(command.Code, (basin?.Revision ?? 0) + 1, command.Name, command.By, command.At));
    }

    public static RiverBasin? Apply(RiverBasin? basin, object happened) => happened switch
    {
        Event.Stated e => new(e.Code, e.Revision, e.Name),
        _ => basin,
    };
}
