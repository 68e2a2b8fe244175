using Basin.Rules;

namespace Basin.Exchange;

/// <summary>What a case decides about facts that no station measures and somebody states (认定).</summary>
public static class Stating
{
    /// <summary>
    /// Whether the terms let the caller state this, and what, is for the terms to say and looked at before. A settled case hears statements too:
    /// like a month that is stated anew, they lead to an assessment beside what was settled.
    /// </summary>
    public static Decision Decide(Case found, Case.Command.StateFact statement)
    {
        if (found.Stated.GetValueOrDefault(statement.Name)?.Value == statement.Value) return Decision.Nothing;
        var count = found.StatementCounts.GetValueOrDefault(statement.Name);
        if (count >= Case.StatementsPerFactMax)
            return Decision.Refuse(Refusal.NotAllowed, "too-many-statements", $"\"{statement.Name}\" was stated {count} times in this case; the limit is {Case.StatementsPerFactMax}. What was stated last stands: {found.Stated[statement.Name].Value}.", "name", statement.Name);
        return Decision.Of(new Case.Event.FactStated(statement.Name, statement.Value, statement.By, statement.At));
    }

    /// <summary>
    /// Once for each incident and fact: whoever states the fact otherwise afterwards, as the terms let them, is not overruled by the same incident heard
    /// again. Without the limit on statements, because people and not a dispute bring incidents about.
    /// </summary>
    public static Decision Decide(Case found, Case.Command.StateIncident statement)
    {
        if (found.IncidentsStated.Contains($"{statement.Name}/{statement.Incident}")) return Decision.Nothing;
        return Decision.Of(new Case.Event.FactStated(statement.Name, statement.Value, statement.By, statement.At, statement.Incident));
    }

    /// <summary>By nobody, and without the limit on statements: corrections of earlier periods bring it about, each of them confirmed.</summary>
    public static Decision Decide(Case found, Case.Command.StateEarlier statement) =>
        found.Stated.GetValueOrDefault(statement.Name)?.Value == statement.Value ? Decision.Nothing : Decision.Of(new Case.Event.FactStated(statement.Name, statement.Value, "", statement.At));
}
