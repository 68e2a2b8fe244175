using System.Collections.Immutable;

namespace Basin.Rules.WaterQuality;

/// <summary>
/// The numbers of 环办〔2011〕22号, the measures (评价办法) by which surface water is evaluated, read once from <c>huanban-2011-22.json</c>.
/// What is unconfirmed or this product's own choice says so in the data's <c>source</c>.
/// </summary>
internal static class EvaluationMeasures
{
    private static readonly Document Data = EmbeddedStandard.Read<Document>("huanban-2011-22.json");

    public static MainPollutantRule MainPollutants => Data.MainPollutants;

    public static BasinRule Basin => Data.Basin;

    public static LakeRule Lake => Data.Lake;

    public static TrophicRule TrophicState => Data.TrophicState;

    public static ChangeRule Change => Data.Change;

    /// <summary>Edition, title and clause, as a step cites them.</summary>
    public static string Cite(string clause) => $"{Data.Edition}《{Data.Title}》{clause}";

    /// <param name="Most">How many pollutants are named at most.</param>
    /// <param name="OverClass">Factors worse than this class are named.</param>
    /// <param name="First">Indicators named before all others when they are over.</param>
    internal sealed record MainPollutantRule(string Clause, string Source, int Most, WaterClass OverClass, ImmutableArray<string> First);

    /// <param name="AveragedBelowSections">Basins with fewer sections than this are averaged; the others go by shares.</param>
    /// <param name="Grades">Tried in order; the first that fits counts.</param>
    internal sealed record BasinRule(string Clause, string Source, int AveragedBelowSections, ImmutableArray<GradeRow> Grades);

    /// <param name="GoodAtLeast">Least share of Ⅰ to Ⅲ in percent, inclusive; null where any fits.</param>
    /// <param name="WorstBelow">Bound of the share of 劣Ⅴ in percent, exclusive; null where any fits.</param>
    /// <param name="Published">The condition as the table writes it.</param>
    internal sealed record GradeRow(WaterGrade Grade, string Published, decimal? GoodAtLeast = null, decimal? WorstBelow = null);

    internal sealed record LakeRule(string Clause, string Source);

    /// <param name="Scale">What each index is multiplied by.</param>
    internal sealed record TrophicRule(
        string Clause, string Source, decimal Scale, ImmutableArray<TrophicRow> Indicators, ImmutableArray<TrophicGradeRow> Grades);

    /// <param name="Unit">The unit the coefficients are for.</param>
    /// <param name="PerUnit">How many of it one of the indicator's own unit holds.</param>
    /// <param name="Correlation">r with chlorophyll-a; its square is the weight before it is divided by their sum.</param>
    internal sealed record TrophicRow(string Indicator, string Unit, decimal PerUnit, decimal Correlation, decimal Intercept, decimal Slope);

    /// <param name="Below">Exclusive upper bound; null where there is none.</param>
    /// <param name="AtMost">Inclusive upper bound; null where there is none.</param>
    internal sealed record TrophicGradeRow(TrophicGrade Grade, string Published, decimal? Below = null, decimal? AtMost = null);

    /// <param name="MarkedFromLevels">Levels of the grade, inclusive, from which a change is marked (明显).</param>
    /// <param name="NoneAtMostPoints">Percentage points, inclusive, up to which there is no marked change.</param>
    /// <param name="SlightAtMostPoints">Percentage points, inclusive, up to which a change is slight (有所).</param>
    /// <param name="WithoutRate">Indicators that are no concentration, so that a change of theirs in percent says nothing.</param>
    internal sealed record ChangeRule(
        string Clause, string Source, int MarkedFromLevels, decimal NoneAtMostPoints, decimal SlightAtMostPoints, ImmutableArray<string> WithoutRate);

    private sealed record Document(
        string Edition, string Title, MainPollutantRule MainPollutants, BasinRule Basin, LakeRule Lake, TrophicRule TrophicState, ChangeRule Change);
}
