using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Basin.Rules.Terms;

namespace Basin.Exchange;

/// <summary>What the terms say of paying beside their clauses, for one period; part of the event that opens its case.</summary>
/// <param name="Pots">Region codes of those who keep a pot (资金), by its name.</param>
/// <param name="Guides">Region codes of those who give guiding support (引导资金), by name.</param>
/// <param name="Advances">In the order of their clauses.</param>
/// <param name="Late">Null where the terms ask for nothing.</param>
/// <param name="EarlierFacts">Names of the facts that follow from the periods before; null for none.</param>
public sealed record PayingRules(
    ImmutableSortedDictionary<string, string> Pots, ImmutableSortedDictionary<string, string> Guides, ImmutableArray<PayingRules.Advance> Advances,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] PayingRules.Lateness? Late = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ImmutableArray<string>? EarlierFacts = null)
{
    private static readonly ImmutableSortedDictionary<string, string> NoRegions = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    public static PayingRules None { get; } = new(NoRegions, NoRegions, []);

    /// <param name="ObligedOn">First day of the period, or the day the terms were signed where that is later.</param>
    /// <param name="DueOn">Last day to pay, inclusive, Asia/Shanghai: the days of the terms after <paramref name="ObligedOn"/>.</param>
    public sealed record Advance(string Clause, string From, string To, long AmountFen, DateOnly ObligedOn, DateOnly DueOn);

    /// <param name="Rate">A percentage, such as <c>10%</c>.</param>
    public sealed record Lateness(string Clause, string Rate, int GraceDays)
    {
        internal LateSurcharge Surcharge => LateSurcharge.Of(Clause, Rate, GraceDays) ?? throw new InvalidDataException($"'{Rate}' is no rate.");
    }

    /// <summary>Null where the terms say nothing of the kind.</summary>
    /// <param name="signedOn">Nobody is asked to pay before it, nor late for what could not be known.</param>
    public static PayingRules? Of(CheckedTerms terms, Period period, DateOnly signedOn)
    {
        var first = period.FirstMonth.FirstDay > signedOn ? period.FirstMonth.FirstDay : signedOn;
        ImmutableArray<string> earlier = [.. terms.Stated.Where(fact => fact.EarlierClause is not null).Select(fact => fact.Name)];
        var rules = new PayingRules(
            terms.Keepers, terms.Guides, [.. terms.Advances.Select(a => new Advance(a.Clause, a.From, a.To, a.Amount.Fen, first, first.AddDays(a.DueDays)))],
            terms.Late is { } late ? new(late.Clause, late.RateText, late.GraceDays) : null,
            earlier.IsEmpty ? null : earlier);
        return rules is { Pots.IsEmpty: true, Guides.IsEmpty: true, Advances.IsEmpty: true, Late: null, EarlierFacts: null } ? null : rules;
    }
}
