using System.Globalization;
using Basin.Rules.Settlement;
using Basin.Rules.Terms;
using Basin.Rules.WaterQuality;
using CsCheck;

namespace Basin.Rules.Tests.Terms;

public sealed class SimulationTests
{
    private static readonly CheckedTerms s_xinanjiang = Agreements.Read("xinanjiang-2");
    private static readonly CheckedTerms s_yulu = Agreements.Read("yulu-1");
    private static readonly Gen<decimal?> s_open = Gen.Frequency(
        (1, Gen.Const((decimal?)null)), (9, Gen.Int[1, 3_000].Select(thousandths => (decimal?)(thousandths / 1_000m))));

    private static readonly Gen<MonthFacts[]> s_yuluWater = s_open.Array[36 * 3].Select(values => Facts(Agreements.Liuzhuang, Agreements.LiuzhuangIndicators, new(2018, 1), values));

    private static MonthFacts[] Facts(string section, string[] indicators, YearMonth first, decimal?[] values) =>
    [
        .. values.Chunk(indicators.Length).Select((month, index) => new MonthFacts(
            section, first.AddMonths(index), 1, WaterBody.River,
            System.Collections.Immutable.ImmutableSortedDictionary.CreateRange(
                indicators.Zip(month).Select(pair => KeyValuePair.Create(pair.First, new MonthMean(pair.Second, 1, 1, pair.Second is null ? "没有" : null)))))),
    ];

    private static Simulation Yulu(IReadOnlyCollection<MonthFacts> facts) => Simulation.Of(s_yulu, new(2019, 1), new(2020, 12), facts);

    // P = k0 * times with the weights of round 2, so it lies above 1, between 0.95 and 1, and below.
    private static MonthFacts[] Jiekou(int year, string times)
    {
        var baseline = new[] { 2.02m, 0.15m, 1.27m, 0.031m };
        return [.. Agreements.Year(Agreements.Jiekou, year, [.. Agreements.JiekouIndicators.Zip(baseline, (name, value) => (name, value * decimal.Parse(times, CultureInfo.InvariantCulture)))])];
    }

    [Fact]
    public void Totals_are_the_sums_of_the_periods() => s_yuluWater.Sample(facts =>
    {
        var simulation = Yulu(facts);
        foreach (var total in simulation.Totals)
        {
            var known = simulation.Periods.Select(period => period.Net[total.Account]).OfType<Money>().ToList();
            total.Net.ShouldBe(known.Aggregate(Money.Zero, (sum, net) => sum + net));
            total.Undetermined.ShouldBe(simulation.Periods.Length - known.Count);
            if (known.Count > 0) (total.Best!.Net, total.Worst!.Net).ShouldBe((known.Max(), known.Min()));
        }
    });

    [Fact]
    public void Positions_of_a_determined_period_sum_to_zero() => s_yuluWater.Sample(facts =>
    {
        foreach (var period in Yulu(facts).Periods.Where(period => period.IsDetermined))
            period.Net.Values.Aggregate(Money.Zero, (sum, net) => sum + net!.Value).ShouldBe(Money.Zero);
    });

    [Fact]
    public void The_order_of_facts_does_not_matter() => Gen.Select(s_yuluWater, Gen.Int).Sample((facts, seed) =>
    {
        var shuffled = facts.ToArray();
        new Random(seed).Shuffle(shuffled);
        SimulationText.Of(Yulu(shuffled)).ShouldBe(SimulationText.Of(Yulu(facts)));
    });

    [Fact]
    public void Each_period_is_what_a_settlement_would_have_said() => s_yuluWater.Sample(facts =>
    {
        foreach (var period in Yulu(facts).Periods)
            Explanation.Json(period.Assessment.Step).ShouldBe(Explanation.Json(s_yulu.Assess(period.Period, facts).Step));
    });

    [Fact]
    public void Periods_outside_the_term_are_simulated_as_well_and_may_be_short()
    {
        var simulation = Simulation.Of(s_xinanjiang, new(2010, 4), new(2011, 12), [.. Jiekou(2010, "1"), .. Jiekou(2011, "1")]);
        simulation.Periods.Select(period => (period.Period.Id, period.Period.FirstMonth)).ShouldBe([("2010", new(2010, 4)), ("2011", new(2011, 1))]);
        simulation.Periods.ShouldAllBe(period => period.IsDetermined);
    }

    [Theory]
    [InlineData(2001, 2000)]
    [InlineData(2000, 2020)]
    public void A_range_is_not_empty_and_spans_at_most_twenty_years(int from, int to) =>
        Should.Throw<ArgumentOutOfRangeException>(() => Simulation.Of(s_xinanjiang, new(from, 1), new(to, 12), []));

    [Fact]
    public void A_clause_that_is_not_determined_leaves_every_account_of_its_cases_open()
    {
        var period = Simulation.Of(s_xinanjiang, new(2016, 1), new(2016, 12), []).Periods[0];
        period.Net.Values.ShouldAllBe(net => net == null);
        SimulationText.Of(Simulation.Of(s_xinanjiang, new(2016, 1), new(2016, 12), [])).ShouldContain("另有1期不能确定");
    }

    [Fact]
    public void The_text_says_who_pays_in_figures_and_capitals_with_best_and_worst_period()
    {
        var text = SimulationText.Of(Simulation.Of(s_xinanjiang, new(2015, 1), new(2016, 12), [.. Jiekou(2015, "0.5"), .. Jiekou(2016, "2")]));
        text.ShouldContain("元整");
        text.ShouldContain("最好 best 2015");
        text.ShouldContain("最差 worst 2016");
    }

    [Fact]
    public void Best_and_worst_are_the_earliest_of_equals()
    {
        var total = Simulation.Of(s_xinanjiang, new(2015, 1), new(2016, 12), [.. Jiekou(2015, "0.5"), .. Jiekou(2016, "0.5")]).Totals[0];
        (total.Best!.Period, total.Worst!.Period).ShouldBe(("2015", "2015"));
    }

    [Fact]
    public void The_view_tells_what_the_text_tells()
    {
        var simulation = Simulation.Of(s_xinanjiang, new(2015, 1), new(2016, 12), Jiekou(2015, "0.5"));
        var view = SimulationView.Of(simulation, [.. simulation.Periods.Select(period => PeriodAnalysis.Of(s_xinanjiang, period))], explained: true);
        view.Periods.Select(period => period.Net["皖"]?.Fen).ShouldBe(simulation.Periods.Select(period => period.Net["皖"]?.Fen.ToString(CultureInfo.InvariantCulture)));
        view.Periods[0].Analysis!.BreakEvens.ShouldNotBeEmpty();
        view.Periods[1].Analysis!.MissingCount.ShouldBe(12);
        view.Periods[0].Explanation.ShouldBe(simulation.Periods[0].Assessment.Step);
    }
}
