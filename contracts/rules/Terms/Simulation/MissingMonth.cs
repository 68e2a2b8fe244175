using System.Collections.Immutable;
using Basin.Rules.Settlement;
using Basin.Rules.WaterQuality;

namespace Basin.Rules.Terms;

/// <summary>
/// What one section-month without data could change (缺测月影响), if it alone came in with any admissible value and every other missing month
/// stayed missing. The bounds are those of <see cref="CheckedTerms.AssessRange"/>: they hold every outcome and may hold more, in shares of
/// compliant months also what the other missing ones could do.
/// </summary>
/// <param name="Section">Name of the section in the document.</param>
/// <param name="Missing">Standard names of the indicators without a mean that counts, and 水量 for the volume.</param>
/// <param name="Effects">Every payment and direction that is there now or could be, as far as the month may change it.</param>
public sealed record MissingMonth(
    string Section, string SectionCode, YearMonth Month, ImmutableArray<string> Missing, ImmutableArray<MissingMonth.Effect> Effects)
{
    /// <summary>Missing section-months of a period that are looked at one by one.</summary>
    public const int PerPeriodMax = 240;

    // The range, and twice exactly to see whether the payment is determined at all.
    internal const int EvaluationsPerMonth = 3;

    /// <summary>What the month does to one payment.</summary>
    /// <param name="Now">The payment without the month; null while it is not determined.</param>
    /// <param name="Least">The least it can be with the month.</param>
    /// <param name="Most">The most it can be with the month; null where the terms set no bound.</param>
    /// <param name="StaysUndetermined">It is not determined with this month either, because more is missing.</param>
    public sealed record Effect(string Clause, string From, string To, Money? Now, Money Least, Money? Most, bool StaysUndetermined)
    {
        public bool Matters => !StaysUndetermined && (Now is null || Least != Now || Most != Now);
    }

    /// <summary>Whether the month changes any payment, or determines one.</summary>
    public bool Matters => Effects.Any(effect => effect.Matters);

    /// <summary>At most <see cref="PerPeriodMax"/> of the period's missing months, and how many there are.</summary>
    internal static (ImmutableArray<MissingMonth> Months, int Count) Of(Trial trial)
    {
        var missing = trial.Inputs.Select(input => (input.Month, Missing: trial.Missing(input.Month, input.Indicators))).Where(input => !input.Missing.IsEmpty).ToList();
        return ([.. missing.Take(PerPeriodMax).Select(one => Of(trial, one.Month, one.Missing, missing))], missing.Count);
    }

    private static MissingMonth Of(
        Trial trial, SectionMonth month, ImmutableArray<Indicator?> missing, List<(SectionMonth Month, ImmutableArray<Indicator?> Missing)> all)
    {
        var range = trial.Open(month, all).Payments.ToDictionary(payment => (payment.Clause, payment.From, payment.To));
        var now = trial.Actual.Payments.GroupBy(payment => (payment.Clause, payment.From, payment.To)).ToDictionary(same => same.Key, Sum);
        var openNow = OpenClauses(trial.Actual);
        var stillOpen = OpenClauses(trial.Filled(month, missing, 0));
        stillOpen.IntersectWith(OpenClauses(trial.Filled(month, missing, 0.5m)));
        var effects = range.Keys.Union(now.Keys).Select(key =>
        {
            var bounds = range.GetValueOrDefault(key);
            Money? before = openNow.Contains(key.Clause) ? null : now.GetValueOrDefault(key, Money.Zero);
            return new Effect(key.Clause, key.From, key.To, before, bounds?.Least ?? Money.Zero, bounds is null ? Money.Zero : bounds.Most, stillOpen.Contains(key.Clause));
        });
        return new(trial.Codes[month.Section], month.Section, month.Month, [.. missing.Select(indicator => indicator?.Name ?? Facts.VolumeName)], [.. effects.Where(IsThere)]);
    }

    private static bool IsThere(Effect effect) => effect.Now != Money.Zero || effect.Most != Money.Zero;

    private static Money? Sum(IEnumerable<Payment> payments) => payments.Aggregate((Money?)Money.Zero, (sum, payment) => sum + payment.Amount);

    private static HashSet<string> OpenClauses(Assessment assessment) =>
        assessment.Payments.Where(payment => payment.Amount is null).Select(payment => payment.Clause).ToHashSet(StringComparer.Ordinal);
}
