using System.Collections.Immutable;

namespace Basin.Rules.Terms;

/// <summary>
/// What a period's payments hang on (分析), computed on demand and only by assessing again: where money turns round, what a hundredth moves, and
/// what each missing month could change.
/// </summary>
/// <param name="BreakEvens">By section and indicator in the order of the section codes, then from low to high.</param>
/// <param name="Sensitivities">One for each section and indicator that the payments rest on and that has a mean in the period.</param>
/// <param name="MissingMonths">By section code and month, at most <see cref="MissingMonth.PerPeriodMax"/>.</param>
/// <param name="MissingCount">All section-months that are needed and miss data.</param>
public sealed record PeriodAnalysis(
    Period Period,
    ImmutableArray<BreakEven> BreakEvens,
    ImmutableArray<Sensitivity> Sensitivities,
    ImmutableArray<MissingMonth> MissingMonths,
    int MissingCount)
{
    /// <param name="terms">The terms of the simulation.</param>
    /// <param name="period">A period of it.</param>
    public static PeriodAnalysis Of(CheckedTerms terms, SimulatedPeriod period)
    {
        var trial = new Trial(terms, period);
        var movables = trial.Movables();
        var (missing, count) = MissingMonth.Of(trial);
        return new(
            period.Period,
            [.. movables.SelectMany(movable => BreakEven.Of(trial, movable))],
            [.. movables.Select(movable => Sensitivity.Of(trial, movable))],
            missing,
            count);
    }

    /// <summary>
    /// A bound of the work that <see cref="Of"/> takes, in operations of the evaluator, so that a service can refuse what would take too long.
    /// </summary>
    public static long OperationsMost(CheckedTerms terms, SimulatedPeriod period)
    {
        var trial = new Trial(terms, period);
        var operations = TermParts.Operations(terms.Document);
        var missing = trial.Inputs.Count(input => !trial.Missing(input.Month, input.Indicators).IsEmpty);
        var assessments = (long)trial.Movables().Length * (BreakEven.EvaluationsPerMean + Sensitivity.EvaluationsPerMean)
            + (long)Math.Min(missing, MissingMonth.PerPeriodMax) * MissingMonth.EvaluationsPerMonth;
        // Looking the facts up costs about as much as evaluating, for each section-month once.
        return assessments * (operations + period.Facts.Length);
    }
}
