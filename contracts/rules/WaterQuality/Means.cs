using System.Collections.Immutable;

namespace Basin.Rules.WaterQuality;

/// <summary>
/// Means (均值) of a month's readings and of several months. Arithmetic, but pH by its hydrogen-ion concentration. Unrounded: rounding
/// is a step of its own. The order in which values arrive changes nothing, not even the last digit, because they are summed in order
/// of size. The mean of pH is right to 20 decimals for up to 10 000 readings; see <see cref="CommonLogarithm"/>. A step states count,
/// sum and extremes, never the single readings.
/// </summary>
public static class Means
{
    private const string HydrogenIonCitation = "环办〔2011〕22号: pH 按氢离子浓度平均, -lg(平均(10^-pH))";
    private const string NonDetectCitation = "未确认 unconfirmed：通常取检出限的一半；由协议约定";

    /// <summary>The mean of one indicator over one month.</summary>
    /// <param name="indicator">The indicator; values are in its unit.</param>
    /// <param name="valid">The readings that count, in any order; others were left out before.</param>
    /// <param name="expected">Readings the station's profile expects in this month; 0 or more.</param>
    /// <param name="minimumShare">Share of the expected readings that must be valid, inclusive; 0 to 1. One reading is needed in any case.</param>
    /// <param name="nonDetect">What a reading below the detection limit counts as; pH cannot be below one.</param>
    /// <returns>The mean, or a <see cref="MonthMean"/> without value whose reason holds the numbers.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="expected"/> or <paramref name="minimumShare"/> is out of its range.</exception>
    /// <exception cref="OverflowException">The readings sum to more than 7.9 * 10^28, far beyond any plausible value.</exception>
    public static Explained<MonthMean> OfMonth(
        Indicator indicator, IReadOnlyCollection<Measured> valid, int expected, decimal minimumShare, NonDetect nonDetect)
    {
        var tally = new MonthTally(indicator);
        foreach (var reading in valid) tally.Add(reading);
        return OfMonth(tally, expected, minimumShare, nonDetect);
    }

    /// <summary>The same mean from readings that were tallied one by one, digit for digit.</summary>
    /// <param name="valid">The readings that count.</param>
    /// <param name="expected">Readings the station's profile expects in this month; 0 or more.</param>
    /// <param name="minimumShare">Share of the expected readings that must be valid, inclusive; 0 to 1. One reading is needed in any case.</param>
    /// <param name="nonDetect">What a reading below the detection limit counts as; pH cannot be below one.</param>
    /// <returns>The mean, or a <see cref="MonthMean"/> without value whose reason holds the numbers.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="expected"/> or <paramref name="minimumShare"/> is out of its range.</exception>
    /// <exception cref="OverflowException">The readings sum to more than 7.9 * 10^28, far beyond any plausible value.</exception>
    public static Explained<MonthMean> OfMonth(MonthTally valid, int expected, decimal minimumShare, NonDetect nonDetect)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(expected);
        ArgumentOutOfRangeException.ThrowIfNegative(minimumShare);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minimumShare, 1m);

        var indicator = valid.Indicator;
        var counts = Counts(valid.Count, expected, minimumShare, valid.NonDetects, nonDetect);
        var reason = ReasonAgainst(indicator, valid.Count, expected, minimumShare, valid.NonDetects);
        if (reason is not null)
            return new(new MonthMean(null, valid.Count, expected, reason), MeanStep("mean.month", indicator, null, reason, counts));

        var average = valid.Average(nonDetect);
        return new(
            new MonthMean(average.Value, valid.Count, expected, null, nonDetect == NonDetect.HalfLimit ? valid.HalfLimits() / valid.Count : 0),
            MeanStep("mean.month", indicator, average, $"{average.Value}", counts));
    }

    /// <summary>The mean of monthly means, such as an annual mean: each month counts once, however many readings it had.</summary>
    /// <param name="indicator">The indicator; values are in its unit.</param>
    /// <param name="months">The months of the period that are known; one without value does not count, and its reason is shown.</param>
    /// <param name="required">How many months must have a value, inclusive; 1 or more.</param>
    /// <returns>The mean, or a <see cref="PeriodMean"/> without value whose reason holds the numbers.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="required"/> is less than 1.</exception>
    public static Explained<PeriodMean> OverMonths(Indicator indicator, IReadOnlyDictionary<YearMonth, MonthMean> months, int required)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(required, 1);

        var values = months.Values.Where(month => month.Value is not null).Select(month => month.Value!.Value).ToList();
        var because = months.OrderBy(month => month.Key).Select(month => MonthFact(indicator, month.Key, month.Value)).ToImmutableArray();
        if (values.Count < required)
        {
            var reason = $"{months.Count}个月中有{values.Count}个月的{indicator}均值，至少需要{required}个月";
            return new(new PeriodMean(null, values.Count, required, reason), MeanStep("mean.months", indicator, null, reason, because));
        }

        var average = Average.Of(indicator, values);
        return new(
            new PeriodMean(average.Value, values.Count, required, null),
            MeanStep("mean.months", indicator, average, $"{average.Value}", because));
    }

    private static string? ReasonAgainst(Indicator indicator, int valid, int expected, decimal minimumShare, int nonDetects)
    {
        if (valid == 0) return $"{indicator}应测{expected}个，没有有效读数";
        var required = decimal.Ceiling(minimumShare * expected);
        if (valid < required)
            return $"{indicator}应测{expected}个，有效{valid}个，至少需要{required}个（比例{minimumShare}）";
        if (nonDetects > 0 && indicator.Averaging == Averaging.HydrogenIon)
            return $"{indicator}的{valid}个读数中有{nonDetects}个标为未检出，而{indicator}没有检出限";
        return null;
    }

    private static ImmutableArray<Step> Counts(int valid, int expected, decimal minimumShare, int nonDetects, NonDetect nonDetect)
    {
        ImmutableArray<Step> counts =
        [
            Step.Fact("mean.valid", "有效个数", $"{valid}"),
            Step.Fact("mean.expected", "应测个数", $"{expected}"),
            Step.Fact("mean.minimum-share", "最低有效比例", $"{minimumShare}"),
        ];
        if (nonDetects == 0) return counts;
        return counts.Add(new Step("mean.non-detects", "未检出个数", NonDetectFormula(nonDetect), $"{nonDetects}", null, NonDetectCitation, []));
    }

    private static string NonDetectFormula(NonDetect nonDetect) => nonDetect switch
    {
        NonDetect.HalfLimit => "检出限 / 2",
        NonDetect.WholeLimit => "检出限",
        _ => "0",
    };

    private static Step MonthFact(Indicator indicator, YearMonth month, MonthMean mean) =>
        Step.Fact("mean.month", $"月均({indicator}, {month})", mean.Value is { } value ? $"{value}" : mean.Reason ?? "", indicator.ShownUnit);

    private static Step MeanStep(string rule, Indicator indicator, Average? average, string value, ImmutableArray<Step> because) => new(
        rule,
        $"均值({indicator})",
        average?.Formula,
        value,
        indicator.ShownUnit,
        indicator.Averaging == Averaging.HydrogenIon ? HydrogenIonCitation : null,
        average is null ? because : because.AddRange(average.Facts(indicator)));
}
