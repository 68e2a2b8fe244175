using System.Collections.Immutable;

namespace Basin.Rules.WaterQuality;

/// <summary>
/// The trophic state index of lakes (综合营养状态指数 TLI(Σ)) after 环办〔2011〕22号, from chlorophyll-a, total phosphorus, total nitrogen,
/// transparency and the permanganate index. In decimal arithmetic: the index is right to 20 decimals; see <see cref="CommonLogarithm"/>.
/// </summary>
public static class TrophicIndex
{
    private static readonly EvaluationMeasures.TrophicRule Rule = EvaluationMeasures.TrophicState;

    private static readonly ImmutableArray<(Indicator Indicator, EvaluationMeasures.TrophicRow Row)> Rows =
        [.. Rule.Indicators.Select(row => (Indicators.Find(row.Indicator), row))];

    private static readonly decimal Squares = Rule.Indicators.Sum(row => row.Correlation * row.Correlation);

    private static readonly string SumFormula =
        $"({string.Join(" + ", Rule.Indicators.Select(row => $"{Square(row)} * TLI({row.Indicator})"))}) / {Squares}";

    /// <summary>The five indicators, in the order of the standard.</summary>
    public static ImmutableArray<Indicator> Needed { get; } = [.. Rows.Select(row => row.Indicator)];

    private static string Citation => EvaluationMeasures.Cite(Rule.Clause);

    /// <summary>TLI(Σ) = Σ Wj * TLI(j), with Wj = rj² / Σ r², and its grade.</summary>
    /// <param name="factors">At most one value of each indicator, in any order and in the indicator's own unit; others play no part.</param>
    /// <returns>The state; not determined where one of the five has no value, or one that is not above 0 and so has no logarithm.</returns>
    /// <exception cref="ArgumentException">An indicator is given twice.</exception>
    /// <exception cref="OverflowException">Chlorophyll-a of more than 7.9 * 10^25 mg/L, far beyond any plausible value.</exception>
    public static Explained<TrophicState> Of(IEnumerable<Factor> factors)
    {
        var byIndicator = factors.ToDictionary(factor => factor.Indicator);
        if (ReasonAgainst(byIndicator) is { } reason) return new(new TrophicState(null, null, reason), IndexStep(null, reason, []));

        var parts = Rows.Select(row => PartOf(row.Row, byIndicator[row.Indicator])).ToImmutableArray();

        // One division, at the end: weights cut to so many digits would not sum to 1.
        var index = Rows.Zip(parts, (row, part) => row.Row.Correlation * row.Row.Correlation * part.Value).Sum() / Squares;
        var sum = IndexStep(SumFormula, $"{index}", [.. parts.Select(part => part.Step)]);
        var row = Rule.Grades.First(grade => Fits(grade, index));
        return new(new TrophicState(index, row.Grade, null), GradeStep(row, sum));
    }

    /// <summary>
    /// The grade of an index: below 30 贫营养, from 30 to 50 中营养, to 60 轻度富营养, to 70 中度富营养, above 重度富营养. The value is compared as
    /// given: who compares rounded values rounds before.
    /// </summary>
    public static TrophicGrade GradeOf(decimal index) => Rule.Grades.First(row => Fits(row, index)).Grade;

    /// <summary>The grade's word: 贫营养 中营养 轻度富营养 中度富营养 重度富营养.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not a grade.</exception>
    public static string Word(TrophicGrade grade) => grade switch
    {
        TrophicGrade.Oligotrophic => "贫营养",
        TrophicGrade.Mesotrophic => "中营养",
        TrophicGrade.LightlyEutrophic => "轻度富营养",
        TrophicGrade.ModeratelyEutrophic => "中度富营养",
        TrophicGrade.HeavilyEutrophic => "重度富营养",
        _ => throw new ArgumentOutOfRangeException(nameof(grade), grade, "There are five grades."),
    };

    private static string Square(EvaluationMeasures.TrophicRow row) => row.Correlation < 0 ? $"({row.Correlation})²" : $"{row.Correlation}²";

    private static bool Fits(EvaluationMeasures.TrophicGradeRow row, decimal index) =>
        (row.Below is not { } below || index < below) && (row.AtMost is not { } most || index <= most);

    private static string? ReasonAgainst(Dictionary<Indicator, Factor> byIndicator)
    {
        var missing = Needed.Where(indicator => !byIndicator.ContainsKey(indicator)).ToList();
        if (missing.Count > 0) return $"{Needed.Length}项营养状态指标中有{missing.Count}项无数值：{string.Join("、", missing)}";
        var without = Needed.Where(indicator => byIndicator[indicator].Value <= 0).Select(indicator => $"{indicator} {byIndicator[indicator].Value}").ToList();
        return without.Count == 0 ? null : $"数值须大于0才有对数：{string.Join("、", without)}";
    }

    private static Explained<decimal> PartOf(EvaluationMeasures.TrophicRow row, Factor factor)
    {
        var value = factor.Value * row.PerUnit;
        var logarithm = CommonLogarithm.Natural(value);
        var index = Rule.Scale * (row.Intercept + (row.Slope * logarithm));
        return new(index, new Step(
            "tli.indicator",
            $"TLI({factor.Indicator})",
            $"{Rule.Scale} * ({row.Intercept} {(row.Slope < 0 ? "-" : "+")} {decimal.Abs(row.Slope)} * ln({value}))",
            $"{index}",
            null,
            Citation,
            [ValueStep(row, factor, value), WeightStep(row)]));
    }

    private static Step WeightStep(EvaluationMeasures.TrophicRow row)
    {
        var weight = row.Correlation * row.Correlation / Squares;
        return new("tli.weight", $"W({row.Indicator})", $"{Square(row)} / {Squares}", $"{weight}", null, Citation, []);
    }

    // The coefficients are for a unit of their own; where the indicator's differs the conversion is a step to be seen.
    private static Step ValueStep(EvaluationMeasures.TrophicRow row, Factor factor, decimal value)
    {
        var fact = factor.Because ?? Step.Fact("section.value", $"{factor.Indicator}", $"{factor.Value}", factor.Indicator.ShownUnit);
        return row.PerUnit == 1
            ? fact
            : new("unit", $"换算({factor.Indicator})", $"{factor.Value} {factor.Indicator.Unit} * {row.PerUnit}", $"{value}", row.Unit, null, [fact]);
    }

    private static Step IndexStep(string? formula, string value, ImmutableArray<Step> because) =>
        new("tli", "综合营养状态指数 TLI(Σ)", formula, value, null, Citation, because);

    private static Step GradeStep(EvaluationMeasures.TrophicGradeRow row, Step sum) =>
        new("tli.grade", "营养状态", row.Published, Word(row.Grade), null, Citation, [sum]);
}
