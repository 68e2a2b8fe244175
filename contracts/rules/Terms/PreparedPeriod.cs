using System.Collections.Immutable;
using Basin.Rules.Settlement;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Terms;

/// <summary>One payment without its explanation.</summary>
/// <param name="Clause">As in <see cref="Payment"/>.</param>
/// <param name="From">As in <see cref="Payment"/>.</param>
/// <param name="To">As in <see cref="Payment"/>.</param>
/// <param name="Amount">Zero or more; null when it cannot be determined.</param>
public readonly record struct BarePayment(string Clause, string From, string To, Money? Amount);

/// <summary>
/// A period ready to be assessed again and again on other data, as a simulation does: the same calculation as <see cref="CheckedTerms.Assess"/>,
/// by the same rules, with its explanation or without. For one thread at a time.
/// </summary>
public sealed class PreparedPeriod
{
    private readonly Document _document;
    private readonly Period _period;
    private readonly Plan<Exact, ExactTruth> _plan;
    private readonly ExactDomain _domain;
    private readonly Frame<Exact, ExactTruth> _frame;

    internal PreparedPeriod(Document document, Period period)
    {
        (_document, _period, _plan) = (document, period, document.ExactPlan(period));
        _domain = new(period, new([], [], document.Data));
        _frame = _plan.Run(_domain);
    }

    /// <summary>Finds in the facts what the payments rest on, after the document's data rules.</summary>
    public PeriodData Find(IReadOnlyCollection<MonthFacts> facts, IReadOnlyCollection<StatedFact>? stated = null) =>
        PeriodData.Of(_period, _plan.Inputs, new(facts, stated ?? [], _document.Data));

    /// <summary>The same data with another value in some months; it is taken as it is, without the document's data rules.</summary>
    internal PeriodData With(PeriodData data, Func<MonthInput, bool> isChanged, decimal value) => data.With(_plan.Inputs, isChanged, value);

    /// <summary>What the terms say, with its explanation.</summary>
    public Assessment Assess(PeriodData data)
    {
        _domain.Use(data);
        _frame.Use(data.Known);
        return ExactAssessment.Of(_document, _plan, _frame);
    }

    /// <summary>What the terms say, without explanation and before netting: the payments of <see cref="Assess"/>, in the same order.</summary>
    public ImmutableArray<BarePayment> Pay(PeriodData data)
    {
        _frame.Use(data.Known);
        if (_plan.Clauses.Length == 1) return Pay(_plan.Clauses[0]);
        var payments = ImmutableArray.CreateBuilder<BarePayment>(_plan.Clauses.Length);
        foreach (var clause in _plan.Clauses) payments.AddRange(Pay(clause));
        return payments.ToImmutable();
    }

    private ImmutableArray<BarePayment> Pay(PlannedClause<Exact, ExactTruth> planned)
    {
        // The first case that may apply; where it or what comes before it is not decided, neither is the payment.
        PlannedArm<Exact, ExactTruth>? first = null;
        foreach (var arm in planned.Arms)
        {
            var holds = arm.When is null ? true : arm.When.Value(_frame).Value;
            if (holds == false) continue;
            if (holds == true && first is null) return arm.Fixed is { IsDefault: false } always ? always : BarePayments(planned.Clause, arm.Arm, arm.Amount.Value(_frame).Value);
            if (holds == true) return BarePayments(planned.Clause, first!.Arm, null);
            first ??= arm;
        }

        return first is null ? [] : BarePayments(planned.Clause, first.Arm, null);
    }

    /// <summary>The payments of a case that comes to an amount in yuan, or to none that can be determined.</summary>
    internal static ImmutableArray<BarePayment> BarePayments(Clause clause, Arm arm, decimal? yuan)
    {
        if (yuan is not { } amount) return [.. arm.Sharers.Select((_, sharer) => One(sharer, null, turned: false))];
        var (owed, turned) = arm.Direction(Money.OfWholeFen(amount));
        if (arm.Sharers.Length > 1) return [.. arm.Split(owed).Select((part, sharer) => One(sharer, part, turned))];
        return [One(0, owed, turned)];

        BarePayment One(int sharer, Money? part, bool turned)
        {
            var (from, to) = arm.Ends(sharer, turned);
            return new(clause.Id, from, to, part);
        }
    }
}
