using System.Globalization;
using Basin.Rules.WaterQuality;
using CsCheck;

namespace Basin.Rules.Tests.WaterQuality;

public sealed class MeansTests
{
    private static readonly Indicator Ammonia = Indicators.Find("氨氮");
    private static readonly Indicator PH = Indicators.Find("pH");

    [Fact]
    public void The_mean_of_a_month_is_the_sum_over_the_count()
    {
        var mean = Means.OfMonth(Ammonia, Readings("0.1", "0.2", "0.6"), 6, 0.5m, NonDetect.HalfLimit);

        mean.Value.ShouldBe(new MonthMean(0.3m, 3, 6, null));
        mean.Step.Formula.ShouldBe("0.9 / 3");
        mean.Step.Unit.ShouldBe("mg/L");
    }

    [Fact]
    public void The_mean_of_pH_goes_through_the_hydrogen_ions()
    {
        var mean = Means.OfMonth(PH, Readings("6.5", "7.9", "8.8", "9", "6.78", "8.87"), 6, 1m, NonDetect.HalfLimit);

        Rounding.Of(mean.Value.Value!.Value, 2).ShouldBe(7.08m);
        mean.Step.Citation!.ShouldContain("-lg(平均(10^-pH))");
        mean.Step.Unit.ShouldBeNull();
    }

    // Reference values computed with 50 digits.
    [Theory]
    [InlineData("6.5 7.9 8.8 9 6.78 8.87", "7.08030355083321830235526377")]
    [InlineData("7 8", "7.25963731050575615446353892")]
    [InlineData("0 14", "0.30102999566397685226891986")]
    [InlineData("7.123 9.87 6.0001", "6.44561575339616464430062250")]
    public void The_mean_of_pH_is_right_to_24_decimals(string values, string expected) =>
        decimal.Abs(MeanOf(PH, Readings(values.Split(' '))) - D(expected)).ShouldBeLessThan(0.000000000000000000000001m);

    [Fact]
    public void The_mean_of_ten_thousand_pH_values_is_right_to_20_decimals()
    {
        Measured[] readings = [new(6m), .. Enumerable.Repeat(new Measured(8.37m), 9_999)];

        decimal.Abs(MeanOf(PH, readings) - 8.359979078905174438328135909m).ShouldBeLessThan(0.00000000000000000001m);
    }

    [Theory]
    [InlineData("7.00")]
    [InlineData("0")]
    [InlineData("14")]
    [InlineData("8.123456789")]
    public void The_mean_of_equal_pH_values_is_that_value_exactly(string value) =>
        MeanOf(PH, [.. Enumerable.Repeat(new Measured(D(value)), 186)]).ShouldBe(D(value));

    public static TheoryData<string, int, int, string, bool> Shares => new()
    {
        { "exactly half", 93, 186, "0.5", true },
        { "one less than half", 92, 186, "0.5", false },
        { "half of an odd number, above", 4, 7, "0.5", true },
        { "half of an odd number, below", 3, 7, "0.5", false },
        { "all, complete", 6, 6, "1", true },
        { "all, one missing", 5, 6, "1", false },
        { "more than expected", 7, 6, "1", true },
        { "a single monthly sample stands for the month", 1, 1, "1", true },
        { "any share, one reading", 1, 186, "0", true },
        { "any share, no reading", 0, 186, "0", false },
        { "nothing expected, nothing measured", 0, 0, "0.5", false },
        { "nothing expected, one measured", 1, 0, "0.5", true },
    };

    [Theory]
    [MemberData(nameof(Shares))]
    public void A_month_has_a_mean_if_the_share_of_valid_readings_suffices(
        string name, int valid, int expected, string share, bool determined)
    {
        var mean = Means.OfMonth(Ammonia, [.. Enumerable.Repeat(new Measured(0.4m), valid)], expected, D(share), NonDetect.HalfLimit).Value;

        (mean.Value is not null).ShouldBe(determined, name);
        (mean.Reason is null).ShouldBe(determined, name);
        (mean.Valid, mean.Expected).ShouldBe((valid, expected));
    }

    [Fact]
    public void The_reason_for_no_mean_holds_the_numbers()
    {
        var few = Means.OfMonth(Ammonia, Readings("0.1", "0.2"), 7, 0.5m, NonDetect.HalfLimit);
        var none = Means.OfMonth(Ammonia, [], 7, 0.5m, NonDetect.HalfLimit);

        few.Value.Reason.ShouldBe("氨氮应测7个，有效2个，至少需要4个（比例0.5）");
        few.Step.Value.ShouldBe(few.Value.Reason);
        none.Value.Reason.ShouldBe("氨氮应测7个，没有有效读数");
    }

    [Fact]
    public void What_half_limits_made_of_a_mean_leads_to_every_other_way_of_counting_them()
    {
        Measured[] readings = [new(0.2m), Measured.Below(0.02m), Measured.Below(0.04m)];
        MonthMean Counted(NonDetect way) => Means.OfMonth(Ammonia, readings, 3, 1m, way).Value;

        var half = Counted(NonDetect.HalfLimit);
        half.HalfLimits.ShouldBe(0.01m);
        (half.Value + half.HalfLimits).ShouldBe(Counted(NonDetect.WholeLimit).Value);
        decimal.Round(half.Value!.Value - half.HalfLimits, 24).ShouldBe(decimal.Round(Counted(NonDetect.Zero).Value!.Value, 24));
        Means.OfMonth(Ammonia, Readings("0.2"), 1, 1m, NonDetect.HalfLimit).Value.HalfLimits.ShouldBe(0);
    }

    [Theory]
    [InlineData(NonDetect.HalfLimit, "0.105")]
    [InlineData(NonDetect.WholeLimit, "0.11")]
    [InlineData(NonDetect.Zero, "0.1")]
    public void A_value_below_detection_counts_as_the_agreement_says(NonDetect nonDetect, string expected)
    {
        var mean = Means.OfMonth(Ammonia, [new(0.2m), Measured.Below(0.02m)], 2, 1m, nonDetect);

        mean.Value.Value.ShouldBe(D(expected));
        var step = mean.Step.Because.Single(because => because.Rule == "mean.non-detects");
        step.Value.ShouldBe("1");
        step.Citation!.ShouldContain("unconfirmed");
    }

    [Fact]
    public void PH_below_a_detection_limit_makes_the_mean_undetermined()
    {
        var mean = Means.OfMonth(PH, [new(7m), Measured.Below(0.1m)], 2, 1m, NonDetect.HalfLimit).Value;

        mean.Value.ShouldBeNull();
        mean.Reason.ShouldBe("pH的2个读数中有1个标为未检出，而pH没有检出限");
    }

    [Theory]
    [InlineData(-1, "0.5")]
    [InlineData(1, "-0.1")]
    [InlineData(1, "1.1")]
    public void Counts_and_shares_out_of_range_are_errors(int expected, string share) =>
        Should.Throw<ArgumentOutOfRangeException>(() => Means.OfMonth(Ammonia, Readings("1"), expected, D(share), NonDetect.HalfLimit));

    [Fact]
    public void The_step_of_a_month_states_counts_and_extremes_and_no_single_reading()
    {
        Measured[] readings = [.. Enumerable.Range(1, 186).Select(n => new Measured(n / 1000m))];

        var step = Means.OfMonth(Ammonia, readings, 186, 0.5m, NonDetect.HalfLimit).Step;

        step.Because.Select(fact => (fact.Name, fact.Value)).ShouldBe(
            [("有效个数", "186"), ("应测个数", "186"), ("最低有效比例", "0.5"), ("最小值", "0.001"), ("最大值", "0.186")]);
    }

    [Fact]
    public void An_annual_mean_counts_each_month_once()
    {
        var year = Months(("2020-01", "0.2"), ("2020-02", "0.4"), ("2020-03", "0.9"));

        var mean = Means.OverMonths(Ammonia, year, 3);

        mean.Value.ShouldBe(new PeriodMean(0.5m, 3, 3, null));
        mean.Step.Formula.ShouldBe("1.5 / 3");
        mean.Step.Because[0].Name.ShouldBe("月均(氨氮, 2020-01)");
    }

    [Fact]
    public void An_annual_mean_with_too_few_months_is_undetermined_and_shows_what_the_months_lack()
    {
        var year = Months(("2020-01", "0.2"), ("2020-02", null));

        var mean = Means.OverMonths(Ammonia, year, 2);

        mean.Value.Value.ShouldBeNull();
        mean.Value.Reason.ShouldBe("2个月中有1个月的氨氮均值，至少需要2个月");
        mean.Step.Because[1].Value.ShouldBe("no data");
        Means.OverMonths(Ammonia, year, 1).Value.Value.ShouldBe(0.2m);
    }

    [Fact]
    public void At_least_one_month_is_required() =>
        Should.Throw<ArgumentOutOfRangeException>(() => Means.OverMonths(Ammonia, Months(), 0));

    [Fact]
    public void The_annual_mean_of_pH_goes_through_the_hydrogen_ions_too() =>
        Rounding.Of(Means.OverMonths(PH, Months(("2020-01", "7"), ("2020-02", "8")), 2).Value.Value!.Value, 4).ShouldBe(7.2596m);

    [Fact]
    public void The_order_of_readings_does_not_matter_even_in_the_last_digit() =>
        Gen.Select(Gen.OneOfConst(Ammonia, PH), FullDigits.Array[1, 60], Gen.Int).Sample((indicator, values, seed) =>
        {
            var readings = values.Select(value => new Measured(value)).ToArray();
            var shuffled = readings.ToArray();
            new Random(seed).Shuffle(shuffled);

            var (first, second) = (MonthOf(indicator, readings), MonthOf(indicator, shuffled));

            $"{second.Value.Value}".ShouldBe($"{first.Value.Value}");
            second.Step.Formula.ShouldBe(first.Step.Formula);
        });

    [Fact]
    public void A_mean_lies_between_the_least_and_the_most_reading() =>
        Gen.Select(Gen.OneOfConst(Ammonia, PH), Gen.Int[0, 140_000].Array[1, 60]).Sample((indicator, values) =>
        {
            var readings = values.Select(value => new Measured(value / 10_000m)).ToArray();
            MeanOf(indicator, readings).ShouldBeInRange(values.Min() / 10_000m, values.Max() / 10_000m);
        });

    [Fact]
    public void A_higher_reading_never_lowers_a_mean() =>
        Gen.Select(Gen.OneOfConst(Ammonia, PH), Gen.Int[0, 130_000].Array[1, 60], Gen.Int[1, 10_000]).Sample((indicator, values, rise) =>
        {
            var readings = values.Select(value => new Measured(value / 10_000m)).ToArray();
            Measured[] raised = [new(readings[0].Value + (rise / 10_000m)), .. readings.Skip(1)];

            MeanOf(indicator, raised).ShouldBeGreaterThanOrEqualTo(MeanOf(indicator, readings));
        });

    [Fact]
    public void The_mean_of_pH_agrees_with_binary_floating_point_to_its_precision() =>
        Gen.Int[0, 140_000].Array[1, 60].Sample(values =>
        {
            var readings = values.Select(value => new Measured(value / 10_000m)).ToArray();
            var binary = -Math.Log10(values.Average(value => Math.Pow(10, -value / 10_000.0)));

            ((double)MeanOf(PH, readings)).ShouldBe(binary, 1e-9);
        });

    // From 0 to 13 with all the digits a decimal can hold, so that sums have to lose some.
    private static Gen<decimal> FullDigits => Gen.Long[0, 9_000_000_000_000_000_000].Select(digits => digits / 700_000_000_000_000_000m);

    private static Explained<MonthMean> MonthOf(Indicator indicator, IReadOnlyCollection<Measured> readings) =>
        Means.OfMonth(indicator, readings, readings.Count, 1m, NonDetect.HalfLimit);

    private static decimal MeanOf(Indicator indicator, IReadOnlyCollection<Measured> readings) =>
        MonthOf(indicator, readings).Value.Value!.Value;

    private static Measured[] Readings(params string[] values) => [.. values.Select(value => new Measured(D(value)))];

    private static Dictionary<YearMonth, MonthMean> Months(params (string Month, string? Value)[] months) => months.ToDictionary(
        month => YearMonth.Parse(month.Month),
        month => month.Value is null ? new MonthMean(null, 0, 6, "no data") : new MonthMean(D(month.Value), 6, 6, null));

    private static decimal D(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
