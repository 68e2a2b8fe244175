using System.Collections.Immutable;

namespace Basin.Rules.Terms;

/// <summary>A stated fact that a simulation cannot take: left in, it would be passed over and the result look as if it counted.</summary>
/// <param name="Index">Its place among the stated facts, from 0.</param>
/// <param name="Field">Which of its fields is wrong: name, period or value.</param>
/// <param name="Value">What stands there.</param>
/// <param name="Sentence">What is wrong with it, in Chinese.</param>
public sealed record RefusedStatement(int Index, string Field, string Value, string Sentence)
{
    /// <summary>All that cannot be taken, in their order: names that the document does not let anybody state, values that are none of the fact, periods outside the range, and a fact stated twice for one period.</summary>
    /// <param name="from">As for <see cref="Simulation.Of"/>, and so is <paramref name="to"/>.</param>
    public static ImmutableArray<RefusedStatement> Of(CheckedTerms terms, YearMonth from, YearMonth to, IReadOnlyList<StatedFact> stated)
    {
        var periods = Simulation.Cut(terms, from, to).Select(period => period.Id).ToHashSet(StringComparer.Ordinal);
        var facts = terms.Stated.ToDictionary(fact => fact.Name, StringComparer.Ordinal);
        var seen = new HashSet<(string, string)>();
        return [.. stated.Select((statement, index) => Of(index, statement)).OfType<RefusedStatement>()];

        RefusedStatement? Of(int index, StatedFact statement)
        {
            if (!facts.TryGetValue(statement.Name, out var fact)) return new(index, "name", statement.Name, $"协议没有认定事项“{statement.Name}”，可认定：{string.Join("、", facts.Keys)}");
            if (!periods.Contains(statement.Period)) return new(index, "period", statement.Period, $"“{statement.Period}”不是所模拟的期：{string.Join("、", periods.Order(StringComparer.Ordinal).Take(PeriodsShown))}{(periods.Count > PeriodsShown ? " 等" : "")}");
            if (fact.Refused(statement.Value) is { } reason) return new(index, "value", statement.Value, $"“{statement.Value}”{reason}");
            return seen.Add((statement.Name, statement.Period)) ? null : new(index, "period", statement.Period, $"{statement.Period}的“{statement.Name}”认定了两次");
        }
    }

    private const int PeriodsShown = 12;
}
