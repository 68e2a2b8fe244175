using System.Collections.Immutable;
using Basin.Rules.Settlement;
using Basin.Rules.Terms;
using Basin.Rules.WaterQuality;
using CsCheck;

namespace Basin.Rules.Tests.Terms;

public sealed class RangeTests
{
    private static readonly CheckedTerms s_yulu = Agreements.Read("yulu-1");
    private static readonly CheckedTerms s_xinanjiang = Agreements.Read("xinanjiang-2");

    // Some values lie on limits, some far out; null stands for a month without mean.
    private static readonly Gen<decimal> s_value = Gen.OneOf(Gen.Int[1, 2_000].Select(thousandths => thousandths / 1_000m), Gen.OneOfConst(0m, 0.15m, 0.5m, 1m, 1.5m, 2m, 20m, 40m));
    private static readonly Gen<decimal?[]> s_yuluWater = Open(s_value).Array[72];
    private static readonly Gen<decimal?[]> s_jiekouWater = Open(s_value).Array[48];

    private static Gen<decimal?> Open(Gen<decimal> value) => Gen.Frequency((1, Gen.Const((decimal?)null)), (9, value.Select(known => (decimal?)known)));

    private static List<MonthFacts> Facts(string section, string[] indicators, YearMonth first, decimal?[] values) =>
    [
        .. values.Chunk(indicators.Length).Select((month, index) => new MonthFacts(
            section, first.AddMonths(index), 1, WaterBody.River,
            indicators.Zip(month).ToImmutableSortedDictionary(pair => pair.First, pair => new MonthMean(pair.Second, 1, 1, null)))),
    ];

    private static List<MonthFacts> Yulu(decimal?[] values) => Facts(Agreements.Liuzhuang, Agreements.LiuzhuangIndicators, new(2019, 1), values);

    private static List<MonthFacts> Jiekou(decimal?[] values) => Facts(Agreements.Jiekou, Agreements.JiekouIndicators, new(2016, 1), values);

    private static void Holds(RangeAssessment range, Assessment exact)
    {
        foreach (var payment in exact.Payments.Where(payment => payment.Amount is not null))
        {
            var bounds = range.Payments.SingleOrDefault(one => one.Clause == payment.Clause && one.From == payment.From && one.To == payment.To);
            (bounds?.Least ?? Money.Zero).ShouldBeLessThanOrEqualTo(payment.Amount!.Value);
            (bounds?.Most ?? Money.Zero).ShouldBeGreaterThanOrEqualTo(payment.Amount!.Value);
        }
    }

    [Fact]
    public void With_all_data_the_range_is_the_exact_payment() => s_yuluWater.Sample(values =>
    {
        var full = Yulu([.. values.Select(value => value is null or 0 ? 0.7m : value)]);
        var exact = s_yulu.Assess(s_yulu.Period("2020"), full);
        var range = s_yulu.AssessRange(s_yulu.Period("2020"), full);
        if (!exact.Gaps.IsEmpty) return;
        range.Payments.ShouldAllBe(payment => payment.Least == payment.Most);
        range.Payments.Select(payment => (payment.Clause, payment.From, payment.To, payment.Most)).ShouldBe(
            exact.Payments.Where(payment => payment.Amount > Money.Zero).Select(payment => (payment.Clause, payment.From, payment.To, payment.Amount)));
    });

    [Fact]
    public void Missing_months_leave_a_range_that_holds_every_way_to_fill_them() => Gen.Select(s_yuluWater, s_yuluWater).Sample((known, filled) =>
    {
        var range = s_yulu.AssessRange(s_yulu.Period("2020"), Yulu(known));
        Holds(range, s_yulu.Assess(s_yulu.Period("2020"), Yulu(known)));
        Holds(range, s_yulu.Assess(s_yulu.Period("2020"), Yulu([.. known.Zip(filled, (one, other) => one ?? other)])));
    });

    [Fact]
    public void A_weighted_index_over_missing_months_holds_every_way_to_fill_them() => Gen.Select(s_jiekouWater, s_jiekouWater).Sample((known, filled) =>
    {
        var range = s_xinanjiang.AssessRange(s_xinanjiang.Period("2016"), Jiekou(known));
        Holds(range, s_xinanjiang.Assess(s_xinanjiang.Period("2016"), Jiekou(known)));
        Holds(range, s_xinanjiang.Assess(s_xinanjiang.Period("2016"), Jiekou([.. known.Zip(filled, (one, other) => one ?? other)])));
    });

    [Fact]
    public void A_contested_mean_leaves_a_range_that_holds_every_value_of_it() => Gen.Select(s_yuluWater, s_value, s_value, s_value).Sample((known, one, other, share) =>
    {
        var month = new YearMonth(2020, 5);
        var contested = new ContestedMean(Agreements.Liuzhuang, month, "氨氮", decimal.Min(one, other), decimal.Max(one, other));
        var range = s_yulu.AssessRange(s_yulu.Period("2020"), Yulu(known), [contested]);
        foreach (var value in new[] { one, other, (one + other) / 2 })
        {
            var ruled = Yulu(known).Select(facts => facts.Month == month ? facts with { Means = facts.Means.SetItem("氨氮", new MonthMean(value, 1, 1, null)) } : facts);
            Holds(range, s_yulu.Assess(s_yulu.Period("2020"), [.. ruled]));
        }
    });

    [Fact]
    public void The_part_that_is_not_in_dispute_is_the_least_of_the_range()
    {
        // The class is Ⅱ whatever December's ammonia was between 0.3 and 0.4; the change is not.
        var facts = Agreements.LiuzhuangYears(2020, 10, 0.3m, 0.01m, 1);
        var contested = new ContestedMean(Agreements.Liuzhuang, new(2020, 12), "氨氮", 0.3m, 0.4m);
        var range = s_yulu.AssessRange(s_yulu.Period("2020"), facts, [contested]);
        var step = range.Payments.Single(payment => payment.Clause == "三");
        (step.From, step.To, step.Least.ToString(), step.Most!.Value.ToString()).ShouldBe(("鲁", "豫", "60000000.00元", "60000000.00元"));
        var change = range.Payments.Single(payment => payment.Clause == "四");
        (change.From, change.To, change.Least).ShouldBe(("豫", "鲁", Money.Zero));
        change.Most!.Value.ToString().ShouldBe("925925.93元");
    }

    [Fact]
    public void A_contested_mean_that_may_not_count_at_all_leaves_the_month_open()
    {
        // Below 0.001 ammonia is not admissible: were December ruled to be so, the year would rest on eleven months.
        var facts = Agreements.LiuzhuangYears(2020, 10, 0.3m, 0.01m, 1).Select(month => month.Month == new YearMonth(2020, 12) ? month.With("氨氮", 0.9m) : month).ToArray();
        var range = s_yulu.AssessRange(s_yulu.Period("2020"), facts, [new ContestedMean(Agreements.Liuzhuang, new(2020, 12), "氨氮", 0.0005m, 0.9m)]);
        foreach (var ruled in new[] { 0.0005m, 0.001m, 0.3m, 0.9m })
        {
            Holds(range, s_yulu.Assess(s_yulu.Period("2020"), [.. facts.Select(month => month.Month == new YearMonth(2020, 12) ? month.With("氨氮", ruled) : month)]));
        }
    }

    [Fact]
    public void The_most_owed_is_stated_before_any_data()
    {
        var most = s_yulu.MostOwed(s_yulu.Period("2020"));
        most["鲁"].ToString().ShouldBe("160000000.00元");
        most["豫"].ToString().ShouldBe("220000000.00元");
        var index = s_xinanjiang.MostOwed(s_xinanjiang.Period("2016"));
        index["浙"].ToString().ShouldBe("200000000.00元");
        index["皖"].ToString().ShouldBe("100000000.00元");
    }

    [Fact]
    public void The_most_owed_is_never_exceeded() => s_yuluWater.Sample(values =>
    {
        var most = s_yulu.MostOwed(s_yulu.Period("2020"));
        var owed = Obligations.From(s_yulu.Assess(s_yulu.Period("2020"), Yulu(values)));
        foreach (var party in owed.GroupBy(one => one.From))
        {
            party.Aggregate(Money.Zero, (sum, one) => sum + one.Amount).ShouldBeLessThanOrEqualTo(most[party.Key]);
        }
    });

    [Fact]
    public void Evaluating_twice_gives_the_same_bytes() => s_yuluWater.Sample(values =>
    {
        var (first, second) = (s_yulu.Assess(s_yulu.Period("2020"), Yulu(values)), Agreements.Read("yulu-1").Assess(s_yulu.Period("2020"), [.. Yulu(values).AsEnumerable().Reverse()]));
        Explanation.Json(second.Step).ShouldBe(Explanation.Json(first.Step));
        Explanation.Text(second.Step).ShouldBe(Explanation.Text(first.Step));
    }, iter: 20);

    [Fact]
    public void Interval_arithmetic_holds_the_arithmetic_of_its_members()
    {
        var end = Gen.Int[-5_000, 5_000].Select(thousandths => thousandths / 1_000m);
        var share = Gen.Int[0, 100].Select(percent => percent / 100m);
        Gen.Select(end, end, end, end, share, share).Sample((a, b, c, d, s, t) =>
        {
            var (left, right) = (new Interval(decimal.Min(a, b), decimal.Max(a, b)), new Interval(decimal.Min(c, d), decimal.Max(c, d)));
            var (x, y) = (Between(left, s), Between(right, t));
            (left + right).Contains(x + y).ShouldBeTrue();
            (left - right).Contains(x - y).ShouldBeTrue();
            (left * right).Contains(x * y).ShouldBeTrue();
            if (y != 0) (left / right).Contains(x / y).ShouldBeTrue();
        });
    }

    [Fact]
    public void A_divisor_that_ends_at_zero_gives_a_quotient_without_bound_on_one_side()
    {
        (new Interval(1, 2) / new Interval(0, 4)).ShouldBe(new Interval(0.25m, null));
        (new Interval(1, 2) / new Interval(-4, 0)).ShouldBe(new Interval(null, -0.25m));
        (new Interval(1, 2) / new Interval(-1, 1)).ShouldBe(Interval.Everything);
        (new Interval(1, 2) * new Interval(0, null)).ShouldBe(new Interval(0, null));
    }

    private static decimal Between(Interval range, decimal share) =>
        decimal.Clamp(range.Least!.Value + (range.Most!.Value - range.Least.Value) * share, range.Least.Value, range.Most.Value);
}
