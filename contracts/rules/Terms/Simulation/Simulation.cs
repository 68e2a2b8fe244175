using System.Collections.Immutable;
using Basin.Rules.Settlement;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Terms;

/// <summary>
/// What terms would have meant over months that are over (模拟): every period assessed as a settlement would assess it, and what each account
/// would have got or paid in all. Nothing here computes a payment: it only runs <see cref="CheckedTerms.Assess"/> and adds up.
/// </summary>
/// <param name="Terms">The terms that were tried.</param>
/// <param name="Periods">Every period of the range, in order.</param>
/// <param name="Totals">One for each party and each pot that is paid, in ordinal order of their names.</param>
public sealed record Simulation(CheckedTerms Terms, ImmutableArray<SimulatedPeriod> Periods, ImmutableArray<AccountTotal> Totals)
{
    /// <summary>Calendar years that a simulation may span, as a term may.</summary>
    public const int YearsMax = TermsLimits.TermYearsMax;

    /// <summary>Assesses every period of a range of months, whether or not it lies in the term.</summary>
    /// <param name="terms">The terms to try.</param>
    /// <param name="from">First month, inclusive.</param>
    /// <param name="to">Last month, inclusive; periods at the ends may be shorter than a year.</param>
    /// <param name="facts">Months of the sections, in any order; facts of other sections and months are not looked at.</param>
    /// <param name="stated">What was stated about the periods; what follows from the periods before is worked out here.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is empty or spans more than <see cref="YearsMax"/> calendar years.</exception>
    public static Simulation Of(
        CheckedTerms terms, YearMonth from, YearMonth to, IReadOnlyCollection<MonthFacts> facts, IReadOnlyCollection<StatedFact>? stated = null)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from, to);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(to.Year - from.Year, YearsMax);

        var byMonth = facts.ToLookup(month => new SectionMonth(month.Section, month.Month));
        var periods = ImmutableArray.CreateBuilder<SimulatedPeriod>();
        foreach (var period in Cut(terms, from, to))
        {
            var known = EarlierPeriods.Of(terms, period, [.. periods.SelectMany(earlier => earlier.Assessment.Payments).Select(payment => (payment.Clause, payment.Amount))]);
            periods.Add(SimulatedPeriod.Of(terms, period, [.. terms.Needs(period).SelectMany(need => byMonth[need])], [.. stated ?? [], .. known]));
        }

        var all = periods.ToImmutable();
        return new(terms, all, [.. Accounts(terms).Select(account => AccountTotal.Of(account, all))]);
    }

    /// <summary>The terms' own way to cut a range of months into periods: calendar years, or months.</summary>
    public static ImmutableArray<Period> Cut(CheckedTerms terms, YearMonth from, YearMonth to)
    {
        var isMonthly = terms.Periods[0].Id == terms.Periods[0].FirstMonth.ToString();
        return PeriodCut.Of(from.FirstDay, to.LastDay, isMonthly);
    }

    internal static IEnumerable<string> Accounts(CheckedTerms terms) => terms.Parties.Keys.Concat(terms.Guides.Keys).Concat(terms.PotsPaid).Order(StringComparer.Ordinal);
}

/// <summary>One period of a simulation.</summary>
/// <param name="Assessment">Who would have paid whom, with its explanation.</param>
/// <param name="Net">
/// What each account would have got (above zero) or paid (below zero); null where a clause that may touch it cannot be determined. The positions
/// sum to zero where all are determined.
/// </param>
/// <param name="Facts">The months that were looked at.</param>
/// <param name="Stated">What was stated.</param>
public sealed record SimulatedPeriod(
    Period Period,
    Assessment Assessment,
    ImmutableSortedDictionary<string, Money?> Net,
    ImmutableArray<MonthFacts> Facts,
    ImmutableArray<StatedFact> Stated)
{
    /// <summary>Whether every account's position is known.</summary>
    public bool IsDetermined => Net.Values.All(net => net is not null);

    internal static SimulatedPeriod Of(CheckedTerms terms, Period period, ImmutableArray<MonthFacts> facts, IReadOnlyCollection<StatedFact> stated)
    {
        var assessment = terms.Assess(period, facts, stated);
        return new(period, assessment, NetOf(terms, assessment), facts, [.. stated]);
    }

    /// <summary>The position of every account after an assessment, null where it is not determined.</summary>
    internal static ImmutableSortedDictionary<string, Money?> NetOf(CheckedTerms terms, Assessment assessment)
    {
        var known = Netting.Positions(Obligations.From(assessment));
        var open = OpenAccounts(terms, assessment);
        return Simulation.Accounts(terms).ToImmutableSortedDictionary(
            account => account,
            account => open.Contains(account) ? (Money?)null : known.GetValueOrDefault(account),
            StringComparer.Ordinal);
    }

    // A clause that is not determined names one of its cases only, but any of them may turn out to apply.
    private static HashSet<string> OpenAccounts(CheckedTerms terms, Assessment assessment)
    {
        var payments = assessment.Payments.Where(payment => payment.Amount is null).ToList();
        var clauses = payments.Select(payment => payment.Clause).ToHashSet(StringComparer.Ordinal);
        var open = payments.SelectMany(payment => new[] { payment.From, payment.To }).ToHashSet(StringComparer.Ordinal);
        if (clauses.Count == 0) return open;
        foreach (var arm in terms.Document.Clauses.Where(clause => clauses.Contains(clause.Id)).SelectMany(clause => clause.Arms))
        {
            open.UnionWith(arm.Accounts);
        }

        return open;
    }
}

/// <summary>What one account would have got or paid over all periods.</summary>
/// <param name="Account">A party, or a pot.</param>
/// <param name="Net">Sum over the periods in which its position is determined.</param>
/// <param name="Undetermined">Periods in which its position is not determined; they are in no sum.</param>
/// <param name="Best">Determined period with the greatest position, the earliest of equals; null where none is determined.</param>
/// <param name="Worst">Determined period with the least position, the earliest of equals; null where none is determined.</param>
public sealed record AccountTotal(string Account, Money Net, int Undetermined, PeriodPosition? Best, PeriodPosition? Worst)
{
    internal static AccountTotal Of(string account, ImmutableArray<SimulatedPeriod> periods)
    {
        var known = periods.Where(period => period.Net[account] is not null).Select(period => new PeriodPosition(period.Period.Id, period.Net[account]!.Value)).ToList();
        var sum = known.Aggregate(Money.Zero, (before, position) => before + position.Net);
        return new(account, sum, periods.Length - known.Count, known.MaxBy(position => position.Net), known.MinBy(position => position.Net));
    }
}

/// <summary>The position of an account in one period.</summary>
public sealed record PeriodPosition(string Period, Money Net);
