using System.Collections.Immutable;
using System.Text.Json;
using Basin.Rules;
using Basin.Rules.WaterQuality;

namespace Basin.Monitoring;

/// <summary>
/// The rules of quality control stated for a station, every statement with the month it holds from. Rules decide which readings count and so who pays:
/// only the superior states them, because each of the two provinces would be judge in its own case. Without a statement nothing but flags and the
/// instrument's range is asked, as the profile has it; the offered rules hold only where they are stated, because nobody has confirmed their numbers
/// and a reading that two provinces agreed to count must not be put aside by a default of this product.
/// </summary>
/// <param name="Statements">From the first to the latest; never empty.</param>
public sealed record StationQuality(string Station, ImmutableArray<StationQuality.Statement> Statements)
{
    /// <summary>Rules that are stated more often than this are stated by a program gone wild.</summary>
    public const int StatementsMax = 500;

    public static string Stream(string station) => $"station-quality/{station}";

    public Statement Latest => Statements[^1];

    /// <summary>One statement of the rules.</summary>
    /// <param name="Revision">From 1.</param>
    /// <param name="From">First month, inclusive, such as <c>2024-03</c>; it holds until a later statement's first month, in place of all earlier ones from there on.</param>
    /// <param name="At">When it was stated, UTC.</param>
    public sealed record Statement(int Revision, string From, QualityRules Rules, string By, DateTimeOffset At)
    {
        /// <summary>Stations whose values these are held against.</summary>
        public string? Neighbour => Rules.Balance?.Neighbour;
    }

    /// <summary>The rules in force for a month: of the statements that hold from it or before, the latest; null for none.</summary>
    public Statement? InForce(YearMonth month) => Statements.LastOrDefault(statement => YearMonth.Parse(statement.From) <= month);

    public abstract record Event
    {
        private Event()
        {
        }

        [EventName("station_quality_stated.v1")]
        public sealed record Stated(string Station, int Revision, string From, QualityRules Rules, string By, DateTimeOffset At) : Event;
    }

    /// <param name="Station">The station's profile.</param>
    /// <param name="Neighbours">Codes of stations that exist, as far as the rules name them.</param>
    public sealed record State(Station Station, string From, QualityRules Rules, IReadOnlyCollection<string> Neighbours, bool BySuperior, string By, DateTimeOffset At);

    /// <summary>The same rules from the same month change nothing; others are the next revision.</summary>
    public static Decision Decide(StationQuality? quality, State command)
    {
        if (!command.BySuperior)
            return Decision.Refuse(
                Refusal.Forbidden, "superior-only", $"Rules of quality control decide which readings of {command.Station.Code} count and so who pays: only the superior states them.");
        if (Problems(command) is [var problem, ..]) return problem;
        if (quality is not null && quality.Latest.From == command.From && Text(quality.Latest.Rules) == Text(command.Rules)) return Decision.Nothing;
        if (quality?.Statements.Length >= StatementsMax)
            return Decision.Refuse(Refusal.NotAllowed, "too-many-revisions", $"Rules of a station are stated at most {StatementsMax} times.", "rules");
        return Decision.Of(new Event.Stated(command.Station.Code, (quality?.Statements.Length ?? 0) + 1, command.From, command.Rules, command.By, command.At));
    }

    /// <summary>Everything that is wrong with a statement, at once.</summary>
    public static IReadOnlyList<Rejection> Problems(State command)
    {
        var problems = new List<Rejection>();
        if (!YearMonth.TryParse(command.From, out _))
            problems.Add(new(Refusal.NotAllowed, "invalid-month", "from is the first month of the rules, such as 2020-05, from 1990-01 to 2200-12.", "from", command.From));
        foreach (var problem in QualityRuleProblems.Of(command.Rules))
            problems.Add(new(Refusal.NotAllowed, "invalid-quality-rule", problem.Sentence, $"rules.{problem.Field}", problem.Value));
        foreach (var name in command.Rules.Indicators.Keys.Concat(command.Rules.Balance?.Ratios.Keys ?? []).Where(name => Indicators.TryFind(name, out _) && !command.Station.Indicators.Contains(name)).Distinct())
            problems.Add(new(Refusal.NotAllowed, "invalid-quality-rule", $"Station {command.Station.Code} does not measure {name}.", $"rules.indicators.{name}", name));
        if (command.Rules.Balance?.Neighbour is not { } neighbour) return problems;
        if (neighbour == command.Station.Code) problems.Add(new(Refusal.NotAllowed, "invalid-quality-rule", $"{neighbour} is no neighbour of itself.", "rules.balance.neighbour", neighbour));
        else if (!command.Neighbours.Contains(neighbour)) problems.Add(new(Refusal.NotAllowed, "unknown-station", $"There is no station '{neighbour}'.", "rules.balance.neighbour", neighbour));
        return problems;
    }

    public static StationQuality? Apply(StationQuality? quality, object happened) => happened switch
    {
        Event.Stated e => new(e.Station, (quality?.Statements ?? []).Add(new(e.Revision, e.From, e.Rules, e.By, e.At))),
        _ => quality,
    };

    private static string Text(QualityRules rules) => JsonSerializer.Serialize(rules);
}
