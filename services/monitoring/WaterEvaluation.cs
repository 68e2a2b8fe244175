using Basin.Rules;
using Basin.Rules.WaterQuality;
using WaterRules = Basin.Rules.WaterQuality;

namespace Basin.Monitoring;

/// <summary>
/// What a closed month says of a section in the words of 环办〔2011〕22号: condition, main pollutants, change since the same month a year before,
/// and the trophic state of a lake. Worked out from the month's means whenever it is asked for, so it always belongs to the revision it names.
/// </summary>
/// <param name="Grade">优, 良好, 轻度污染, 中度污染 or 重度污染; null when the class is not determined.</param>
/// <param name="MainPollutants">At most three, as reports write them: <c>氨氮(0.5)</c> is half a class Ⅲ limit above it.</param>
/// <param name="CompositeIndex">CWQI of the indicators that decide the class, as decimal text; null when not determined.</param>
/// <param name="Change">Since the same month a year before, such as 有所好转; null when that month or this one is not determined.</param>
/// <param name="TrophicState">Of a lake or reservoir, such as 中营养; null for a river.</param>
/// <param name="Undetermined">What could not be determined, and why.</param>
/// <param name="Steps">How all of it came about.</param>
/// <param name="Source">Where the month's data comes from.</param>
public sealed record WaterEvaluation(
    string Section, string Month, int Revision, string? Class, string? Grade, IReadOnlyList<string> MainPollutants, string? CompositeIndex, string? Change,
    string? TrophicState, string? TrophicIndex, IReadOnlyList<string> Undetermined, Step Steps, string Source = DataSource.Stations)
{
    /// <param name="before">The same month a year before; null where it is not closed.</param>
    public static WaterEvaluation Of(SectionMonth.Statement month, MonthResult? before)
    {
        var result = month.Result;
        var (factors, counted) = (FactorsOf(result), CountedIn(result));
        var classed = Classification.OfSection(factors, result.WaterBody, counted);
        var pollutants = WaterRules.MainPollutants.OfSection(factors, result.WaterBody, counted);
        var undetermined = new List<string>();
        var steps = new List<Step> { classed.Step, pollutants.Step };
        if (classed.Value.Reason is { } reason) undetermined.Add(reason);
        var index = counted.Count == 0 ? null : Told(WaterRules.CompositeIndex.Of(factors, result.WaterBody, counted), found => found.Reason, undetermined, steps)?.Value;
        var change = ChangeSince(before, classed, undetermined, steps);
        var trophic = result.WaterBody == WaterBody.Lake ? Told(WaterRules.TrophicIndex.Of(AllFactorsOf(result)), found => found.Reason, undetermined, steps) : null;
        var word = classed.Value.Class is { } known ? WaterClasses.Word(known) : null;
        return new(
            result.Section, result.Month, month.Revision, classed.Value.Class is { } water ? WaterClasses.Text(water) : null, word,
            [.. pollutants.Value.Pollutants.Select(pollutant => pollutant.Text)], index is { } number ? $"{number}" : null, change,
            trophic?.Grade is { } grade ? WaterRules.TrophicIndex.Word(grade) : null, trophic?.Index is { } tli ? $"{tli}" : null, undetermined,
            new("month.evaluation", $"水质评价({result.Section}, {result.Month})", null, word ?? "不能确定", null, "环办〔2011〕22号", [.. steps]), result.Source ?? DataSource.Stations);
    }

    /// <summary>The factors of a month that decide its class.</summary>
    public static IReadOnlyList<Factor> FactorsOf(MonthResult result) => [.. AllFactorsOf(result).Where(factor => factor.Indicator.Evaluated)];

    private static string? ChangeSince(MonthResult? before, Explained<SectionClass> now, List<string> undetermined, List<Step> steps)
    {
        if (before is null) return null;
        var earlier = Classification.OfSection(FactorsOf(before), before.WaterBody, CountedIn(before));
        return Told(QualityChanges.OfSection(earlier, now), found => found.Reason, undetermined, steps)?.Grade is { } change ? QualityChanges.Word(change) : null;
    }

    private static List<Indicator> CountedIn(MonthResult result) =>
        [.. result.Means.Select(mean => Indicators.Find(mean.Indicator)).Where(indicator => indicator.Evaluated && Limits.TryFind(indicator, result.WaterBody, out _))];

    private static IEnumerable<Factor> AllFactorsOf(MonthResult result) =>
        result.Means.Where(mean => mean.Mean is not null).Select(mean => new Factor(Indicators.Find(mean.Indicator), mean.Mean!.Value));

    private static T Told<T>(Explained<T> found, Func<T, string?> reasonOf, List<string> undetermined, List<Step> steps)
    {
        steps.Add(found.Step);
        if (reasonOf(found.Value) is { } reason && !undetermined.Contains(reason)) undetermined.Add(reason);
        return found.Value;
    }
}

/// <summary>
/// The condition of a basin in a month: of fewer than five sections by their average concentrations, of more by the shares of their classes.
/// </summary>
/// <param name="Sections">Sections that took part.</param>
/// <param name="LeftOut">Sections whose month is not closed or has no class; they are left out and named.</param>
/// <param name="MainPollutants">Of five or more sections, with the share of sections over class Ⅲ; of fewer, each section has its own.</param>
public sealed record BasinEvaluationView(
    string Basin, string Month, string? Grade, IReadOnlyList<string> Sections, IReadOnlyList<string> LeftOut, IReadOnlyList<string> MainPollutants, string? Undetermined, Step Steps)
{
    /// <param name="basin">Basin code.</param>
    /// <param name="month">The month, such as 2020-05.</param>
    /// <param name="sections">Every section of the basin that the caller may read, and its month where that is closed.</param>
    public static BasinEvaluationView Of(string basin, string month, IReadOnlyCollection<(string Section, MonthResult? Result)> sections)
    {
        var (known, left) = (sections.Where(section => section.Result?.Class is not null).ToList(), sections.Where(section => section.Result?.Class is null).Select(section => section.Section));
        List<SectionFactors> factors = [.. known.Select(section => new SectionFactors(section.Section, section.Result!.WaterBody, [.. WaterEvaluation.FactorsOf(section.Result)]))];
        var condition = BasinEvaluation.OfBasin(factors);
        var pollutants = condition.Value.Shares is null ? null : (Explained<BasinPollutants>?)WaterRules.MainPollutants.OfBasin(factors);
        return new(
            basin, month, condition.Value.Grade is { } grade ? WaterGrades.Word(grade) : null, [.. known.Select(section => section.Section).Order(StringComparer.Ordinal)],
            [.. left.Order(StringComparer.Ordinal)], [.. pollutants?.Value.Pollutants.Select(pollutant => pollutant.Text) ?? []], condition.Value.Reason,
            new("month.basin-evaluation", $"流域水质评价({basin}, {month})", null, condition.Step.Value, null, "环办〔2011〕22号", pollutants is { } told ? [condition.Step, told.Step] : [condition.Step]));
    }
}
