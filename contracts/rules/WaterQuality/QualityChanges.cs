using System.Collections.Immutable;

namespace Basin.Rules.WaterQuality;

/// <summary>
/// Changes of water quality between two periods (不同时段水质变化评价), such as year on year, after 环办〔2011〕22号. Both periods must have
/// been evaluated by the same indicators, and a basin by the same sections: that is the caller's to see to, who alone knows which sections were comparable.
/// </summary>
public static class QualityChanges
{
    private const decimal Whole = 100m;
    private const string Before = "前时段";
    private const string After = "后时段";
    private const string SectionName = "断面水质变化";
    private const string BasinName = "流域水质变化";

    private static readonly EvaluationMeasures.ChangeRule Rule = EvaluationMeasures.Change;

    private static readonly ImmutableHashSet<Indicator> WithoutRate = [.. Rule.WithoutRate.Select(Indicators.Find)];

    private static string Citation => EvaluationMeasures.Cite(Rule.Clause);

    /// <summary>
    /// The change of a section by the levels of its grade: none 无明显变化, one 有所好转 or 有所变差, two or more 明显好转 or 明显变差. So a
    /// step from Ⅱ to Ⅰ is no marked change: both are 优.
    /// </summary>
    /// <returns>The change; not determined where one of the classes is not.</returns>
    public static Explained<QualityChange> OfSection(Explained<SectionClass> before, Explained<SectionClass> after)
    {
        var because = BothPeriods(before.Step, after.Step);
        if (before.Value.Class is not { } earlier || after.Value.Class is not { } later)
            return Undetermined(SectionName, before.Value.Reason, after.Value.Reason, because);

        return ByLevels(SectionName, WaterGrades.Of(earlier), WaterGrades.Of(later), because);
    }

    /// <summary>
    /// The change of a basin: by the levels of its grade as for a section. Where the grade stays the same and both periods go by shares,
    /// by ΔG - ΔD, with ΔG the percentage points that Ⅰ to Ⅲ gained and ΔD those that 劣Ⅴ gained: up to 10 either way 无明显变化, up to 20
    /// 有所, more 明显. Compared as exact fractions.
    /// </summary>
    /// <returns>The change; not determined where one of the conditions is not.</returns>
    public static Explained<QualityChange> OfBasin(Explained<BasinCondition> before, Explained<BasinCondition> after)
    {
        var because = BothPeriods(before.Step, after.Step);
        if (before.Value.Grade is not { } earlier || after.Value.Grade is not { } later)
            return Undetermined(BasinName, before.Value.Reason, after.Value.Reason, because);

        return earlier == later && before.Value.Shares is { } sharesBefore && after.Value.Shares is { } sharesAfter
            ? ByPoints(sharesBefore, sharesAfter, because)
            : ByLevels(BasinName, earlier, later, because);
    }

    /// <summary>The change of one indicator's concentration: (later - earlier) / earlier, in percent.</summary>
    /// <param name="earlier">The earlier value.</param>
    /// <param name="later">The later value, of the same indicator.</param>
    /// <returns>The change; not determined for pH and temperature, which are no concentration, and where the earlier value is not above 0.</returns>
    /// <exception cref="ArgumentException">The values are of different indicators.</exception>
    public static Explained<ConcentrationChange> OfConcentration(Factor earlier, Factor later)
    {
        var indicator = earlier.Indicator;
        if (indicator != later.Indicator) throw new ArgumentException($"{indicator} cannot be compared with {later.Indicator}.", nameof(later));

        ImmutableArray<Step> because = [ValueStep(Before, earlier), ValueStep(After, later)];
        if (RateReason(earlier) is { } reason) return new(new ConcentrationChange(null, reason), RateStep(indicator, null, reason, null, because));
        var percent = (later.Value - earlier.Value) / earlier.Value * Whole;
        var formula = $"({later.Value} - {earlier.Value}) / {earlier.Value} * {Whole}";
        return new(new ConcentrationChange(percent, null), RateStep(indicator, formula, $"{percent}", "%", because));
    }

    /// <summary>The change's word: 明显好转 有所好转 无明显变化 有所变差 明显变差.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not a change.</exception>
    public static string Word(ChangeGrade change) => change switch
    {
        ChangeGrade.MarkedImprovement => "明显好转",
        ChangeGrade.SlightImprovement => "有所好转",
        ChangeGrade.NoMarkedChange => "无明显变化",
        ChangeGrade.SlightDecline => "有所变差",
        ChangeGrade.MarkedDecline => "明显变差",
        _ => throw new ArgumentOutOfRangeException(nameof(change), change, "There are five changes."),
    };

    private static Explained<QualityChange> ByLevels(string name, WaterGrade earlier, WaterGrade later, ImmutableArray<Step> because)
    {
        var levels = (int)later - (int)earlier;
        var change = Signed(levels, marked: int.Abs(levels) >= Rule.MarkedFromLevels);
        var formula = $"{WaterGrades.Word(earlier)} → {WaterGrades.Word(later)}（{int.Abs(levels)}级）";
        return Changed(name, change, formula, because);
    }

    // ΔG - ΔD in percentage points is 100 times this numerator over the product of both totals.
    private static Explained<QualityChange> ByPoints(ClassShares before, ClassShares after, ImmutableArray<Step> because)
    {
        var product = (decimal)before.Total * after.Total;
        var numerator = ((decimal)(after.Good - after.Worst) * before.Total) - ((decimal)(before.Good - before.Worst) * after.Total);
        var size = decimal.Abs(numerator) * Whole;
        var change = size <= Rule.NoneAtMostPoints * product
            ? ChangeGrade.NoMarkedChange
            : Signed(-decimal.Sign(numerator), marked: size > Rule.SlightAtMostPoints * product);
        var points = Step.Fact("change.points", "ΔG - ΔD", $"{numerator * Whole / product}", "百分点", Citation);
        var formula = $"({after.Good}/{after.Total} - {before.Good}/{before.Total}) - ({after.Worst}/{after.Total} - {before.Worst}/{before.Total})";
        return Changed(BasinName, change, null, [points with { Formula = formula }, .. because]);
    }

    private static ChangeGrade Signed(int direction, bool marked) => int.Sign(direction) switch
    {
        < 0 => marked ? ChangeGrade.MarkedImprovement : ChangeGrade.SlightImprovement,
        > 0 => marked ? ChangeGrade.MarkedDecline : ChangeGrade.SlightDecline,
        _ => ChangeGrade.NoMarkedChange,
    };

    private static Explained<QualityChange> Changed(string name, ChangeGrade change, string? formula, ImmutableArray<Step> because) =>
        new(new QualityChange(change, null), new Step("change.grade", name, formula, Word(change), null, Citation, because));

    private static Explained<QualityChange> Undetermined(string name, string? before, string? after, ImmutableArray<Step> because)
    {
        var reasons = new[] { (Period: Before, Reason: before), (Period: After, Reason: after) }.Where(period => period.Reason is not null);
        var reason = string.Join("；", reasons.Select(period => $"{period.Period}未定：{period.Reason}"));
        return new(new QualityChange(null, reason), new Step("change.grade", name, null, reason, null, Citation, because));
    }

    private static ImmutableArray<Step> BothPeriods(Step before, Step after) =>
    [
        new("change.before", Before, null, before.Value, null, null, [before]),
        new("change.after", After, null, after.Value, null, null, [after]),
    ];

    private static string? RateReason(Factor earlier)
    {
        if (WithoutRate.Contains(earlier.Indicator)) return $"{earlier.Indicator}不是浓度，不计算变化率";
        return earlier.Value <= 0 ? $"{Before}{earlier.Indicator}为{earlier.Value}，须大于0才能作除数" : null;
    }

    private static Step ValueStep(string period, Factor factor) => new(
        "section.value",
        $"{period}{factor.Indicator}",
        null,
        $"{factor.Value}",
        factor.Indicator.ShownUnit,
        null,
        factor.Because is null ? [] : [factor.Because]);

    private static Step RateStep(Indicator indicator, string? formula, string value, string? unit, ImmutableArray<Step> because) =>
        new("change.rate", $"浓度变化率({indicator})", formula, value, unit, Citation, because);
}
