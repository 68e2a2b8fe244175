using System.Collections.Immutable;
using Basin.Rules.Settlement;
using Basin.Rules.Terms;
using Basin.Rules.WaterQuality;
using CsCheck;

namespace Basin.Rules.Tests.Terms;

public sealed class PeriodAnalysisTests
{
    private static readonly CheckedTerms s_xinanjiang = Agreements.Read("xinanjiang-1");
    private static readonly CheckedTerms s_yulu = Agreements.Read("yulu-1");
    private static readonly decimal[] s_baseline = [1.99m, 0.21m, 1.12m, 0.036m];

    private static PeriodAnalysis Analysed(CheckedTerms terms, string year, IReadOnlyCollection<MonthFacts> facts) =>
        PeriodAnalysis.Of(terms, Simulated(terms, year, facts));

    private static SimulatedPeriod Simulated(CheckedTerms terms, string year, IReadOnlyCollection<MonthFacts> facts)
    {
        var period = terms.Period(year);
        return Simulation.Of(terms, period.FirstMonth, period.LastMonth, facts).Periods[0];
    }

    private static MonthFacts[] Moved(IEnumerable<MonthFacts> facts, int year, string indicator, decimal by) =>
    [
        .. facts.Select(month => month.Month.Year != year ? month
            : month with { Means = month.Means.SetItem(indicator, month.Means[indicator] with { Value = month.Means[indicator].Value + by }) }),
    ];

    private static MonthFacts[] Even(IEnumerable<MonthFacts> facts, int year, string indicator, decimal mean) =>
    [
        .. facts.Select(month => month.Month.Year != year ? month
            : month with { Means = month.Means.SetItem(indicator, month.Means[indicator] with { Value = mean }) }),
    ];

    // 0.85 * (3 * 0.25 + 0.25 * x / 0.21) = 1 at x = 0.358235...
    [Fact]
    public void The_break_even_of_an_index_is_where_it_passes_its_limit()
    {
        var change = Analysed(s_xinanjiang, "2012", Agreements.JiekouYear(2012, 1, s_baseline)).BreakEvens.Single(one => one.Indicator.Name == "氨氮");
        (change.Below, change.Above, change.Mean).ShouldBe((0.358m, 0.359m, 0.21m));
        change.Distance.ShouldBe(0.149m);
        (change.PaymentsBelow.Single().From, change.PaymentsAbove.Single().From).ShouldBe(("浙", "皖"));
        (change.NetBelow["皖"], change.NetAbove["皖"]).ShouldBe((Money.FromYuanText("100000000"), Money.FromYuanText("-100000000")));
    }

    // The mean of these months has no end, and the class still turns just above its limit of 20.
    [Fact]
    public void A_class_turns_between_its_limit_and_the_next_value()
    {
        MonthFacts[] facts = [.. Agreements.LiuzhuangYears(2020, 20, 0.5m, 0.1m, 1.02m)];
        facts[^1] = facts[^1] with { Means = facts[^1].Means.SetItem("化学需氧量", new(29.2m, 1, 1, null)) };
        var changes = Analysed(s_yulu, "2020", facts).BreakEvens.Where(change => change.Indicator.Name == "化学需氧量").Select(change => (change.Below, change.Above));
        changes.ShouldContain((20.00m, 20.01m));
    }

    [Fact]
    public void A_mean_above_its_break_even_must_fall()
    {
        var change = Analysed(s_xinanjiang, "2012", Moved(Agreements.JiekouYear(2012, 1, s_baseline), 2012, "氨氮", 0.2m)).BreakEvens.Single(one => one.Indicator.Name == "氨氮");
        (change.Mean, change.Distance).ShouldBe((0.41m, -0.052m));
    }

    [Fact]
    public void Where_the_other_indicators_alone_decide_there_is_no_break_even() =>
        Analysed(s_xinanjiang, "2012", Agreements.JiekouYear(2012, 10, s_baseline)).BreakEvens.ShouldBeEmpty();

    private static readonly Gen<MonthFacts[]> s_yuluYears = Gen.Select(
        Gen.Int[1, 60].Array[24], Gen.Int[5, 250].Array[24], Gen.Int[2, 60].Array[24], (cod, ammonia, phosphorus) => (MonthFacts[])
        [
            .. Enumerable.Range(0, 24).Select(month => Agreements.Month(
                Agreements.Liuzhuang, new YearMonth(2019, 1).AddMonths(month),
                ("化学需氧量", cod[month]), ("氨氮", ammonia[month] / 100m), ("总磷", phosphorus[month] / 100m))),
        ]);

    [Fact]
    public void A_break_even_is_confirmed_by_assessing_both_sides() => s_yuluYears.Sample(
        facts =>
        {
            foreach (var change in Analysed(s_yulu, "2020", facts).BreakEvens)
            {
                // These terms look at annual means only, so every month may have the mean itself.
                Assessment At(decimal mean) => s_yulu.Assess(s_yulu.Period("2020"), Even(facts, 2020, change.Indicator.Name, mean));
                var (below, above) = (At(change.Below), At(change.Above));
                below.Paid().ShouldBe(Paid(change.PaymentsBelow));
                above.Paid().ShouldBe(Paid(change.PaymentsAbove));
                (Signs(below) == Signs(above)).ShouldBeFalse();
                change.Above.ShouldBeGreaterThan(change.Below);
            }
        },
        iter: 20);

    private static string[] Paid(ImmutableArray<Payment> payments) => new Assessment(payments, [], payments[0].Step).Paid();

    private static string Signs(Assessment assessment)
    {
        var flows = assessment.Payments.Where(payment => payment.Amount > Money.Zero).Select(payment => $"{payment.Clause}{payment.From}{payment.To}");
        var net = Netting.Positions(Obligations.From(assessment)).Select(position => $"{position.Key}{position.Value.CompareTo(Money.Zero)}");
        return string.Join('|', flows.Concat(net));
    }

    [Fact]
    public void Sensitivity_is_the_difference_of_two_assessments() => s_yuluYears.Sample(
        facts =>
        {
            var period = Simulated(s_yulu, "2020", facts);
            foreach (var sensitivity in PeriodAnalysis.Of(s_yulu, period).Sensitivities)
            {
                var up = Simulated(s_yulu, "2020", Moved(facts, 2020, sensitivity.Indicator.Name, 0.01m));
                sensitivity.Up!["豫"].ShouldBe(up.Net["豫"] - period.Net["豫"]);
                (sensitivity.Up["豫"] + sensitivity.Up["鲁"]).ShouldBe(Money.Zero);
                if (sensitivity.Down is null) facts.ShouldContain(month => month.Month.Year == 2020 && month.Means[sensitivity.Indicator.Name].Value < 0.01m);
            }
        },
        iter: 10);

    [Fact]
    public void A_month_that_would_leave_the_admissible_range_gives_no_sensitivity_on_that_side()
    {
        var facts = Agreements.JiekouYear(2012, 1, 1.99m, 0.21m, 1.12m, 0.005m);
        var phosphorus = Analysed(s_xinanjiang, "2012", facts).Sensitivities.Single(one => one.Indicator.Name == "总磷");
        (phosphorus.Down is null, phosphorus.Up is null).ShouldBe((true, false));
    }

    [Fact]
    public void A_missing_month_beside_enough_others_may_still_turn_the_payment()
    {
        var month = Analysed(s_xinanjiang, "2012", Agreements.JiekouYear(2012, 1, s_baseline)[1..]).MissingMonths.ShouldHaveSingleItem();
        (month.Section, month.Month, month.Matters).ShouldBe(("街口", new YearMonth(2012, 1), true));
        var effect = month.Effects.Single(one => one.From == "浙");
        (effect.Now, effect.Least, effect.Most, effect.StaysUndetermined).ShouldBe((Money.FromYuanText("100000000"), Money.Zero, Money.FromYuanText("100000000"), false));
    }

    [Fact]
    public void A_missing_month_alone_changes_nothing_where_the_others_are_far_above_and_the_range_ends_low()
    {
        var json = Agreements.Text("xinanjiang-1").Replace(
            "\"validMonths\": 6", "\"validMonths\": 6, \"admissible\": { \"高锰酸盐指数\": { \"from\": \"0\", \"to\": \"4\" }, \"氨氮\": { \"from\": \"0\", \"to\": \"0.5\" }, \"总氮\": { \"from\": \"0\", \"to\": \"3\" }, \"总磷\": { \"from\": \"0\", \"to\": \"0.1\" } }", StringComparison.Ordinal);
        var month = Analysed(Agreements.Checked(json), "2012", Agreements.JiekouYear(2012, 0.5m, s_baseline)[1..]).MissingMonths.ShouldHaveSingleItem();
        month.Matters.ShouldBeFalse();
    }

    // Six months are needed and four are there: one more is not enough, so no single month decides anything.
    [Fact]
    public void Where_more_is_missing_one_month_alone_determines_nothing()
    {
        var analysis = Analysed(s_xinanjiang, "2012", Agreements.JiekouYear(2012, 1, s_baseline)[..4]);
        var months = analysis.MissingMonths;
        SimulationText.Of(analysis).ShouldContain("单独补齐仍不能确定");
        months.Length.ShouldBe(8);
        months.ShouldAllBe(month => !month.Matters && month.Effects.All(effect => effect.StaysUndetermined));
    }

    // Five are there: any one of the missing seven determines the payment, and the others are taken to stay missing.
    [Fact]
    public void The_month_that_makes_the_count_determines_the_payment()
    {
        var months = Analysed(s_xinanjiang, "2012", Agreements.JiekouYear(2012, 1, s_baseline)[..5]).MissingMonths;
        months.Length.ShouldBe(7);
        months.ShouldAllBe(month => month.Matters && month.Effects.All(effect => effect.Now == null && !effect.StaysUndetermined));
    }

    [Fact]
    public void What_stays_missing_narrows_the_range_and_never_leaves_out_an_outcome()
    {
        var facts = Agreements.JiekouYear(2012, 0.9m, s_baseline)[..7];
        Gen.Int[0, 300].Array[4].Sample(values =>
        {
            var filled = Agreements.Month(Agreements.Jiekou, new(2012, 8), [.. Agreements.JiekouIndicators.Zip(values, (name, value) => (name, value / 100m))]);
            var exact = s_xinanjiang.Assess(s_xinanjiang.Period("2012"), [.. facts, filled]);
            var month = Analysed(s_xinanjiang, "2012", facts).MissingMonths.Single(one => one.Month == new YearMonth(2012, 8));
            foreach (var payment in exact.Payments)
            {
                var effect = month.Effects.Single(one => one.From == payment.From);
                effect.Least.ShouldBeLessThanOrEqualTo(payment.Amount!.Value);
                effect.Most!.Value.ShouldBeGreaterThanOrEqualTo(payment.Amount.Value);
            }
        }, iter: 20);
    }

    [Theory]
    [InlineData("最高月均(街口, 因子, 本期)")]
    [InlineData("最低月均(街口, 因子, 本期)")]
    [InlineData("年均(街口, 因子) * 有效月数(街口, 因子, 本期) / 8个月")]
    public void Bounds_hold_for_every_statistic_while_others_stay_missing(string statistic)
    {
        var terms = Agreements.Checked(Agreements.Text("xinanjiang-1").Replace("年均(街口, 因子)", statistic, StringComparison.Ordinal).Replace(
            "\"pay\": \"补偿额\", \"from\": \"皖\"", "\"pay\": \"补偿额 * 限幅(P, 0, 3)\", \"from\": \"皖\"", StringComparison.Ordinal));
        Gen.Select(Gen.Int[1, 300].Array[28], Gen.Int[0, 300].Array[4]).Sample(
            (known, values) =>
            {
                MonthFacts Month(int month, IEnumerable<int> means) =>
                    Agreements.Month(Agreements.Jiekou, new(2012, month), [.. Agreements.JiekouIndicators.Zip(means, (name, value) => (name, value / 100m))]);
                MonthFacts[] facts = [.. known.Chunk(4).Select((means, index) => Month(index + 1, means))];
                var exact = terms.Assess(terms.Period("2012"), [.. facts, Month(9, values)]);
                var effects = Analysed(terms, "2012", facts).MissingMonths.Single(one => one.Month == new YearMonth(2012, 9)).Effects;
                foreach (var payment in exact.Payments)
                {
                    var effect = effects.Single(one => one.From == payment.From);
                    effect.Least.ShouldBeLessThanOrEqualTo(payment.Amount!.Value);
                    (effect.Most ?? payment.Amount.Value).ShouldBeGreaterThanOrEqualTo(payment.Amount.Value);
                }
            },
            iter: 10);
    }

    [Fact]
    public void The_text_names_break_evens_sensitivity_and_missing_months()
    {
        var text = SimulationText.Of(Analysed(s_xinanjiang, "2012", Agreements.JiekouYear(2012, 1, s_baseline)[1..]));
        text.ShouldContain("街口 氨氮：0.358 与 0.359 mg/L 之间");
        text.ShouldContain("缺测月 Missing section-months：1");
        text.ShouldContain("街口 2012-01");
    }

    [Fact]
    public void The_work_of_an_analysis_is_known_before()
    {
        var period = Simulated(s_yulu, "2020", Agreements.LiuzhuangYears(2020, 20, 0.5m, 0.1m, 0.9m));
        PeriodAnalysis.OperationsMost(s_yulu, period).ShouldBeInRange(1_000, 10_000_000);
    }
}
