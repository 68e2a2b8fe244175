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

/// <summary>One of the accounts that share a payment, and its whole-number share.</summary>
/// <param name="Text">The share as the document writes it.</param>
internal readonly record struct Sharer(string Account, long Share, string Text);

/// <summary>One case of a clause.</summary>
/// <param name="Place">JSON path of the arm.</param>
/// <param name="When">Null for a case that always applies: else, or a clause without condition.</param>
/// <param name="Sole">The account that stands alone: the payer where several are paid, the payee where several pay.</param>
/// <param name="Sharers">The accounts on the other side, one or more, in the order of the remainder: by region code.</param>
/// <param name="SharersPay">Whether it is they who pay.</param>
internal sealed record Arm(
    string Place, Condition? When, Scalar Pay, string Sole, ImmutableArray<Sharer> Sharers, bool SharersPay, BelowZero BelowZero, Scalar? Cap)
{
    private readonly ImmutableArray<(string ToSole, string FromSole)> _names = [.. Sharers.Select(sharer => ($"{sharer.Account} 付 {Sole}", $"{Sole} 付 {sharer.Account}"))];

    public IEnumerable<string> Accounts => Sharers.Select(sharer => sharer.Account).Prepend(Sole);

    public IEnumerable<string> Payers => SharersPay ? Sharers.Select(sharer => sharer.Account) : [Sole];

    public IEnumerable<string> Payees => SharersPay ? [Sole] : Sharers.Select(sharer => sharer.Account);

    /// <summary>Who pays whom of one sharer's part.</summary>
    /// <param name="turned">Whether the direction is turned round, because the amount is below zero.</param>
    public (string From, string To) Ends(int sharer, bool turned) => turned == SharersPay ? (Sole, Sharers[sharer].Account) : (Sharers[sharer].Account, Sole);

    /// <summary>What a step calls that payment.</summary>
    public string PaymentName(int sharer, bool turned) => turned == SharersPay ? _names[sharer].FromSole : _names[sharer].ToSole;

    /// <summary>What is owed, zero or more, and whether the direction is turned round.</summary>
    public (Money Owed, bool Turned) Direction(Money whole)
    {
        if (whole >= Money.Zero) return (whole, false);
        return BelowZero == BelowZero.Turned ? (-whole, true) : (Money.Zero, false);
    }

    /// <summary>What each sharer's part of an amount is, in their order.</summary>
    public ImmutableArray<Money> Split(Money owed) => Allot.Split(owed, [.. Sharers.Select(sharer => sharer.Share)]);

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

    /// <summary>As sentences call it: <c>第三条</c>, <c>第三条（郑州）</c>.</summary>
    public string Name => Element is null ? $"第{No}条" : $"第{No}条（{Element}）";

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
    /// <summary>What anybody may see, words of <see cref="Disclosure"/>.</summary>
    public ImmutableArray<string> Disclosed { get; init; } = [];

    /// <summary>Who gives guiding support, by region code.</summary>
    public ImmutableSortedDictionary<string, string> Guides { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    public ImmutableSortedDictionary<string, Pot> Pots { get; init; } = ImmutableSortedDictionary<string, Pot>.Empty;

    public ImmutableArray<Advance> Advances { get; init; } = [];

    public LateSurcharge? Late { get; init; }

    public ImmutableArray<CooperationDuty> Cooperation { get; init; } = [];

    public ImmutableArray<string> Purposes { get; init; } = FundPurposes.OfLaw;

    // A copy of the document with other clauses shares these, so the clauses are part of the key.
    private readonly ConcurrentDictionary<(Period, ImmutableArray<Clause>), Plan<Exact, ExactTruth>> _exactPlans = new();
    private readonly ConcurrentDictionary<(Period, ImmutableArray<Clause>), Plan<Interval, RangeTruth>> _rangePlans = new();

    /// <summary>The calculation of a period over exact values, made once.</summary>
    public Plan<Exact, ExactTruth> ExactPlan(Period period) => _exactPlans.GetOrAdd((period, Clauses), _ => Plan<Exact, ExactTruth>.Of(this, period, new ExactDomain(period, new Facts([], [], Data))));

    /// <summary>The calculation of a period over ranges, made once.</summary>
    public Plan<Interval, RangeTruth> RangePlan(Period period) => _rangePlans.GetOrAdd((period, Clauses), _ => Plan<Interval, RangeTruth>.Of(this, period, RangeOutcomes.Anything(this, period), assumes: true));

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
