using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Basin.Rules.Settlement;
using Basin.Rules.Terms;
using Basin.Rules.WaterQuality;
using CsCheck;

namespace Basin.Rules.Tests.Terms;

public sealed class UnknownTests
{
    private static readonly CheckedTerms s_yulu = Agreements.Read("yulu-1");
    private static readonly Period s_2020 = s_yulu.Period("2020");
    private static readonly ExactDomain s_domain = new(s_2020, new Facts([], [], DataRules.Default));
    private static readonly Gap s_gap = new("S", new(2020, 1), "氨氮", "停站");

    private static readonly Gen<ExactTruth> s_truth = Gen.OneOf(
        Gen.Const(s_domain.Of(true)), Gen.Const(s_domain.Of(false)), Gen.Const(new ExactTruth(null, [s_gap])));

    [Fact]
    public void Without_data_nothing_is_paid_and_the_gaps_name_every_section_month()
    {
        var assessment = s_yulu.Assess(s_2020, []);
        assessment.Payments.Select(payment => payment.Amount).ShouldAllBe(amount => amount == null);
        Obligations.From(assessment).ShouldBeEmpty();
        assessment.Gaps.Select(gap => new SectionMonth(gap.Section, gap.Month)).Distinct().ShouldBe(s_yulu.Needs(s_2020), ignoreOrder: true);
        assessment.Gaps.ShouldContain(new Gap(Agreements.Liuzhuang, new(2019, 12), "总磷", "没有该月数据"));
    }

    [Fact]
    public void Six_valid_months_are_enough_and_five_are_not()
    {
        var facts = Agreements.LiuzhuangYears(2020, 18, 0.8m, 0.15m, 1);
        s_yulu.Assess(s_2020, [.. facts.Where(month => month.Month.Year == 2019 || month.Month.Month <= 6)]).Gaps.ShouldBeEmpty();
        var short5 = s_yulu.Assess(s_2020, [.. facts.Where(month => month.Month.Year == 2019 || month.Month.Month <= 5)]);
        short5.Payments.ShouldAllBe(payment => payment.Amount == null);
        short5.Gaps.Length.ShouldBe(7 * 3);
    }

    [Fact]
    public void A_clause_that_does_not_rest_on_the_gap_is_paid()
    {
        // The year before is missing: the change cannot be determined, the class of this year can.
        var facts = Agreements.LiuzhuangYears(2020, 18, 0.3m, 0.05m, 1).Where(month => month.Month.Year == 2020).ToArray();
        var assessment = s_yulu.Assess(s_2020, facts);
        assessment.Payments.Single(payment => payment.Clause == "三").Amount.ShouldBe(Money.Zero);
        assessment.Payments.Single(payment => payment.Clause == "四").Amount.ShouldBeNull();
    }

    [Fact]
    public void A_reason_of_monitoring_is_handed_on()
    {
        var facts = Agreements.LiuzhuangYears(2020, 18, 0.8m, 0.15m, 1)
            .Select(month => month with { Means = month.Means.SetItem("氨氮", new MonthMean(null, 10, 180, "有效数据不足")) });
        var assessment = s_yulu.Assess(s_2020, [.. facts]);
        assessment.Gaps.ShouldAllBe(gap => gap.Indicator == "氨氮" && gap.Reason == "有效数据不足");
        Explanation.Text(assessment.Step).ShouldContain("有效数据不足");
    }

    [Fact]
    public void A_division_by_zero_is_unknown_and_throws_nothing()
    {
        var quotient = s_domain.Divide(s_domain.Of(18), s_domain.Of(0));
        quotient.Value.ShouldBeNull();
        quotient.Gaps.ShouldBe([new Gap("", new(2020, 1), "", "除数为零")]);
    }

    [Fact]
    public void A_mean_that_no_water_can_have_is_a_gap()
    {
        var facts = Agreements.LiuzhuangYears(2020, 18, 0.8m, 0.15m, 1)
            .Select(month => month.Month.Month == 3 ? month : month with { Means = month.Means.SetItem("氨氮", new MonthMean(-1, 180, 180, null)) });
        s_yulu.Assess(s_2020, [.. facts]).Gaps.ShouldAllBe(gap => gap.Indicator == "氨氮" && gap.Reason.Contains("可采范围"));
    }

    [Fact]
    public void Of_two_revisions_the_later_one_counts()
    {
        var facts = Agreements.LiuzhuangYears(2020, 18, 0.8m, 0.15m, 1);
        var corrected = facts.Where(month => month.Month.Year == 2020)
            .Select(month => month with { Revision = 2, Means = month.Means.SetItem("氨氮", new MonthMean(1.2m, 180, 180, null)) });
        s_yulu.Assess(s_2020, [.. corrected, .. facts]).Paid().ShouldContain("三 豫->鲁 60000000.00元");
        s_yulu.Assess(s_2020, [.. facts, .. corrected]).Paid().ShouldContain("三 豫->鲁 60000000.00元");
    }

    [Fact]
    public void False_and_unknown_is_false_true_or_unknown_is_true()
    {
        var unknown = new ExactTruth(null, [s_gap]);
        s_domain.And(s_domain.Of(false), unknown).Value.ShouldBe(false);
        s_domain.And(unknown, s_domain.Of(false)).Gaps.ShouldBeEmpty();
        s_domain.Or(unknown, s_domain.Of(true)).Value.ShouldBe(true);
        s_domain.And(s_domain.Of(true), unknown).ShouldBe(unknown);
        s_domain.Not(unknown).Value.ShouldBeNull();
    }

    [Fact]
    public void Logic_keeps_its_laws_with_unknown() => Gen.Select(s_truth, s_truth).Sample((a, b) =>
    {
        s_domain.And(a, b).Value.ShouldBe(s_domain.And(b, a).Value);
        s_domain.Not(s_domain.And(a, b)).Value.ShouldBe(s_domain.Or(s_domain.Not(a), s_domain.Not(b)).Value);
        s_domain.Not(s_domain.Not(a)).Value.ShouldBe(a.Value);
    });

    [Fact]
    public void Arithmetic_with_unknown_keeps_each_reason_once()
    {
        var unknown = Exact.Unknown(s_gap);
        s_domain.Add(unknown, s_domain.Multiply(unknown, s_domain.Of(0))).Gaps.ShouldBe([s_gap]);
        s_domain.Multiply(s_domain.Of(decimal.MaxValue), s_domain.Of(2)).Gaps.Single().Reason.ShouldBe("数值溢出");
        s_domain.Less(unknown, s_domain.Of(1)).Value.ShouldBeNull();
    }

    [Fact]
    public void Random_gaps_never_make_an_assessment_throw_and_never_pay_what_is_unknown() =>
        Gen.Frequency((3, Gen.Const((decimal?)null)), (7, Gen.Int[-100, 1_000].Select(tenths => (decimal?)(tenths / 10m)))).Array[72].Sample(values =>
        {
            var facts = values.Chunk(3).Select((month, index) => new MonthFacts(
                Agreements.Liuzhuang, new YearMonth(2019, 1).AddMonths(index), 1, WaterBody.River,
                Agreements.LiuzhuangIndicators.Zip(month).ToImmutableSortedDictionary(pair => pair.First, pair => new MonthMean(pair.Second, 1, 1, null)))).ToList();
            var assessment = s_yulu.Assess(s_2020, facts);
            assessment.Payments.ShouldAllBe(payment => payment.Amount == null == !payment.Gaps.IsEmpty);
            Obligations.From(assessment).ShouldAllBe(owed => owed.Amount > Money.Zero);
        });

    private static CheckedTerms ClassByNitrogenToo()
    {
        var document = JsonNode.Parse(Agreements.Text("yulu-1"))!;
        document["indicators"]!.AsArray().Add("总氮");
        document["clauses"]!.AsArray().RemoveAt(1);
        return Agreements.Checked(document.ToJsonString());
    }

    private static CheckedTerms YoushuiWithMonthBefore()
    {
        var document = JsonNode.Parse(Agreements.Text("youshui"))!;
        document["data"]!["missing"] = "上月";
        return Agreements.Checked(document.ToJsonString());
    }

    [Fact]
    public void A_month_that_stands_in_for_one_without_facts_says_what_kind_of_water_it_is()
    {
        var terms = YoushuiWithMonthBefore();
        var (june, section) = (terms.Period("2019-06"), terms.Sections["里耶镇"]);
        terms.Assess(june, [Months.Classed(section, new(2019, 5), "Ⅱ")]).Paid().ShouldBe(["三 湘->渝 400000.00元"]);
        terms.Assess(june, [Months.Classed(section, new(2019, 5), "Ⅴ")]).Paid().ShouldBe(["三 渝->湘 400000.00元"]);
        terms.Assess(june, [Months.Classed(section, new(2019, 4), "Ⅱ")]).ShouldPayNothingForWantOfData();
        // Total phosphorus of 0.06 mg/L is class Ⅱ in a river and class Ⅳ in a lake.
        var lake = Months.Classed(section, new(2019, 5), "Ⅱ").With("总磷", 0.06m) with { WaterBody = WaterBody.Lake };
        terms.Assess(june, [lake]).Paid().ShouldBe(["三 渝->湘 400000.00元"]);
    }

    [Theory]
    [InlineData(WaterBody.River, WaterBody.Lake)]
    [InlineData(WaterBody.Lake, WaterBody.River)]
    public void The_kind_of_a_stand_in_does_not_bind_the_month_that_may_still_come_in(WaterBody before, WaterBody own)
    {
        var terms = YoushuiWithMonthBefore();
        var (june, section) = (terms.Period("2019-06"), terms.Sections["里耶镇"]);
        var may = Months.Classed(section, new(2019, 5), "Ⅱ").With("总磷", 0.06m) with { WaterBody = before };
        var range = terms.AssessRange(june, [may]);
        foreach (var facts in new MonthFacts[][] { [may], [may, may with { Month = new(2019, 6), WaterBody = own }] })
        {
            var paid = terms.Assess(june, facts).Payments.Single(payment => payment.Amount > Money.Zero);
            var bounds = range.Payments.Single(payment => payment.From == paid.From);
            (bounds.Least <= paid.Amount && paid.Amount <= bounds.Most).ShouldBeTrue($"{paid.From}: {bounds.Least} to {bounds.Most}");
        }
    }

    [Theory]
    [InlineData(WaterBody.River, true)]
    [InlineData(WaterBody.Lake, false)]
    public void A_missing_indicator_leaves_the_class_open_only_where_it_has_limits(WaterBody body, bool isKnown)
    {
        // Total nitrogen has limits in lakes only.
        var terms = ClassByNitrogenToo();
        var facts = Agreements.Year(Agreements.Liuzhuang, 2020, ("化学需氧量", 10m), ("氨氮", 0.3m), ("总磷", 0.01m)).Select(month => month with { WaterBody = body }).ToArray();
        var exact = terms.Assess(s_2020, facts);
        var range = terms.AssessRange(s_2020, facts).Payments;
        exact.Gaps.ShouldAllBe(gap => gap.Indicator == "总氮");
        exact.Gaps.IsEmpty.ShouldBe(isKnown);
        exact.Paid().ShouldBe(isKnown ? ["三 鲁->豫 60000000.00元"] : []);
        range.All(payment => payment.Least == payment.Most).ShouldBe(isKnown);
        if (isKnown) range.ShouldHaveSingleItem().Most.ShouldBe(exact.Payments.ShouldHaveSingleItem().Amount);
    }
}
