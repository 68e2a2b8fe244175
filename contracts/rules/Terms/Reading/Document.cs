using System.Collections.Concurrent;
using System.Collections.Immutable;
using Basin.Rules.Settlement;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Terms;

/// <summary>What an amount below zero means.</summary>
internal enum BelowZero
{
    /// <summary>The document says nothing, because the amount cannot be below zero.</summary>
    Unstated,

    /// <summary>反向: the payee pays the payer.</summary>
    Turned,

    /// <summary>不付: nothing is paid.</summary>
    Nothing,
}

/// <summary>One recipient of a payment and its whole-number share.</summary>
/// <param name="Text">The share as the document writes it.</param>
internal readonly record struct Recipient(string Account, long Share, string Text);

/// <summary>One case of a clause.</summary>
/// <param name="Place">JSON path of the arm.</param>
/// <param name="When">Null for a case that always applies: else, or a clause without condition.</param>
/// <param name="To">In the order of the remainder: by region code.</param>
internal sealed record Arm(
    string Place, Condition? When, Scalar Pay, string From, ImmutableArray<Recipient> To, BelowZero BelowZero, Scalar? Cap)
{
    private readonly ImmutableArray<(string Forward, string Back)> _names = [.. To.Select(recipient => ($"{From} 付 {recipient.Account}", $"{recipient.Account} 付 {From}"))];

    /// <summary>What a step calls the payment to a recipient, or from it where the direction is turned round.</summary>
    public string PaymentName(int recipient, bool turned) => turned ? _names[recipient].Back : _names[recipient].Forward;

    public IEnumerable<string> Accounts => To.Select(recipient => recipient.Account).Prepend(From);

    /// <summary>What is owed, zero or more, and whether it goes the other way.</summary>
    public (Money Owed, bool Turned) Direction(Money whole)
    {
        if (whole >= Money.Zero) return (whole, false);
        return BelowZero == BelowZero.Turned ? (-whole, true) : (Money.Zero, false);
    }

    /// <summary>What each recipient's share of an amount is, in their order.</summary>
    public ImmutableArray<Money> Split(Money owed) => Allot.Split(owed, [.. To.Select(recipient => recipient.Share)]);

    /// <summary>Every formula of the case.</summary>
    public IEnumerable<Term> Formulas => new Term?[] { When, Pay, Cap }.OfType<Term>();
}

/// <summary>A payment clause: its first case that applies is paid, none where no case applies.</summary>
/// <param name="No">Its number as the document writes it.</param>
/// <param name="Element">The element for which it stands, of a clause that stands once for each of several (each); null for any other.</param>
internal sealed record Clause(string No, string? Element, string Place, ImmutableArray<Arm> Arms)
{
    /// <summary>Number and element: unlike those of every other clause.</summary>
    public string Id => Element is null ? No : $"{No}·{Element}";

    /// <summary>Whether its cases stand in a choice (choose), of which one must apply.</summary>
    public bool IsChoice => Arms[0].Place != Place;
}

/// <summary>Clauses of which not more than one may apply, or exactly one (择一).</summary>
/// <param name="Place">JSON path of the list.</param>
/// <param name="Clauses">Their numbers as the document writes them, at least two.</param>
/// <param name="IsExact">oneOf: one of them must apply. Otherwise, atMostOne, none may.</param>
internal sealed record ClauseGroup(string Place, ImmutableArray<string> Clauses, bool IsExact);

/// <summary>A document after checking, as the evaluator needs it.</summary>
internal sealed record Document(
    string Title,
    ImmutableSortedDictionary<string, string> Parties,
    ImmutableSortedDictionary<string, string> Sections,
    ImmutableArray<Indicator> Indicators,
    DateOnly From,
    DateOnly To,
    Calendar Calendar,
    ImmutableArray<Period> Periods,
    DataRules Data,
    ImmutableArray<Clause> Clauses,
    ImmutableArray<ClauseGroup> Groups,
    NettingRule Netting,
    ImmutableDictionary<string, SectionPlace> Places,
    ImmutableArray<Statable> Stated,
    ImmutableArray<string> Coexists)
{
    // A copy of the document with other clauses shares these, so the clauses are part of the key.
    private readonly ConcurrentDictionary<(Period, ImmutableArray<Clause>), Plan<Exact, ExactTruth>> _exactPlans = new();
    private readonly ConcurrentDictionary<(Period, ImmutableArray<Clause>), Plan<Interval, RangeTruth>> _rangePlans = new();

    /// <summary>The calculation of a period over exact values, made once.</summary>
    public Plan<Exact, ExactTruth> ExactPlan(Period period) => _exactPlans.GetOrAdd((period, Clauses), _ => Plan<Exact, ExactTruth>.Of(this, period, new ExactDomain(period, new Facts([], [], Data))));

    /// <summary>The calculation of a period over ranges, made once.</summary>
    public Plan<Interval, RangeTruth> RangePlan(Period period) => _rangePlans.GetOrAdd((period, Clauses), _ => Plan<Interval, RangeTruth>.Of(this, period, RangeOutcomes.Anything(this, period)));

    /// <summary>Numbers of the document in an indicator's unit: baselines and targets, worth trying as its values.</summary>
    public IEnumerable<decimal> Constants(Indicator indicator)
    {
        var kind = Kind.Of(indicator);
        return Clauses.SelectMany(clause => clause.Arms).SelectMany(arm => arm.Formulas).SelectMany(formula => TermParts.Constants(formula, []))
            .Where(constant => constant.Kind == kind && kind != Kind.Ratio).Select(constant => constant.Value).Distinct();
    }

    /// <summary>
    /// The periods, those together that are copies of each other as long as no data is known: of the same number of months and, where a table is
    /// looked up by year or a day is named, of the same year.
    /// </summary>
    public IEnumerable<ImmutableArray<Period>> AlikePeriods()
    {
        var namesYears = Clauses.SelectMany(clause => clause.Arms).SelectMany(arm => arm.Formulas).Any(formula => TermParts.NamesYears(formula, []));
        return Periods.GroupBy(period => (period.Months().Count(), namesYears ? period.FirstMonth.Year : 0)).Select(alike => alike.ToImmutableArray());
    }

    /// <summary>One of each of <see cref="AlikePeriods"/>.</summary>
    public IEnumerable<Period> UnlikePeriods() => AlikePeriods().Select(alike => alike[0]);
}
